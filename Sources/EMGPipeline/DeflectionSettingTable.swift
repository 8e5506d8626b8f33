internal import EMGDetection

extension SettingDescription {
  /// Deflections of the unfiltered signal that are no muscle's, and swings.
  static let deflections: [SettingDescription] = [
    .number(
      "deflection.width_s", \.detection.artifacts.deflection.width, unit: "s", 0.001...1,
      "Width at half its height from which the largest deflection of the unfiltered "
        + "signal within a burst is an electrode's: of 25,000 discharges and bursts of two "
        + "simulators one in a hundred has 6 ms."),
    .number(
      "deflection.before", \.detection.artifacts.deflection.before, unit: "", 0...10,
      "Share of its height that what precedes the burst may have: it comes out of quiet."),
    .number(
      "deflection.opposite", \.detection.artifacts.deflection.opposite, unit: "", 0...10,
      "Share of its height from which a phase to the other side must be as wide."),
    .number(
      "deflection.alone_width_s", \.detection.artifacts.deflection.aloneWidth, unit: "s", 0.001...1,
      "Width from which a deflection without a phase to the other side is: a bipolar pair "
        + "sees as much of one side of a potential as of the other."),
    .number(
      "deflection.alone_before", \.detection.artifacts.deflection.aloneBefore, unit: "", 0...10,
      "Share of its height that what precedes the burst of such a one may have."),
    .number(
      "deflection.alone_opposite", \.detection.artifacts.deflection.aloneOpposite, unit: "", 0...10,
      "Share of its height up to which a phase to the other side is none."),
    .number(
      "deflection.course_s", \.detection.artifacts.deflection.course, unit: "s", 0.001...10,
      "Width from which a phase to the other side is none either, but the course of a "
        + "recorder's high-pass."),
    .integer(
      "deflection.fewest_samples", \.detection.artifacts.deflection.fewest, unit: "", 1...1000,
      "Fewest samples that such a width has: at low rates every phase has few."),
    .number(
      "deflection.in_band", \.detection.artifacts.deflection.inBand, unit: "", 0...10,
      "Peak-to-peak of the conditioned burst over the height from which the burst is the "
        + "deflection's, and no discharge on a slow wave: of 160 bursts that pops made one in "
        + "fifty is under 0.85."),
    .number(
      "deflection.quiet_s", \.detection.artifacts.deflection.quiet, unit: "s", 0.001...1,
      "Seconds before a burst that must be quiet."),
    .number(
      "deflection.both_sides", \.detection.artifacts.deflection.bothSides, unit: "", 0...1,
      "Largest deflection to the other side both before and after the largest one, over its height: a "
        + "contact that is lost and found again makes two edges, a potential that comes through much "
        + "fat has more phases."),
    .number(
      "deflection.snr", \.detection.artifacts.deflection.signalToNoise, unit: "", 0...1_000_000,
      "Peak-to-peak over noise from which a burst is asked for its deflection: in weaker "
        + "ones the noise and slow waves widen it. A very large one switches the rule off."),
    .number(
      "deflection.swing_width_s", \.detection.artifacts.deflection.swingWidth,
      unit: "s", 0.001...10,
      "Width of a swing, and of what it swings back to: a knocked cable swings at 5 to 25 "
        + "Hz."),
    .number(
      "deflection.swing_opposite", \.detection.artifacts.deflection.swingOpposite, unit: "", 0...10,
      "Share of its height that a swing goes to the other side: the high-pass of a "
        + "recorder takes a pop there by a third at the most."),
    .number(
      "deflection.swing_steepness", \.detection.artifacts.deflection.swingSteepness,
      unit: "", 0...1,
      "Change within `deflection.swing_window_s` over the peak-to-peak under which a step "
        + "is none, but the beginning of a swing: of pops with an edge it is 0.35 and more, "
        + "of knocked cables 0.2 and less."),
    .number(
      "deflection.sway_steepness", \.detection.artifacts.deflection.swaySteepness, unit: "", 0...1,
      "The same under which it is none, though it stays on its side."),
    .number(
      "deflection.swing_window_s", \.detection.artifacts.deflection.swingWindow,
      unit: "s", 0.0001...0.1,
      "Time over which an edge is looked for there, seconds."),
    .number(
      "deflection.swing_reach_s", \.detection.artifacts.deflection.swingReach, unit: "s", 0...2,
      "Seconds after a burst in which it may swing back: half a cycle of 5 Hz."),
  ]
}
