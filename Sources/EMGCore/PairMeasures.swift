/// Measures that an event has together with another channel.
public struct PairMeasures: Hashable, Sendable {
  /// The other channel's name.
  public var channel: String
  /// Measures in a fixed order.
  public var measures: [Measure]

  /// Makes the measures of a pair.
  ///
  /// - Parameters:
  ///   - channel: The other channel's name.
  ///   - measures: Measures in a fixed order.
  public init(channel: String, measures: [Measure]) {
    self.channel = channel
    self.measures = measures
  }
}
