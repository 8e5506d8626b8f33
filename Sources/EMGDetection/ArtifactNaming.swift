internal import EMGCore

/// Events of bursts that are no muscle's: cause, confidence, evidence.
extension EpisodeClassifier {
  func artifact(
    _ burst: Burst, _ cause: ArtifactCause, _ measures: ArtifactSignatures.Measures,
    _ episode: Episode
  ) -> Event {
    let rules = settings.artifacts
    let scale = settings.confidence.artifactScale
    var signs: [Evidence] = []
    var odds: [Double] = []
    func add(_ rule: String, _ value: Double, over limit: Double) {
      signs.append(Evidence(rule, value: value, threshold: limit))
      odds.append((value - limit) / (scale * limit))
    }
    if cause == .electrodePop {
      add("step_residual", measures.step, over: rules.stepResidual)
    } else if let swing = measures.swing {
      let limit = rules.deflection.swingSteepness
      signs.append(Evidence("swing_steepness", value: swing.steepness, threshold: limit))
      odds.append((limit - swing.steepness) / (scale * limit))
    } else if measures.isSlow(rules) {
      add("low_frequency_share", measures.lowShare, over: rules.lowFrequencyShare)
    } else if measures.isBare(rules) {
      let middle = measures.middleFrequency
      signs.append(Evidence("middle_frequency_hz", value: middle, threshold: rules.motionBare))
      odds.append((rules.motionBare - middle) / (scale * rules.motionBare))
    } else if let median = measures.medianFrequency {
      add("low_frequency_share", measures.wholeLowShare, over: rules.motionShare)
      signs.append(Evidence("median_frequency_hz", value: median, threshold: rules.motionMedian))
      odds.append((rules.motionMedian - median) / (scale * rules.motionMedian))
    }
    return artifact(burst, cause, odds: odds.min() ?? 0, evidence: signs)
  }

  /// A burst that is no muscle's.
  ///
  /// - Parameters:
  ///   - burst: The burst.
  ///   - cause: What it is.
  ///   - odds: How far the sign that says least is beyond its limit, in the scale of confidence.
  ///   - evidence: The signs.
  /// - Returns: The event.
  private func artifact(
    _ burst: Burst, _ cause: ArtifactCause, odds: Double, evidence: [Evidence]
  ) -> Event {
    var event = event(
      .artifact, burst.onset..<burst.end, sigma: burst.sigma, confidence: logistic(odds + 1))
    event.details.cause = cause
    event.details.times = [burst.peak]
    event.features = [Measure("peak_to_peak_uv", burst.peakToPeak), Measure("snr", burst.snr)]
    event.evidence = evidence
    return event
  }

  /// Says what a pop whose tail left no step behind is known by.
  func explain(_ event: inout Event, by pop: ElectrodePop) {
    let limit = settings.artifacts.popExplained
    let scale = settings.confidence.tailScale * (1 - limit)
    event.confidence = logistic((pop.explainedAtStart - limit) / scale + 1)
    event.evidence = [Evidence("pop_explained", value: pop.explainedAtStart, threshold: limit)]
  }

  /// A burst that is one edge out of quiet, or nil: an electrode's, whose tail a recorder's high-pass
  /// took away or that is too short to tell.
  func abruptPop(_ item: Discharge, _ episode: Episode, besides units: inout UnitSorter) -> Event? {
    let rules = settings.artifacts
    let burst = item.burst
    let least = item.isSolitary ? rules.abruptShare : rules.abruptKnownShare
    guard let edge = abruptEdge(burst, sharing: least, episode),
      item.unit.map({ !isNoPop($0, &units) }) ?? true
    else { return nil }
    return artifact(
      burst, .electrodePop,
      odds: (edge.share - least) / (settings.confidence.artifactScale * least),
      evidence: [
        Evidence("edge_steepness", value: edge.steepness, threshold: rules.abruptSteepness),
        Evidence("edge_share", value: edge.share, threshold: least),
      ])
  }

  /// A burst whose deflection is too wide for a muscle's, or nil: an electrode's that lost its contact
  /// for a while, or what moved within the band.
  ///
  /// Beside a heart the unfiltered signal has waves as wide.
  func widePop(_ burst: Burst, _ episode: Episode) -> Event? {
    let rules = settings.artifacts
    let limits = rules.deflection
    guard !episode.hasHeart, burst.snr >= limits.signalToNoise,
      burst.duration(rate) <= rules.popLongest,
      let deflection = BareDeflection(
        in: burst.onset..<burst.end, of: episode, settings: rules),
      deflection.isWide(inBand: burst.peakToPeak, limits)
    else { return nil }
    let least = deflection.width >= limits.width ? limits.width : limits.aloneWidth
    return artifact(
      burst, deflection.isSwing(limits) ? .motion : .electrodePop,
      odds: (deflection.width - least) / (settings.confidence.artifactScale * least),
      evidence: [
        Evidence("deflection_width_s", value: deflection.width, threshold: least),
        Evidence("deflection_opposite", value: deflection.opposite, threshold: limits.opposite),
      ])
  }
}
