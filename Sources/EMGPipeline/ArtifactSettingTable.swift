internal import EMGDetection

extension SettingDescription {
  /// Signs of what is not muscle.
  static let artifacts: [SettingDescription] = [
    .number(
      "artifacts.step_residual", \.detection.artifacts.stepResidual, unit: "", 0...100,
      "Step of the baseline across an event over its peak-to-peak that makes it an "
        + "electrode pop."),
    .number(
      "artifacts.step_edge", \.detection.artifacts.stepEdge, unit: "", 0...1,
      "Share of that step by which two windows in a row must differ within the event, where a heart "
        + "was found: a pop is abrupt, the waves of a heartbeat are not."),
    .number(
      "artifacts.step_bare", \.detection.artifacts.stepBare, unit: "", 0...1,
      "Share of a step that is there without the slopes before and after it, unless an edge is seen: "
        + "beside a heartbeat that was not found the slopes alone make one."),
    .number(
      "artifacts.step_held", \.detection.artifacts.stepHeld, unit: "", 0...1,
      "Share of a step that the baseline keeps in the window after the next: a pop's does, even of a "
        + "tail of 20 ms, the slope of a heartbeat that was not found has turned."),
    .number(
      "artifacts.step_quiet", \.detection.artifacts.stepQuiet, unit: "", 0...10,
      "Share of a step by which the baseline may have moved between the two windows before: a pop "
        + "comes out of quiet."),
    .number(
      "artifacts.rise_longest_s", \.detection.artifacts.riseLongest, unit: "s", 0.0005...0.1,
      "Longest time from the start of a pop to its tail, seconds: filters of recorders take up to "
        + "2 ms, a contact that is lost slowly some more."),
    .number(
      "artifacts.rise_cost", \.detection.artifacts.riseCost, unit: "", 0...1000,
      "Squared deviations of the noise that each further sample of a pop's rise must take off what its "
        + "model misses: a rise can always follow some noise."),
    .number(
      "artifacts.rounded_spread", \.detection.artifacts.roundedSpread, unit: "", 0...1,
      "Share of a pop's height by which the noise grows around it where it is rounded, in full where "
        + "no sample rises: the filter rings by about that in the band."),
    .number(
      "artifacts.rounded_reach_s", \.detection.artifacts.roundedReach, unit: "s", 0.0005...0.2,
      "Seconds around a rounded pop for which it grows by that: the ringing is over by then."),
    .number(
      "artifacts.edge_window_s", \.detection.artifacts.edgeWindow, unit: "s", 0.0001...0.1,
      "Time that the edge of a pop takes at the most, seconds."),
    .number(
      "artifacts.edge_share", \.detection.artifacts.edgeShare, unit: "", 0...1,
      "Share of a burst's largest deflection that an edge must cover for a pop whose tail is over "
        + "when the burst is."),
    .number(
      "artifacts.edge_hold_s", \.detection.artifacts.edgeHold, unit: "s", 0.0005...1,
      "Seconds after an edge over which such a pop stays on its side."),
    .number(
      "artifacts.edge_held", \.detection.artifacts.edgeHeld, unit: "", 0...1,
      "Mean deflection in that time over the edge's height: a discharge has turned by then."),
    .number(
      "artifacts.abrupt_steepness", \.detection.artifacts.abruptSteepness, unit: "", 0...10,
      "Change within `artifacts.edge_window_s` over the peak-to-peak around it that makes a burst of "
        + "one edge an electrode's, whatever follows: a recorder's high-pass takes a pop's tail away. "
        + "Of potentials seen by the skin's surface half of the changes are under 0.4. More than 1 "
        + "switches the rule off."),
    .number(
      "artifacts.abrupt_before", \.detection.artifacts.abruptBefore, unit: "", 0...1,
      "Largest deflection right before that edge over the same peak-to-peak: a pop comes out of quiet, "
        + "a potential's steepest edge mostly follows another phase."),
    .number(
      "artifacts.abrupt_share", \.detection.artifacts.abruptShare, unit: "", 0...1,
      "Share that the edge has of the energy of the signal's differences around it, without the "
        + "noise's: each phase of a potential has its own."),
    .number(
      "artifacts.abrupt_known_share", \.detection.artifacts.abruptKnownShare, unit: "", 0...10,
      "The same where the burst's waveform is known from others: units recur, yet so do the pops of one "
        + "electrode."),
    .integer(
      "artifacts.pop_unit_members", \.detection.artifacts.popUnitMembers, unit: "", 1...1_000_000,
      "Discharges of a unit without the signs of a pop from which what has its waveform is one of them, "
        + "though the baseline steps beside it (a wave of the heart, a movement) or its edge is steep."
    ),
    .number(
      "artifacts.pop_unit_share", \.detection.artifacts.popUnitShare, unit: "", 0...1,
      "Share of a unit's discharges that may have these signs: an electrode that pops again and again "
        + "makes a waveform of its own, most of which have them."),
    .number(
      "artifacts.abrupt_held", \.detection.artifacts.abruptHeld, unit: "", 0...10,
      "Mean deflection in `artifacts.abrupt_hold_s` after the edge over its height: the spike of a "
        + "unit under a needle is over by then."),
    .number(
      "artifacts.abrupt_hold_s", \.detection.artifacts.abruptHold, unit: "s", 0.0002...0.1,
      "Seconds after the edge over which that mean is taken."),
    .number(
      "artifacts.abrupt_quiet_s", \.detection.artifacts.abruptQuiet, unit: "s", 0.001...0.1,
      "Seconds before the edge that must be quiet."),
    .number(
      "artifacts.abrupt_after_s", \.detection.artifacts.abruptAfter, unit: "s", 0.001...0.2,
      "Seconds after the edge that count as its surroundings."),
    .number(
      "artifacts.abrupt_beside_s", \.detection.artifacts.abruptBeside, unit: "s", 0...1,
      "Seconds before the quiet from which the noise of the signal's differences is taken."),
    .number(
      "artifacts.abrupt_snr", \.detection.artifacts.abruptSNR, unit: "", 0...1_000_000,
      "Peak-to-peak over noise from which a burst is asked for such an edge: in "
        + "weaker ones the noise makes edges."),
    .number(
      "artifacts.tail_tolerance", \.detection.artifacts.tailTolerance, unit: "", 0.001...1,
      "Share of a step by which samples may miss a tail before they count for less in its fit; "
        + "twice the noise where that is more."),
    .number(
      "artifacts.tail_start", \.detection.artifacts.tailStart, unit: "", 0.5...20,
      "Time constants of a tail over which it must be explained whatever stands out of it, for a pop "
        + "that left no step: a discharge is no tail with something on it."),
    .number(
      "artifacts.step_window_s", \.detection.artifacts.stepWindow, unit: "s", 0.001...1,
      "Window on each side for the step, seconds."),
    .number(
      "artifacts.low_frequency_share", \.detection.artifacts.lowFrequencyShare, unit: "", 0...1,
      "Share of the energy below the band, within the event's surroundings, that "
        + "makes it motion."),
    .number(
      "artifacts.low_reach_s", \.detection.artifacts.lowReach, unit: "s", 0...1,
      "Seconds to each side of an event whose energy below the band counts as its own."),
    .number(
      "artifacts.motion_share", \.detection.artifacts.motionShare, unit: "", 0...1,
      "The same share where the spectrum of the conditioned burst falls as that of movement does."),
    .number(
      "artifacts.motion_median_hz", \.detection.artifacts.motionMedian, unit: "Hz", 1...1000,
      "Median frequency of the conditioned burst under which its spectrum does: muscle's lies at "
        + "60 Hz and more."),
    .number(
      "artifacts.motion_bare_hz", \.detection.artifacts.motionBare, unit: "Hz", 0...1000,
      "Median frequency of the conditioned burst, of a brief one its mean frequency, under which it "
        + "is motion whatever lies below the band: a knocked cable swings at 10 to 25 Hz."),
    .number(
      "artifacts.motion_window_s", \.detection.artifacts.motionWindow, unit: "s", 0.02...2,
      "Window of that spectrum, and the shortest burst that has one, seconds."),
    .number(
      "artifacts.motion_reach_s", \.detection.artifacts.motionReach, unit: "s", 0...2,
      "Seconds before and after a movement within the band in which weak events of no known unit are the "
        + "movement's: it swells and fades, and its edges open the gate by themselves."),
    .number(
      "artifacts.motion_edge", \.detection.artifacts.motionEdge, unit: "", 0...1,
      "Peak-to-peak of such an event over the movement's, at the most."),
    .number(
      "artifacts.flatline_minimum_s", \.detection.artifacts.flatlineMinimum, unit: "s",
      0.002...60,
      "Identical samples in a row, seconds, that are a flat line."),
    .integer(
      "artifacts.clipped_run", \.detection.artifacts.clippedRun, unit: "", 2...1000,
      "Identical extreme samples in a row that are clipping."),
    .number(
      "artifacts.clipped_settling_s", \.detection.artifacts.clippedSettling, unit: "s", 0...60,
      "Seconds of a channel without a stated range whose extremes tell of no limit yet: of a coarse signal "
        + "the first samples are all extreme."),
    .number(
      "artifacts.guard_time_s", \.detection.artifacts.guardTime, unit: "s", 0...5,
      "Seconds around a mask in which nothing is reported."),
    .numbers(
      "artifacts.tail_constants_s", \.detection.artifacts.tailConstants, unit: "s", 0...60,
      least: 1,
      "Time constants of a pop's tail that are tried, seconds; 0 stands for a step that stays."),
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
  ]

  /// Movement below the band.
  static let motion: [SettingDescription] = [
    .flag(
      "motion.is_on", \.detection.motion.isOn,
      "Whether movement is looked for below the band, where no gate opens for it."),
    .number(
      "motion.block_s", \.detection.motion.block, unit: "s", 0.005...0.5,
      "Blocks over which the unfiltered signal is averaged, seconds: 20 ms leave no 50 Hz and "
        + "little of 60 Hz."),
    .number(
      "motion.window_s", \.detection.motion.window, unit: "s", 0.1...60,
      "Window whose range of block means is looked at, seconds: as long as a heart's period, so "
        + "that its beats are the usual."),
    .number(
      "motion.usual_back_s", \.detection.motion.usualBack, unit: "s", 1...3600,
      "Seconds before a window whose windows tell the usual range."),
    .number(
      "motion.usual_ahead_s", \.detection.motion.usualAhead, unit: "s", 0...60,
      "Seconds after it that do, too; no event is told before they are known."),
    .number(
      "motion.over_usual", \.detection.motion.overUsual, unit: "", 1...1000,
      "Range over the usual one from which it is movement."),
    .number(
      "motion.level", \.detection.motion.level, unit: "", 1...100000,
      "Range over the noise from which it is: less than this hardly reaches the band."),
    .number(
      "motion.over_band", \.detection.motion.overBand, unit: "", 0...1000,
      "Range over the conditioned signal's effective value in the same window from which it is: "
        + "the slow remains of a contraction reach about one."),
    .number(
      "motion.edge", \.detection.motion.edge, unit: "", 0.001...1,
      "Share of the largest deflection at which an event begins and ends."),
    .number(
      "motion.pause_s", \.detection.motion.pause, unit: "s", 0...10,
      "Longest time below that within one movement, seconds."),
    .number(
      "motion.shortest_s", \.detection.motion.shortest, unit: "s", 0...10,
      "Shortest time spent beyond that, seconds: longer than any discharge."),
    .number(
      "motion.confidence", \.detection.motion.confidence, unit: "", 0...1,
      "Confidence of such an event."),
  ]
}
