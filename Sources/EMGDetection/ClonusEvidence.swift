internal import EMGCore
internal import RealModule

/// What speaks for clonus over tremor.
struct ClonusEvidence {
  /// Nats for clonus.
  var nats: Double
  /// How far the run decays or slows as clonus does, from zero to one.
  var waning: Double
  /// What it comes from.
  var parts: [Evidence]
}

extension EpisodeClassifier {
  /// Nats for clonus over tremor from what differs between them.
  ///
  /// Each course of the run counts by how much likelier it is in one than in the other, its own
  /// standard error included: what a short run leaves open weighs nothing. Source: a clonus decays
  /// and slows, or lasts as long as the stretch that keeps it up; a tremor starts and stops
  /// gradually, waxes and wanes.
  func clonusEvidence(_ run: RhythmRun) -> ClonusEvidence {
    let rules = settings.classification
    let length = run.length(rate)
    let weights = rules.clonusWeights
    var nats = weights.prior
    // Silent troughs belong to clonus; a tremor may have them too.
    let silent =
      run.troughLevel < weights.silentLevel || run.troughLevel < weights.silentShare * run.peakLevel
    nats += silent ? weights.silent : weights.notSilent
    // An abrupt start: the first beat is among the largest.
    let abruptness = run.abruptness(from: weights.gradualRatio, to: weights.abruptRatio)
    nats += weights.gradual + (weights.abrupt - weights.gradual) * abruptness
    let decay = weights.decay(run.amplitude.change)
    let slowing = weights.slowing(run.interval.change)
    let bow = weights.bow(run.amplitude.bow)
    let waning = weights.waning(decay, slowing)
    let evenness = weights.evenness(run.intervals.localVariation)
    nats += waning + bow + evenness
    nats += weights.duration(run.burstDuration, shortest: 1 / rate)
    // Length.
    nats += length > rules.clonusLongest ? weights.tooLong : -weights.perSecond * length
    if run.frequency < rules.clonusLowest || run.frequency > rules.clonusHighest {
      nats += weights.outOfBand
    } else if run.frequency >= weights.fastRate {
      nats += weights.fast
    }
    return ClonusEvidence(
      nats: nats, waning: min(1, max(0, decay, slowing) / weights.courseHighest),
      parts: [
        Evidence("trough_level", value: run.troughLevel, threshold: weights.silentLevel),
        Evidence("onset_ratio", value: run.onsetRatio, threshold: weights.abruptRatio),
        Evidence(
          "amplitude_trend", value: run.amplitude.change.value, threshold: weights.decayChange),
        Evidence("decay_nats", value: decay, threshold: 0),
        Evidence("slowing_nats", value: slowing, threshold: 0),
        Evidence("waning_nats", value: waning, threshold: 0),
        Evidence("even_amplitude_nats", value: bow, threshold: 0),
        Evidence("even_intervals_nats", value: evenness, threshold: 0),
        Evidence("run_length_s", value: length, threshold: rules.clonusLongest),
      ])
  }
}

extension ClonusWeights {
  /// Nats of the course of the logarithmic amplitude.
  fileprivate func decay(_ change: RunCourse.Part) -> Double {
    bounded(change.logRatio(mean: decayChange, spread: decaySpread, over: lastingSpread))
  }

  /// Nats of the course of the intervals.
  fileprivate func slowing(_ change: RunCourse.Part) -> Double {
    bounded(change.logRatio(mean: slowingChange, spread: slowingSpread, over: steadySpread))
  }

  /// Nats of both courses together: a part of the clonuses is kept up and has neither, so that their
  /// lack is no proof of a tremor.
  fileprivate func waning(_ decay: Double, _ slowing: Double) -> Double {
    Double.log(sustainedShare + (1 - sustainedShare) * Double.exp(decay + slowing))
  }

  /// Nats of the intervals' evenness: a reflex's loop keeps its time better than most tremors.
  fileprivate func evenness(_ localVariation: Double) -> Double {
    bounded(-uneven * Double.log(max(leastVariation, localVariation) / evenVariation))
  }

  /// Nats of an amplitude that swells and fades, as that of a part of the tremors does.
  fileprivate func bow(_ bow: RunCourse.Part) -> Double {
    guard swellShare > 0 else { return 0 }
    let swelling = bow.logRatio(mean: swellBow, spread: swellSpread, over: levelSpread)
    return bounded(-Double.log(1 - swellShare + swellShare * Double.exp(swelling)))
  }

  /// Nats of the bursts' duration: a clonus' are shorter than most tremors'.
  fileprivate func duration(_ burst: Double, shortest: Double) -> Double {
    bounded(-longBurst * Double.log(max(burst, shortest) / burstDuration))
  }

  private func bounded(_ nats: Double) -> Double {
    min(courseHighest, max(-courseHighest, nats))
  }
}
