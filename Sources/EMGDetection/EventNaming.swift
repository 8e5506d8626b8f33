internal import EMGCore
internal import RealModule

/// Events from bursts and stretches: names, confidence, features, evidence.
extension EpisodeClassifier {
  func event(
    _ type: EventType, _ range: Range<Int>, sigma: Double, confidence: Double
  ) -> Event {
    Event(
      type: type, channelIndex: 0, onset: range.lowerBound, end: range.upperBound,
      confidence: min(1, max(0, confidence)), noise: sigma,
      threshold: sigma * settings.gate.waveletThreshold)
  }

  func tonicFiring(
    _ beats: [Burst], _ statistics: IntervalStatistics, evidence: Double
  ) -> Event {
    let range = (beats.first?.onset ?? 0)..<(beats.last?.end ?? 0)
    var event = event(
      .tonicFiring, range, sigma: beats.first?.sigma ?? 0,
      confidence: likelihood(
        of: evidence, half: settings.confidence.tonicHalf, growth: settings.confidence.tonicGrowth))
    event.details.rateHz = 1 / statistics.mean
    event.details.intervalCV = statistics.variation
    event.details.bursts = beats.map(\.center)
    event.features = [
      Measure("discharges", Double(beats.count)),
      Measure("peak_to_peak_uv", median(beats.map(\.peakToPeak))),
      Measure("snr", median(beats.map(\.snr))),
      Measure("interval_lv", statistics.localVariation),
      Measure("interval_cv2", statistics.variation2),
      Measure(
        "interval_lvr",
        statistics.revisedLocalVariation(refractory: settings.measures.refractory)),
    ]
    event.evidence = [
      Evidence(
        "rhythm_chain_nats", value: evidence, threshold: settings.classification.tonicEvidence),
      Evidence(
        "interval_local_variation", value: statistics.localVariation,
        threshold: settings.classification.tonicVariation),
    ]
    return event
  }

  func contraction(_ range: Range<Int>, _ episode: Episode, _ envelope: Envelope) -> Event {
    let level = Double(meanLevel(range, envelope))
    let sigma = Double(episode.sigma[range.lowerBound])
    var event = event(
      .contraction, range, sigma: sigma,
      confidence: logistic(
        (level - settings.classification.sustainedLevel) / settings.classification.sustainedLevel
          + settings.confidence.contractionStart))
    let length = Double(range.count) / rate
    if length < settings.confidence.briefContraction {
      event.confidence = min(event.confidence, settings.confidence.briefContractionCap)
    }
    event.features = [Measure("rms_uv", level * sigma), Measure("level", level)]
    event.evidence = [
      Evidence("level", value: level, threshold: settings.classification.sustainedLevel),
      Evidence(
        "duration_s", value: length, threshold: settings.classification.sustainedMinimum),
    ]
    return event
  }

  /// Sustained activity whose envelope swings: a tremor, or the candidate for one that another
  /// muscle must confirm.
  func swinging(
    _ range: Range<Int>, _ rhythm: SpectralRhythm, _ episode: Episode, _ envelope: Envelope
  ) -> Event {
    var event = contraction(range, episode, envelope)
    event.details.frequencyHz = rhythm.frequency
    event.details.bursts = rhythm.bursts
    event.evidence += [
      Evidence(Self.spectralRule, value: rhythm.height, threshold: rhythm.limit),
      Evidence(
        RhythmAlternation.rule, value: rhythm.alternation, threshold: settings.rhythm.alternationT),
    ]
    if let nats = rhythm.driveNats {
      event.evidence.append(Evidence("one_drive_nats", value: nats, threshold: 0))
    }
    guard !rhythm.isGuarded else {
      event.confidence = min(event.confidence, settings.confidence.swingingCap)
      return event
    }
    event.type = .tremor
    event.details.band = tremorBand(rhythm.frequency)
    event.confidence = logistic(
      (rhythm.height - rhythm.limit) / settings.confidence.rhythmScale + 1)
    return event
  }

  /// The rule by which activity without silence is a rhythm.
  static let spectralRule = "envelope_peak_db"

  /// Groups of discharges with pauses between.
  func grouped(_ chain: GroupedDischarges.Chain, _ episode: Episode) -> Event {
    let groups = chain.groups
    let onset = groups[0].onset
    let end = groups[groups.count - 1].end
    let sigma = Double(episode.sigma[max(0, min(episode.count - 1, onset))])
    var event = event(
      .groupedDischarge, onset..<end, sigma: sigma, confidence: settings.grouping.confidence)
    event.details.groups = groups.count
    let pauses = zip(groups, groups.dropFirst()).map { Double($1.onset - $0.onset) / rate }
    event.features = [
      Measure("inner_rate_hz", median(groups.compactMap(\.inner))),
      Measure("group_interval_s", median(pauses)),
    ]
    event.evidence = [
      Evidence(
        "groups", value: Double(groups.count), threshold: Double(settings.grouping.minimumGroups)),
      Evidence(
        "groups_by_themselves", value: Double(chain.proven),
        threshold: settings.grouping.provenShare * Double(groups.count)),
      Evidence("group_chance_nats", value: chain.chance, threshold: settings.grouping.chanceNats),
    ]
    return event
  }

  private func meanLevel(_ range: Range<Int>, _ envelope: Envelope) -> Float {
    let values = envelope.values[
      envelope.index(range.lowerBound)...envelope.index(range.upperBound)]
    let power = values.reduce(0) { $0 + $1 * $1 }
    return (power / Float(max(1, values.count))).squareRoot()
  }

  /// A silence within sustained activity.
  ///
  /// - Parameters:
  ///   - range: The silence.
  ///   - whole: The activity.
  ///   - episode: The stretch that holds it.
  ///   - envelope: Its envelope.
  /// - Returns: The event.
  func silence(
    _ range: Range<Int>, in whole: Range<Int>, _ episode: Episode, _ envelope: Envelope
  ) -> Event {
    let sigma = Double(episode.sigma[range.lowerBound])
    let duration = Double(range.count) / rate
    let level = Double(meanLevel(range, envelope))
    let limits = settings.confidence
    var event = event(
      .negativeMyoclonus, range, sigma: sigma,
      confidence: logistic(limits.silenceOdds - limits.silenceFall * level))
    event.features = [Measure("level", level)]
    event.evidence = [
      Evidence("silence_s", value: duration, threshold: settings.classification.silenceMinimum),
      Evidence(
        Self.flankRule, value: flankShare(range, in: whole, episode, envelope),
        threshold: settings.classification.silenceFlankShare),
    ]
    return event
  }

  private static let flankRule = "flank_share"

  /// The level before or after a silence, the lower of the two, over the usual one of the activity.
  private func flankShare(
    _ range: Range<Int>, in whole: Range<Int>, _ episode: Episode, _ envelope: Envelope
  ) -> Double {
    let reach = episode.samples(settings.classification.silenceFlank)
    let before = max(whole.lowerBound, range.lowerBound - reach)..<range.lowerBound
    let after = range.upperBound..<min(whole.upperBound, range.upperBound + reach)
    guard !before.isEmpty, !after.isEmpty else { return 0 }
    let values = envelope.values[
      envelope.index(whole.lowerBound)...envelope.index(whole.upperBound - 1)]
    let usual = median(values.map(Double.init))
    let least = min(meanLevel(before, envelope), meanLevel(after, envelope))
    return usual > 0 ? Double(least) / usual : 0
  }

  /// Whether a silence lies where few units are active at all.
  func isGapOfFewUnits(_ event: Event) -> Bool {
    guard event.type == .negativeMyoclonus else { return false }
    return event.evidence.contains { $0.rule == Self.flankRule && $0.value < $0.threshold }
  }

  /// Confidence from a size: a half at one size, with odds that grow as a power of it.
  func likelihood(of size: Double, half: Double, growth: Double) -> Double {
    size > 0 ? logistic(growth * Double.log(size / half)) : 0
  }
}

/// The probability of which a number is the logarithm of the odds.
func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }
