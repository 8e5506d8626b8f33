public import EMGCore

/// Finds the marks of a trigger channel: the samples at which it leaves its rest.
///
/// A mark is a step in the direction of the settings that stands out of all steps before it, at most
/// one within the dead time of a stimulus. A channel that has its rest to the bit, such as a digital
/// line or a status word, may step by any amount; of one with noise the step must also cover half of
/// what the channel has spanned so far.
///
/// - Shape: one channel; blocks of any length; equal samples give equal marks however cut.
/// - Latency: none.
public struct TriggerEdges: Sendable {
  private let settings: StimulationSettings
  private let deadTime: Int
  private var previous: (position: Int, value: Float)?
  private var low = Float.infinity
  private var high = -Float.infinity
  private var stepSum = 0.0
  private var stepCount = 0
  private var last: Int?

  /// Steps of a channel that must have passed before one can stand out of them.
  private static let fewestSteps = 16

  /// Begins a channel.
  ///
  /// - Parameters:
  ///   - rate: Samples a second.
  ///   - settings: What a mark is.
  public init(rate: SampleRate, settings: StimulationSettings) {
    self.settings = settings
    deadTime = max(1, rate.samples(settings.deadTime))
  }

  /// Takes samples of the channel's timeline; missing ones are NaN.
  ///
  /// - Parameters:
  ///   - samples: What follows.
  ///   - start: The position of the first.
  /// - Returns: Positions of marks, ascending.
  public mutating func append(_ samples: [Float], at start: Int) -> [Int] {
    var marks: [Int] = []
    for (i, value) in samples.enumerated() where !value.isNaN {
      let position = start + i
      defer { previous = (position, value) }
      low = min(low, value)
      high = max(high, value)
      guard let before = previous, before.position == position - 1 else { continue }
      let step = settings.triggerFalls ? before.value - value : value - before.value
      let mean = stepCount > 0 ? stepSum / Double(stepCount) : 0
      let isUnusual =
        stepCount >= Self.fewestSteps && Double(abs(step)) > settings.triggerJump * mean
      guard isUnusual else {
        stepSum += Double(abs(step))
        stepCount += 1
        continue
      }
      guard step > 0, mean == 0 || step >= (high - low) / 2,
        last.map({ position - $0 >= deadTime }) ?? true
      else { continue }
      marks.append(position)
      last = position
    }
    return marks
  }
}
