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
      "artifacts.motion_share", \.detection.artifacts.motionShare, unit: "", 0...1,
      "The same share where the spectrum of the conditioned burst falls as that of movement does."),
    .number(
      "artifacts.motion_median_hz", \.detection.artifacts.motionMedian, unit: "Hz", 1...1000,
      "Median frequency of the conditioned burst under which its spectrum does: muscle's lies at "
        + "60 Hz and more."),
    .number(
      "artifacts.motion_window_s", \.detection.artifacts.motionWindow, unit: "s", 0.02...2,
      "Window of that spectrum, and the shortest burst that has one, seconds."),
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

  /// Electrical stimuli.
  static let stimulation: [SettingDescription] = [
    .number(
      "stimulation.jump", \.detection.stimulation.jump, unit: "", 0.5...200,
      "Step of the unfiltered signal between two samples over its robust "
        + "deviation."),
    .number(
      "stimulation.large_share", \.detection.stimulation.largeShare, unit: "", 0...1,
      "Share of the largest jumps from which jumps are looked at together, "
        + "whatever their shape."),
    .number(
      "stimulation.alike_share", \.detection.stimulation.alikeShare, unit: "", 0...1,
      "Share of the power around a stimulus that the train's median must "
        + "explain."),
    .integer(
      "stimulation.most_missed", \.detection.stimulation.mostMissed, unit: "", 1...100,
      "Stimuli in a row that sampling may hide at the ends of a train."),
    .number(
      "stimulation.blank_s", \.detection.stimulation.blank, unit: "s", 0.0002...0.1,
      "Seconds around a stimulus in which no muscle can be told from its "
        + "remains."),
    .number(
      "stimulation.pulse_s", \.detection.stimulation.pulse, unit: "s", 0.0001...0.05,
      "Length of a stimulus, seconds."),
    .number(
      "stimulation.dead_time_s", \.detection.stimulation.deadTime, unit: "s", 0.0005...0.2,
      "Seconds after a stimulus in which no other one begins."),
    .number(
      "stimulation.sharpness", \.detection.stimulation.sharpness, unit: "", 0...1,
      "Share of a stimulus' height that one sampling step covers at the least."),
    .number(
      "stimulation.similarity", \.detection.stimulation.similarity, unit: "", 0...1,
      "Similarity from which two stimuli have one shape."),
    .integer(
      "stimulation.maximum_shapes", \.detection.stimulation.maximumShapes, unit: "", 1...200,
      "Most shapes that are told apart."),
    .integer(
      "stimulation.minimum_count", \.detection.stimulation.minimumCount, unit: "", 1...100,
      "Fewest stimuli of a train."),
    .number(
      "stimulation.clock_s", \.detection.stimulation.clock, unit: "s", 0.00002...0.02,
      "How far a stimulus may stand from its place on the clock's grid, "
        + "seconds."),
    .number(
      "stimulation.clock_evidence_nats", \.detection.stimulation.clockEvidence, unit: "nats",
      0...100,
      "Least evidence that marks keep a clock's grid better than the steadiest motor unit would."),
    .number(
      "stimulation.steadiest_unit_cv", \.detection.stimulation.steadiestUnit, unit: "",
      0.01...1, "Coefficient of variation of the intervals of the steadiest motor unit."),
    .number(
      "stimulation.shortest_period_s", \.detection.stimulation.shortestPeriod, unit: "s",
      0.001...0.5,
      "Shortest interval of stimuli, seconds."),
    .number(
      "stimulation.before_s", \.detection.stimulation.before, unit: "s", 0.002...1,
      "Seconds before a stimulus that are taken out: the filter answers "
        + "beforehand, too."),
    .number(
      "stimulation.after_s", \.detection.stimulation.after, unit: "s", 0.002...2,
      "Seconds after a stimulus that are taken out, its response included."),
    .number(
      "stimulation.earliest_s", \.detection.stimulation.earliest, unit: "s", 0.00005...0.05,
      "Earliest response after a stimulus, seconds."),
    .number(
      "stimulation.turn", \.detection.stimulation.turn, unit: "", 0.2...200,
      "Turn of the average that is told from noise, in noise of the average."),
    .number(
      "stimulation.slope_s", \.detection.stimulation.slope, unit: "s", 0.0001...0.1,
      "Seconds on each side over which the average's slope is looked at: a response begins after the "
        + "place where the average is small and flat."),
    .number(
      "stimulation.onset_share", \.detection.stimulation.onsetShare, unit: "", 0...1,
      "Share of its largest deflection at which a response begins."),
    .number(
      "stimulation.missed_nats", \.detection.stimulation.missedNats, unit: "nats", 0...100,
      "What a cycle without a mark on the grid costs the evidence of a clock: a unit that stands on "
        + "it by chance misses most of them."),
    .number(
      "stimulation.response_level", \.detection.stimulation.responseLevel, unit: "", 0.2...100,
      "Smallest height of a response, in noise."),
    .numbers(
      "stimulation.tail_constants_s", \.detection.stimulation.tailConstants, unit: "s", 0.0001...5,
      least: 1,
      "Time constants of what a stimulus leaves in electrodes, seconds: a sum of them is any tail that "
        + "only decays."),
    .numbers(
      "stimulation.tail_frequencies_hz", \.detection.stimulation.tailFrequencies, unit: "Hz",
      0.1...20_000,
      "Corners of recorders' high-pass and low-pass filters, whose answer to a stimulus runs out "
        + "likewise, Hz: those between are made by sums."),
    .number(
      "stimulation.tail_ridge", \.detection.stimulation.tailRidge, unit: "", 0.0000001...1,
      "Ridge of the fit of such a tail, over the power of one of its modes: large ones that cancel "
        + "each other out would follow a response, too."),
    .number(
      "stimulation.tail_share", \.detection.stimulation.tailShare, unit: "", 0...1,
      "Share of a stimulus' height that a response has beyond that tail: recorders' filters differ "
        + "from these modes by less."),
    .number(
      "stimulation.response_gain", \.detection.stimulation.responseGain, unit: "", 0...1,
      "Share of the average response that a single one must have."),
    .integer(
      "stimulation.most_between", \.detection.stimulation.mostBetween, unit: "", 0...100,
      "Most jumps between two stimuli, as responses make them."),
    .number(
      "stimulation.between_share", \.detection.stimulation.betweenShare, unit: "", 0...1,
      "Share of the even places between the stimuli of a train that must have jumps to be stimuli, "
        + "too: the search may have found every second one."),
    .number(
      "stimulation.remains_share", \.detection.stimulation.remainsShare, unit: "", 0...10,
      "Share of a steady train, or of a rhythm's beats, that must lie within a train of stimuli, or "
        + "right at them, to be what their subtraction left."),
    .integer(
      "stimulation.remains_divisor", \.detection.stimulation.remainsDivisor, unit: "", 1...100,
      "Largest number of stimuli to a discharge of such a steady train."),
    .number(
      "stimulation.remains_tolerance", \.detection.stimulation.remainsTolerance, unit: "", 0...1,
      "How far the stimuli's rate may be from a whole multiple of the train's, as a share."),
    .flag(
      "stimulation.uses_triggers", \.detection.stimulation.usesTriggers,
      "Whether marks of trigger channels tell where stimuli may stand; they are believed only where "
        + "the unfiltered signal jumps, since a trigger may mark a picture or a tone."),
    .flag(
      "stimulation.trigger_falls", \.detection.stimulation.triggerFalls,
      "Whether a mark of a trigger channel is a fall instead of a rise: for lines that rest high."),
    .number(
      "stimulation.trigger_jump", \.detection.stimulation.triggerJump, unit: "", 1...1000,
      "Step of a trigger channel over the mean of its steps before that makes a mark: noise never "
        + "reaches ten times its mean step."),
    .number(
      "stimulation.trigger_reach_s", \.detection.stimulation.triggerReach, unit: "s", 0...0.2,
      "How far a stimulus may stand from its trigger, seconds: delay of the stimulator."),
    .number(
      "stimulation.trigger_share", \.detection.stimulation.triggerShare, unit: "", 0...1,
      "Share of a trigger channel's marks within an episode that must have a stimulus: fewer meet "
        + "jumps by chance."),
    .number(
      "stimulation.confidence", \.detection.stimulation.confidence, unit: "", 0...1,
      "Confidence of stimuli and responses."),
  ]
}
