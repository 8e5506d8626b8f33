/// What speaks for one drive of many units over units that fire side by side in activity that swings
/// without silence at the rates of single units, in nats.
public struct SwingWeights: Hashable, Sendable {
  /// A peak of no height whose phase is as below, nats.
  public var prior = 0.25
  /// Spread of what the phase turns from step to step that tells nothing, radians.
  public var spread = 0.7
  /// Growth with the spread over it, nats a radian.
  public var wandering = -7.7
  /// Coherence of the phase over two steps that tells nothing.
  public var coherence = 0.6
  /// Growth with the coherence over it, nats.
  public var coherent = 13.4
  /// Growth with the height over the next highest maximum, nats a decibel.
  public var margin = 0.48
  /// Growth with the height, nats a decibel.
  public var height = 0.38
  /// Growth with the height in the envelope itself, of which large units are most, nats a decibel.
  public var linear = -1.0

  /// The defaults.
  public init() {}
}
