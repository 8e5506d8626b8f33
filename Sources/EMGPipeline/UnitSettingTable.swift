internal import EMGDetection

extension SettingDescription {
  /// How discharges are told to be one motor unit's.
  static let units: [SettingDescription] = [
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
    .number(
      "units.long_window_s", \.detection.units.longWindow, unit: "s", 0.002...0.2,
      "Length of the waveform that is compared where it is too long for units.window_s, seconds."),
    .number(
      "units.long_maximum_s", \.detection.units.longMaximum, unit: "s", 0.002...0.2,
      "Longest core (shortest stretch with nine tenths of the energy) of a potential that is told by "
        + "its return, seconds: slow, polyphasic, or seen through fat. Several units together never "
        + "make the same waveform twice."),
    .integer(
      "units.long_count", \.detection.units.longCount, unit: "", 2...2000,
      "Most such waveforms that are kept a channel; those seen once give way."),
    .integer(
      "units.maximum_count", \.detection.units.maximumCount, unit: "", 2...2000,
      "Most units a channel."),
    .number(
      "units.removed_reach_s", \.detection.units.removedReach, unit: "s", 0.001...0.5,
      "Seconds on each side of a steady unit's discharge that are taken out of "
        + "the signal."),
    .number(
      "units.removed_taper", \.detection.units.removedTaper, unit: "", 0...0.4,
      "Share of that waveform at each end that is made to run out, so that its subtraction "
        + "leaves no step."),
    .number(
      "units.remains_share", \.detection.units.remainsShare, unit: "", 0...1,
      "RMS of sustained activity over the peak-to-peak of a steady unit that was taken out under "
        + "which it is what the unit's varying shape left."),
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
      "units.closest_period", \.detection.units.closestPeriod, unit: "", 0...1,
      "Periods after a discharge of a steady unit before which the next beat is not looked "
        + "for: a beat that merged with another discharge has its centre elsewhere."),
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
      "units.course_reach", \.detection.units.courseReach, unit: "", 0...100,
      "Discharges on each side from which the size of a steady unit's discharge is expected: it "
        + "changes slowly."),
    .number(
      "units.size_noise", \.detection.units.sizeNoise, unit: "", 0...20,
      "Standard deviations of the noise by which the size of a single discharge may differ for it."),
    .number(
      "units.left_share", \.detection.units.leftShare, unit: "", 0...1,
      "Size, over the unit's, under which what lies where a discharge of a steady unit was taken out "
        + "is left of it."),
    .number(
      "units.own_share", \.detection.units.ownShare, unit: "", 0...1,
      "Share of the energy that the unit's waveform must explain of what follows one of its discharges "
        + "as a doublet's second does."),
    .number(
      "units.join_reach_s", \.detection.units.joinReach, unit: "s", 0...10,
      "Seconds beyond the ends of a steady train within which a burst of its waveform belongs to it."
    ),
    .number(
      "units.own_gain_low", \.detection.units.ownGainLow, unit: "", 0.05...1,
      "Allowed gain of a discharge beside a steady train that is the unit's by its waveform, as the "
        + "second one of a doublet."),
    .number(
      "units.own_gain_high", \.detection.units.ownGainHigh, unit: "", 1...20,
      "Allowed gain of a discharge beside a steady train that is the unit's by its waveform, as the "
        + "second one of a doublet."),
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
      "units.overlap_shortest_s", \.detection.units.overlapShortest, unit: "s", 0...0.02,
      "Shortest interval of two discharges of which each lies over the other: a motor neuron is refractory for "
        + "some 3 ms, and two copies so near explain many a waveform."),
    .number(
      "units.overlap_longest_s", \.detection.units.overlapLongest, unit: "s", 0...0.2,
      "Interval from which two discharges do not lie over each other; nearer ones must be of their "
        + "units' sizes and leave little: else they are one potential of a unit that is not known."),
    .number(
      "units.overlap_spread", \.detection.units.overlapSpread, unit: "", 0.01...10,
      "Deviation of the logarithm of such a discharge's size over its unit's that counts one, squared."
    ),
    .number(
      "units.overlap_rest", \.detection.units.overlapRest, unit: "", 0.001...10,
      "Share of the energy left beside the noise that counts one."),
    .number(
      "units.overlap_start_s", \.detection.units.overlapStart, unit: "s", 0...0.02,
      "Interval up to which nothing of that is allowed."),
    .number(
      "units.overlap_growth", \.detection.units.overlapGrowth, unit: "1/s", 0...1_000_000,
      "How much of it, in sum, each second of the interval beyond that allows: the nearer two copies are, the "
        + "more waveforms they explain."),
    .number(
      "units.superposed_longest_s", \.detection.units.superposedLongest, unit: "s", 0.005...5,
      "Longest burst that is taken apart, seconds."),
    .number(
      "units.doublet_longest_s", \.detection.units.doubletLongest, unit: "s", 0.0005...0.2,
      "Discharges of one unit nearer than this are one event, a doublet or "
        + "multiplet, seconds."),
    .number(
      "units.doublet_shortest_s", \.detection.units.doubletShortest, unit: "s", 0.0001...0.05,
      "Shortest interval of the doublets that come to a waveform of their own, seconds: motor "
        + "neurons are refractory for about that long, what is nearer is one potential's peaks."),
    .number(
      "units.foreign_similarity", \.detection.units.foreignSimilarity, unit: "", 0...1,
      "Correlation that another unit's potential may have with a steady unit's. What is like the unit's "
        + "waveform at a time at which it hardly fires is its own only where such a potential would leave "
        + "`units.foreign_excess` times what is allowed; 1 for never, 0 for nearly always."),
    .number(
      "units.foreign_excess", \.detection.units.foreignExcess, unit: "", 0...1000,
      "What another unit's potential must leave, over what is allowed of the unit's own, where likeness "
        + "alone makes a discharge the unit's."),
    .number(
      "units.untimely_share", \.detection.units.untimelyShare, unit: "", 0...10,
      "Discharges like a steady unit's but at times at which it hardly fires, over its own, up to which they "
        + "are another's: more are those of units that fire side by side and were taken for one."),
    .number(
      "units.least_variation", \.detection.units.leastVariation, unit: "", 0.01...0.5,
      "Least standard deviation of a steady unit's intervals over their mean, where it is asked whether an "
        + "early discharge is its own."),
    .number(
      "units.odd_share", \.detection.units.oddShare, unit: "", 0.0001...0.5,
      "Share of a steady unit's intervals that may be anything up to two periods."),
    .number(
      "units.foreign_rate", \.detection.units.foreignRate, unit: "", 0...10,
      "Discharges of other units expected in an interval of a steady unit: what divides an interval and "
        + "leaves it what it was is another's; an early discharge of its own lets the next come later."
    ),
    .number(
      "units.misplacement", \.detection.units.misplacement, unit: "", 0.01...1,
      "Largest misplacement of a steady unit's waveform between the samples, in periods of the band's upper "
        + "end: at coarse sampling copies half a sample apart hardly look alike. 1 to let them stand at "
        + "samples only."),
    .number(
      "units.robust_limit", \.detection.units.robustLimit, unit: "", 0.2...100,
      "Noise beyond which a sample counts no more when a discharge is looked "
        + "for under another."),
    .integer(
      "units.doublet_rarity", \.detection.units.doubletRarity, unit: "", 1...100,
      "A unit this many times as frequent as another is tried for the other's "
        + "being its doublet."),
    .integer(
      "units.recent_members", \.detection.units.recentMembers, unit: "", 2...1000,
      "Latest discharges of a unit that are kept to tell whether they are another one's doublets: "
        + "unlike a unit's own, these vary in their interval."),
    .integer(
      "units.hindsight_members", \.detection.units.hindsightMembers, unit: "", 0...1000,
      "Members up to which a unit's discharges are looked at again when more "
        + "units are known: the first ones may be doublets of a unit that is not "
        + "known alone yet."),
    .integer(
      "units.hindsight_count", \.detection.units.hindsightCount, unit: "", 0...100_000,
      "Most bursts of a channel that are kept for that; the older half is looked "
        + "at, and forgotten, when there are more. None are where zero."),
  ]

  /// When a peak of no unit stands out of what a channel's noise reaches by itself.
  static let tail: [SettingDescription] = [
    .number(
      "tail.start", \.detection.tail.start, unit: "", 0.5...0.99,
      "Score from which peaks below the gate tell how the noise's tail falls off."),
    .number(
      "tail.gaussian_excess", \.detection.tail.gaussianExcess, unit: "", 0.001...0.5,
      "Mean logarithm of such a peak's score over that, up to the gate, in Gaussian noise: measured in "
        + "simulated noise of several colours."),
    .number(
      "tail.prior", \.detection.tail.prior, unit: "", 0...1000,
      "Peaks for which Gaussian noise counts beside those found: few of them tell little."),
    .number(
      "tail.false_per_minute", \.detection.tail.falsePerMinute, unit: "", 0.001...10,
      "Peaks of no unit a minute that the noise may reach."),
    .number(
      "tail.growth", \.detection.tail.growth, unit: "", 0...20,
      "Rise of the score that is asked for over the excess of that beyond one: real noise has movement and "
        + "interference in it, whose tail is heavier than that of the peaks below the gate."),
    .number(
      "tail.bias", \.detection.tail.bias, unit: "", 0.05...20,
      "What noise reaches over the extrapolation of the peaks below the gate, in Gaussian noise, whose tail "
        + "falls faster and faster."),
    .number(
      "tail.highest", \.detection.tail.highest, unit: "", 1...50,
      "Largest score that is asked for; 1 asks for nothing."),
    .number(
      "tail.likeness", \.detection.tail.likeness, unit: "", 0.3...1,
      "Correlation from which a large peak of the noise is like a unit."),
    .integer(
      "tail.most_peaks", \.detection.tail.mostPeaks, unit: "", 4...10_000,
      "Most large peaks of the noise that are kept to be compared with units."),
    .number(
      "tail.occasion_s", \.detection.tail.occasion, unit: "s", 0.01...10,
      "Seconds around a discharge in which there is no other where it speaks for its unit: parts of one "
        + "burst fit by chance more easily."),
    .number(
      "tail.chance", \.detection.tail.chance, unit: "", 1e-9...1,
      "Largest probability that so many peaks of the noise are like a unit as it has members, beyond which "
        + "it is no unit but what the band makes of noise."),
  ]

  /// How discharges too weak for the gate are found by their units' waveforms.
  static let unitSearch: [SettingDescription] = [
    .integer(
      "unit_search.most_places", \.detection.unitSearch.mostPlaces, unit: "", 0...100_000,
      "Most places of a channel below the gate that are kept until its units are known; the older half is "
        + "searched, and forgotten, when there are more. None are where zero."),
    .number(
      "unit_search.share", \.detection.unitSearch.share, unit: "", 0.3...1,
      "Score, over the gate's, from which a place is kept: a waveform of its own asks for a little less "
        + "than the gate's wavelets do."),
    .integer(
      "unit_search.members", \.detection.unitSearch.members, unit: "", 2...1000,
      "Fasciculations from which a unit is searched for: noise hardly gives so many that are alike."
    ),
    .number(
      "unit_search.similarity", \.detection.unitSearch.similarity, unit: "", 0.3...1,
      "Correlation of discharges too weak for a unit of their own from which they are one unit's."),
    .integer(
      "unit_search.most_loose", \.detection.unitSearch.mostLoose, unit: "", 4...10_000,
      "Most such discharges that are kept until there are enough; the older half of those without a unit "
        + "is forgotten when there are more."),
    .number(
      "unit_search.shift_s", \.detection.unitSearch.shift, unit: "s", 0.0005...0.05,
      "Seconds on each side of a place in which a waveform is tried."),
    .number(
      "unit_search.false_per_minute", \.detection.unitSearch.falsePerMinute, unit: "", 0.001...10,
      "False alarms a minute that the search may add, of a channel whose units are known from several "
        + "discharges: in quiet, where there are none, it adds nothing."),
    .number(
      "unit_search.tail_start", \.detection.unitSearch.tailStart, unit: "", 2...6,
      "Smallest match that tells the tail of the noise, in its standard deviations."),
    .number(
      "unit_search.tail_prior", \.detection.unitSearch.tailPrior, unit: "", 0...1000,
      "Matches for which Gaussian noise counts beside those found."),
    .number(
      "unit_search.tail_reach", \.detection.unitSearch.tailReach, unit: "", 1...100,
      "Scales of the tail beyond which a match of a waveform's mirror image tells no more of it: it may be "
        + "the discharge of a unit that is unknown."),
    .number(
      "unit_search.even_reach", \.detection.unitSearch.evenReach, unit: "", 0.01...1,
      "Deviation from the usual interval between a unit's discharges up to which one is even: by chance one "
        + "in ten is."),
    .number(
      "unit_search.even_share", \.detection.unitSearch.evenShare, unit: "", 0...1,
      "Share of even intervals beyond which a unit fires steadily, as a heart does, and is left as it is."
    ),
    .number(
      "unit_search.ridge", \.detection.unitSearch.ridge, unit: "", 1e-6...1,
      "Share of the noise's power that is added to it at all frequencies, so that those outside of the "
        + "band are not amplified."),
  ]
}
