public import EMGCore

/// How irregularly each motor unit of a channel discharges by itself, event by event.
///
/// Intervals run from one fasciculation's first discharge to the next one's, so that a doublet
/// counts once; none runs over a masked stretch or over activity that hides single discharges.
///
/// - Memory: some numbers a unit, and what was added and not settled yet.
public struct UnitTrains: Sendable {
  private let settings: MeasureSettings
  private let rate: SampleRate
  private var trains: [Int: Train] = [:]
  /// Discharges and hidden stretches that are not settled yet.
  private var places: [(place: Int, unit: Int)] = []
  private var hidden: [Range<Int>] = []
  /// The furthest end of the hidden stretches that are settled.
  private var hiddenReach = Int.min

  /// A unit's discharges so far.
  fileprivate struct Train {
    var discharges = 0
    var last: Int?
    /// The interval before the last discharge; nil where a run of intervals begins.
    var interval: Double?
    var statistics = IntervalSums()
  }

  /// Makes the measurement.
  ///
  /// - Parameters:
  ///   - settings: The refractory constant, and how many intervals are asked for.
  ///   - rate: Samples a second.
  public init(settings: MeasureSettings, rate: SampleRate) {
    (self.settings, self.rate) = (settings, rate)
  }

  /// Takes a stretch in which single discharges are not seen.
  ///
  /// - Parameter mask: A masked stretch.
  public mutating func add(_ mask: Mask) { hidden.append(mask.onset..<max(mask.onset, mask.end)) }

  /// Takes an event of the channel; any order will do among what is not settled.
  ///
  /// - Parameter event: The event.
  public mutating func add(_ event: Event) {
    if ActivityCourse.applies(to: event.type) {
      hidden.append(event.onset..<max(event.onset, event.end))
    } else if event.type == .fasciculation, let unit = event.motorUnit,
      let first = event.details.discharges.first
    {
      places.append((first, unit))
    }
  }

  /// What is kept that is not settled.
  public var waiting: Int { places.count + hidden.count }

  /// Measures what stands before a position; nothing that does may be added later.
  ///
  /// - Parameter end: The position.
  public mutating func settle(before end: Int) {
    places.sort { $0 < $1 }
    hidden.sort { $0.lowerBound < $1.lowerBound }
    var next = 0
    let count = places.firstIndex { $0.place >= end } ?? places.count
    for (place, unit) in places[..<count] {
      while next < hidden.count, hidden[next].lowerBound < place {
        hiddenReach = max(hiddenReach, hidden[next].upperBound)
        next += 1
      }
      trains[unit, default: Train()].add(place, hiddenReach, rate)
    }
    while next < hidden.count, hidden[next].lowerBound < end {
      hiddenReach = max(hiddenReach, hidden[next].upperBound)
      next += 1
    }
    places.removeFirst(count)
    hidden.removeFirst(next)
  }

  /// The trains of the channel's units, by number, all that was added being settled.
  ///
  /// - Returns: One entry a unit that has a fasciculation.
  public mutating func finish() -> [UnitTrain] {
    settle(before: .max)
    return trains.sorted { $0.key < $1.key }.map { unit, train in
      var result = UnitTrain(unit: unit, discharges: train.discharges)
      result.intervals = train.statistics.count
      guard result.intervals >= settings.fewestIntervals,
        let statistics = IntervalStatistics(train.statistics)
      else { return result }
      result.meanInterval = statistics.mean
      result.variation = statistics.variation
      result.variation2 = statistics.variation2
      result.localVariation = statistics.localVariation
      result.revisedLocalVariation = statistics.revisedLocalVariation(
        refractory: settings.refractory)
      return result
    }
  }
}

extension UnitTrains.Train {
  /// Takes the next discharge; `hiddenReach` is the furthest end of what is hidden before it.
  mutating func add(_ place: Int, _ hiddenReach: Int, _ rate: SampleRate) {
    discharges += 1
    guard let last else {
      self.last = place
      return
    }
    guard place > last else { return }
    self.last = place
    if hiddenReach > last {
      interval = nil
    } else {
      let new = rate.seconds(place - last)
      statistics.add(new, after: interval)
      interval = new
    }
  }
}
