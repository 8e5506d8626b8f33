/// How the motor units of a needle recording are told apart while they fire together.
public struct DecompositionSettings: Hashable, Sendable {
  /// Lower edge of the band in which potentials are told apart, Hz: what is close to the needle is
  /// sharp, what is far is not.
  public var highPass = 1000.0
  /// Order of the Butterworth high-pass on each side; it is applied forwards and backwards.
  public var order = 2
  /// Coarsest time grid on which potentials are placed, seconds; slower recordings are
  /// interpolated.
  public var grid = 25e-6
  /// Length of a shape, seconds: the sharp part of a potential.
  public var window = 0.004
  /// Height of a peak over the noise from which shapes are learned.
  public var peakThreshold = 4.5
  /// Shortest distance of two such peaks, seconds.
  public var peakSeparation = 0.001
  /// Most peaks that are compared with each other.
  public var mostPeaks = 3000
  /// Energy of the difference of two peaks' surroundings over the larger one's energy, under which
  /// they are of one shape.
  public var likeness = 0.25
  /// Fewest discharges of a shape.
  public var fewest = 6
  /// Smallest peak-to-peak of a shape over the noise.
  public var smallestShape = 6.0
  /// The same share under which two shapes are one.
  public var twin = 0.15
  /// What taking a shape out must take from the energy, over the shape's own energy.
  public var leastGain = 0.3
  /// The same over the noise's power a sample.
  public var leastPower = 25.0
  /// Shortest interval of one unit's discharges, seconds.
  public var refractory = 0.008
  /// How often shapes are learned and looked for.
  public var rounds = 5
  /// How often overlapping shapes are fitted beside each other in each round.
  public var sweeps = 8
  /// Seconds around a discharge in which another peak of the same potential may stand.
  public var potential = 0.012
  /// By how much such a peak's distance may vary, seconds.
  public var jitter = 0.0005
  /// Share of a shape's discharges that must stand at one distance of another's to be part of it.
  public var partShare = 0.5
  /// Share of a shape's discharges without such a part, and with it, from which two units have it.
  public var aloneShare = 0.3
  /// Longest stretch that is looked at together, seconds.
  public var longest = 60.0

  /// The defaults.
  public init() {}
}
