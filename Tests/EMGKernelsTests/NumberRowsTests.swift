import EMGCore
import EMGKernels
import Foundation
import Testing

/// Numbers in text against `strtod`, and rows of them against a reader that takes one byte after
/// the other.
@Suite struct NumberRowsTests {
  private func expectStrtod(_ mantissa: UInt64, _ exponent: Int) -> Bool {
    let text = "\(mantissa)e\(exponent)"
    return unsafe strtod(text, nil).bitPattern
      == decimal(mantissa, exponent: exponent).bitPattern
  }

  @Test(arguments: 1...4) func aMillionRandomNumbersAreThoseOfStrtod(seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    var wrong = 0
    for _ in 0..<250_000 {
      let mantissa = generator.next() >> (generator.next() % 64)
      let exponent = Int(generator.next() % 55) - decimalReach
      wrong += expectStrtod(mantissa, exponent) ? 0 : 1
    }
    #expect(wrong == 0)
  }

  /// Halfway between two Doubles, and the decimals next to it, is where rounding goes wrong.
  @Test(arguments: 1...4) func numbersHalfwayBetweenTwoAreThoseOfStrtod(seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    var wrong = 0
    for _ in 0..<80_000 {
      var mantissa = (1 << 53 | generator.next() >> 11) | 1
      mantissa <<= generator.next() % 10
      var exponent = 0
      while mantissa <= UInt64.max / 5, exponent > -decimalReach, generator.next() & 3 != 0 {
        mantissa *= 5
        exponent -= 1
      }
      for near in [mantissa - 1, mantissa, mantissa + 1] {
        wrong += expectStrtod(near, exponent) ? 0 : 1
      }
    }
    #expect(wrong == 0)
  }

  @Test(arguments: -27...27) func edgesAreThoseOfStrtod(exponent: Int) {
    var edges: [UInt64] = [0, 1, 2, 3, 9_007_199_254_740_991, .max, .max - 1]
    for power in 0..<64 {
      let two: UInt64 = 1 << power
      edges += [two, two - 1, two + 1]
    }
    var ten: UInt64 = 1
    for _ in 0..<19 {
      edges += [ten, ten - 1, ten + 1]
      ten *= 10
    }
    for edge in edges { #expect(expectStrtod(edge, exponent), "\(edge)e\(exponent)") }
  }

  /// What the kernel computes, said slowly: rows up to the first that holds anything but numbers.
  private func twin(_ text: String, _ columns: Int, _ delimiter: Character) -> [[Double]] {
    var rows: [[Double]] = []
    // By scalars: as a character CRLF is one.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for scalars in lines.dropLast() {
      var line = String(scalars)
      if line.last == "\r" { line.removeLast() }
      let fields = line.split(
        separator: delimiter, omittingEmptySubsequences: delimiter == " ")
      let values = fields.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
      guard fields.count == columns, values.count == columns else { break }
      rows.append(values)
    }
    return rows
  }

  private func read(_ text: String, _ columns: Int, _ delimiter: Character, mark: String = ".")
    -> [[Double]]
  {
    let bytes = Array(text.utf8)
    var rows = NumberRows(
      columns: columns, delimiter: delimiter.asciiValue ?? 44, mark: Array(mark.utf8)[0])
    var result: [[Double]] = []
    var at = 0
    repeat {
      rows.read(bytes.span, from: at, limit: .max)
      for row in 0..<rows.count { result.append((0..<columns).map { rows[row, $0] }) }
      if rows.count > 0 { at += rows.end(ofRow: rows.count - 1) }
    } while rows.count > 0
    return result
  }

  /// Digits that need no more than the kernel takes.
  private func number(_ generator: inout SplitMix64) -> String {
    func digits(_ most: UInt64) -> String {
      (0..<generator.next() % (most + 1)).map { _ in "\(generator.next() % 10)" }.joined()
    }
    var text = ["", "-", "+"][Int(generator.next() % 3)]
    text += "\(generator.next() % 10)" + digits(9)
    if generator.next() % 4 > 0 { text += "." + digits(9) }
    if generator.next() % 4 == 0 {
      let sign = ["", "-", "+"][Int(generator.next() % 3)]
      text += ["e", "E"][Int(generator.next() % 2)] + sign + "\(generator.next() % 10)"
    }
    return text
  }

  @Test(arguments: [",", ";", "\t", " "] as [Character], ["\n", "\r\n"])
  func rowsEqualTheirTwin(delimiter: Character, end: String) {
    var generator = SplitMix64(seed: 11)
    for columns in [1, 2, 9] {
      let text = (0..<700).map { _ in
        (0..<columns).map { _ in number(&generator) }.joined(separator: String(delimiter)) + end
      }.joined()
      // Behind the last row as many bytes as the kernel wants to look at.
      let padding = String(repeating: "x", count: 40)
      let own = read(text + padding, columns, delimiter)
      #expect(own == twin(text, columns, delimiter))
      #expect(own.count == 700)
    }
  }

  @Test func rowsThatAreNoPlainNumbersEndTheReading() {
    let padding = String(repeating: "x", count: 40)
    for bad in [
      "1,2,3\n", "1\n", "1,\n", ",1\n", "1,nan\n", "1,\"2\"\n", "1,2e\n", "1,2.3.4\n", "1,0x1p3\n",
      "1,12345678901234567890\n", "1,1e99999\n", "1,1e-40\n", "1,--2\n", "1,.\n", "\n", "1,2\r3\n",
    ] {
      #expect(read("1,2\n3,4\n" + bad + "5,6\n" + padding, 2, ",").count == 2, "\(bad)")
    }
    #expect(read("1,2\n3,4" + "", 2, ",").count <= 1)
  }

  @Test func aTrailingDelimiterAndBlanksBeforeNumbersAreTaken() {
    let padding = String(repeating: "x", count: 40)
    #expect(read("1, 2,\n 3,4\n" + padding, 2, ",") == [[1, 2], [3, 4]])
    #expect(read("1,5;2\n" + padding, 2, ";", mark: ",") == [[1.5, 2]])
    #expect(read("  1 \t 2 \n" + padding, 2, " ") == [[1, 2]])
  }

  @Test func negativeZeroKeepsItsSign() {
    let rows = read("-0.000\n" + String(repeating: "x", count: 40), 1, ",")
    #expect(rows.first?.first?.sign == .minus)
  }
}
