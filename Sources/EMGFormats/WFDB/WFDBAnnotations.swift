internal import EMGCore

/// The annotations of a WFDB annotation file in MIT format.
///
/// Source: annot(5) of the WFDB Applications Guide.
struct WFDBAnnotations: Sendable {
  var annotations: [Annotation] = []

  /// Symbols by code (ecgcodes.h of the WFDB library).
  static let symbols: [Int: String] = [
    1: "N", 2: "L", 3: "R", 4: "a", 5: "V", 6: "F", 7: "J", 8: "A", 9: "S", 10: "E", 11: "j",
    12: "/", 13: "Q", 14: "~", 16: "|", 18: "s", 19: "T", 20: "*", 21: "D", 22: "\"", 23: "=",
    24: "p", 25: "B", 26: "^", 27: "t", 28: "+", 29: "u", 30: "?", 31: "!", 32: "[", 33: "]",
    34: "e", 35: "n", 36: "@", 37: "x", 38: "f", 39: "(", 40: ")", 41: "r",
  ]
  static let noteCode = 22
  static let skipCode = 59
  static let numberCode = 60
  static let subtypeCode = 61
  static let channelCode = 62
  static let textCode = 63

  /// One annotation as stored.
  private struct Stored {
    var sample: Int
    var code: Int
    var text = ""
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The annotation file.
  ///   - rate: Frames a second of the record.
  /// - Throws: `FormatError` with the byte where the file goes wrong.
  init(path: String, rate: Double) throws(FormatError) {
    let bytes = try ByteStream.wholeFile(path, limit: 1 << 28)
    var list: [Stored] = []
    var sample = 0
    var i = 0
    func failure(_ detail: String) -> FormatError {
      FormatError(.badField, field: "annotation", location: "\(path), byte \(i)", detail: detail)
    }
    while i + 1 < bytes.count {
      let word = Int(UInt16(bytes, at: i))
      let (code, value) = (word >> 10, word & 0x3FF)
      i += 2
      if word == 0 { break }
      switch code {
      case Self.skipCode:
        guard i + 4 <= bytes.count else { throw failure("expected a long interval, found the end") }
        // The order of bytes of the PDP-11: the high half first.
        let long = UInt32(UInt16(bytes, at: i)) << 16 | UInt32(UInt16(bytes, at: i + 2))
        sample += Int(Int32(bitPattern: long))
        i += 4
      case Self.numberCode, Self.subtypeCode, Self.channelCode:
        guard !list.isEmpty else { throw failure("expected an annotation before its fields") }
      case Self.textCode:
        guard i + value <= bytes.count, !list.isEmpty else {
          throw failure("expected \(value) bytes of text, found \(bytes.count - i)")
        }
        let text = bytes[i..<i + value]
        list[list.count - 1].text = FieldText.decoded(text.prefix { $0 != 0 })
        i += value + value % 2
      default:
        sample += value
        list.append(Stored(sample: sample, code: code))
      }
    }
    keep(list, rate)
  }

  private mutating func keep(_ list: [Stored], _ rate: Double) {
    var rate = rate
    var names = Self.symbols
    var isDefining = false
    for item in list {
      if item.code == Self.noteCode, item.sample == 0 {
        if item.text.hasPrefix("## time resolution:") {
          let words = item.text.split(separator: " ")
          if let stated = words.last.flatMap({ FieldText.number(String($0)) }), stated > 0 {
            rate = stated
          }
          continue
        }
        if item.text.hasPrefix("## annotation type definitions") {
          isDefining = true
          continue
        }
        if item.text.hasPrefix("## end of definitions") {
          isDefining = false
          continue
        }
        // Older files define types of their own, 42 to 49, without saying that they do.
        let words = item.text.split(separator: " ", maxSplits: 2)
        if words.count >= 2, let code = Int(words[0]), isDefining || (42...49).contains(code) {
          names[code] = String(words[1])
          continue
        }
      }
      let symbol = names[item.code] ?? "\(item.code)"
      let text =
        item.code == Self.noteCode && !item.text.isEmpty
        ? item.text : item.text.isEmpty ? symbol : "\(symbol) \(item.text)"
      annotations.append(
        Annotation(onset: Double(item.sample) / rate, duration: nil, text: text))
    }
  }
}
