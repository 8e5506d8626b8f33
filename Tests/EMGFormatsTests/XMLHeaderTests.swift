import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// The XML within XDF files, by what becomes of a stream's header.
@Suite struct XMLHeaderTests {
  private func name(_ xml: String, bytes: [UInt8]? = nil) throws -> String {
    var file = XDFBytes()
    file.chunk(2, [1, 0, 0, 0] + (bytes ?? Array(xml.utf8)))
    file.samples(1, [(1, [0, 0]), (1.1, [1, 0])])
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.xdf", Data(file.all))
    return try Recordings.open(path: path).header.channels[0].name
  }

  private func info(_ name: String) -> String {
    "<info><name>\(name)</name><type>EMG</type><channel_count>1</channel_count>"
      + "<nominal_srate>10</nominal_srate><channel_format>int16</channel_format></info>"
  }

  @Test func whatXMLAllowsIsRead() throws {
    #expect(try name(info("A &amp; &#66;&#x43; &lt;")) == "A & BC <")
    #expect(try name("<?xml version='1.0'?><!-- a <b> --> " + info("<![CDATA[a<b&c]]>")) == "a<b&c")
    #expect(try name(info("Wadenmuskel µ")) == "Wadenmuskel µ")
    #expect(try name("", bytes: Array(info("x").utf8) + [0]) == "x")
  }

  @Test(arguments: [
    "<info><name>x</info>", "<info", "<info a=b/>", "<info a='b/>", "text", "<info/><info/>",
    "<info>&bomb;</info>", "<!DOCTYPE a []><info/>", "<info><!-- </info>", "</info>", "",
  ]) func whatItForbidsIsRefused(xml: String) throws {
    #expect(throws: FormatError.self) { try name(xml) }
  }

  @Test func namesThatAreNoUTF8DoNotTrap() throws {
    let bytes = Array(info("x").utf8)
    for place in bytes.indices {
      var bad = bytes
      bad[place] = 0xFF
      _ = try? name("", bytes: bad)
    }
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(throws: FormatError.self) { try name(deep) }
  }
}
