internal import EMGDetection

extension SettingDescription {
  /// The noise floor.
  static let noise: [SettingDescription] = [
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
      "noise.start_ahead_s", \.detection.noise.startAhead, unit: "s", 0...600,
      "Seconds that are waited for at the start of a recording, so that activity in the first half "
        + "minute is told from noise by the quiet after it; the delay of a live run's beginning."),
    .number(
      "noise.maximum_rise", \.detection.noise.maximumRise, unit: "", 1...100,
      "The largest ratio by which the floor may exceed its minimum over memory: "
        + "beyond that the window is taken to be filled with activity."),
    .number(
      "noise.rise_usual", \.detection.noise.riseUsual, unit: "", 1...100,
      "The ratio to its minimum over memory from which the floor rises only where its quiet blocks "
        + "are even: activity that begins to fill the window lifts the quantile bit by bit."),
    .number(
      "noise.rise_evenness", \.detection.noise.riseEvenness, unit: "", 1...100,
      "Largest ratio of the level by more of the quiet blocks to that by fewer of them, "
        + "each over what it is in noise: even noise has one."),
    .number(
      "noise.rise_fewer", \.detection.noise.riseFewer, unit: "", 0.05...0.95,
      "The fewer quiet blocks, as a share of the quantile's."),
    .number(
      "noise.rise_more", \.detection.noise.riseMore, unit: "", 1.05...10,
      "The more quiet blocks, as a share of the quantile's."),
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
      "noise.rest_s", \.detection.noise.rest, unit: "s", 0.5...100,
      "Seconds of even noise of another spectrum that are a rest where activity fills nearly all of "
        + "the window, so that the quantile does not see them."),
    .number(
      "noise.rest_ratio", \.detection.noise.restRatio, unit: "", 1...100,
      "Smallest ratio of the level by the window's quiet blocks to that of such a rest."),
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
      "Largest spread of the blocks' RMS over that of even noise with the floor's spectrum."),
    .number(
      "noise.step_spectrum", \.detection.noise.stepSpectrum, unit: "", 0.002...2,
      "Largest difference (root mean square) of the noise's autocorrelation to "
        + "that of the floor."),
    .number(
      "noise.step_match", \.detection.noise.stepMatch, unit: "", 0.02...10,
      "Largest difference of a frame's level to that of the even noise around "
        + "it, logarithm."),
  ]

  /// When something rises out of the noise.
  static let gate: [SettingDescription] = [
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
      "gate.least_white", \.detection.gate.leastWhite, unit: "", 0.0000000001...1,
      "Share of the noise's power that is taken for white at the least where a wavelet's "
        + "noise is worked out: noise in a narrow band would leave nothing, and any sample "
        + "open the gate."),
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
      "gate.local_reach_s", \.detection.gate.localReach, unit: "s", 0.5...600,
      "Seconds on each side of a discharge whose noise it must stand out of."),
    .number(
      "gate.local_minimum", \.detection.gate.localMinimum, unit: "", 100...1_000_000,
      "Fewest quiet blocks there from which that is asked for."),
    .number(
      "gate.local_share", \.detection.gate.localShare, unit: "", 0...10,
      "Share of what such noise reaches at the gate's false rate that a discharge "
        + "must reach; 0 asks for nothing."),
    .number(
      "gate.local_growth", \.detection.gate.localGrowth, unit: "", 0...50,
      "Rise of the score that is asked for over the excess of that beyond one: the quiet body of "
        + "noise tells less of its tail than there is."),
    .number(
      "gate.local_highest", \.detection.gate.localHighest, unit: "", 1...50,
      "Largest score that is asked for."),
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
  ]

  /// How activity is cut into bursts.
  static let segmentation: [SettingDescription] = [
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
      "segmentation.group_gap_s", \.detection.segmentation.groupGap, unit: "s", 0.1...60,
      "The same where it ends with a group of openings, seconds: groups of discharges recur after some "
        + "seconds, and are told by each other."),
    .number(
      "segmentation.group_interval_s", \.detection.segmentation.groupInterval, unit: "s", 0.001...1,
      "Longest interval between openings of a group, seconds."),
    .number(
      "segmentation.group_shortest_s", \.detection.segmentation.groupShortest, unit: "s", 0...60,
      "Shortest group, seconds: a single discharge's and a heartbeat's openings are briefer."),
    .number(
      "segmentation.group_longest_s", \.detection.segmentation.groupLongest, unit: "s", 0...60,
      "Longest group, seconds."),
    .number(
      "segmentation.episode_maximum_s", \.detection.segmentation.episodeMaximum, unit: "s",
      1...3600,
      "Seconds after which an episode is closed at its widest gap."),
    .number(
      "segmentation.edge_search_s", \.detection.segmentation.edgeSearch, unit: "s", 0.001...1,
      "How far around a coarse edge the change point is searched, seconds."),
    .number(
      "segmentation.edge_level", \.detection.segmentation.edgeLevel, unit: "", 0.1...100,
      "Level of the cumulative-sum rule at a burst's edge, in noise variances: of a "
        + "variance of four after the change, so that the noise is left at some 1.4 standard "
        + "deviations (Page 1954; Basseville and Nikiforov 1993, section 2.6)."),
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
  ]
}
