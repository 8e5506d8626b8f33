public import EMGCore
internal import ComplexModule
internal import RealModule

/// Names the muscles that share a rhythm, and whether they take turns.
public struct RhythmPartners: Sendable {
  private let settings: RhythmSettings

  /// Makes the comparison.
  ///
  /// - Parameter settings: What counts as the same rhythm.
  public init(settings: RhythmSettings) { self.settings = settings }

  /// Fills `partners` and `pattern` of the rhythms among a recording's events.
  ///
  /// Two rhythms are shared where they overlap for at least half of the shorter one and their
  /// frequencies agree. The pattern is the circular mean of one's bursts in the other's cycle:
  /// within 45° synchronous, beyond 135° alternating.
  ///
  /// - Parameters:
  ///   - events: Events of all channels.
  ///   - channels: The recording's channels.
  public func fill(_ events: inout [Event], channels: [Channel]) {
    let rhythms = events.indices.filter { events[$0].details.frequencyHz != nil }
    for a in rhythms { halve(a, &events, among: rhythms, channels) }
    // Those that are settled come first, so that the others can follow them.
    for a in rhythms.sorted(by: {
      events[$0].type != .rhythmicBursting && events[$1].type == .rhythmicBursting
    }) {
      var partners: [String] = []
      var patterns: [String] = []
      for b in rhythms where events[a].channelIndex != events[b].channelIndex {
        guard let phase = sharedPhase(events[a], events[b], channels) else { continue }
        partners.append(channels[events[b].channelIndex].name)
        patterns.append(name(of: phase))
      }
      guard !partners.isEmpty else { continue }
      events[a].details.partners = partners
      confirm(a, &events)
      if patterns.contains("alternating") { takeTurns(a, &events) }
      settle(a, &events, channels)
      if events[a].type == .tremor, let frequency = events[a].details.frequencyHz {
        events[a].details.band = tremorBand(frequency)
      }
      let first = patterns[0]
      events[a].details.pattern = patterns.allSatisfy { $0 == first } ? first : "mixed"
    }
    removeSilences(&events)
  }

  /// The silences of activity that turned out to be a rhythm are its troughs.
  private func removeSilences(_ events: inout [Event]) {
    let rhythms = events.indices.filter { n in
      events[n].type == .tremor && events[n].evidence.contains { $0.rule == Self.confirmation }
    }.map { events[$0] }
    guard !rhythms.isEmpty else { return }
    events.removeAll { event in
      event.type == .negativeMyoclonus
        && rhythms.contains {
          $0.channelIndex == event.channelIndex && $0.onset <= event.onset && event.end <= $0.end
        }
    }
  }

  private static let confirmation = "confirmed_by_partner"

  /// Sustained activity that swings at a rate of single units is a tremor where another muscle
  /// swings with it.
  private func confirm(_ a: Int, _ events: inout [Event]) {
    guard events[a].type == .contraction else { return }
    events[a].type = .tremor
    events[a].evidence.append(Evidence(Self.confirmation, value: 1, threshold: 1))
  }

  /// Takes the rhythm away again from activity that no other muscle confirms, and from steady units
  /// that are in time with none.
  ///
  /// - Parameter events: Events of all channels.
  public static func settleAlone(_ events: inout [Event]) {
    for n in events.indices where events[n].type == .tonicFiring { events[n].details.bursts = [] }
    for n in events.indices where events[n].type == .contraction || events[n].type == .cramp {
      events[n].details.frequencyHz = nil
      events[n].details.bursts = []
      events[n].details.partners = nil
      events[n].details.pattern = nil
      events[n].features.removeAll { OtherChannels.movementMeasures.contains($0.name) }
    }
  }

  /// Gives a rhythm half its rate where a muscle beside it has that, and every second of its own
  /// beats is weaker.
  private func halve(_ a: Int, _ events: inout [Event], among rhythms: [Int], _ channels: [Channel])
  {
    let own = events[a]
    guard let frequency = own.details.frequencyHz,
      let t = own.evidence.first(where: { $0.rule == RhythmAlternation.rule })?.value,
      t >= settings.alternationPartnerT, t < settings.alternationT
    else { return }
    let rate = channels[own.channelIndex].rate
    let partner = rhythms.first { b in
      let other = events[b]
      guard other.channelIndex != own.channelIndex, let half = other.details.frequencyHz,
        abs(2 * half - frequency) <= settings.partnerFrequency * frequency
      else { return false }
      let rateB = channels[other.channelIndex].rate
      let common =
        min(rate.seconds(own.end), rateB.seconds(other.end))
        - max(rate.seconds(own.onset), rateB.seconds(other.onset))
      return common >= settings.partnerOverlap * rate.seconds(own.end - own.onset)
    }
    guard let partner else { return }
    let marks = events[partner].details.bursts.map(
      channels[events[partner].channelIndex].rate.seconds)
    // The lesser beats are missed more often: the mean phase in the other's cycle is the stronger's.
    let phases = cyclePhases(of: own.details.bursts.map(rate.seconds), in: marks)
    let mean = meanVector(of: phases.compactMap(\.self)).phase
    let kept = zip(own.details.bursts, phases).filter { _, phase in
      phase.map { Double.cos($0 - mean) >= 0 } ?? false
    }.map(\.0)
    guard kept.count >= settings.minimumBursts else { return }
    events[a].details.bursts = kept
    events[a].details.frequencyHz = frequency / 2
    events[a].evidence.append(
      Evidence("halved_by_partner", value: t, threshold: settings.alternationPartnerT))
    if own.details.band != nil { events[a].details.band = tremorBand(frequency / 2) }
  }

  /// Clonus that alternates with another muscle is a tremor, unless all else is strongly for it.
  private func takeTurns(_ a: Int, _ events: inout [Event]) {
    let name = "clonus_over_tremor_nats"
    guard events[a].type == .clonus,
      let judged = events[a].evidence.first(where: { $0.rule == name })?.value,
      judged < settings.turnsNats
    else { return }
    events[a].type = .tremor
    events[a].details.amplitudeSlope = nil
    events[a].details.intervalSlope = nil
    events[a].confidence = min(
      events[a].confidence, logistic(settings.turnsNats - judged))
    events[a].evidence.append(
      Evidence("alternates_with_partner", value: judged, threshold: settings.turnsNats))
  }

  /// A rhythm that one muscle cannot settle follows a muscle that shares it and can.
  private func settle(_ a: Int, _ events: inout [Event], _ channels: [Channel]) {
    guard events[a].type == .rhythmicBursting, let partners = events[a].details.partners else {
      return
    }
    let rate = channels[events[a].channelIndex].rate
    let start = rate.seconds(events[a].onset)
    let end = rate.seconds(events[a].end)
    let settled = events.first { other in
      (other.type == .tremor || other.type == .clonus)
        && other.channelIndex != events[a].channelIndex
        && channels[other.channelIndex].rate.seconds(other.onset) < end
        && channels[other.channelIndex].rate.seconds(other.end) > start
        && other.details.partners != nil
    }
    guard let settled else {
      // Two muscles that swing together faster than a hand moves at will, without clonus' marks.
      let probabilities = Dictionary(
        events[a].details.probabilities.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      let clonus = probabilities["clonus"] ?? 0
      guard let frequency = events[a].details.frequencyHz, frequency >= settings.voluntarySlow,
        clonus < probabilities["tremor"] ?? 1,
        (events[a].measure("burst_duration_s") ?? 0)
          < settings.voluntaryLongBurst
      else { return }
      events[a].type = .tremor
      // What one muscle may do at will, two that swing together hardly do.
      events[a].confidence = 1 - clonus
      events[a].details.probabilities = []
      events[a].evidence.append(
        Evidence("settled_by_partner", value: frequency, threshold: settings.voluntarySlow))
      return
    }
    events[a].type = settled.type
    events[a].details.probabilities = []
    // Its own said how likely it is neither; it is one rhythm with the other muscle's.
    events[a].confidence = settled.confidence
    events[a].evidence.append(
      Evidence("settled_by_partner", value: Double(partners.count), threshold: 1))
  }

  private func name(of phase: Double) -> String {
    abs(phase) <= settings.synchronousPhase * .pi / 180
      ? "synchronous"
      : abs(phase) >= settings.alternatingPhase * .pi / 180 ? "alternating" : "intermediate"
  }

  /// The mean phase of `b`'s bursts in `a`'s cycle, or nil where they share no rhythm.
  private func sharedPhase(_ a: Event, _ b: Event, _ channels: [Channel]) -> Double? {
    guard let fa = a.details.frequencyHz, let fb = b.details.frequencyHz,
      abs(fa - fb) <= settings.partnerFrequency * max(fa, fb)
    else { return nil }
    let rateA = channels[a.channelIndex].rate
    let rateB = channels[b.channelIndex].rate
    let start = max(rateA.seconds(a.onset), rateB.seconds(b.onset))
    let end = min(rateA.seconds(a.end), rateB.seconds(b.end))
    let shorter = min(
      rateA.seconds(a.end - a.onset), rateB.seconds(b.end - b.onset))
    guard end - start >= settings.partnerOverlap * shorter else { return nil }
    let phases = cyclePhases(
      of: b.details.bursts.map(rateB.seconds), in: a.details.bursts.map(rateA.seconds),
      longest: settings.partnerCycle / fa
    ).compactMap(\.self)
    let mean = meanVector(of: phases)
    guard phases.count >= 3, mean.length >= settings.partnerLocking else { return nil }
    return mean.phase
  }
}
