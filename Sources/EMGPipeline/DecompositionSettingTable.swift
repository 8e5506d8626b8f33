internal import EMGDetection

extension SettingDescription {
  /// Motor units of a needle recording that fire together.
  static let decomposition: [SettingDescription] = [
    .number(
      "decomposition.high_pass_hz", \.decomposition.highPass, unit: "Hz", 10...20000,
      "Lower edge of the band in which potentials are told apart: what is near the needle is sharp."
    ),
    .integer(
      "decomposition.order", \.decomposition.order, unit: "", 1...8,
      "Order of that high-pass on each side; it is applied forwards and backwards."),
    .number(
      "decomposition.grid_s", \.decomposition.grid, unit: "s", 0.000005...0.001,
      "Coarsest time grid on which potentials are placed; slower recordings are interpolated."),
    .number(
      "decomposition.window_s", \.decomposition.window, unit: "s", 0.001...0.05,
      "Length of a shape: the sharp part of a potential."),
    .number(
      "decomposition.peak_threshold", \.decomposition.peakThreshold, unit: "", 1...50,
      "Height of a peak over the noise from which shapes are learned."),
    .number(
      "decomposition.peak_separation_s", \.decomposition.peakSeparation, unit: "s", 0.0002...0.02,
      "Shortest distance of two such peaks."),
    .integer(
      "decomposition.most_peaks", \.decomposition.mostPeaks, unit: "", 100...20000,
      "Most peaks that are compared with each other; of more they are taken evenly."),
    .number(
      "decomposition.likeness", \.decomposition.likeness, unit: "", 0...1,
      "Energy of the difference of two peaks' surroundings over the larger energy under which they are of one shape."
    ),
    .integer(
      "decomposition.fewest", \.decomposition.fewest, unit: "", 2...1000,
      "Fewest discharges of a shape."),
    .number(
      "decomposition.smallest_shape", \.decomposition.smallestShape, unit: "", 1...100,
      "Smallest peak-to-peak of a shape over the noise."),
    .number(
      "decomposition.twin", \.decomposition.twin, unit: "", 0...1,
      "The same share of energy under which two shapes are one."),
    .number(
      "decomposition.least_gain", \.decomposition.leastGain, unit: "", 0...1,
      "What taking a shape out must take from the energy, over the shape's own energy."),
    .number(
      "decomposition.least_power", \.decomposition.leastPower, unit: "", 0...10000,
      "The same over the noise's power a sample."),
    .number(
      "decomposition.refractory_s", \.decomposition.refractory, unit: "s", 0.001...0.1,
      "Shortest interval of one unit's discharges."),
    .integer(
      "decomposition.rounds", \.decomposition.rounds, unit: "", 1...50,
      "How often shapes are learned and looked for."),
    .integer(
      "decomposition.sweeps", \.decomposition.sweeps, unit: "", 1...100,
      "How often overlapping shapes are fitted beside each other in each round."),
    .number(
      "decomposition.potential_s", \.decomposition.potential, unit: "s", 0.001...0.05,
      "Time around a discharge in which another peak of the same potential may stand."),
    .number(
      "decomposition.jitter_s", \.decomposition.jitter, unit: "s", 0.00005...0.005,
      "By how much such a peak's distance may vary."),
    .number(
      "decomposition.part_share", \.decomposition.partShare, unit: "", 0...1,
      "Share of a shape's discharges that must stand at one distance of another's to be part of it."
    ),
    .number(
      "decomposition.alone_share", \.decomposition.aloneShare, unit: "", 0...1,
      "Share of a shape's discharges without such a part, and with it, from which two units have it."
    ),
    .number(
      "decomposition.longest_s", \.decomposition.longest, unit: "s", 1...600,
      "Longest stretch that is looked at together: memory and time grow with it."),
  ]
}
