internal import EMGCore

/// Random numbers of several distributions from one seeded generator.
struct RandomDeviates: Sendable {
  private var generator: SplitMix64
  private var spare: Double?

  /// A stream of its own for each purpose, so that a change of one leaves the others alone.
  init(seed: UInt64, purpose: UInt64) {
    var mixer = SplitMix64(seed: seed &* 0x9E37_79B9 &+ purpose)
    generator = SplitMix64(seed: mixer.next())
  }

  /// A seed for a stream of its own.
  mutating func seed() -> UInt64 { generator.next() }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
  }

  /// A number whose logarithm is uniform; the range is above zero.
  mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    let low = PortableMath.log(range.lowerBound)
    return PortableMath.exp(uniform(low...max(low, PortableMath.log(range.upperBound))))
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(generator.uniform() * Double(range.count))
  }

  mutating func flag(_ probability: Double) -> Bool { generator.uniform() < probability }

  mutating func sign() -> Double { flag(0.5) ? 1 : -1 }

  /// A standard normal deviate (Box, Muller 1958).
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * PortableMath.log(1 - generator.uniform())).squareRoot()
    let (sine, cosine) = PortableMath.sineCosine(turns: generator.uniform())
    spare = radius * sine
    return radius * cosine
  }

  /// A normal deviate that is drawn anew beyond two and a half standard deviations.
  mutating func boundedNormal() -> Double {
    while true {
      let value = normal()
      if abs(value) <= 2.5 { return value }
    }
  }

  mutating func logNormal(median: Double, spread: Double) -> Double {
    median * PortableMath.exp(spread * normal())
  }

  mutating func exponential(mean: Double) -> Double {
    -mean * PortableMath.log(1 - generator.uniform())
  }

  /// A gamma deviate of a mean and a coefficient of variation up to one (Marsaglia, Tsang 2000).
  mutating func gamma(mean: Double, variation: Double) -> Double {
    let shape = 1 / max(1e-6, min(1, variation * variation))
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      let bound = 0.5 * x * x + d - d * v + d * PortableMath.log(v)
      if PortableMath.log(1 - generator.uniform()) < bound { return d * v * mean / shape }
    }
  }

  /// An interval of a renewal train that keeps a refractory time, with the stated mean and
  /// coefficient of variation: the refractory time and a gamma deviate.
  mutating func interval(mean: Double, variation: Double, refractory: Double) -> Double {
    let rest = max(mean - refractory, 0.05 * mean)
    return refractory + gamma(mean: rest, variation: min(1, variation * mean / rest))
  }
}
