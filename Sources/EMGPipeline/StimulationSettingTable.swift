internal import EMGDetection

extension SettingDescription {
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
      "stimulation.large_quantile", \.detection.stimulation.largeQuantile, unit: "", 0.1...1,
      "Quantile of the sizes of the jumps that stands for the largest ones: a few pops may "
        + "be larger than all stimuli."),
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
    .integer(
      "stimulation.pulse_samples", \.detection.stimulation.pulseSamples, unit: "samples", 1...64,
      "Samples that a recorder's low-pass against aliasing makes of a stimulus at the least, at whatever rate."
    ),
    .number(
      "stimulation.dead_time_s", \.detection.stimulation.deadTime, unit: "s", 0.0005...0.2,
      "Seconds after a stimulus in which no other one begins."),
    .integer(
      "stimulation.ringing_samples", \.detection.stimulation.ringingSamples, unit: "samples",
      1...256,
      "Samples in which that low-pass may ring on: no other stimulus begins within them."),
    .number(
      "stimulation.sharpness", \.detection.stimulation.sharpness, unit: "", 0...1,
      "Share of a stimulus' height that one sampling step covers at the least."),
    .number(
      "stimulation.similarity", \.detection.stimulation.similarity, unit: "", 0...1,
      "Similarity from which two stimuli have one shape."),
    .number(
      "stimulation.shape_gain", \.detection.stimulation.shapeGain, unit: "", 1...10,
      "Largest factor between the sizes of two stimuli of one shape, either way: sampling "
        + "cuts a short pulse anywhere."),
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
      "stimulation.clock_reach", \.detection.stimulation.clockReach, unit: "", 1...10,
      "How far a mark may stand from the grid of a known train to complete it, in such "
        + "distances; two samples at the least."),
    .number(
      "stimulation.clock_evidence_nats", \.detection.stimulation.clockEvidence, unit: "nats",
      0...100,
      "Least evidence that marks keep a clock's grid better than the steadiest motor unit would."),
    .number(
      "stimulation.steadiest_unit_cv", \.detection.stimulation.steadiestUnit, unit: "",
      0.01...1, "Coefficient of variation of the intervals of the steadiest motor unit."),
    .integer(
      "stimulation.uneven_count", \.detection.stimulation.unevenCount, unit: "", 2...10_000,
      "Fewest stimuli of a train that keeps no clock, as where chance delays each."),
    .number(
      "stimulation.uneven_rise_s", \.detection.stimulation.unevenRise, unit: "s", 0...0.01,
      "Seconds within which such stimuli jump: no muscle does. Where samples are farther apart one step "
        + "counts."),
    .number(
      "stimulation.uneven_coarse_rise_s", \.detection.stimulation.unevenCoarseRise, unit: "s",
      0...0.01,
      "Largest distance of samples at which such trains are looked for: a phase of a muscle's potential "
        + "takes two milliseconds and more."),
    .number(
      "stimulation.uneven_coarse_sharpness", \.detection.stimulation.unevenCoarseSharpness,
      unit: "", 0...1,
      "Share of their height that they jump within one step where samples are farther apart than "
        + "`stimulation.uneven_rise_s`: of stimuli at 1 kHz it is 0.9 and more in half, of discharges "
        + "0.8 in one of a hundred."),
    .number(
      "stimulation.uneven_one_size", \.detection.stimulation.unevenOneSize, unit: "", 0...1,
      "Share of the jumps so steep that are of one size, and of these that their median explains, not "
        + "turned over: pops may be among them."),
    .number(
      "stimulation.uneven_share", \.detection.stimulation.unevenShare, unit: "", 0...1,
      "Share of all jumps of that size that are so steep: noise makes some discharges of a large unit "
        + "look so."),
    .number(
      "stimulation.uneven_tail", \.detection.stimulation.unevenTail, unit: "", 0...10,
      "What is left of one after `stimulation.pulse_s`, over its height, at the most: a pop stays on its "
        + "side."),
    .number(
      "stimulation.uneven_interval_s", \.detection.stimulation.unevenInterval, unit: "s", 0...100,
      "Shortest median interval of such stimuli: steady units are faster."),
    .number(
      "stimulation.uneven_lv", \.detection.stimulation.unevenLocalVariation, unit: "", 0...3,
      "Largest local variation of their intervals (LV): chance moves each a little about its time, "
        + "while that of pops and fasciculations, which come at random, is about 1."),
    .integer(
      "stimulation.uneven_phases", \.detection.stimulation.unevenPhases, unit: "", 1...100,
      "Parts of a sample at which such a stimulus may stand: at 1 kHz it looks otherwise at each."),
    .integer(
      "stimulation.seldom_most", \.detection.stimulation.seldomMost, unit: "", 0...100_000,
      "Jumps of a recording of which the signal around is kept, to tell stimuli that come too seldom for "
        + "a train when it is over; zero for none. Each takes a kilobyte a millisecond and kilohertz "
        + "over 130."),
    .number(
      "stimulation.seldom_pause_s", \.detection.stimulation.seldomPause, unit: "s", 1...100_000,
      "Seconds without a stimulus after which another train of such begins."),
    .number(
      "stimulation.uneven_sharpness", \.detection.stimulation.unevenSharpness, unit: "", 0...1,
      "Share of their height that they jump within it."),
    .number(
      "stimulation.uneven_snr", \.detection.stimulation.unevenSNR, unit: "", 1...100_000,
      "Their least height over noise."),
    .number(
      "stimulation.uneven_variation", \.detection.stimulation.unevenVariation, unit: "", 0...5,
      "Largest coefficient of variation of their heights: that of brief pulses varies by where they "
        + "fall between the samples, that of pops more."),
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
      "stimulation.taper_share", \.detection.stimulation.taperShare, unit: "", 0...0.4,
      "Share of the average stimulus at each end that is made to run out, so that its "
        + "subtraction leaves no step."),
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
      "stimulation.end_share", \.detection.stimulation.endShare, unit: "", 0.001...0.9,
      "Share of its height above which a response lasts."),
    .number(
      "stimulation.missed_nats", \.detection.stimulation.missedNats, unit: "nats", 0...100,
      "What a cycle without a mark on the grid costs the evidence of a clock: a unit that stands on "
        + "it by chance misses most of them."),
    .number(
      "stimulation.late_longest_s", \.detection.stimulation.lateLongest, unit: "s", 0...1,
      "Longest latency of a response that does not come each time, as an F wave: 25 to 35 ms at the hand, "
        + "45 to 60 ms at the foot."),
    .number(
      "stimulation.late_width_s", \.detection.stimulation.lateWidth, unit: "s", 0.0005...0.1,
      "Width of the range in which the latencies of such responses lie."),
    .number(
      "stimulation.late_chance", \.detection.stimulation.lateChance, unit: "", 0...1,
      "Largest probability that so many events have like latencies by chance."),
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
    .numbers(
      "stimulation.tail_shares", \.detection.stimulation.tailShares, unit: "", 0.01...0.5,
      "Corners of low-passes against aliasing, whose answer runs out likewise, as shares of the sampling rate."
    ),
    .numbers(
      "stimulation.tail_dampings", \.detection.stimulation.tailDampings, unit: "", 0.001...0.999,
      "Damping of their poles, as shares of the critical one: the steeper a low-pass, the longer it rings."
    ),
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
