/// Arithmetic on ISO 8601 local times without a zone.
enum LocalTime {
  /// A local time some seconds later, with microseconds; nil where the text is no date with time.
  ///
  /// A zone at the end of the text is kept.
  static func adding(_ seconds: Double, to start: String) -> String? {
    let text = Array(start.utf8)
    guard text.count >= 19, text[10] == UInt8(ascii: "T") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      Int(String(decoding: text[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    var fraction = 0.0
    var i = 19
    if i < text.count, text[i] == UInt8(ascii: ".") {
      var scale = 0.1
      i += 1
      while i < text.count, (48...57).contains(text[i]) {
        fraction += Double(text[i] - 48) * scale
        scale /= 10
        i += 1
      }
    }
    let zone = String(decoding: text[i...], as: UTF8.self)
    var micros = Int(((fraction + seconds) * 1e6).rounded())
    micros += ((hour * 60 + minute) * 60 + second) * 1_000_000
    let perDay = 86_400_000_000
    let shift = micros >= 0 ? micros / perDay : (micros - perDay + 1) / perDay
    micros -= shift * perDay
    let date = civil(daysSince1970(year, month, day) + shift)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = "\(value)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let clock = micros / 1_000_000
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
      + "\(padded(clock / 3600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
      + ".\(padded(micros % 1_000_000, 6))\(zone)"
  }

  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }
}
