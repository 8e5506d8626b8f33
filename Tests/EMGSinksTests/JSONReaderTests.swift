import EMGSinks
import Foundation
import Testing

/// JSON read with its keys in order.
@Suite struct JSONReaderTests {
  private func read(_ text: String) throws -> JSONValue { try JSONValue(json: Data(text.utf8)) }

  @Test(arguments: [
    "null", "true", "-0.5", "12", #"{"b": 1, "a": [1, 2.5, "x"], "c": {}}"#, "[]",
    #""tab\t, quote\", line\u2028, é, 😀""#, "1e-07",
  ]) func whatIsReadIsWrittenAlike(text: String) throws {
    #expect(try read(text).compactText == text)
  }

  @Test func escapesAndPairsOfSurrogatesAreRead() throws {
    #expect(try read(#"" \u00e9 \ud83d\ude00 \/ \b""#) == .text(" é 😀 / \u{8}"))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":}", "{a: 1}", "01", "1.", "+1", "nul", "\"a", "\"\\x\"", "[1] 2",
    "1e999", "\"\u{1}\"", "-", "NaN", "{\"a\" 1}",
  ]) func whatIsNotJSONIsRefused(text: String) {
    #expect(throws: DocumentError.self) { try read(text) }
  }

  @Test func aHundredThousandLevelsDoNotOverflowTheStack() {
    #expect(throws: DocumentError.self) { try read(String(repeating: "[", count: 100_000)) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: DocumentError.self) { try JSONValue(json: Data([0x22, 0xFF, 0xFE, 0x22])) }
  }
}
