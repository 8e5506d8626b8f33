public import EMGCore

/// How irregularly each motor unit of a channel discharges by itself.
///
/// Intervals run from one fasciculation's first discharge to the next one's, so that a doublet
/// counts once; none runs over a masked stretch or over activity that hides single discharges.
public struct UnitTrains: Sendable {
  private let settings: MeasureSettings

  /// Makes the measurement.
  ///
  /// - Parameter settings: The refractory constant, and how many intervals are asked for.
  public init(settings: MeasureSettings) { self.settings = settings }

  /// The trains of a channel's units, by number.
  ///
  /// - Parameters:
  ///   - events: The channel's events, to be gone through twice.
  ///   - masks: Its masked stretches.
  ///   - rate: Samples a second.
  /// - Returns: One entry a unit that has a fasciculation.
  public func trains(
    of events: some Sequence<Event>, masks: [Mask], rate: SampleRate
  ) -> [UnitTrain] {
    var hidden = masks.map { $0.onset..<max($0.onset, $0.end) }
    for event in events where ActivityCourse.applies(to: event.type) {
      hidden.append(event.onset..<max(event.onset, event.end))
    }
    hidden.sort { $0.lowerBound < $1.lowerBound }
    var units: [Int: [Int]] = [:]
    for event in events where event.type == .fasciculation {
      guard let unit = event.motorUnit, let first = event.details.discharges.first else { continue }
      units[unit, default: []].append(first)
    }
    return units.sorted { $0.key < $1.key }.map { unit, places in
      train(unit, places.sorted(), hidden, rate)
    }
  }

  private func train(
    _ unit: Int, _ places: [Int], _ hidden: [Range<Int>], _ rate: SampleRate
  ) -> UnitTrain {
    var runs: [[Double]] = [[]]
    var next = 0
    for (a, b) in zip(places, places.dropFirst()) where b > a {
      while next < hidden.count, hidden[next].upperBound <= a { next += 1 }
      if hidden[next...].prefix(while: { $0.lowerBound < b }).contains(where: { $0.upperBound > a })
      {
        runs.append([])
      } else {
        runs[runs.count - 1].append(rate.seconds(b - a))
      }
    }
    var train = UnitTrain(unit: unit, discharges: places.count)
    train.intervals = runs.reduce(0) { $0 + $1.count }
    guard train.intervals >= settings.fewestIntervals,
      let statistics = IntervalStatistics(runs: runs)
    else { return train }
    train.meanInterval = statistics.mean
    train.variation = statistics.variation
    train.variation2 = statistics.variation2
    train.localVariation = statistics.localVariation
    train.revisedLocalVariation = statistics.revisedLocalVariation(
      refractory: settings.refractory)
    return train
  }
}
