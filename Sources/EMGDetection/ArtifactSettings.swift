/// How artifacts are recognised on the unfiltered signal.
public struct ArtifactSettings: Hashable, Sendable {
  /// Step of the baseline across an event over its peak-to-peak that makes it an electrode pop.
  public var stepResidual = 0.3
  /// Share of the step by which two such windows in a row must differ beside a heart, whose waves are
  /// slow.
  public var stepEdge = 0.6
  /// Share of that step which is there without the slopes on both sides.
  public var stepBare = 0.5
  /// Share of it which the baseline keeps in the next window, too.
  public var stepHeld = 0.25
  /// Share of it by which the baseline may have moved from one window to the next before.
  public var stepQuiet = 0.5
  /// Window on each side for the step, seconds.
  public var stepWindow = 0.02
  /// Time constants of a pop's tail that are tried, seconds; 0 stands for a step that stays.
  public var tailConstants: [Double] = [
    0.005, 0.01, 0.02, 0.03, 0.045, 0.065, 0.09, 0.13, 0.18, 0.26, 0.37, 0.52, 0.75, 1.1, 2, 0,
  ]
  /// Seconds after a step over which its tail is fitted.
  public var tailWindow = 0.25
  /// Share of a step by which samples may miss a tail before they count for less.
  public var tailTolerance = 0.03
  /// Longest time from the start of a pop to its tail, seconds.
  public var riseLongest = 0.012
  /// Squared deviations of the noise that each further sample of a rise must take off the misfit.
  public var riseCost = 4.0
  /// Share of a rounded pop's height by which the noise grows around it as well.
  public var roundedSpread = 0.05
  /// Seconds around a rounded pop for which it grows by that.
  public var roundedReach = 0.004
  /// Share of the power around a step that a pop's model must explain to be subtracted.
  public var popExplained = 0.9
  /// Time that the edge of a pop takes at the most, seconds.
  public var edgeWindow = 0.001
  /// Share of the largest deflection that an edge must cover, and that what precedes it leaves.
  public var edgeShare = 0.7
  /// Seconds after an edge over which a pop stays on its side.
  public var edgeHold = 0.005
  /// Mean deflection in that time over the edge's height.
  public var edgeHeld = 0.5
  /// Change within the window of an edge over the peak-to-peak around it that makes a burst of one
  /// edge a pop.
  public var abruptSteepness = 0.5
  /// Deflection before that edge, over the same, that a pop may have.
  public var abruptBefore = 0.3
  /// Share of the energy of the signal's differences that such an edge has.
  public var abruptShare = 0.6
  /// The same where its waveform is known from other bursts.
  public var abruptKnownShare = 0.8
  /// Discharges of a unit without signs of a pop from which what is like them is no pop.
  public var popUnitMembers = 4
  /// Share of its discharges that may have such signs.
  public var popUnitShare = 0.25
  /// Mean deflection after such an edge over its height.
  public var abruptHeld = 0.55
  /// Seconds after the edge over which that mean is taken.
  public var abruptHold = 0.003
  /// Seconds before the edge that must be quiet.
  public var abruptQuiet = 0.012
  /// Seconds after the edge that count as its surroundings.
  public var abruptAfter = 0.02
  /// Seconds before the quiet from which the noise of differences is taken.
  public var abruptBeside = 0.05
  /// Peak-to-peak over noise from which a burst is asked for such an edge.
  public var abruptSNR = 15.0
  /// Time constants of a tail over which it must be explained whatever stands out of it.
  public var tailStart = 2.0
  /// Share of a pop's height by which the noise grows around its step.
  public var popSpread = 0.01
  /// Seconds around a step for which it grows.
  public var popReach = 0.01
  /// Seconds around a pop in which further artifacts are its remains.
  public var popRemains = 0.04
  /// Longest burst that may be a pop, seconds.
  public var popLongest = 0.25
  /// Peak-to-peak over noise under which a discharge right at a pop or stimulus is its remains.
  public var remainsSNR = 12.0
  /// A step counts only if it is this many times the usual wander of the baseline.
  public var wanderMultiple = 4.0
  /// Mean frequency of the conditioned burst above which it is not motion, Hz.
  public var motionHighest = 32.0
  /// Share of the energy below the band, within the event's surroundings, that makes it motion.
  public var lowFrequencyShare = 0.8
  /// Seconds to each side of an event whose energy below the band counts as its own.
  public var lowReach = 0.05
  /// The same where the burst's spectrum falls as that of movement does.
  public var motionShare = 0.5
  /// Median frequency of the conditioned burst under which its spectrum falls so, Hz.
  public var motionMedian = 46.0
  /// The same under which it is movement whatever lies below the band, Hz; of brief bursts it is the
  /// mean frequency that is asked.
  public var motionBare = 35.0
  /// Window of the spectrum, and the shortest burst that has one, seconds.
  public var motionWindow = 0.15
  /// Seconds before and after a movement within which weak events of no known unit are its own.
  public var motionReach = 0.15
  /// Size of such an event over the movement's, at the most.
  public var motionEdge = 0.3
  /// Identical samples in a row, seconds, that are a flat line.
  public var flatlineMinimum = 0.02
  /// Identical extreme samples in a row that are clipping.
  public var clippedRun = 3
  /// Seconds of a channel without a stated range whose extremes tell of no limit yet.
  public var clippedSettling = 0.5
  /// Share of a long burst that may be masked.
  public var maskedShare = 0.5
  /// Seconds around a mask in which nothing is reported.
  public var guardTime = 0.05
  /// Deflections that are no muscle's, and swings.
  public var deflection = DeflectionSettings()

  /// The defaults.
  public init() {}
}

/// How movement below the band is found.
public struct MotionSettings: Hashable, Sendable {
  /// Whether it is looked for.
  public var isOn = true
  /// Blocks over which the unfiltered signal is averaged, seconds.
  public var block = 0.02
  /// Window whose range is looked at, seconds: longer than a heart's period.
  public var window = 1.0
  /// Seconds before a window whose windows tell the usual range.
  public var usualBack = 30.0
  /// Seconds after it that do, too.
  public var usualAhead = 5.0
  /// Range over the usual one from which it is movement.
  public var overUsual = 4.0
  /// Range over the noise from which it is.
  public var level = 20.0
  /// Range over the conditioned signal's effective value in the same window from which it is.
  public var overBand = 4.0
  /// Share of the largest deflection at which an event begins and ends.
  public var edge = 0.1
  /// Longest time below that within one movement, seconds.
  public var pause = 0.4
  /// Shortest time spent beyond that, seconds.
  public var shortest = 0.1
  /// Confidence of such an event.
  public var confidence = 0.9

  /// The defaults.
  public init() {}
}
