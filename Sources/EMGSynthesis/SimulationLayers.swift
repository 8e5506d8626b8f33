/// Which parts of a simulation are rendered.
public struct SimulationLayers: OptionSet, Hashable, Sendable {
  /// Bits.
  public let rawValue: Int

  /// Makes a set.
  ///
  /// - Parameter rawValue: Bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The noise.
  public static let noise = SimulationLayers(rawValue: 1)
  /// What muscles do, evoked responses included.
  public static let activity = SimulationLayers(rawValue: 2)
  /// What only looks like muscle: heart, power line, pops, movement, stimuli.
  public static let interference = SimulationLayers(rawValue: 4)
  /// What the recorder does: limits, steps, missing and constant stretches.
  public static let recorder = SimulationLayers(rawValue: 8)
  /// Everything.
  public static let all: SimulationLayers = [.noise, .activity, .interference, .recorder]
}
