internal import EMGCore
internal import RealModule

/// What a burst on its own is called, and why.
extension EpisodeClassifier {
  /// A burst on its own: a discharge, a multi-unit burst, or neither.
  func discrete(_ item: Discharge, _ episode: Episode, isDoubtful: Bool) -> Event {
    let rules = settings.classification
    let burst = item.burst
    let duration = burst.duration(rate)
    let core = burst.coreDuration(rate)
    // What several units make together hardly has a known one's waveform, or so few turns.
    let isKnown = item.recurs || item.unit != nil && !item.isSolitary
    let mayBeLong =
      burst.turns <= rules.simpleTurns
      || burst.snr < rules.burstMinimumSNR && burst.score >= rules.weakDischargeScore
    let longest =
      isKnown
      ? settings.units.longMaximum
      : mayBeLong ? rules.weakDischargeMaximum : rules.dischargeMaximum
    let isStrong = burst.snr >= rules.minimumSNR
    let shortest = isKnown ? rules.knownCoreMinimum : rules.coreMinimum
    let isSpike = core < shortest && burst.snr >= rules.coreMinimumSNR
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
        burst.snr >= rules.burstMinimumSNR && (isManifold || burst.turns >= rules.burstTurns)
          ? .myoclonus : .unclassified
      } else {
        .contraction
      }
    // The gate stands at about one false alarm in ten minutes; odds grow with the score.
    let limits = settings.confidence
    var confidence = logistic((burst.score - 1) * limits.gateGrowth + limits.gateOdds)
    if burst.snr < limits.weakSNR { confidence = min(confidence, limits.weakCap) }
    if type == .unclassified { confidence = min(confidence, limits.unclassifiedCap) }
    if type == .myoclonus {
      let own = likelihood(of: burst.snr, half: limits.burstHalf, growth: limits.burstGrowth)
      confidence = min(confidence, limits.burstCap, max(limits.burstFloor, own))
    }
    var event = event(
      type, burst.onset..<burst.end, sigma: burst.sigma, confidence: confidence)
    if type == .fasciculation {
      event.motorUnit = item.unit
      event.details.discharges = item.peaks.sorted()
    }
    if rules.jerkOnset > 0, item.isSolitary, !isDoubtful,
      burst.snr >= settings.units.minimumSNR,
      type == .fasciculation || type == .myoclonus
        || core > longest && duration <= rules.burstMaximum
    {
      event.details.waveform =
        Snippet(
          of: burst, in: episode, window: max(4, episode.samples(settings.units.window)),
          room: max(1, episode.samples(settings.units.maximumShift))
        ).samples
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
    if item.recurs {
      event.evidence.append(Evidence("waveform_recurs", value: 1, threshold: 1))
    }
    if let fewest = isManifold ? rules.manifoldTurns : core > longest ? rules.burstTurns : nil {
      event.evidence.append(
        Evidence(Event.turnsRule, value: Double(burst.turns), threshold: Double(fewest)))
    }
    return event
  }
}

extension Event {
  fileprivate static let turnsRule = "turns"

  /// Whether it is a burst longer than a discharge that has fewer turns than several units make.
  var isOfFewTurns: Bool {
    type == .unclassified && evidence.contains { $0.rule == Self.turnsRule }
  }
}
