/// How one motor unit of a channel discharges by itself over a recording.
public struct UnitTrain: Hashable, Sendable {
  /// The unit's number within the channel.
  public var unit: Int
  /// Its fasciculations, doublets counted once.
  public var discharges: Int
  /// Intervals between them that nothing interrupts.
  public var intervals = 0
  /// Mean interval, seconds; nil, as all that follows, for too few intervals.
  public var meanInterval: Double?
  /// Coefficient of variation of the intervals.
  public var variation: Double?
  /// CV2 (Holt, 1996).
  public var variation2: Double?
  /// LV (Shinomoto, 2003).
  public var localVariation: Double?
  /// LvR (Shinomoto, 2009).
  public var revisedLocalVariation: Double?

  /// Makes a train of which only the count is known.
  ///
  /// - Parameters:
  ///   - unit: The unit's number within the channel.
  ///   - discharges: Its fasciculations.
  public init(unit: Int, discharges: Int) {
    self.unit = unit
    self.discharges = discharges
  }
}
