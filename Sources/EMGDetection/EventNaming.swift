internal import EMGCore
internal import RealModule

/// Events from bursts, runs and stretches: names, confidence, features, evidence.
extension EpisodeClassifier {
  private func event(
    _ type: EventType, _ range: Range<Int>, sigma: Double, confidence: Double
  ) -> Event {
    Event(
      type: type, channelIndex: 0, onset: range.lowerBound, end: range.upperBound,
      confidence: min(1, max(0, confidence)), noise: sigma,
      threshold: sigma * settings.gate.waveletThreshold)
  }

  func artifact(
    _ burst: Burst, _ cause: ArtifactCause, _ measures: ArtifactSignatures.Measures,
    _ episode: Episode
  ) -> Event {
    let isPop = cause == .electrodePop
    let value = isPop ? measures.step : measures.lowShare
    let limit =
      isPop ? settings.artifacts.stepResidual : settings.artifacts.lowFrequencyShare
    var event = event(
      .artifact, burst.onset..<burst.end, sigma: burst.sigma,
      confidence: logistic((value - limit) / (0.2 * limit) + 1))
    event.details.cause = cause
    event.details.times = [burst.peak]
    event.features = [Measure("peak_to_peak_uv", burst.peakToPeak), Measure("snr", burst.snr)]
    event.evidence = [
      Evidence(isPop ? "step_residual" : "low_frequency_share", value: value, threshold: limit)
    ]
    return event
  }

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
    if isUnitRate, run.similarity >= rules.dominatedSimilarity { return nil }
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
    let probability = logistic(judged.nats)
    var type: EventType =
      judged.nats > rules.decision
      ? .clonus : judged.nats < -rules.decision ? .tremor : .rhythmicBursting
    // A slow rhythm, or long bursts at a somewhat higher rate, may be made at will.
    let mayBeVoluntary =
      run.frequency < settings.rhythm.voluntarySlow
      || run.frequency < settings.rhythm.voluntaryHighest
        && run.burstDuration >= settings.rhythm.voluntaryBurst
    if type == .tremor, mayBeVoluntary { type = .rhythmicBursting }
    if run.frequency < rules.clonusLowest { type = .rhythmicBursting }
    let certainty =
      type == .rhythmicBursting
      ? settings.confidence.rhythmicBursting : max(probability, 1 - probability)
    var confidence =
      certainty
      * logistic(
        (run.evidence - settings.rhythm.evidence) / settings.confidence.rhythmScale + 1)
    if run.beats.count < settings.rhythm.definiteBursts {
      confidence = min(confidence, settings.confidence.fewBeatsCap)
    }
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
        Measure("clonus", probability), Measure("tremor", 1 - probability),
      ]
    }
    if type == .tremor { event.details.band = band(run.frequency) }
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
        Evidence("clonus_over_tremor_nats", value: judged.nats, threshold: rules.decision),
      ] + judged.parts
    return event
  }

  /// The frequency band of a tremor by number.
  private func band(_ frequency: Double) -> String {
    switch frequency {
    case ..<4: "2-4 Hz"
    case ..<8: "4-8 Hz"
    case ..<13: "8-13 Hz"
    default: "13-19 Hz"
    }
  }

  /// Nats for clonus over tremor from what differs between them.
  private func clonusEvidence(_ run: RhythmRun) -> (nats: Double, parts: [Evidence]) {
    let rules = settings.classification
    let length = run.length(rate)
    let weights = rules.clonusWeights
    var nats = weights.prior
    // Silent troughs belong to clonus; a tremor may have them too.
    let silent =
      run.troughLevel < weights.silentLevel || run.troughLevel < weights.silentShare * run.peakLevel
    nats += silent ? weights.silent : weights.notSilent
    // An abrupt start: the first beat is among the largest.
    nats += run.onsetRatio > weights.abruptRatio ? weights.abrupt : weights.gradual
    // Decay of amplitude over the run.
    let decays =
      run.amplitudeTrend.change < weights.decayChange && run.amplitudeTrend.t < -weights.decayT
    nats += decays ? weights.decays : weights.lasts
    // Slowing.
    nats += run.intervalTrend.t > weights.slowingT ? weights.slows : 0
    // Length.
    nats += length > rules.clonusLongest ? weights.tooLong : -weights.perSecond * length
    if run.frequency < rules.clonusLowest || run.frequency > rules.clonusHighest {
      nats += weights.outOfBand
    }
    return (
      nats,
      [
        Evidence("trough_level", value: run.troughLevel, threshold: weights.silentLevel),
        Evidence("onset_ratio", value: run.onsetRatio, threshold: weights.abruptRatio),
        Evidence(
          "amplitude_trend", value: run.amplitudeTrend.change, threshold: weights.decayChange),
        Evidence("run_length_s", value: length, threshold: rules.clonusLongest),
      ]
    )
  }

  func tonicFiring(
    _ beats: [Burst], _ statistics: IntervalStatistics, evidence: Double
  ) -> Event {
    let range = (beats.first?.onset ?? 0)..<(beats.last?.end ?? 0)
    var event = event(
      .tonicFiring, range, sigma: beats.first?.sigma ?? 0,
      confidence: logistic(
        (evidence - settings.classification.tonicEvidence)
          / settings.confidence.tonicScale + 1))
    event.details.rateHz = 1 / statistics.mean
    event.details.intervalCV = statistics.variation
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
          + 1.5))
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
    event.evidence.append(
      Evidence("envelope_peak_db", value: rhythm.height, threshold: rhythm.limit))
    guard !rhythm.isGuarded else {
      event.confidence = min(event.confidence, settings.confidence.swingingCap)
      return event
    }
    event.type = .tremor
    event.details.band = band(rhythm.frequency)
    event.confidence = logistic(
      (rhythm.height - rhythm.limit) / settings.confidence.rhythmScale + 1)
    return event
  }

  /// A stretch of activity that breaks up into pieces at its end.
  func cramp(_ event: Event, end: Int, silences: Int) -> Event {
    var event = event
    event.type = .cramp
    event.end = max(event.end, end)
    event.details.frequencyHz = nil
    event.details.bursts = []
    event.confidence = min(event.confidence, settings.confidence.cramp)
    event.evidence.append(
      Evidence(
        "silences_at_the_end", value: Double(silences),
        threshold: Double(settings.classification.crampSilences)))
    return event
  }

  /// Groups of discharges with pauses between.
  func grouped(_ groups: [GroupedDischarges.Group], _ episode: Episode) -> Event {
    let onset = groups[0].onset
    let end = groups[groups.count - 1].end
    let sigma = Double(episode.sigma[max(0, min(episode.count - 1, onset))])
    var event = event(
      .groupedDischarge, onset..<end, sigma: sigma, confidence: settings.grouping.confidence)
    event.details.groups = groups.count
    let pauses = zip(groups, groups.dropFirst()).map { Double($1.onset - $0.onset) / rate }
    event.features = [
      Measure("inner_rate_hz", median(groups.map(\.inner))),
      Measure("group_interval_s", median(pauses)),
    ]
    event.evidence = [
      Evidence(
        "groups", value: Double(groups.count), threshold: Double(settings.grouping.minimumGroups))
    ]
    return event
  }

  private func meanLevel(_ range: Range<Int>, _ envelope: Envelope) -> Float {
    let values = envelope.values[
      envelope.index(range.lowerBound)...envelope.index(range.upperBound)]
    let power = values.reduce(0) { $0 + $1 * $1 }
    return (power / Float(max(1, values.count))).squareRoot()
  }

  func silence(_ range: Range<Int>, _ episode: Episode, _ envelope: Envelope) -> Event {
    let sigma = Double(episode.sigma[range.lowerBound])
    let duration = Double(range.count) / rate
    var event = event(
      .negativeMyoclonus, range, sigma: sigma, confidence: settings.confidence.silence)
    event.features = [Measure("level", Double(meanLevel(range, envelope)))]
    event.evidence = [
      Evidence("silence_s", value: duration, threshold: settings.classification.silenceMinimum)
    ]
    return event
  }

  /// A burst on its own: a discharge, a multi-unit burst, or neither.
  func discrete(_ item: Discharge, _ episode: Episode, isDoubtful: Bool) -> Event {
    let rules = settings.classification
    let burst = item.burst
    let duration = burst.duration(rate)
    let core = burst.coreDuration(rate)
    let longest =
      burst.snr < rules.burstMinimumSNR ? rules.weakDischargeMaximum : rules.dischargeMaximum
    let isStrong = burst.snr >= rules.minimumSNR
    let isSpike = core < rules.coreMinimum && burst.snr >= rules.coreMinimumSNR
    // Several units fire in a strong burst of many turns whose shape was seen but once.
    let isManifold =
      item.isSolitary && burst.snr >= rules.manifoldSNR
      && (burst.turns >= rules.manifoldTurns && core >= rules.manifoldCore
        || burst.turns >= rules.manifoldTurns - 1 && core >= rules.manifoldLongCore)
    let type: EventType =
      if isDoubtful {
        .unclassified
      } else if core <= longest, !isManifold {
        isStrong && duration >= rules.dischargeMinimum && !isSpike
          ? .fasciculation : .unclassified
      } else if duration <= rules.burstMaximum {
        burst.snr >= rules.burstMinimumSNR ? .myoclonus : .unclassified
      } else {
        .contraction
      }
    // The gate stands at about one false alarm in ten minutes; odds grow with the score.
    let limits = settings.confidence
    var confidence = logistic((burst.score - 1) * limits.gateGrowth + limits.gateOdds)
    if burst.snr < limits.weakSNR { confidence = min(confidence, limits.weakCap) }
    if type == .unclassified { confidence = min(confidence, limits.unclassifiedCap) }
    if type == .myoclonus { confidence = min(confidence, limits.burstCap) }
    var event = event(
      type, burst.onset..<burst.end, sigma: burst.sigma, confidence: confidence)
    if type == .fasciculation {
      event.motorUnit = item.unit
      event.details.discharges = item.peaks.sorted()
    }
    event.features = [
      Measure("peak_to_peak_uv", burst.peakToPeak), Measure("snr", burst.snr),
      Measure("core_duration_s", core), Measure("turns", Double(burst.turns)),
      Measure("level", burst.level),
    ]
    event.evidence = [
      Evidence("gate", value: burst.score, threshold: 1),
      Evidence(
        "core_duration_s", value: core,
        threshold: core <= longest ? longest : rules.burstMaximum),
    ]
    if isManifold {
      event.evidence.append(
        Evidence(
          "turns", value: Double(burst.turns), threshold: Double(rules.manifoldTurns)))
    }
    return event
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }
}
