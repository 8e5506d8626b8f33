/// Puts binary files together, field by field.
struct Bytes {
  var all: [UInt8] = []

  mutating func add<Word: FixedWidthInteger>(_ value: Word, big: Bool = false) {
    var rest = big ? value.byteSwapped : value
    for _ in 0..<Word.bitWidth / 8 {
      all.append(UInt8(truncatingIfNeeded: rest))
      rest = Word.bitWidth > 8 ? rest >> 8 : 0
    }
  }

  mutating func add(_ value: Float, big: Bool = false) { add(value.bitPattern, big: big) }

  mutating func add(_ value: Double, big: Bool = false) { add(value.bitPattern, big: big) }

  /// A text padded to a width.
  mutating func add(_ text: String, _ width: Int, padding: UInt8 = 0) {
    let bytes = Array(text.utf8)
    all += bytes + [UInt8](repeating: padding, count: max(0, width - bytes.count))
  }

  mutating func zeros(_ count: Int) { all += [UInt8](repeating: 0, count: count) }

  /// Zeros up to a length.
  mutating func pad(to count: Int) { zeros(max(0, count - all.count)) }
}
