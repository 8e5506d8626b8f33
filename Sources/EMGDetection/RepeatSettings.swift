/// What is a multiplet of a unit that is not known: a burst that is one potential several times.
public struct RepeatSettings: Hashable, Sendable {
  /// Most copies.
  public var most = 3
  /// Shortest interval, seconds.
  public var shortest = 0.0035
  /// Longest interval, seconds.
  public var longest = 0.015
  /// Longest potential, seconds.
  public var length = 0.014
  /// Longest burst, seconds.
  public var span = 0.055
  /// Share of the burst's energy that may be left beside the noise.
  public var rest = 0.04
  /// Smallest copy over their mean, and the reverse of the largest.
  public var gain = 0.75
  /// Share of a burst's energy that lies before and after what is looked at.
  public var edge = 0.01
  /// What is looked at beside that, seconds.
  public var margin = 0.001
  /// Added to the diagonal of the equations, over one copy.
  public var ridge = 0.001
  /// Sets of intervals that are refined.
  public var refined = 6
  /// Rounds of that.
  public var rounds = 5
  /// Rate above which samples are put together, samples a second.
  public var highestRate = 2500.0
  /// Fewest fasciculations of known units in a channel for such to be looked for.
  public var fewest = 10
  /// Most bursts of several units there, over these.
  public var share = 0.2
  /// Shortest distance to another burst of several units, seconds.
  public var apart = 1.0

  /// The defaults.
  public init() {}
}
