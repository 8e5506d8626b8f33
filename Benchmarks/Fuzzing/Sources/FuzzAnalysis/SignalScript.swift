import EMGCore
import EMGPipeline

/// A recording and settings as bytes tell them: every text of bytes is one, so that what is varied is
/// the signal and not the form of a file.
///
/// Byte 0 holds the rate, byte 1 the preset and whether it is live, byte 2 the count of channels, byte 3
/// the cuts into blocks, byte 4 the count of settings that follow, of three bytes each: which, and where
/// in its range. Then come steps of six bytes: kind, channels, length, height, and two parameters.
struct SignalScript {
  /// Samples a channel at most: some ten seconds beyond the first wait for the noise.
  static let mostSamples = 90_000
  static let rates = [500.0, 1000, 2000, 2048, 4000, 10_000, 30_000, 333.3]

  var settings = AnalysisSettings()
  var rate = 1000.0
  var isLive = false
  var cuts: [Int] = []
  var samples: [[Float]] = []

  private var bytes: ArraySlice<UInt8>
  private var state: UInt64 = 1
  private var offsets: [Double] = []
  private var noise: [Double] = []
  private var limits: [Double] = []
  private var steps: [Double] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
    rate = Self.rates[Int(next()) % Self.rates.count]
    let kind = next()
    settings = AnalysisSettings(preset: Preset.allCases[Int(kind) % Preset.allCases.count])
    isLive = kind & 0x40 != 0
    let count = 1 + Int(next()) % 4
    let cut = next()
    cuts = cut < 128 ? [65_536] : [1 + Int(cut % 8) * 37, 4096, 1 + Int(cut)]
    for _ in 0..<(next() % 8) { setAny() }
    samples = Array(repeating: [], count: count)
    offsets = Array(repeating: 0, count: count)
    noise = Array(repeating: 1, count: count)
    limits = Array(repeating: .infinity, count: count)
    steps = Array(repeating: 0, count: count)
    while !self.bytes.isEmpty, samples[0].count < Self.mostSamples { step() }
  }

  private mutating func next() -> UInt8 { bytes.popFirst() ?? 0 }

  private mutating func random() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(1 << 31)
  }

  /// A setting somewhere in its range, at the ends of it most of all; where it does not go with the others the
  /// analysis refuses it.
  private mutating func setAny() {
    let all = SettingDescription.all
    let chosen = all[(Int(next()) << 8 | Int(next())) % all.count]
    let place = next()
    func within(_ range: ClosedRange<Double>) -> Double {
      switch place {
      case 0..<40: range.lowerBound
      case 40..<80: range.upperBound
      default:
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(place - 80) / 175
      }
    }
    let text =
      switch chosen.kind {
      case .number(let range): "\(within(range))"
      case .integer(let range):
        "\(Int(within(Double(range.lowerBound)...Double(min(range.upperBound, 1_000_000)))))"
      case .flag: place < 128 ? "true" : "false"
      case .numbers(let range, let least):
        (0..<max(least, Int(place % 4))).map { "\(within(range) / Double($0 + 1))" }
          .joined(separator: ",")
      }
    try? settings.set(chosen.key, to: text)
  }

  private mutating func step() {
    let (kind, mask, long, high, p, q) = (next(), next(), next(), next(), next(), next())
    let room = Self.mostSamples - samples[0].count
    // From one sample to some seventeen seconds, and from 0.01 to 1e5; the highest byte is beyond all.
    let length = min(room, max(1, Int(pow2(Double(long) / 16) * rate / 4000)))
    let height = high == 255 ? 3e38 : high == 254 ? 1e15 : pow2(Double(high) / 11 - 6.6)
    for c in samples.indices {
      let isMeant = mask == 0 || mask >> UInt8(c) & 1 == 1
      let start = samples[c].count
      for n in 0..<length {
        let usual = offsets[c] + noise[c] * (random() + random() + random() - 1.5) * 2
        let value =
          isMeant
          ? shaped(kind, Double(n), Double(length), height, p, q, usual, offsets[c]) : usual
        let clipped = min(max(value, -limits[c]), limits[c])
        samples[c].append(Float(steps[c] > 0 ? (clipped / steps[c]).rounded() * steps[c] : clipped))
      }
      guard isMeant else { continue }
      switch kind % 16 {
      case 1: noise[c] = height
      case 2: offsets[c] = p < 128 ? height : -height
      case 13: limits[c] = p < 32 ? .infinity : height
      case 14: steps[c] = p < 32 ? 0 : height
      case 15: repeatLast(c, from: start, times: Int(p % 64))
      default: break
      }
    }
    // Channels are of one length.
    let most = min(Self.mostSamples, samples.map(\.count).max() ?? 0)
    for c in samples.indices {
      if samples[c].count > most { samples[c].removeLast(samples[c].count - most) }
      samples[c] += Array(repeating: Float(offsets[c]), count: most - samples[c].count)
    }
  }

  /// What was just made and as much before it, once more and again.
  private mutating func repeatLast(_ c: Int, from start: Int, times: Int) {
    let length = samples[c].count - start
    let part = Array(samples[c][max(0, start - length)...])
    for _ in 0..<times where samples[c].count < Self.mostSamples { samples[c] += part }
  }

  private mutating func shaped(
    _ kind: UInt8, _ n: Double, _ length: Double, _ height: Double, _ p: UInt8, _ q: UInt8,
    _ usual: Double, _ offset: Double
  ) -> Double {
    let period = max(2, pow2(Double(p) / 20) * rate / 2000)
    let within = n.truncatingRemainder(dividingBy: period)
    let width = max(1, rate * 0.0005 * (1 + Double(q % 64)))
    switch kind % 16 {
    case 3: return offset + height * n / length
    case 4:  // potentials, one a period
      let u = (within - width) / width * 2
      return usual + height * (1 - u * u) * gauss(u)
    case 5:  // bursts
      return within < width * 8 ? usual + height * (random() - 0.5) * 2 : usual
    case 6: return usual + height * wave(n / period)
    case 7: return Double.nan
    case 8: return offset
    case 9:  // pops: a step that decays
      return usual + height * gauss(max(0, within / width / 4).squareRoot())
    case 10: return usual + height * (n / 2).rounded().truncatingRemainder(dividingBy: 2)
    case 11: return q < 128 ? usual * (1 - n / length) : usual * n / length * height
    case 12: return within < 1 ? (q < 64 ? Double.infinity : q < 128 ? Double.nan : height) : usual
    default: return usual
    }
  }

  private func pow2(_ x: Double) -> Double {
    let whole = x.rounded(.down)
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + (x - whole))
  }

  /// About a bell: one over a polynomial, without a mathematics library.
  private func gauss(_ u: Double) -> Double { 1 / (1 + u * u / 2 + u * u * u * u / 8) }

  /// About a sine.
  private func wave(_ turns: Double) -> Double {
    let t = turns - turns.rounded(.down)
    return t < 0.5 ? 16 * t * (0.5 - t) : -16 * (t - 0.5) * (1 - t)
  }
}
