internal import EMGCore
internal import RealModule

/// What a rhythmic run is called, and why.
extension EpisodeClassifier {
  /// Names a rhythmic run, or gives nil where its beats may be scattered discharges after all.
  func rhythm(_ run: RhythmRun, _ episode: Episode) -> Event? {
    let rules = settings.classification
    let isShort = run.burstDuration <= rules.dischargeMaximum
    let isBrief = isShort && run.turns < Double(rules.manifoldTurns)
    // Weak discharges look unlike each other for their noise; a long even train of them is a unit's.
    let isWeakUnit =
      median(run.beats.map(\.snr)) < rules.weakUnitSNR && run.similarity >= rules.weakUnitSimilarity
      && run.evidence >= rules.briefEvidence && run.frequency >= rules.tonicLowest
    // A short potential of many turns that is the same each time is one unit's, too.
    let isSame = isShort && run.similarity >= rules.longUnitSimilarity
    if isSame || isBrief && (run.similarity >= rules.unitSimilarity || isWeakUnit) {
      guard run.frequency >= rules.tonicLowest, run.evidence >= rules.tonicEvidence else {
        return nil
      }
      return tonicFiring(run.beats, run.intervals, evidence: run.evidence)
    }
    let drive = commonDriveEvidence(run)
    // A long potential of many turns, as after reinnervation, is still one unit's.
    if drive != nil, run.similarityAtPeak >= rules.longUnitSimilarity,
      run.troughLevel <= rules.longUnitTrough * run.peakLevel,
      Double(run.outsiders) <= settings.rhythm.outsiders * Double(run.beats.count),
      run.evidence >= rules.tonicEvidence
    {
      return tonicFiring(run.beats, run.intervals, evidence: run.evidence)
    }
    // One unit that dominates others at the rates of steady firing is no tremor, nor are units that
    // fire side by side.
    if let drive, run.similarityAtPeak >= rules.dominatedSimilarity || drive <= 0 {
      return nil
    }
    // What fills its cycle is modulated activity, not bursts.
    if run.burstDuration * run.frequency > settings.rhythm.largestDuty { return nil }
    // Brief and unlike: several units by chance, unless the run is long and regular.
    if isBrief {
      guard run.beats.count >= settings.rhythm.definiteBursts,
        run.evidence >= rules.briefEvidence
      else { return nil }
    }
    let judged = clonusEvidence(run)
    let neither = neitherEvidence(run, judged)
    let isDriven = drive.map(logistic) ?? 1
    var type: EventType =
      judged.nats > rules.decision
      ? .clonus : judged.nats < -rules.decision ? .tremor : .rhythmicBursting
    let isTooFast = type == .clonus && run.frequency > rules.clonusHighest
    if neither > 0 || run.frequency < rules.clonusLowest || isTooFast { type = .rhythmicBursting }
    let limits = settings.confidence
    var confidence =
      type == .rhythmicBursting
      ? unsettledConfidence(run, neither)
      : isDriven * logistic(limits.clonusGrowth * abs(judged.nats)) * logistic(-neither)
        * logistic((run.evidence - settings.rhythm.evidence) / limits.rhythmScale + 1)
    if run.beats.count < settings.rhythm.definiteBursts {
      confidence = min(confidence, settings.confidence.fewBeatsCap)
    }
    return event(type, of: run, judged, neither, confidence: confidence)
  }

  /// Nats for one drive of many units over units that fire at such rates side by side: even
  /// intervals, unlike beats, few others between them, and silence.
  ///
  /// Source: a unit's intervals vary by 10 to 25 % of their mean, and its discharges are alike.
  ///
  /// - Parameter run: The rhythm.
  /// - Returns: Nats, or nil at a rate at which no unit fires.
  private func commonDriveEvidence(_ run: RhythmRun) -> Double? {
    guard settings.rhythm.isUnitRate(run.frequency) else { return nil }
    let weights = settings.classification.driveWeights
    let beats = Double(run.beats.count)
    let others = Double(run.outsiders)
    let variation = max(run.intervals.variation, weights.leastVariation)
    let depth = max(weights.leastDepth, min(1, run.troughLevel / run.peakLevel))
    return weights.prior + weights.uneven * Double.log(variation / weights.variation)
      + weights.alike * (run.similarityAtPeak - weights.similarity)
      + weights.outsiders * others / (beats + others)
      + weights.shallow * Double.log(depth / weights.depth)
      + weights.few * min(0, Double.log(beats / weights.beats))
  }

  /// Whether a run that was refused for its rate, at which single units fire, is still the only
  /// account of its beats: too even for chance.
  func isUnaccounted(_ run: RhythmRun) -> Bool {
    settings.rhythm.isUnitRate(run.frequency)
      && run.beats.count >= settings.rhythm.definiteBursts
      && run.evidence >= settings.classification.briefEvidence
  }

  /// A rhythm at a rate of single units whose beats are no unit's, no contraction's and too many for
  /// discharges of their own.
  func unsettled(_ run: RhythmRun) -> Event {
    let judged = clonusEvidence(run)
    let neither = neitherEvidence(run, judged)
    let confidence = min(settings.confidence.swingingCap, unsettledConfidence(run, neither))
    return event(.rhythmicBursting, of: run, judged, neither, confidence: confidence)
  }

  /// The probability that a rhythm is neither clonus nor tremor, nor groups of discharges.
  private func unsettledConfidence(_ run: RhythmRun, _ neither: Double) -> Double {
    let limits = settings.confidence
    return logistic(limits.rhythmicNeitherGrowth * neither)
      * min(
        limits.rhythmicCap,
        likelihood(of: run.peakLevel, half: limits.rhythmicHalf, growth: limits.rhythmicGrowth))
  }

  private func event(
    _ type: EventType, of run: RhythmRun,
    _ judged: ClonusEvidence, _ neither: Double, confidence: Double
  ) -> Event {
    let clonus = logistic(settings.confidence.clonusGrowth * judged.nats) * logistic(-neither)
    let tremor = logistic(-settings.confidence.clonusGrowth * judged.nats) * logistic(-neither)
    let sigma = run.beats.first?.sigma ?? 0
    var event = event(type, run.onset..<run.end, sigma: sigma, confidence: confidence)
    event.details.frequencyHz = run.frequency
    event.details.bursts = run.beats.map(\.peak)
    if type == .clonus || type == .rhythmicBursting {
      event.details.amplitudeSlope =
        run.amplitude.change.value / Double(max(1, run.beats.count - 1))
      event.details.intervalSlope = run.intervalSlope
    }
    if type == .rhythmicBursting {
      event.details.probabilities = [
        Measure("clonus", clonus), Measure("tremor", tremor), Measure("neither", logistic(neither)),
      ]
    }
    if type == .tremor { event.details.band = tremorBand(run.frequency) }
    event.features = [
      Measure("bursts", Double(run.beats.count)),
      Measure("burst_duration_s", run.burstDuration),
      Measure("interval_lv", run.intervals.localVariation),
      Measure("interval_cv", run.intervals.variation),
      Measure("peak_level", run.peakLevel), Measure("trough_level", run.troughLevel),
      Measure("waveform_similarity", run.similarity),
    ]
    if let drive = commonDriveEvidence(run) {
      event.evidence.append(Evidence("common_drive_nats", value: drive, threshold: 0))
    }
    event.evidence +=
      [
        Evidence("rhythm_chain_nats", value: run.evidence, threshold: settings.rhythm.evidence),
        Evidence(
          "interval_local_variation", value: run.intervals.localVariation,
          threshold: settings.rhythm.localVariation),
        Evidence(
          "clonus_over_tremor_nats", value: judged.nats,
          threshold: settings.classification.decision),
        Evidence("neither_nats", value: neither, threshold: 0),
        Evidence(
          RhythmAlternation.rule, value: run.alternation, threshold: settings.rhythm.alternationT),
      ] + judged.parts
    return event
  }

  /// Nats for a rhythm that is neither clonus nor tremor, but made at will: slow, of long bursts that
  /// begin at full size, and without an end of its own.
  private func neitherEvidence(_ run: RhythmRun, _ judged: ClonusEvidence) -> Double {
    let weights = settings.classification.voluntaryWeights
    let burst = max(run.burstDuration, 1 / rate)
    let abruptness = run.abruptness(from: weights.gradualRatio, to: weights.abruptRatio)
    return weights.prior + weights.slow * Double.log(weights.rate / run.frequency)
      + weights.long * Double.log(burst / weights.burst)
      + weights.abrupt * abruptness + weights.wanes * judged.waning
  }
}

/// The frequency band of a tremor by number.
func tremorBand(_ frequency: Double) -> String {
  switch frequency {
  case ..<4: "2-4 Hz"
  case ..<8: "4-8 Hz"
  case ..<13: "8-13 Hz"
  default: "13-19 Hz"
  }
}
