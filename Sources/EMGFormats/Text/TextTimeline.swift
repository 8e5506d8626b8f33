internal import EMGCore

/// The times of a table's rows: where they jump, samples are missing.
struct TextTimeline {
  /// The column, where its times can be told.
  let time: TimeColumn?
  private let rate: SampleRate
  /// Seconds beyond the usual step from which one is a jump.
  private let jumpLimit: Double
  /// The time of the last row.
  var previous: Double?
  /// Rows whose time was printed like the one before, because it is rounded.
  private var equalTimes = 0
  /// Jumps met, and their seconds.
  var gaps = 0
  var gapSeconds = 0.0
  /// Steps back, and steps of years, that are no gaps; the first and how many.
  private var leaps: (first: Double, count: Int) = (0, 0)

  /// - Parameters:
  ///   - time: The column, or nil.
  ///   - judged: What its first rows tell; nil where it counts rows or is absent.
  ///   - rate: The recording's.
  init(time: TimeColumn?, _ judged: TimeJudgement?, rate: SampleRate) {
    self.rate = rate
    self.time = judged == nil && time?.isIndex != true ? nil : time
    jumpLimit =
      judged.map { max(2.5 * (1 / rate.hertz), 3 * $0.quantum, 4 * $0.jitter) } ?? .infinity
  }

  /// Samples that are missing between the last row and a time.
  mutating func missingSamples(before now: Double) -> Int {
    guard let previous, jumpLimit.isFinite || time?.isIndex == true else { return 0 }
    let step = now - previous
    let period = 1 / rate.hertz
    let limit = time?.isIndex == true ? 0.5 * period : jumpLimit
    guard step > 0 else {
      if step < -limit { leap(step) } else { equalTimes += 1 }
      return 0
    }
    // Times that stood still by rounding catch up in one step.
    let usual = Double(equalTimes + 1) * period
    equalTimes = 0
    guard step > usual + limit else { return 0 }
    let missing = (step * rate.hertz).rounded() - 1
    // A clock set forward by years is no gap that a timeline can hold.
    guard missing < 1e12 else {
      leap(step)
      return 0
    }
    return Int(missing)
  }

  private mutating func leap(_ step: Double) {
    if leaps.count == 0 { leaps.first = step }
    leaps.count += 1
    equalTimes = 0
  }

  /// What the first rows tell of the rate.
  static func findings(
    _ judged: TimeJudgement, rate: Double, options: ReadingOptions, stated: Double?
  ) -> [Finding] {
    var findings: [Finding] = []
    let source =
      options.rate != nil ? "given" : stated != nil ? "stated by the header" : judged.note
    findings.append(
      Finding(code: "rate_derived", message: "sampling rate \(rate) Hz: \(source)"))
    if abs(judged.rate - rate) > 0.01 * rate {
      findings.append(
        Finding(
          code: "rate_disagrees",
          message: "the time column says \(judged.rate) Hz, used is \(rate) Hz"))
    }
    let allowed = max(0.05 / rate, 1.01 * judged.quantum)
    if judged.jitter > allowed {
      // Times may be anything: what a whole number cannot hold is told as it is.
      let micros = (judged.jitter * 1e6).rounded()
      let shown = micros < 1e15 ? "\(Int(micros))" : "\(micros)"
      findings.append(
        Finding(
          code: "time_jitter",
          message: "steps of the time column differ from the period by up to \(shown) µs"))
    }
    return findings
  }

  /// What all rows tell.
  var findings: [Finding] {
    var findings: [Finding] = []
    if gaps > 0 {
      findings.append(
        Finding(
          code: "time_gap",
          message: "\(gaps) jump\(gaps == 1 ? "" : "s") of the time column,"
            + " \(gapSeconds) s in total, kept as gaps"))
    }
    if leaps.count > 0 {
      findings.append(
        Finding(
          code: "clock_set",
          message:
            "\(leaps.count) step\(leaps.count == 1 ? "" : "s") of the time column back or by years,"
            + " the first by \(leaps.first) s: the samples are taken to follow one another"))
    }
    return findings
  }
}
