internal import EMGCore

/// A channel of an EDF or BDF file: its label, and the integers that stand for its values.
struct EDFLane {
  var label: String
  var unit: String
  /// To the unit that is written.
  var factor = 1.0
  var physical = (low: 0.0, high: 0.0)
  var text = (low: "", high: "")
  var digital: (low: Int, high: Int)
  var samples = 0

  var gain: Double { (physical.high - physical.low) / Double(digital.high - digital.low) }

  /// Chooses the integers of a channel.
  init(
    _ survey: RecordingSurvey, _ c: Int, isBDF: Bool, _ path: String
  ) throws(WritingError) {
    let channel = survey.header.channels[c]
    let largest = isBDF ? 8_388_607 : 32_767
    let smallest = -largest - 1
    let hasMissing = survey.hasMissing[c]
    // The smallest integer is kept for samples that are missing.
    let lowest = hasMissing ? smallest + 1 : smallest
    var low = Double(survey.lowest[c])
    var high = Double(survey.highest[c])
    if low > high { (low, high) = (-1, 1) }
    label = channel.name
    unit = channel.unit.symbol
    digital = (smallest, largest)
    if let limits = channel.limits, let step = channel.resolution, !hasMissing,
      limits.lowerBound <= low + step / 2, limits.upperBound >= high - step / 2,
      let a = Self.exact(limits.lowerBound), let b = Self.exact(limits.upperBound)
    {
      // The recorder's own range can be told as it is.
      let steps = ((b.value - a.value) / step).rounded()
      if steps >= 1, steps <= Double(largest - smallest),
        abs((b.value - a.value) / steps - step) <= 1e-9 * step
      {
        let zero = (a.value / step).rounded()
        let first =
          zero >= Double(smallest) && zero + steps <= Double(largest) ? Int(zero) : smallest
        physical = (a.value, b.value)
        text = (a.text, b.text)
        digital = (first, first + Int(steps))
        return
      }
    }
    if let step = survey.grid(c, steps: Double(largest - lowest)),
      max(abs(low), abs(high)) / step <= Double(largest)
    {
      // Symmetric integers whose physical ends eight characters tell best.
      let least = max(1, Int((max(abs(low), abs(high)) / step).rounded()) + (hasMissing ? 1 : 0))
      var best: (error: Double, count: Int, text: String)?
      for count in stride(from: largest, through: max(least, largest - 4_096), by: -1) {
        let value = Double(count) * step
        guard let near = DecimalText.outward(value, isUp: true), near.text.utf8.count <= 7 else {
          continue
        }
        let error = abs(near.value - value) / value
        if error < best?.error ?? 1e-6 { best = (error, count, near.text) }
        if error < 1e-14 { break }
      }
      if let best, let end = Double(best.text) {
        physical = (-end, end)
        text = ("-" + best.text, best.text)
        digital = (-best.count, best.count)
        return
      }
    }
    // The samples' own range, rounded outward.
    if channel.unit.isVoltage, let microvolts = channel.unit.microvolts, microvolts != 1,
      max(abs(low), abs(high)) < 10
    {
      // Small numbers have few digits in eight characters.
      unit = "uV"
      factor = microvolts
      (low, high) = (low * microvolts, high * microvolts)
    }
    if low == high { (low, high) = (low - 1, high + 1) }
    if hasMissing { low -= 2 * (high - low) / Double(largest - smallest) }
    guard let a = DecimalText.outward(low, isUp: false),
      let b = DecimalText.outward(high, isUp: true), b.value > a.value
    else {
      throw WritingError(
        .unsupported,
        "\(path): channel '\(channel.name)': expected numbers that eight characters can tell,"
          + " found \(low) to \(high) \(unit)")
    }
    physical = (a.value, b.value)
    text = (a.text, b.text)
  }

  private static func exact(_ value: Double) -> (text: String, value: Double)? {
    let text = DecimalText.shortest(value)
    if text.utf8.count <= 8 { return (text, value) }
    // A bound that arithmetic left a little beside its text.
    guard let near = DecimalText.outward(value, isUp: true),
      abs(near.value - value) <= 1e-12 * abs(value)
    else { return nil }
    return near
  }

  /// Labels in ASCII of at most sixteen characters, each once.
  static func label(_ lanes: inout [EDFLane], _ names: [String], _ findings: inout [Finding]) {
    var taken: Set<String> = []
    for c in lanes.indices {
      let plain = ascii(names[c])
      var label = String(plain.prefix(16))
      if label == "EDF Annotations" || label == "BDF Annotations" { label = "signal" }
      var number = 2
      while !taken.insert(label).inserted {
        let tail = "~\(number)"
        label = String(plain.prefix(16 - tail.count)) + tail
        number += 1
      }
      lanes[c].label = label
      lanes[c].unit = String(ascii(lanes[c].unit).prefix(8))
      if label != names[c] {
        findings.append(
          Finding(
            code: "renamed", message: "channel '\(names[c])' is called '\(label)' in the file",
            channelIndex: c))
      }
    }
  }

  /// A text in ASCII.
  static func ascii(_ text: String) -> String {
    String(
      text.map { c in
        if c == "\u{00B5}" || c == "\u{03BC}" { return "u" }
        if c == "°" { return "d" }
        return c.isASCII && !c.isNewline && (c.asciiValue ?? 0) >= 32 ? c : "_"
      })
  }
}
