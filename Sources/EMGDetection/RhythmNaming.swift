internal import EMGCore
internal import RealModule

/// What a rhythmic run is called, and why.
extension EpisodeClassifier {
  /// Names a rhythmic run, or gives nil where its beats may be scattered discharges after all.
  func rhythm(_ run: RhythmRun, _ episode: Episode) -> Event? {
    let rules = settings.classification
    let isBrief =
      run.burstDuration <= rules.dischargeMaximum && run.turns < Double(rules.manifoldTurns)
    // Weak discharges look unlike each other for their noise; a long even train of them is a unit's.
    let isWeakUnit =
      median(run.beats.map(\.snr)) < rules.weakUnitSNR && run.similarity >= rules.weakUnitSimilarity
      && run.evidence >= rules.briefEvidence && run.frequency >= rules.tonicLowest
    if isBrief, run.similarity >= rules.unitSimilarity || isWeakUnit {
      guard run.frequency >= rules.tonicLowest, run.evidence >= rules.tonicEvidence else {
        return nil
      }
      return tonicFiring(run.beats, run.intervals, evidence: run.evidence)
    }
    let isUnitRate =
      run.frequency >= settings.rhythm.unitGuardLow
      && run.frequency <= settings.rhythm.unitGuardHigh
    // A long potential of many turns, as after reinnervation, is still one unit's.
    if isUnitRate, run.similarityAtPeak >= rules.longUnitSimilarity,
      run.troughLevel <= rules.longUnitTrough * run.peakLevel,
      Double(run.outsiders) <= settings.rhythm.outsiders * Double(run.beats.count),
      run.evidence >= rules.tonicEvidence
    {
      return tonicFiring(run.beats, run.intervals, evidence: run.evidence)
    }
    // One unit that dominates others at the rates of steady firing is no tremor.
    if isUnitRate, run.similarityAtPeak >= rules.dominatedSimilarity { return nil }
    // Units that fire at these rates beat less evenly than a rhythm does.
    if isUnitRate,
      run.intervals.localVariation > settings.rhythm.unitGuardVariation
        || run.intervals.variation > settings.rhythm.unitGuardSpread
    {
      return nil
    }
    // What fills its cycle is modulated activity, not bursts.
    if run.burstDuration * run.frequency > settings.rhythm.largestDuty { return nil }
    // Nor is a contraction, whose units fire at these rates, unless it goes on and on.
    if isUnitRate, run.troughLevel >= settings.rhythm.silentTrough,
      run.length(rate) < settings.rhythm.unitGuardLength
    {
      return nil
    }
    // Brief and unlike: several units by chance, unless the run is long and regular.
    if isBrief {
      guard run.beats.count >= settings.rhythm.definiteBursts,
        run.evidence >= rules.briefEvidence
      else { return nil }
    }
    let judged = clonusEvidence(run)
    let neither = neitherEvidence(run, judged)
    var type: EventType =
      judged.nats > rules.decision
      ? .clonus : judged.nats < -rules.decision ? .tremor : .rhythmicBursting
    if neither > 0 || run.frequency < rules.clonusLowest { type = .rhythmicBursting }
    let limits = settings.confidence
    var confidence =
      type == .rhythmicBursting
      ? unsettledConfidence(run, neither)
      : logistic(limits.clonusGrowth * abs(judged.nats)) * logistic(-neither)
        * logistic((run.evidence - settings.rhythm.evidence) / limits.rhythmScale + 1)
    if run.beats.count < settings.rhythm.definiteBursts {
      confidence = min(confidence, settings.confidence.fewBeatsCap)
    }
    return event(type, of: run, judged, neither, confidence: confidence)
  }

  /// Whether a run that was refused for its rate, at which single units fire, is still the only
  /// account of its beats: too even for chance.
  func isUnaccounted(_ run: RhythmRun) -> Bool {
    run.frequency >= settings.rhythm.unitGuardLow && run.frequency <= settings.rhythm.unitGuardHigh
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
    return logistic(neither)
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
      event.details.amplitudeSlope = run.amplitudeTrend.change / Double(max(1, run.beats.count - 1))
      event.details.intervalSlope = run.intervalTrend.slope
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
    event.evidence =
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

  /// What speaks for clonus over tremor.
  struct ClonusEvidence {
    /// Nats for clonus.
    var nats: Double
    /// How far the run decays or slows as clonus does, from zero to one.
    var waning: Double
    /// What it comes from.
    var parts: [Evidence]
  }

  /// Nats for a rhythm that is neither clonus nor tremor, but made at will: slow, of long bursts that
  /// begin at full size, and without an end of its own.
  private func neitherEvidence(_ run: RhythmRun, _ judged: ClonusEvidence) -> Double {
    let weights = settings.classification.voluntaryWeights
    let burst = max(run.burstDuration, 1 / rate)
    let between =
      (run.onsetRatio - weights.gradualRatio) / (weights.abruptRatio - weights.gradualRatio)
    return weights.prior + weights.slow * Double.log(weights.rate / run.frequency)
      + weights.long * Double.log(burst / weights.burst)
      + weights.abrupt * min(1, max(0, between)) + weights.wanes * judged.waning
  }

  /// Nats for clonus over tremor from what differs between them.
  private func clonusEvidence(_ run: RhythmRun) -> ClonusEvidence {
    let rules = settings.classification
    let length = run.length(rate)
    let weights = rules.clonusWeights
    var nats = weights.prior
    // Silent troughs belong to clonus; a tremor may have them too.
    let silent =
      run.troughLevel < weights.silentLevel || run.troughLevel < weights.silentShare * run.peakLevel
    nats += silent ? weights.silent : weights.notSilent
    // An abrupt start: the first beat is among the largest.
    let between =
      (run.onsetRatio - weights.gradualRatio) / (weights.abruptRatio - weights.gradualRatio)
    nats += weights.gradual + (weights.abrupt - weights.gradual) * min(1, max(0, between))
    // Decay of amplitude over the run.
    let decay =
      run.amplitudeTrend.t < -weights.decayT
      ? min(1, max(0, run.amplitudeTrend.change / weights.decayChange)) : 0
    nats += weights.lasts + (weights.decays - weights.lasts) * decay
    // Slowing.
    let slows = run.intervalTrend.t > weights.slowingT
    nats += slows ? weights.slows : 0
    nats += run.intervals.localVariation > weights.unevenVariation ? weights.uneven : 0
    // Length.
    nats += length > rules.clonusLongest ? weights.tooLong : -weights.perSecond * length
    if run.frequency < rules.clonusLowest || run.frequency > rules.clonusHighest {
      nats += weights.outOfBand
    } else if run.frequency >= weights.fastRate {
      nats += weights.fast
    }
    return ClonusEvidence(
      nats: nats, waning: slows ? 1 : decay,
      parts: [
        Evidence("trough_level", value: run.troughLevel, threshold: weights.silentLevel),
        Evidence("onset_ratio", value: run.onsetRatio, threshold: weights.abruptRatio),
        Evidence(
          "amplitude_trend", value: run.amplitudeTrend.change, threshold: weights.decayChange),
        Evidence("run_length_s", value: length, threshold: rules.clonusLongest),
      ])
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
