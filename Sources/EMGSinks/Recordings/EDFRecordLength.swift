internal import EMGCore

/// How long the data records of an EDF or BDF file are.
struct EDFRecordLength {
  /// Frames of all channels' samples in a record.
  let frames: Int
  /// The length, and what the header says of it.
  let seconds: Double
  let text: String
  /// Whether no length can be told exactly.
  let isInexact: Bool

  /// Bytes of a data record that are not exceeded where a shorter one will do.
  private static let largeRecord = 1 << 23

  /// Chooses the length: exact in eight characters, a divisor of every stretch where one
  /// is, and near a second.
  init(_ survey: RecordingSurvey, _ frame: [Int], _ width: Int) {
    let header = survey.header
    guard
      let c = header.channels.indices.max(by: {
        header.channels[$0].rate < header.channels[$1].rate
      })
    else {
      (frames, seconds, text, isInexact) = (1, 0, "0", false)
      return
    }
    let period = Double(frame[c]) / header.channels[c].rate.hertz
    var common = 0
    for ranges in survey.stretches {
      let whole = ranges[c].count % frame[c] == 0
      var (a, b) = (common, whole ? ranges[c].count / frame[c] : 1)
      while b != 0 { (a, b) = (b, a % b) }
      common = a
    }
    let frameBytes = frame.reduce(0, +) * width
    let most = max(1, min(Int(min(60 / period, 2e5)), Self.largeRecord / max(1, frameBytes)))
    func told(_ frames: Int) -> (value: Double, text: String, error: Double) {
      let seconds = Double(frames) * period
      let exact = DecimalText.shortest(seconds)
      if exact.utf8.count <= 8 { return (seconds, exact, 0) }
      let up = DecimalText.outward(seconds, isUp: true)
      let down = DecimalText.outward(seconds, isUp: false)
      let near = [up, down].compactMap { $0 }.min {
        abs($0.value - seconds) < abs($1.value - seconds)
      }
      guard let near, near.value > 0 else { return (seconds, "1", 1) }
      return (near.value, near.text, abs(near.value - seconds) / seconds)
    }
    var best: (score: Double, frames: Int)?
    var leastError: (error: Double, frames: Int) = (.infinity, 1)
    for frames in 1...most {
      let error = told(frames).error
      if error < leastError.error { leastError = (error, frames) }
      guard error < 1e-10 else { continue }
      let seconds = Double(frames) * period
      let isDivisor = common > 0 && common % frames == 0
      // Without padding first, then near a second.
      let away = seconds > 1 ? seconds : 1 / seconds
      let score = (isDivisor && seconds >= 0.01 ? 0 : 1e6) + away
      if score < best?.score ?? .infinity { best = (score, frames) }
    }
    // A short or odd length is better than samples that nobody recorded.
    if best.map({ $0.score >= 1e6 }) ?? true, (1...most).contains(common),
      told(common).error < 1e-10
    {
      best = (0, common)
    }
    frames = best?.frames ?? leastError.frames
    seconds = Double(frames) * period
    text = told(frames).text
    isInexact = best == nil
  }
}
