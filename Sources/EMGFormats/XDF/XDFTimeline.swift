internal import EMGCore

/// The clock offsets of a stream: what its stamps gain to be on the recorder's clock.
struct XDFClock {
  private var times: [Double] = []
  private var values: [Double] = []

  /// Two offsets that differ by more belong to different runs of the stream's clock, in seconds.
  private static let largestDrift = 1.0
  /// Offsets that are kept.
  private static let most = 1_000_000

  /// Offsets met so far.
  var count: Int { times.count }

  /// Takes the next measurement in file order.
  mutating func append(time: Double, value: Double) {
    guard XDFTimeline.isTime(time), XDFTimeline.isTime(value), times.count < Self.most else {
      return
    }
    times.append(time)
    values.append(value)
  }

  /// A stamp on the recorder's clock.
  ///
  /// Between two measurements of one run of the clock the offset is interpolated; where the clock
  /// was reset between them, the one whose time is nearer holds.
  ///
  /// - Parameters:
  ///   - stamp: As stored.
  ///   - seen: Measurements that stood in the file before the sample.
  /// - Returns: Seconds.
  func corrected(_ stamp: Double, seen: Int) -> Double {
    guard !times.isEmpty else { return stamp }
    let (a, b) = (max(0, seen - 1), min(times.count - 1, seen))
    guard a != b else { return stamp + values[a] }
    let span = times[b] - times[a]
    if span > 0, abs(values[b] - values[a]) <= Self.largestDrift {
      let share = min(1, max(0, (stamp - times[a]) / span))
      return stamp + values[a] + share * (values[b] - values[a])
    }
    return stamp + (abs(times[a] - stamp) <= abs(times[b] - stamp) ? values[a] : values[b])
  }
}

/// Places the samples of a regular stream on a grid of its rate: the nominal one, or the one of its stamps
/// where they say another beyond doubt.
///
/// Stamps jitter, so a run of samples is one stretch of the grid whatever its stamps say, and its
/// begin is that of the line through all its stamps. A stamp far from where it is expected ends the
/// run: time that passed is a gap. Lines and their mean rate are pyxdf's.
struct XDFTimeline {
  /// Samples without a break.
  struct Run {
    /// The run's first sample, counted over the stream.
    var first: Int
    var count = 0
    /// When it begins by its line, seconds on the recorder's clock.
    var start = 0.0
    /// Seconds a sample by its line.
    var period: Double

    fileprivate var base = 0.0
    fileprivate var sums = (t: 0.0, i: 0.0, it: 0.0, ii: 0.0, tt: 0.0)
    /// Seconds by which the last sample's place on the line may be wrong, at one standard error of the slope.
    fileprivate private(set) var doubt = 0.0

    /// Adds the next sample's stamp.
    fileprivate mutating func take(_ stamp: Double) {
      if count == 0 { base = stamp }
      // Stamps are large and alike: residuals against the grid keep the digits.
      let i = Double(count)
      let t = stamp - base - i * period
      sums.t += t
      sums.i += i
      sums.it += i * t
      sums.ii += i * i
      sums.tt += t * t
      count += 1
    }

    /// Fits the line.
    fileprivate mutating func close() {
      let n = Double(count)
      let spread = n * sums.ii - sums.i * sums.i
      let slope = count >= XDFTimeline.fewestForSlope ? (n * sums.it - sums.i * sums.t) / spread : 0
      start = base + (sums.t - slope * sums.i) / n
      period += slope
      guard count >= XDFTimeline.fewestForSlope else { return }
      let spreadT = sums.tt - sums.t * sums.t / n
      let residual = max(0, spreadT - slope * slope * spread / n) / (n - 2)
      doubt = (n - 1) * (residual * n / spread).squareRoot()
    }
  }

  private(set) var runs: [Run] = []
  /// Stamps that lay before the end of the run before.
  private(set) var backwards = 0
  /// The rate that the header states.
  let nominalRate: Double
  /// The rate of the grid.
  private(set) var rate: Double
  private var previous = 0.0
  private var total = 0

  /// A break is a step of more than this many seconds and this many periods beyond the period;
  /// pyxdf's second, without its 500 samples, which hide five seconds of a stream of 100 Hz.
  private static let breakSeconds = 1.0
  private static let breakPeriods = 2.0
  /// Fewer stamps tell no rate.
  fileprivate static let fewestForSlope = 1_000
  /// More breaks are no recording.
  private static let mostRuns = 100_000

  /// Clocks count from 1970 or from when a machine was started: larger numbers are damaged.
  private static let latest = 1e11

  /// Whether a number can be a time of a clock, in seconds.
  static func isTime(_ seconds: Double) -> Bool { abs(seconds) <= latest }

  /// Share of the nominal rate by which the stamps' must differ to be used: clocks of recorders differ by
  /// less, and a drift of a tenth of a second in an hour moves nothing.
  private static let rateTolerance = 1e-4
  /// The same in standard errors, which stamps that jitter together make too small.
  private static let rateErrors = 20.0

  init(rate: Double) { (nominalRate, self.rate) = (rate, rate) }

  /// Takes the next sample.
  ///
  /// - Parameter stamp: Seconds on the recorder's clock, or nil for one period after the last.
  /// - Returns: False where there are too many breaks.
  mutating func take(_ stamp: Double?) -> Bool {
    let stamp =
      stamp.flatMap { Self.isTime($0) ? $0 : nil } ?? (total == 0 ? 0 : previous + 1 / nominalRate)
    let step = stamp - previous - 1 / nominalRate
    if runs.isEmpty || abs(step) > max(Self.breakSeconds, Self.breakPeriods / nominalRate) {
      if step < 0, !runs.isEmpty { backwards += 1 }
      guard runs.count < Self.mostRuns else { return false }
      runs.append(Run(first: total, period: 1 / nominalRate))
    }
    runs[runs.count - 1].take(stamp)
    previous = stamp
    total += 1
    return true
  }

  /// Ends the stream.
  mutating func close() {
    for n in runs.indices { runs[n].close() }
  }

  /// Takes the rate that the stamps say for the grid's, where it is another.
  mutating func takeMeasuredRate() {
    let long = runs.filter { $0.count >= Self.fewestForSlope }
    guard let measured = measuredRate else { return }
    let seconds = long.reduce(0) { $0 + Double($1.count - 1) / nominalRate }
    let doubt = long.reduce(0) { $0 + $1.doubt * $1.doubt }.squareRoot() / seconds
    let difference = abs(measured / nominalRate - 1)
    if difference > max(Self.rateTolerance, Self.rateErrors * doubt) { rate = measured }
  }

  /// Samples in all.
  var count: Int { total }

  /// Samples a second by the lines of the runs that have enough stamps, each run by its length.
  var measuredRate: Double? {
    let long = runs.filter { $0.count >= Self.fewestForSlope && $0.period > 0 }
    let seconds = long.reduce(0) { $0 + Double($1.count - 1) * $1.period }
    guard seconds > 0 else { return nil }
    return Double(long.reduce(0) { $0 + $1.count - 1 }) / seconds
  }

  /// The place of each run on the grid that begins at a time; runs never overlap.
  func places(from origin: Double) -> [Int] {
    var places: [Int] = []
    var end = 0
    for run in runs {
      let exact = ((run.start - origin) * rate).rounded()
      let place = exact > Double(end) && exact < 1e15 ? Int(exact) : end
      places.append(place)
      end = place + run.count
    }
    return places
  }

  /// The grid's time of a moment on the recorder's clock: seconds from `origin` in sample periods.
  func seconds(_ moment: Double, from origin: Double, places: [Int]) -> Double {
    guard let n = runs.lastIndex(where: { $0.start <= moment }), runs[n].period > 0 else {
      return moment - origin
    }
    let within = (moment - runs[n].start) / runs[n].period
    guard within <= Double(runs[n].count) else {
      let end = Double(places[n] + runs[n].count) / rate
      let ended = runs[n].start + Double(runs[n].count) * runs[n].period
      return end + (moment - ended)
    }
    return (Double(places[n]) + within) / rate
  }
}
