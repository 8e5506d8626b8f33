public import EMGCore
internal import ComplexModule
internal import RealModule

/// Names a steady unit tremor that keeps time with another muscle's tremor.
///
/// A tremor of few units in a muscle looks like a unit that fires steadily, with discharges of others over
/// it. Units that share a drive keep their phase to it; a unit that fires for itself at the same rate
/// wanders through the other's cycle, by as much from one discharge to the next as its phase moves in all.
/// Only a tremor that stands by itself leads: a unit that two electrodes see makes none.
/// Source: in orthostatic tremor muscles of all limbs are coherent, and units fire once a cycle or skip it
/// (Thompson 1986, Brain 109:271; Köster 1999, J. Neurol. Neurosurg. Psychiatry 66:716).
public struct TremorUnits: Sendable {
  private let settings: RhythmSettings
  private let shortest: Double

  /// Makes the comparison.
  ///
  /// - Parameter settings: What keeping time is.
  public init(settings: DetectionSettings) {
    self.settings = settings.rhythm
    shortest = settings.classification.sustainedMinimum
  }

  /// Whether an event has to be known until another muscle's tremor is.
  ///
  /// - Parameter event: An event whose channel has decided it.
  /// - Returns: Whether it is a steady unit whose discharges are known.
  public static func mayFollow(_ event: Event) -> Bool {
    event.type == .tonicFiring && !event.details.bursts.isEmpty
  }

  /// Whether an event is a tremor's own where it comes in one.
  ///
  /// - Parameter event: An event.
  /// - Returns: Whether it is a single burst.
  public static func mayBeOwn(_ event: Event) -> Bool {
    event.type == .fasciculation || event.type == .myoclonus || event.type == .unclassified
  }

  /// Names the steady units among a recording's events that keep time with another muscle's tremor.
  ///
  /// What is brief in such a tremor is its own, as in any.
  ///
  /// - Parameters:
  ///   - events: Events of all channels.
  ///   - channels: The recording's channels.
  public func fill(_ events: inout [Event], channels: [Channel]) {
    let tremors = events.filter { $0.type == .tremor && !$0.details.bursts.isEmpty }
    guard !tremors.isEmpty else { return }
    var changed: Set<Int> = []
    for n in events.indices where Self.mayFollow(events[n]) {
      let leaders = tremors.compactMap { tremor in
        evidence(that: events[n], follows: tremor, channels).map { (tremor, $0) }
      }
      guard let best = leaders.max(by: { $0.1 < $1.1 }) else { continue }
      follow(best.0, best.1, &events[n])
      changed.insert(events[n].channelIndex)
    }
    for index in changed.sorted() { settle(index, &events, channels) }
  }

  /// Gives a stretch of a channel to its tremors.
  private func settle(_ index: Int, _ events: inout [Event], _ channels: [Channel]) {
    let tremors = events.filter { $0.channelIndex == index && Self.isFollower($0) }
    func isConcerned(_ event: Event) -> Bool {
      guard event.channelIndex == index else { return false }
      return Self.isFollower(event)
        || (Self.mayBeOwn(event) || event.type == .tonicFiring)
          && tremors.contains { $0.onset < event.end && event.onset < $0.end }
    }
    guard let place = events.firstIndex(where: isConcerned) else { return }
    let concerned = events.filter(isConcerned)
    events.removeAll(where: isConcerned)
    let precedence = EventPrecedence(shortest: channels[index].rate.samples(shortest))
    events.insert(contentsOf: precedence.settled(concerned), at: place)
  }

  private static let rule = "keeps_time_nats"

  private static func isFollower(_ event: Event) -> Bool {
    event.type == .tremor && event.evidence.contains { $0.rule == rule }
  }

  private func follow(_ tremor: Event, _ nats: Double, _ event: inout Event) {
    let rate = event.details.rateHz
    event.type = .tremor
    event.motorUnit = nil
    event.confidence = min(tremor.confidence, logistic(nats - settings.followNats))
    event.details.frequencyHz = rate
    event.details.rateHz = nil
    event.details.intervalCV = nil
    event.details.band = rate.map(tremorBand)
    event.features = event.features.map {
      $0.name == "discharges" ? Measure("bursts", $0.value) : $0
    }
    event.evidence.append(Evidence(Self.rule, value: nats, threshold: settings.followNats))
  }

  /// Nats for a steady phase of a unit's discharges in a tremor's cycles over one that wanders.
  ///
  /// Both are wrapped normal: about one mean, and about where the discharge before was. The logarithm of the
  /// likelihoods' ratio is half that of the variances', a discharge; where steps fill the circle
  /// their variance is that of an even spread's entropy.
  ///
  /// - Returns: Nil where they share no rhythm, or where the nats are too few.
  private func evidence(that unit: Event, follows tremor: Event, _ channels: [Channel]) -> Double? {
    guard unit.channelIndex != tremor.channelIndex, let own = unit.details.rateHz,
      let frequency = tremor.details.frequencyHz,
      abs(own - frequency) <= settings.partnerFrequency * max(own, frequency)
    else { return nil }
    let rate = channels[unit.channelIndex].rate
    let other = channels[tremor.channelIndex].rate
    let common =
      min(rate.seconds(unit.end), other.seconds(tremor.end))
      - max(rate.seconds(unit.onset), other.seconds(tremor.onset))
    guard common >= settings.partnerOverlap * rate.seconds(unit.end - unit.onset) else {
      return nil
    }
    let longest = settings.partnerCycle / frequency
    let times = unit.details.bursts.map(rate.seconds)
    let marks = tremor.details.bursts.map(other.seconds)
    let phases = cyclePhases(of: times, in: marks, longest: longest)
    let steps = phases.indices.dropFirst().compactMap { n -> Double? in
      guard let before = phases[n - 1], let after = phases[n], times[n] - times[n - 1] < longest
      else { return nil }
      return after - before
    }
    let spread = variance(of: phases.compactMap(\.self))
    let stepSpread = min(variance(of: steps), 2 * .pi / .exp(1))
    guard spread > 0, stepSpread > 0 else { return nil }
    let nats = 0.5 * Double(steps.count) * .log(stepSpread / spread)
    return nats >= settings.followNats ? nats : nil
  }

  /// The variance of a wrapped normal distribution of phases.
  private func variance(of phases: [Double]) -> Double {
    -2 * Double.log(max(meanVector(of: phases).length, .leastNormalMagnitude))
  }
}
