internal import EMGDetection
internal import EMGFilters

extension SettingDescription {
  /// What is analysed of the samples.
  static let conditioning: [SettingDescription] = [
    .number(
      "conditioning.high_pass_hz", \.conditioning.highPass, unit: "Hz", 1...1000,
      "Lower edge of the band in which events are detected, Hz."),
    .number(
      "conditioning.low_pass_hz", \.conditioning.lowPass, unit: "Hz", 20...10_000,
      "Upper edge of that band, Hz; at most 0.45 of the sampling rate is used."),
    .number(
      "conditioning.highest_share", \.conditioning.highestShare, unit: "", 0.1...0.49,
      "Share of the sampling rate that the band may reach: above it recorders have their "
        + "filters."),
    .integer(
      "conditioning.order", \.conditioning.order, unit: "", 1...10,
      "Order of the Butterworth band-pass on each side; it is applied forwards and "
        + "backwards."),
    .number(
      "conditioning.analysis_rate_hz", \.conditioning.analysisRate, unit: "Hz", 200...50_000,
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
    .number(
      "conditioning.mains_warning_db", \.conditioning.mainsWarning, unit: "dB", -100...100,
      "Power of the line over the rest of the band from which a channel is flagged and the "
        + "line is an artifact, dB: a tenth."),
    .number(
      "conditioning.clipped_warning", \.conditioning.clippedWarning, unit: "", 0...1,
      "Share of clipped samples from which a channel is flagged."),
    .number(
      "conditioning.coarse_steps", \.conditioning.coarseSteps, unit: "", 0...1000,
      "Noise under which a channel is flagged as coarse, in its smallest steps: the noise "
        + "is then largely that of the steps."),
  ]

  /// The power line.
  static let mains: [SettingDescription] = [
    .numbers(
      "mains.nominal_hz", \.mains.nominal, unit: "Hz", 16...400,
      "Nominal frequencies that are looked for, Hz; none switches removal off."),
    .number(
      "mains.deviation_hz", \.mains.deviation, unit: "Hz", 0.05...2,
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
      "mains.stated_presence", \.mains.statedPresence, unit: "", 1...10_000,
      "The same for the frequency that the recording's description states (BIDS: "
        + "PowerLineFrequency), unless mains.nominal_hz was changed; between presence and "
        + "persistence, since it is likely to be there."),
    .number(
      "mains.persistence", \.mains.persistence, unit: "", 1...10_000,
      "The same where the line was present just before."),
    .number(
      "mains.held_over", \.mains.heldOver, unit: "", 1...10_000,
      "Power that was last found of a harmonic over its neighbourhood, in windows where it does "
        + "not stand out, from which it is removed all the same: under it the fit's error would "
        + "be as large. A contraction drowns the line, and a silence in it would be full of it."),
    .number(
      "mains.held_ratio", \.mains.heldRatio, unit: "", 1...100,
      "Largest ratio of its power there and before, either way: a line that has gone is not put "
        + "back."),
    .number(
      "mains.held_s", \.mains.heldTime, unit: "s", 0...3600,
      "How long what was found of a harmonic is believed, seconds; zero holds nothing."),
    .number(
      "mains.neighbour_start_hz", \.mains.neighbourStart, unit: "Hz", 0.5...20,
      "Distance of the nearest of the eight neighbouring frequencies on each side, "
        + "Hz."),
    .number(
      "mains.neighbour_step_hz", \.mains.neighbourStep, unit: "Hz", 0.1...10,
      "Distance between neighbouring frequencies, Hz: about the resolution of a "
        + "window."),
    .number(
      "mains.neighbour_start_resolutions", \.mains.neighbourStartResolutions, unit: "", 0.5...20,
      "Distance of the nearest neighbour at the least, over one by the window's length: nearer "
        + "ones hold the line's own skirts."),
    .number(
      "mains.neighbour_step_resolutions", \.mains.neighbourStepResolutions, unit: "", 0.1...20,
      "Distance between neighbours at the least, over one by the window's length: closer ones "
        + "tell the same."),
    .number(
      "mains.neighbour_nearest_share", \.mains.neighbourNearestShare, unit: "", 0.05...0.45,
      "Share of the nominal frequency up to which the nearest neighbour stands, in short windows."),
    .number(
      "mains.neighbour_farthest_share", \.mains.neighbourFarthestShare, unit: "", 0.1...0.5,
      "Share of the nominal frequency up to which the farthest neighbour stands: short of the "
        + "middle between harmonics."),
    .number(
      "mains.least_kept", \.mains.leastKept, unit: "", 0.01...1,
      "Least share that a piece is taken to keep of a wave off the nominal frequency: powers are not "
        + "divided by less."),
    .number(
      "mains.highest_share", \.mains.highestShare, unit: "", 0.1...0.49,
      "Share of the sampling rate up to which a line and harmonics are looked for: above "
        + "it the recorder's filter has them."),
    .number(
      "mains.silence", \.mains.silence, unit: "", 0...1,
      "Power of a stretch of pieces over that of the quieter quarter of a window's pieces under which "
        + "it is a silence, which then weighs by its own power: within a contraction the line is "
        + "measured best there."),
    .number(
      "mains.still_s", \.mains.still, unit: "s", 0.01...10,
      "How long the recorder's value must stand still to be no signal, seconds: there is no line "
        + "either, and what is beside it tells of the line."),
    .number(
      "mains.shortest_s", \.mains.shortest, unit: "s", 0.1...10,
      "Shortest window in which a line can be told from muscle, seconds."),
    .number(
      "mains.search_step_hz", \.mains.searchStep, unit: "Hz", 0.01...1,
      "Spacing of the first search for the line's frequency, Hz: a fifth of a window's "
        + "resolution."),
    .number(
      "mains.highest_hz", \.mains.highest, unit: "Hz", 16...5000,
      "Highest frequency at which harmonics are removed, Hz."),
    .integer(
      "mains.rounds", \.mains.rounds, unit: "", 1...20,
      "Rounds of fitting; each allows for what the round before left."),
    .integer(
      "mains.first_harmonics", \.mains.firstHarmonics, unit: "", 1...50,
      "Harmonics of the first round: what only repeats with the line's period has many more."),
    .number(
      "mains.hopeful_share", \.mains.hopefulShare, unit: "", 0...1,
      "Share of the asked power that a harmonic must have once bursts are weighed by what they "
        + "leave; where none has it the rounds that follow would not find a line either."),
    .number(
      "mains.over_rhythm", \.mains.overRhythm, unit: "", 0...1000,
      "Power over that of a rhythm's neighbouring harmonics from which a harmonic is the line's."),
    .number(
      "mains.pair_noise", \.mains.pairNoise, unit: "", 0...100,
      "What the largest pair of such frequencies reaches in noise alone, in mean powers."),
    .number(
      "mains.half_share", \.mains.halfShare, unit: "", 0...1,
      "Power at half the line's frequency over the line's from which another fit is tried."),
    .number(
      "mains.cost_margin", \.mains.costMargin, unit: "", 0...10,
      "By how much the stronger of two lines must explain more, in logarithms of a piece's power."),
  ]
}
