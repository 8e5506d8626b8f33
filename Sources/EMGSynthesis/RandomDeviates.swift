internal import EMGCore
internal import RealModule

/// Random numbers of several distributions from one seeded generator.
struct RandomDeviates: Sendable {
  private var generator: SplitMix64
  private var spare: Double?

  /// A stream of its own for each purpose, so that a change of one leaves the others alone.
  init(seed: UInt64, purpose: UInt64) {
    var mixer = SplitMix64(seed: seed &* 0x9E37_79B9 &+ purpose)
    generator = SplitMix64(seed: mixer.next())
  }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(generator.uniform() * Double(range.count))
  }

  mutating func flag(_ probability: Double) -> Bool { generator.uniform() < probability }

  /// A standard normal deviate (Box, Muller 1958).
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * Double.log(1 - generator.uniform())).squareRoot()
    let angle = 2 * Double.pi * generator.uniform()
    spare = radius * Double.sin(angle)
    return radius * Double.cos(angle)
  }

  mutating func logNormal(median: Double, spread: Double) -> Double {
    median * Double.exp(spread * normal())
  }

  mutating func exponential(mean: Double) -> Double { -mean * Double.log(1 - generator.uniform()) }

  /// A gamma deviate of a mean and a coefficient of variation (Marsaglia, Tsang 2000).
  mutating func gamma(mean: Double, variation: Double) -> Double {
    let shape = 1 / (variation * variation)
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      if Double.log(1 - generator.uniform()) < 0.5 * x * x + d - d * v + d * Double.log(v) {
        return d * v * mean / shape
      }
    }
  }
}
