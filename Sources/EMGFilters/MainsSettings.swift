/// How the power line is measured and removed.
public struct MainsSettings: Hashable, Sendable {
  /// Nominal frequencies that are looked for, Hz; none switches removal off.
  public var nominal: [Double] = [50, 60]
  /// Largest deviation from the nominal frequency, Hz.
  public var deviation = 0.6
  /// Spacing of the first search for the line's frequency, Hz: a fifth of a window's resolution.
  public var searchStep = 0.1
  /// Length of the windows in which line and harmonics are fitted, seconds; they overlap by half.
  public var window = 2.0
  /// Power of a stretch of some pieces over that of the quieter quarter of them under which the stretch is
  /// a silence, in which the line is measured best.
  public var silence = 0.25
  /// How long the recorder's value must stand still to be no signal, in which there is no line either,
  /// seconds.
  public var still = 0.04
  /// Shortest window in which a line can be told from muscle, seconds.
  public var shortest = 0.25
  /// Length of the pieces that are weighted by their own power, seconds: about a discharge, which
  /// then spoils its own piece of the fit only, however often it comes.
  public var piece = 0.008
  /// Power of a harmonic over its neighbourhood from which it is removed.
  public var presence = 25.0
  /// The same for the frequency that the recording's description states.
  public var statedPresence = 15.0
  /// The frequency that the recording's description states, Hz; no setting.
  public var stated: Double?
  /// The same where the line was present just before.
  public var persistence = 8.0
  /// Power that was last found of a harmonic over its neighbourhood, where it does not stand out,
  /// from which it is removed all the same: under it the fit's error would be as large.
  public var heldOver = 3.0
  /// Largest ratio of its power here and there, either way.
  public var heldRatio = 4.0
  /// How long what was found is believed, seconds: about the longest contraction.
  public var heldTime = 60.0
  /// Distance of the nearest of the eight neighbouring frequencies on each side, Hz.
  public var neighbourStart = 2.4
  /// Distance between neighbouring frequencies, Hz: about the resolution of a window.
  public var neighbourStep = 0.8
  /// The nearest one's least distance, times what a window resolves (one over its length).
  public var neighbourStartResolutions = 2.0
  /// The least distance between neighbours, times the same.
  public var neighbourStepResolutions = 0.8
  /// Share of the nominal frequency up to which the nearest neighbour stands.
  public var neighbourNearestShare = 0.3
  /// Share of the nominal frequency up to which the farthest neighbour stands.
  public var neighbourFarthestShare = 0.45
  /// Least share of a wave that a short piece is taken to keep.
  public var leastKept = 0.2
  /// Highest frequency at which harmonics are removed, Hz.
  public var highest = 450.0
  /// Share of the sampling rate up to which a line or harmonics are looked for.
  public var highestShare = 0.45
  /// Rounds of fitting; each allows for what the round before left.
  public var rounds = 3
  /// Harmonics of the first round: what only repeats with the line's period has many more.
  public var firstHarmonics = 3
  /// Share of the asked power that a harmonic must have once bursts are weighed by what they leave;
  /// where none has it the rounds that follow would not find a line either.
  public var hopefulShare = 0.5
  /// Power over that of a rhythm's neighbouring harmonics from which a harmonic is the line's.
  public var overRhythm = 4.0
  /// What the largest pair of such frequencies reaches in noise alone, in mean powers.
  public var pairNoise = 3.0
  /// Power at half the line's frequency over the line's from which another fit is tried.
  public var halfShare = 0.1
  /// By how much the stronger of two lines must explain more, in logarithms of a piece's power.
  public var costMargin = 0.1

  /// The defaults.
  public init() {}
}

/// What was measured of the power line over a recording.
public struct MainsMeasurement: Hashable, Sendable {
  /// The line's frequency, Hz, or nil where none stands out.
  public var frequency: Double?
  /// Power of line and harmonics over the rest of the band, dB, or nil where none stands out.
  public var ratioDecibels: Double?
  /// Share of the time in which the line stood out.
  public var presentShare: Double = 0
}
