/// How a deflection of the unfiltered signal is told from a muscle's and an edge from a swing.
public struct DeflectionSettings: Hashable, Sendable {
  /// Width at half its height from which a deflection is wider than any phase of a potential, seconds.
  public var width = 0.007
  /// Share of its height that what precedes it may have.
  public var before = 0.25
  /// Share of its height from which a phase to the other side must be as wide.
  public var opposite = 0.4
  /// The width of one that has no phase to the other side, seconds.
  public var aloneWidth = 0.0045
  /// Share of its height that what precedes such a one may have.
  public var aloneBefore = 0.15
  /// Share of its height under which a phase to the other side is none.
  public var aloneOpposite = 0.25
  /// Width from which what it swings back to is the course of a recorder's high-pass, seconds.
  public var course = 0.01
  /// Fewest samples that such a width has.
  public var fewest = 4
  /// Peak-to-peak of the conditioned burst over the height, both of the same deflection.
  public var inBand = 0.8
  /// Seconds before a burst that must be quiet.
  public var quiet = 0.06
  /// Peak-to-peak over noise from which a burst is looked at.
  public var signalToNoise = 12.0
  /// Largest deflection to the other side both before and after the largest one, over its height: a
  /// contact that is lost and found again makes two edges, a potential that comes through much fat
  /// has more phases.
  public var bothSides = 0.2
  /// Width of a swing and of what it swings back to, seconds.
  public var swingWidth = 0.01
  /// Share of its height that it swings back at the least.
  public var swingOpposite = 0.4
  /// Change over `swingWindow` over the peak-to-peak under which that is no edge.
  public var swingSteepness = 0.25
  /// The same under which there is none, wherever it swings to.
  public var swaySteepness = 0.15
  /// Time over which an edge is looked for in a swing, seconds.
  public var swingWindow = 0.002
  /// Seconds after a burst in which it may swing back.
  public var swingReach = 0.1

  /// The defaults.
  public init() {}
}
