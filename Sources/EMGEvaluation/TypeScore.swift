public import EMGCore

/// Counts of a matching, and the measures made of them.
public struct MatchCounts: Hashable, Sendable {
  /// True events found.
  public var hits = 0
  /// True events not found.
  public var misses = 0
  /// Detections without a true event.
  public var falseAlarms = 0

  /// Nothing counted.
  public init() {}

  /// Share of true events found.
  public var sensitivity: Double? {
    hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
  }
  /// Share of detections that are true.
  public var precision: Double? {
    hits + falseAlarms > 0 ? Double(hits) / Double(hits + falseAlarms) : nil
  }
  /// The harmonic mean of both.
  public var f1: Double? {
    let total = 2 * hits + misses + falseAlarms
    return total > 0 ? Double(2 * hits) / Double(total) : nil
  }
}

/// Counts where an event may be split or joined: covered true events, and detections justified.
public struct CoverageCounts: Hashable, Sendable {
  /// True events of which detections of the type cover enough.
  public var covered = 0
  /// True events asked for.
  public var truth = 0
  /// Detections of which true events of the type cover enough.
  public var justified = 0
  /// Detections.
  public var found = 0

  /// Nothing counted.
  public init() {}

  /// Share of true events covered.
  public var sensitivity: Double? { truth > 0 ? Double(covered) / Double(truth) : nil }
  /// Share of detections justified.
  public var precision: Double? { found > 0 ? Double(justified) / Double(found) : nil }
  /// The harmonic mean of both.
  public var f1: Double? {
    guard truth + found > 0 else { return nil }
    guard let s = sensitivity, let p = precision, s + p > 0 else { return 0 }
    return 2 * s * p / (s + p)
  }
}

/// A criterion with its counts.
public struct CurvePoint: Hashable, Sendable {
  /// The criterion: seconds, or overlap over union.
  public var criterion: Double
  /// The counts under it.
  public var counts: MatchCounts
}

/// True events of a range of peak-to-peak over noise.
public struct SNRBin: Hashable, Sendable {
  /// From here on.
  public var from: Double
  /// Up to here, not included; nil in the last bin.
  public var to: Double?
  /// True events found.
  public var hits = 0
  /// True events not found.
  public var misses = 0

  /// Share of true events found.
  public var sensitivity: Double? {
    hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
  }
}

/// How well one type of event was found.
public struct TypeScore: Hashable, Sendable {
  /// The type.
  public var type: EventType
  /// Counts under the chosen criterion.
  public var counts = MatchCounts()
  /// True events not asked for: masked, at an end, or under an artifact.
  public var leftOut = 0
  /// Time differences of the hits, seconds: first discharges of fasciculations, else onsets.
  public var errors: [Double] = []
  /// Onset differences of the hits, seconds.
  public var onsetErrors: [Double] = []
  /// Differences of the ends of the hits, seconds.
  public var endErrors: [Double] = []
  /// Differences of frequency of the hits, Hz.
  public var frequencyErrors: [Double] = []
  /// Point events at several tolerances, interval events at several overlaps.
  public var curve: [CurvePoint] = []
  /// Interval events where splits and joins are forgiven.
  public var coverage: CoverageCounts?
  /// Fasciculations by their size.
  public var snrBins: [SNRBin] = []
  /// Detections in time that is quiet by the truth.
  public var quietFalseAlarms = 0

  /// True events found.
  public var hits: Int { counts.hits }
  /// True events not found.
  public var misses: Int { counts.misses }
  /// Detections without a true event.
  public var falseAlarms: Int { counts.falseAlarms }
  /// Share of true events found.
  public var sensitivity: Double? { counts.sensitivity }
  /// Share of detections that are true.
  public var precision: Double? { counts.precision }
  /// The harmonic mean of both.
  public var f1: Double? { counts.f1 }

  /// Whether nothing of the type occurs on either side.
  var isEmpty: Bool { hits + misses + falseAlarms + leftOut == 0 }

  init(type: EventType) { self.type = type }
}

/// Doublets and multiplets: true events of several discharges.
public struct DoubletScore: Hashable, Sendable {
  /// True ones whose event was found.
  public var found = 0
  /// Of these, those found with the right count of discharges.
  public var resolved = 0
  /// True ones whose event was not found.
  public var missed = 0
  /// Single discharges found as several.
  public var falseDoublets = 0
  /// Single discharges found.
  public var singles = 0
  /// Difference of the first interval of those resolved, seconds.
  public var intervalErrors: [Double] = []

  /// Nothing counted.
  public init() {}

  /// Share of true doublets resolved.
  public var sensitivity: Double? {
    found + missed > 0 ? Double(resolved) / Double(found + missed) : nil
  }
}

/// What confidence is worth: of detections said to be right with a probability, how many are.
public struct Calibration: Hashable, Sendable {
  /// Detections of a range of confidence.
  public struct Bin: Hashable, Sendable {
    /// From this confidence on.
    public var from: Double
    /// Up to this one.
    public var to: Double
    /// Detections.
    public var count = 0
    /// Those that are right.
    public var right = 0
    /// Sum of their confidence.
    public var sum = 0.0

    /// Mean confidence.
    public var confidence: Double? { count > 0 ? sum / Double(count) : nil }
    /// Share that is right.
    public var accuracy: Double? { count > 0 ? Double(right) / Double(count) : nil }
  }

  /// Equal bins from zero to one.
  public private(set) var bins: [Bin]

  init(bins count: Int) {
    let count = max(1, count)
    bins = (0..<count).map {
      Bin(from: Double($0) / Double(count), to: Double($0 + 1) / Double(count))
    }
  }

  mutating func add(confidence: Double, isRight: Bool) {
    let inside = min(1, max(0, confidence.isFinite ? confidence : 0))
    let n = min(bins.count - 1, Int(inside * Double(bins.count)))
    bins[n].count += 1
    bins[n].sum += inside
    if isRight { bins[n].right += 1 }
  }

  /// Mean confidence of all; nil without detections.
  public var confidence: Double? {
    count > 0 ? bins.reduce(0) { $0 + $1.sum } / Double(count) : nil
  }
  /// Share of all that is right; nil without detections.
  public var accuracy: Double? {
    count > 0 ? Double(bins.reduce(0) { $0 + $1.right }) / Double(count) : nil
  }

  /// Detections in all.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error: mean distance of confidence from accuracy, weighted by count.
  ///
  /// Naeini, Cooper and Hauskrecht 2015, AAAI 29:2901. Nil without detections.
  public var expectedError: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { $0 + abs($1.sum - Double($1.right)) } / Double(count)
  }
}
