internal import EMGDetection
internal import EMGFilters

extension SettingDescription {
  /// Every setting, in the order of the processing.
  public static let all: [SettingDescription] = general + recognition

  private static let general: [SettingDescription] = [
    .number(
      "conditioning.high_pass_hz", \.conditioning.highPass, unit: "hz", 1...1000,
      "Lower edge of the band in which events are detected, Hz."),
    .number(
      "conditioning.low_pass_hz", \.conditioning.lowPass, unit: "hz", 20...10_000,
      "Upper edge of that band, Hz; at most 0.45 of the sampling rate is used."),
    .integer(
      "conditioning.order", \.conditioning.order, unit: "", 1...10,
      "Order of the Butterworth band-pass on each side; it is applied forwards and "
        + "backwards."),
    .number(
      "conditioning.analysis_rate_hz", \.conditioning.analysisRate, unit: "hz", 200...50_000,
      "Rate that faster recordings are reduced to by a whole factor, Hz: never below "
        + "it."),
    .number(
      "conditioning.bridge_s", \.conditioning.bridge, unit: "s", 0...1,
      "Longest run of missing samples that is bridged by a line (and masked), "
        + "seconds; a longer one is a gap."),
    .number(
      "conditioning.implausibly_low_uv", \.conditioning.implausiblyLow, unit: "uv", 0...100,
      "Noise below which an amplitude is implausible, µV."),
    .number(
      "conditioning.implausibly_high_uv", \.conditioning.implausiblyHigh, unit: "uv", 1...1_000_000,
      "Noise above which an amplitude is implausible, µV."),
    .numbers(
      "mains.nominal_hz", \.mains.nominal, unit: "hz", 16...400,
      "Nominal frequencies that are looked for, Hz; none switches removal off."),
    .number(
      "mains.deviation_hz", \.mains.deviation, unit: "hz", 0.05...2,
      "Largest deviation from the nominal frequency, Hz."),
    .number(
      "mains.window_s", \.mains.window, unit: "s", 0.5...20,
      "Length of the windows in which line and harmonics are fitted, seconds; they "
        + "overlap by half."),
    .number(
      "mains.piece_s", \.mains.piece, unit: "s", 0.002...0.1,
      "Length of the pieces that are weighted by their own power, seconds: about a "
        + "discharge, which then spoils its own piece of the fit only, however often it comes."),
    .number(
      "mains.presence", \.mains.presence, unit: "", 1...10_000,
      "Power of a harmonic over its neighbourhood from which it is removed."),
    .number(
      "mains.persistence", \.mains.persistence, unit: "", 1...10_000,
      "The same where the line was present just before."),
    .number(
      "mains.neighbour_start_hz", \.mains.neighbourStart, unit: "hz", 0.5...20,
      "Distance of the nearest of the eight neighbouring frequencies on each side, "
        + "Hz."),
    .number(
      "mains.neighbour_step_hz", \.mains.neighbourStep, unit: "hz", 0.1...10,
      "Distance between neighbouring frequencies, Hz: about the resolution of a "
        + "window."),
    .number(
      "mains.highest_hz", \.mains.highest, unit: "hz", 16...5000,
      "Highest frequency at which harmonics are removed, Hz."),
    .integer(
      "mains.rounds", \.mains.rounds, unit: "", 1...20,
      "Rounds of fitting; each allows for what the round before left."),
    .number(
      "noise.block_s", \.detection.noise.block, unit: "s", 0.001...1,
      "Length of the blocks whose RMS is ranked, seconds. Short blocks find silence "
        + "between bursts."),
    .number(
      "noise.quantile", \.detection.noise.quantile, unit: "", 0.01...0.5,
      "The quantile of block RMS values that is taken for noise; low, so that "
        + "activity up to some 70 % of the time does not raise it."),
    .number(
      "noise.look_back_s", \.detection.noise.lookBack, unit: "s", 1...3600,
      "Seconds before a moment that speak for its noise."),
    .number(
      "noise.look_ahead_s", \.detection.noise.lookAhead, unit: "s", 0.1...600,
      "Seconds after a moment that speak for its noise; also the delay of a live run."),
    .number(
      "noise.maximum_rise", \.detection.noise.maximumRise, unit: "", 1...100,
      "The largest ratio by which the floor may exceed its minimum over memory: "
        + "beyond that the window is taken to be filled with activity."),
    .number(
      "noise.memory_s", \.detection.noise.memory, unit: "s", 1...86_400,
      "Seconds for which a lower floor is remembered."),
    .number(
      "noise.minimum_uv", \.detection.noise.minimum, unit: "uv", 0.0001...100,
      "The floor is never taken below this, µV: a disconnected channel must not "
        + "become sensitive."),
    .number(
      "noise.quiet_run_s", \.detection.noise.quietRun, unit: "s", 0.01...10,
      "Length of the quiet runs from which the noise's autocorrelation is measured, "
        + "seconds."),
    .number(
      "noise.quiet_limit", \.detection.noise.quietLimit, unit: "", 1...10,
      "A quiet run counts where its RMS is at most this many times the floor."),
    .number(
      "noise.step_window_s", \.detection.noise.stepWindow, unit: "s", 0.2...100,
      "Seconds of even noise that show a change of its level."),
    .number(
      "noise.step_smallest", \.detection.noise.stepSmallest, unit: "", 0.05...50,
      "Smallest ratio of such a level to the floor that is followed."),
    .number(
      "noise.step_largest", \.detection.noise.stepLargest, unit: "", 0.2...100,
      "Largest ratio of such a level to the floor that is followed."),
    .number(
      "noise.step_evenness", \.detection.noise.stepEvenness, unit: "", 0.05...50,
      "Largest spread of the blocks' RMS over that of even noise."),
    .number(
      "noise.step_spectrum", \.detection.noise.stepSpectrum, unit: "", 0.002...2,
      "Largest difference (root mean square) of the noise's autocorrelation to "
        + "that of the floor."),
    .number(
      "noise.step_match", \.detection.noise.stepMatch, unit: "", 0.02...10,
      "Largest difference of a frame's level to that of the even noise around "
        + "it, logarithm."),
    .number(
      "gate.rms_window_s", \.detection.gate.rmsWindow, unit: "s", 0.001...0.5,
      "Window of the moving RMS, seconds."),
    .number(
      "gate.rms_tail", \.detection.gate.rmsTail, unit: "", 1e-12...0.1,
      "Probability that the moving RMS of noise exceeds its threshold at a given "
        + "sample; the threshold follows from it and the noise's autocorrelation."),
    .numbers(
      "gate.wavelet_scales_s", \.detection.gate.waveletScales, unit: "s", 0.0001...0.05, least: 1,
      "Scales of the Gaussian-derivative wavelets, seconds."),
    .number(
      "gate.wavelet_threshold", \.detection.gate.waveletThreshold, unit: "", 1...100,
      "Wavelet response over its own noise that opens the gate."),
    .number(
      "gate.false_per_minute", \.detection.gate.falsePerMinute, unit: "", 0.005...2,
      "False alarms a minute of quiet at which the gate is held by what the "
        + "channel's noise shows."),
    .number(
      "gate.calibration_block_s", \.detection.gate.calibrationBlock, unit: "s", 0.0005...0.2,
      "Length of the blocks whose largest score is looked at, seconds."),
    .number(
      "gate.calibration_guard_s", \.detection.gate.calibrationGuard, unit: "s", 0.002...1,
      "Seconds around an open gate that do not count as quiet."),
    .number(
      "gate.calibration_memory_s", \.detection.gate.calibrationMemory, unit: "s", 5...5000,
      "Seconds after which quiet time counts for a third."),
    .number(
      "gate.calibration_tail", \.detection.gate.calibrationTail, unit: "", 0...1,
      "Share of the quiet blocks above which the body ends: discharges may be among the rest."),
    .number(
      "gate.calibration_minimum", \.detection.gate.calibrationMinimum, unit: "", 50...20000,
      "Fewest quiet blocks from which the gate may rise."),
    .number(
      "gate.highest_factor", \.detection.gate.highestFactor, unit: "", 0.05...50,
      "Largest factor by which the gate rises."),
    .number(
      "gate.calibration_body", \.detection.gate.calibrationBody, unit: "", 0...1,
      "Share of the quiet blocks above which the body begins."),
    .number(
      "gate.calibration_bias", \.detection.gate.calibrationBias, unit: "", 0.05...20,
      "Factor by which the extrapolation falls short of the gate in Gaussian "
        + "noise."),
    .number(
      "gate.calibration_tolerance", \.detection.gate.calibrationTolerance, unit: "", 0.001...0.5,
      "Excess over that which chance gives."),
    .number(
      "gate.calibration_growth", \.detection.gate.calibrationGrowth, unit: "", 0.1...100,
      "Rise of the gate for each unit of excess beyond."),
    .number(
      "segmentation.hop_s", \.detection.segmentation.hop, unit: "s", 0.0005...0.05,
      "Spacing of the envelope's samples, seconds."),
    .number(
      "segmentation.envelope_window_s", \.detection.segmentation.envelopeWindow, unit: "s",
      0.002...0.5,
      "Window of the envelope (two cascaded moving means of half of it), seconds."),
    .number(
      "segmentation.smooth_window_s", \.detection.segmentation.smoothWindow, unit: "s",
      0.005...1,
      "Window of the smoother envelope for slow rhythms with structured bursts, "
        + "seconds."),
    .number(
      "segmentation.silence", \.detection.segmentation.silence, unit: "", 1...10,
      "Envelope over noise under which there is silence."),
    .number(
      "segmentation.valley", \.detection.segmentation.valley, unit: "", 0.01...1,
      "A valley separates two bursts where it falls below this share of the lower "
        + "peak."),
    .number(
      "segmentation.body_share", \.detection.segmentation.bodyShare, unit: "", 0.01...1,
      "A beat's body is where the envelope stays above this share of its peak."),
    .number(
      "segmentation.merge_gap_s", \.detection.segmentation.mergeGap, unit: "s", 0.001...1,
      "Bursts nearer than this are one, seconds."),
    .number(
      "segmentation.episode_gap_s", \.detection.segmentation.episodeGap, unit: "s", 0.1...60,
      "Seconds without a gate opening that end an episode."),
    .number(
      "segmentation.episode_maximum_s", \.detection.segmentation.episodeMaximum, unit: "s",
      1...3600,
      "Seconds after which an episode is closed at its widest gap."),
    .number(
      "segmentation.edge_search_s", \.detection.segmentation.edgeSearch, unit: "s", 0.001...1,
      "How far around a coarse edge the change point is searched, seconds."),
    .number(
      "segmentation.edge_share", \.detection.segmentation.edgeShare, unit: "", 0...1,
      "A discharge's edge is where it exceeds this share of its peak (and the noise)."),
    .number(
      "segmentation.clear_of_noise", \.detection.segmentation.clearOfNoise, unit: "", 0.1...50,
      "Noise above which a sample counts for a burst's energy and turns."),
    .number(
      "segmentation.turn_share", \.detection.segmentation.turnShare, unit: "", 0...1,
      "Share of the largest deflection above which a further one counts as a "
        + "turn."),
    .number(
      "segmentation.core_share", \.detection.segmentation.coreShare, unit: "", 0...1,
      "Share of a burst's energy that its core holds."),
    .number(
      "segmentation.slow_window_s", \.detection.segmentation.slowWindow, unit: "s", 0.01...5,
      "Window of the smoothest envelope, for slow rhythms of long bursts, "
        + "seconds."),
    .number(
      "units.window_s", \.detection.units.window, unit: "s", 0.002...0.2,
      "Length of the waveform that is compared, seconds."),
    .number(
      "units.maximum_shift_s", \.detection.units.maximumShift, unit: "s", 0.0001...0.02,
      "Largest shift tried when aligning, seconds."),
    .number(
      "units.gain_low", \.detection.units.gainLow, unit: "", 0.05...1,
      "Allowed gain between a discharge and its unit's template."),
    .number(
      "units.gain_high", \.detection.units.gainHigh, unit: "", 1...20,
      "Allowed gain between a discharge and its unit's template."),
    .number(
      "units.residual", \.detection.units.residual, unit: "", 0.1...100,
      "Largest residual per sample, in noise variances, of a member."),
    .number(
      "units.shape_jitter", \.detection.units.shapeJitter, unit: "", 0...1,
      "Share of the amplitude by which a unit's shape may vary from discharge to "
        + "discharge."),
    .number(
      "units.minimum_snr", \.detection.units.minimumSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a discharge may found a unit."),
    .integer(
      "units.maximum_count", \.detection.units.maximumCount, unit: "", 2...2000,
      "Most units a channel."),
    .number(
      "units.removed_reach_s", \.detection.units.removedReach, unit: "s", 0.001...0.5,
      "Seconds on each side of a steady unit's discharge that are taken out of "
        + "the signal."),
    .integer(
      "units.steady_rounds", \.detection.units.steadyRounds, unit: "", 1...100,
      "Most steady units that are taken out of one stretch, one after the "
        + "other."),
    .number(
      "units.hole_periods", \.detection.units.holePeriods, unit: "", 0.05...50,
      "Periods without a discharge of a steady unit in which a hidden one is "
        + "looked for."),
    .number(
      "units.earliest_period", \.detection.units.earliestPeriod, unit: "", 0.02...10,
      "Periods after a discharge of a steady unit at which the next is due at "
        + "the earliest."),
    .number(
      "units.latest_period", \.detection.units.latestPeriod, unit: "", 0.05...50,
      "Periods after a discharge of a steady unit at which the next is due at "
        + "the latest."),
    .number(
      "units.extension_periods", \.detection.units.extensionPeriods, unit: "", 0.1...50,
      "Periods beyond the ends of a steady train in which a further discharge "
        + "belongs to it."),
    .number(
      "units.explained_share", \.detection.units.explainedShare, unit: "", 0...1,
      "Share of a template's energy that taking out a hidden discharge must "
        + "explain."),
    .number(
      "units.explained_energy", \.detection.units.explainedEnergy, unit: "", 2...1000,
      "Energy of a template over the noise's variance from which hidden "
        + "discharges are looked for."),
    .integer(
      "units.confirmed_members", \.detection.units.confirmedMembers, unit: "", 1...50,
      "Members from which a unit's waveform is used to take superpositions "
        + "apart."),
    .integer(
      "units.most_superposed", \.detection.units.mostSuperposed, unit: "", 1...100,
      "Most discharges that are told apart in one superposition."),
    .number(
      "units.least_separation_s", \.detection.units.leastSeparation, unit: "s", 0.0001...0.05,
      "Smallest time between two discharges of a superposition, seconds."),
    .number(
      "units.separate_energy", \.detection.units.separateEnergy, unit: "", 1...500,
      "Energy that a further discharge must explain, in noise variances."),
    .number(
      "units.superposed_low", \.detection.units.superposedLow, unit: "", 0.02...20,
      "Allowed gain of a discharge in a superposition."),
    .number(
      "units.superposed_high", \.detection.units.superposedHigh, unit: "", 0.05...50,
      "Allowed gain of a discharge in a superposition."),
    .number(
      "units.superposed_rest", \.detection.units.superposedRest, unit: "", 0...1,
      "Share of a superposition's energy that may be left."),
    .number(
      "units.superposed_longest_s", \.detection.units.superposedLongest, unit: "s", 0.005...5,
      "Longest burst that is taken apart, seconds."),
    .number(
      "units.doublet_longest_s", \.detection.units.doubletLongest, unit: "s", 0.0005...0.2,
      "Discharges of one unit nearer than this are one event, a doublet or "
        + "multiplet, seconds."),
    .number(
      "units.robust_limit", \.detection.units.robustLimit, unit: "", 0.2...100,
      "Noise beyond which a sample counts no more when a discharge is looked "
        + "for under another."),
    .integer(
      "units.doublet_rarity", \.detection.units.doubletRarity, unit: "", 1...100,
      "A unit this many times as frequent as another is tried for the other's "
        + "being its doublet."),
    .number(
      "rhythm.lowest_hz", \.detection.rhythm.lowest, unit: "hz", 0.2...50,
      "Lowest rate of a rhythm, Hz."),
    .number(
      "rhythm.highest_hz", \.detection.rhythm.highest, unit: "hz", 1...50,
      "Highest rate of a rhythm, Hz."),
    .integer(
      "rhythm.minimum_bursts", \.detection.rhythm.minimumBursts, unit: "", 3...100,
      "Fewest bursts of a run."),
    .integer(
      "rhythm.definite_bursts", \.detection.rhythm.definiteBursts, unit: "", 3...1000,
      "Bursts from which a run is definite."),
    .number(
      "rhythm.interval_spread", \.detection.rhythm.intervalSpread, unit: "", 0.01...1,
      "Spread of the logarithm of successive intervals' ratio in a rhythm."),
    .number(
      "rhythm.interval_break", \.detection.rhythm.intervalBreak, unit: "", 0.05...3,
      "Successive intervals that differ more than this (logarithm of ratio) end a "
        + "run."),
    .number(
      "rhythm.evidence_nats", \.detection.rhythm.evidence, unit: "nats", 0.1...100,
      "Log-likelihood ratio of a rhythm over chance that a run needs, nats."),
    .number(
      "rhythm.evidence_per_interval_nats", \.detection.rhythm.evidencePerInterval, unit: "nats",
      0...10,
      "Log-likelihood ratio an interval that a run needs, nats: the peaks of a "
        + "smoothed envelope are somewhat regular by themselves, so many of them alone "
        + "prove nothing."),
    .number(
      "rhythm.alone_evidence_nats", \.detection.rhythm.aloneEvidence, unit: "nats", 0.5...200,
      "Under this log-likelihood ratio a run must stand alone, nats."),
    .number(
      "rhythm.alone_periods", \.detection.rhythm.alonePeriods, unit: "", 0...100,
      "Periods without other beats before and after a run that stands alone."),
    .number(
      "rhythm.doubt_periods", \.detection.rhythm.doubtPeriods, unit: "", 0...20,
      "Periods beside a rhythm within which a burst is not called a discharge of its own."),
    .number(
      "rhythm.silent_trough", \.detection.rhythm.silentTrough, unit: "", 0.5...20,
      "Level between beats under which there is silence, in noise."),
    .number(
      "rhythm.modulated_evidence_nats", \.detection.rhythm.modulatedEvidence, unit: "nats",
      0.5...500,
      "Log-likelihood ratio that a run without silence needs, nats."),
    .number(
      "rhythm.modulated_depth", \.detection.rhythm.modulatedDepth, unit: "", 0...1,
      "Largest level between beats over their peak level, without silence."),
    .number(
      "rhythm.local_variation", \.detection.rhythm.localVariation, unit: "", 0...1,
      "Largest local variation (LV) of the intervals of a run."),
    .number(
      "rhythm.outsiders", \.detection.rhythm.outsiders, unit: "", 0...1,
      "Share of bursts outside the rhythm that a run may contain."),
    .number(
      "rhythm.unit_guard_low_hz", \.detection.rhythm.unitGuardLow, unit: "hz", 0.5...100,
      "Range in which motor units fire steadily, Hz: a spectral peak alone does not "
        + "count there."),
    .number(
      "rhythm.unit_guard_high_hz", \.detection.rhythm.unitGuardHigh, unit: "hz", 0.5...100,
      "Upper end of that range, Hz."),
    .number(
      "rhythm.unit_guard_length_s", \.detection.rhythm.unitGuardLength, unit: "s", 0.1...3600,
      "Shortest rhythm in that range without silence between its beats, seconds."),
    .number(
      "rhythm.partner_frequency", \.detection.rhythm.partnerFrequency, unit: "", 0.001...1,
      "Largest relative difference of two muscles' frequencies in a shared rhythm."),
    .number(
      "rhythm.partner_overlap", \.detection.rhythm.partnerOverlap, unit: "", 0...1,
      "Share of the shorter of two rhythms that the other must overlap."),
    .number(
      "rhythm.partner_locking", \.detection.rhythm.partnerLocking, unit: "", 0...1,
      "Smallest phase locking (resultant length) of a shared rhythm."),
    .number(
      "rhythm.synchronous_phase_deg", \.detection.rhythm.synchronousPhase, unit: "deg", 0...180,
      "Largest mean phase of a synchronous rhythm, degrees."),
    .number(
      "rhythm.alternating_phase_deg", \.detection.rhythm.alternatingPhase, unit: "deg", 0...180,
      "Smallest mean phase of an alternating rhythm, degrees."),
    .number(
      "rhythm.unit_guard_variation", \.detection.rhythm.unitGuardVariation, unit: "", 0...1,
      "Largest local variation (LV) of a rhythm in that range: units fire less "
        + "evenly."),
    .number(
      "rhythm.largest_duty", \.detection.rhythm.largestDuty, unit: "", 0...1,
      "Largest share of its cycle that a burst fills."),
    .number(
      "rhythm.own_periods", \.detection.rhythm.ownPeriods, unit: "", 0.05...50,
      "Periods before and after a rhythm within which a burst is its own beat."),
    .number(
      "rhythm.envelope_rate_hz", \.detection.rhythm.envelopeRate, unit: "Hz", 10...5000,
      "Rate at which the envelope is looked at for a rhythm without silence, "
        + "Hz."),
    .number(
      "rhythm.spectral_shortest_s", \.detection.rhythm.spectralShortest, unit: "s", 0.2...100,
      "Shortest sustained activity that is looked at for a rhythm without "
        + "silence, seconds."),
    .number(
      "rhythm.spectral_long_s", \.detection.rhythm.spectralLong, unit: "s", 0.5...500,
      "Length from which segments of four seconds are used, seconds."),
    .number(
      "rhythm.height_at3", \.detection.rhythm.heightAt3, unit: "", 0.5...500,
      "Height of the peak over the trend asked for in 3 s, dB."),
    .number(
      "rhythm.height_at5", \.detection.rhythm.heightAt5, unit: "", 0.2...200,
      "Height of the peak over the trend asked for in 5 s, dB."),
    .number(
      "rhythm.height_at10", \.detection.rhythm.heightAt10, unit: "", 0.2...200,
      "Height of the peak over the trend asked for in 10 s, dB."),
    .number(
      "rhythm.height_at30", \.detection.rhythm.heightAt30, unit: "", 0.2...100,
      "Height of the peak over the trend asked for in 30 s, dB."),
    .number(
      "rhythm.guarded_height", \.detection.rhythm.guardedHeight, unit: "", 0.5...500,
      "Height of a peak that needs no other muscle at the rates of single "
        + "units, dB."),
    .number(
      "rhythm.guarded_width_hz", \.detection.rhythm.guardedWidth, unit: "Hz", 0.05...50,
      "Largest half-power width of such a peak, Hz."),
    .number(
      "rhythm.voluntary_slow_hz", \.detection.rhythm.voluntarySlow, unit: "Hz", 0.1...100,
      "Rate under which a rhythm may be voluntary: it is named only with the "
        + "marks of clonus, Hz."),
    .number(
      "rhythm.voluntary_highest_hz", \.detection.rhythm.voluntaryHighest, unit: "Hz", 0.2...100,
      "Rate under which a rhythm of long bursts may be voluntary, Hz."),
    .number(
      "rhythm.voluntary_burst_s", \.detection.rhythm.voluntaryBurst, unit: "s", 0.002...2,
      "Length of bursts from which they are long, seconds."),
    .number(
      "rhythm.voluntary_long_burst_s", \.detection.rhythm.voluntaryLongBurst, unit: "s", 0.002...2,
      "Length of bursts from which two muscles that share a slow rhythm may do "
        + "so at will, seconds."),
    .number(
      "rhythm.unit_guard_spread", \.detection.rhythm.unitGuardSpread, unit: "", 0.005...5,
      "Largest coefficient of variation of such a rhythm's intervals."),
    .number(
      "rhythm.guarded_length_s", \.detection.rhythm.guardedLength, unit: "s", 1...1000,
      "Length from which a peak needs no other muscle at the rates of single "
        + "units, seconds."),
    .number(
      "rhythm.dense_kurtosis", \.detection.rhythm.denseKurtosis, unit: "", 0.2...200,
      "Kurtosis of the signal up to which many units make it, so that a "
        + "shorter stretch suffices."),
    .number(
      "classification.minimum_snr", \.detection.classification.minimumSNR, unit: "", 0.2...200,
      "Smallest peak-to-peak over noise of a reported discharge."),
    .number(
      "classification.discharge_minimum_s", \.detection.classification.dischargeMinimum, unit: "s",
      0.0001...0.1,
      "Shortest discharge, seconds."),
    .number(
      "classification.discharge_maximum_s", \.detection.classification.dischargeMaximum, unit: "s",
      0.001...0.2,
      "Longest core (shortest stretch with nine tenths of the energy) of a single unit's discharge, "
        + "seconds."),
    .number(
      "classification.burst_maximum_s", \.detection.classification.burstMaximum, unit: "s",
      0.01...5,
      "Longest burst, seconds; what lasts longer is sustained."),
    .number(
      "classification.sustained_minimum_s", \.detection.classification.sustainedMinimum, unit: "s",
      0.02...60,
      "Shortest sustained activity, seconds."),
    .number(
      "classification.sustained_level", \.detection.classification.sustainedLevel, unit: "",
      1...100,
      "Envelope over noise that sustained activity does not fall below."),
    .number(
      "classification.sustained_gap_s", \.detection.classification.sustainedGap, unit: "s",
      0.001...5,
      "Seconds below that level that do not end sustained activity."),
    .number(
      "classification.unit_similarity", \.detection.classification.unitSimilarity, unit: "", 0...1,
      "Similarity of successive discharges from which they are one unit's."),
    .number(
      "classification.dominated_similarity", \.detection.classification.dominatedSimilarity,
      unit: "", 0...1,
      "Similarity of successive beats from which one unit dominates them."),
    .number(
      "classification.tonic_variation", \.detection.classification.tonicVariation, unit: "", 0...1,
      "Largest LV of a steadily firing unit."),
    .number(
      "classification.tonic_evidence_nats", \.detection.classification.tonicEvidence, unit: "nats",
      0.2...200,
      "Log-likelihood ratio of regular over random firing that a steady train needs, "
        + "nats."),
    .number(
      "classification.brief_evidence_nats", \.detection.classification.briefEvidence, unit: "nats",
      0.5...500,
      "The same for brief beats of unlike shape, nats: several units may look regular "
        + "by chance."),
    .number(
      "classification.tonic_lowest_hz", \.detection.classification.tonicLowest, unit: "hz",
      0.5...100,
      "Lowest mean rate of a steadily firing unit, Hz."),
    .number(
      "classification.tonic_highest_hz", \.detection.classification.tonicHighest, unit: "hz",
      1...500,
      "Highest mean rate of a steadily firing unit, Hz."),
    .integer(
      "classification.tonic_minimum", \.detection.classification.tonicMinimum, unit: "", 3...1000,
      "Fewest discharges of a steady train."),
    .number(
      "classification.clonus_lowest_hz", \.detection.classification.clonusLowest, unit: "hz",
      0.5...50,
      "Lowest rate of clonus, Hz."),
    .number(
      "classification.clonus_highest_hz", \.detection.classification.clonusHighest, unit: "hz",
      1...50,
      "Highest rate of clonus, Hz."),
    .number(
      "classification.clonus_longest_s", \.detection.classification.clonusLongest, unit: "s",
      1...3600,
      "Longest run that may be clonus, seconds."),
    .number(
      "classification.decision_nats", \.detection.classification.decision, unit: "nats", 0.02...10,
      "Evidence for clonus over tremor (nats) beyond which the run is named, not "
        + "rhythmic_bursting."),
    .number(
      "classification.crowd_rate_hz", \.detection.classification.crowdRate, unit: "Hz", 0.1...1000,
      "Bursts a second, irregular, from which discharges are weak contraction, not "
        + "fasciculations."),
    .number(
      "classification.crowd_window_s", \.detection.classification.crowdWindow, unit: "s",
      0.05...60,
      "Seconds over which crowdRate is counted."),
    .number(
      "classification.silence_minimum_s", \.detection.classification.silenceMinimum, unit: "s",
      0.01...5,
      "Shortest silence within sustained activity that is negative myoclonus, "
        + "seconds."),
    .number(
      "classification.silence_maximum_s", \.detection.classification.silenceMaximum, unit: "s",
      0.02...10,
      "Longest such silence, seconds."),
    .number(
      "classification.crowd_share", \.detection.classification.crowdShare, unit: "", 0...1,
      "Share of `crowdWindow` that discharges must fill to be a weak "
        + "contraction at a lower rate."),
    .number(
      "classification.contraction_reach_s", \.detection.classification.contractionReach, unit: "s",
      0.01...5,
      "Bursts nearer than this to a contraction belong to it, one after the "
        + "other, seconds: units that are recruited first and last fire alone."),
    .integer(
      "classification.contraction_units", \.detection.classification.contractionUnits, unit: "",
      1...100,
      "Steady units at a time from which it is a contraction."),
    .number(
      "classification.edge_guard_s", \.detection.classification.edgeGuard, unit: "s", 0.0005...0.2,
      "Bursts this near to the first or last sample are cut off and not "
        + "judged, seconds."),
    .number(
      "classification.manifold_snr", \.detection.classification.manifoldSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a burst of a shape seen once may be "
        + "of several units."),
    .integer(
      "classification.manifold_turns", \.detection.classification.manifoldTurns, unit: "",
      1...200,
      "Turns from which it is; one fewer suffices for a long core."),
    .number(
      "classification.manifold_core_s", \.detection.classification.manifoldCore, unit: "s",
      0.0005...0.5,
      "Shortest core of such a burst, seconds."),
    .number(
      "classification.manifold_long_core_s", \.detection.classification.manifoldLongCore, unit: "s",
      0.0005...0.5,
      "Core from which one turn fewer suffices, seconds."),
    .number(
      "classification.core_minimum_s", \.detection.classification.coreMinimum, unit: "s",
      0.0001...0.1,
      "Shortest core of a clear discharge, seconds: what is briefer is no "
        + "potential that has come through tissue, but a spike of the electronics."),
    .number(
      "classification.core_minimum_snr", \.detection.classification.coreMinimumSNR, unit: "",
      0.5...200,
      "Peak-to-peak over noise from which `coreMinimum` is asked for."),
    .number(
      "classification.cramp_shortest_s", \.detection.classification.crampShortest, unit: "s",
      0.2...200,
      "Shortest cramp, seconds."),
    .integer(
      "classification.cramp_silences", \.detection.classification.crampSilences, unit: "", 1...100,
      "Fewest silences in which a cramp ends."),
    .number(
      "classification.cramp_end", \.detection.classification.crampEnd, unit: "", 0...1,
      "Share of a cramp's length in which they lie."),
    .number(
      "classification.cramp_share", \.detection.classification.crampShare, unit: "", 0...1,
      "Share of the silences that must lie there."),
    .number(
      "classification.cramp_gap_s", \.detection.classification.crampGap, unit: "s", 0.02...20,
      "Longest pause before a further piece of a cramp, seconds."),
    .number(
      "classification.weak_unit_snr", \.detection.classification.weakUnitSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise under which a unit's discharges look unlike for "
        + "their noise."),
    .number(
      "classification.weak_unit_similarity", \.detection.classification.weakUnitSimilarity,
      unit: "", 0...1,
      "Similarity of successive discharges of such a unit."),
    .number(
      "classification.contraction_train_share", \.detection.classification.contractionTrainShare,
      unit: "", 0...1,
      "Share of a steady train that a contraction must cover to take it in."),
    .number(
      "classification.burst_minimum_snr", \.detection.classification.burstMinimumSNR, unit: "",
      0.5...500,
      "Peak-to-peak over noise from which a long burst is named: a weak "
        + "discharge and the noise beside it look like one."),
    .number(
      "classification.own_size", \.detection.classification.ownSize, unit: "", 0.005...5,
      "Largest logarithm of the ratio of a beat's size to its unit's, where "
        + "its shape is odd."),
    .number(
      "clonus.prior_nats", \.detection.classification.clonusWeights.prior, unit: "nats", -20...20,
      "Before anything is seen: tremor is the more frequent, nats."),
    .number(
      "clonus.silent_nats", \.detection.classification.clonusWeights.silent, unit: "nats", -20...20,
      "Silence between the beats, nats."),
    .number(
      "clonus.not_silent_nats", \.detection.classification.clonusWeights.notSilent, unit: "nats",
      -20...20,
      "Activity between the beats, nats."),
    .number(
      "clonus.silent_level", \.detection.classification.clonusWeights.silentLevel, unit: "", 0...20,
      "Level between beats under which there is silence, in noise."),
    .number(
      "clonus.silent_share", \.detection.classification.clonusWeights.silentShare, unit: "", 0...20,
      "The same as a share of the beats' level."),
    .number(
      "clonus.abrupt_nats", \.detection.classification.clonusWeights.abrupt, unit: "nats", -20...20,
      "An abrupt start, nats."),
    .number(
      "clonus.gradual_nats", \.detection.classification.clonusWeights.gradual, unit: "nats",
      -20...20,
      "A gradual start, nats."),
    .number(
      "clonus.abrupt_ratio", \.detection.classification.clonusWeights.abruptRatio, unit: "", 0...20,
      "The first beat over the median of those that follow from which a start is "
        + "abrupt."),
    .number(
      "clonus.decays_nats", \.detection.classification.clonusWeights.decays, unit: "nats", -20...20,
      "Amplitude that decays, nats."),
    .number(
      "clonus.lasts_nats", \.detection.classification.clonusWeights.lasts, unit: "nats", -20...20,
      "Amplitude that lasts, nats."),
    .number(
      "clonus.decay_change", \.detection.classification.clonusWeights.decayChange, unit: "",
      -20...20,
      "Change of the logarithm of amplitude over a run that is decay."),
    .number(
      "clonus.decay_t", \.detection.classification.clonusWeights.decayT, unit: "", 0...20,
      "Its t value, in size."),
    .number(
      "clonus.slows_nats", \.detection.classification.clonusWeights.slows, unit: "nats", -20...20,
      "Intervals that grow, nats."),
    .number(
      "clonus.slowing_t", \.detection.classification.clonusWeights.slowingT, unit: "", 0...20,
      "The t value of the intervals' slope from which they grow."),
    .number(
      "clonus.per_second_nats", \.detection.classification.clonusWeights.perSecond, unit: "nats",
      -20...20,
      "Each second of a run speaks for tremor by this many nats."),
    .number(
      "clonus.too_long_nats", \.detection.classification.clonusWeights.tooLong, unit: "nats",
      -20...20,
      "A run longer than any clonus, nats."),
    .number(
      "clonus.out_of_band_nats", \.detection.classification.clonusWeights.outOfBand, unit: "nats",
      -20...20,
      "A rate that clonus does not have, nats."),
    .number(
      "artifacts.step_residual", \.detection.artifacts.stepResidual, unit: "", 0...100,
      "Step of the baseline across an event over its peak-to-peak that makes it an "
        + "electrode pop."),
    .number(
      "artifacts.step_window_s", \.detection.artifacts.stepWindow, unit: "s", 0.001...1,
      "Window on each side for the step, seconds."),
    .number(
      "artifacts.low_frequency_share", \.detection.artifacts.lowFrequencyShare, unit: "", 0...1,
      "Share of the energy below the band, within the event's surroundings, that "
        + "makes it motion."),
    .number(
      "artifacts.flatline_minimum_s", \.detection.artifacts.flatlineMinimum, unit: "s",
      0.002...60,
      "Identical samples in a row, seconds, that are a flat line."),
    .integer(
      "artifacts.clipped_run", \.detection.artifacts.clippedRun, unit: "", 2...1000,
      "Identical extreme samples in a row that are clipping."),
    .number(
      "artifacts.guard_time_s", \.detection.artifacts.guardTime, unit: "s", 0...5,
      "Seconds around a mask in which nothing is reported."),
    .number(
      "artifacts.tail_window_s", \.detection.artifacts.tailWindow, unit: "s", 0.01...5,
      "Seconds after a step over which its tail is fitted."),
    .number(
      "artifacts.pop_explained", \.detection.artifacts.popExplained, unit: "", 0...1,
      "Share of the power around a step that a pop's model must explain to be "
        + "subtracted."),
    .number(
      "artifacts.pop_spread", \.detection.artifacts.popSpread, unit: "", 0...1,
      "Share of a pop's height by which the noise grows around its step."),
    .number(
      "artifacts.pop_reach_s", \.detection.artifacts.popReach, unit: "s", 0.0005...0.2,
      "Seconds around a step for which it grows."),
    .number(
      "artifacts.wander_multiple", \.detection.artifacts.wanderMultiple, unit: "", 0.2...100,
      "A step counts only if it is this many times the usual wander of the "
        + "baseline."),
    .number(
      "artifacts.motion_highest_hz", \.detection.artifacts.motionHighest, unit: "Hz", 1...1000,
      "Mean frequency of the conditioned burst above which it is not motion, "
        + "Hz."),
    .number(
      "artifacts.pop_remains_s", \.detection.artifacts.popRemains, unit: "s", 0.002...1,
      "Seconds around a pop in which further artifacts are its remains."),
    .number(
      "artifacts.pop_longest_s", \.detection.artifacts.popLongest, unit: "s", 0.01...5,
      "Longest burst that may be a pop, seconds."),
    .number(
      "artifacts.remains_snr", \.detection.artifacts.remainsSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise under which a discharge right at a pop or "
        + "stimulus is its remains."),
    .number(
      "artifacts.masked_share", \.detection.artifacts.maskedShare, unit: "", 0...1,
      "Share of a long burst that may be masked."),
    .number(
      "confidence.gate_odds", \.detection.confidence.gateOdds, unit: "", 0.01...100,
      "Confidence of a burst at the gate's threshold, as a logarithm of odds."),
    .number(
      "confidence.gate_growth", \.detection.confidence.gateGrowth, unit: "", 0.01...100,
      "Growth of that logarithm for each multiple of the threshold."),
    .number(
      "confidence.weak_snr", \.detection.confidence.weakSNR, unit: "", 0.01...100,
      "Peak-to-peak over noise under which a burst's confidence is capped."),
    .number(
      "confidence.weak_cap", \.detection.confidence.weakCap, unit: "", 0...1,
      "That cap."),
    .number(
      "confidence.unclassified_cap", \.detection.confidence.unclassifiedCap, unit: "", 0...1,
      "Cap of what no rule decides."),
    .number(
      "confidence.few_beats_cap", \.detection.confidence.fewBeatsCap, unit: "", 0...1,
      "Cap of a rhythm of fewer beats than are definite."),
    .number(
      "confidence.rhythm_scale_nats", \.detection.confidence.rhythmScale, unit: "nats", 0.01...100,
      "Evidence beyond its threshold that raises a rhythm's logarithm of odds by one, "
        + "nats."),
    .number(
      "confidence.tonic_scale_nats", \.detection.confidence.tonicScale, unit: "nats", 0.01...100,
      "The same for a steady train, nats."),
    .number(
      "confidence.silence", \.detection.confidence.silence, unit: "", 0...1,
      "Confidence of a silence within activity."),
    .number(
      "confidence.cramp", \.detection.confidence.cramp, unit: "", 0...1,
      "Confidence of a cramp: one channel cannot tell it from effort for sure."),
    .number(
      "confidence.burst_cap", \.detection.confidence.burstCap, unit: "", 0...1,
      "Cap of a burst of several units: groups of discharges and pieces of "
        + "cramps look like it."),
  ]
}
