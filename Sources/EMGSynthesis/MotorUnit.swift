internal import EMGCore
internal import EMGFilters
internal import RealModule

/// The kind of electrode whose potentials are simulated.
public enum Electrode: Hashable, Sendable {
  /// Two surface electrodes along the fibres.
  case bipolarSurface
  /// One surface electrode against a distant one.
  case monopolarSurface
  /// A concentric needle.
  case needle
}

/// A motor unit's potential at an electrode.
///
/// The transmembrane current is the second derivative of Rosenfalck's action potential,
/// `V(z) = 96 z³ e^(−z) − 90` (z in mm), travelling from the innervation zone to both ends of the
/// fibres. The potential is its integral over the fibre weighted with the inverse distance to the
/// electrode. Several fibres with scattered innervation zones, depths and ends make a unit.
///
/// Sources: Rosenfalck (1969); Plonsey (1974), line source; Nandedkar, Stålberg (1983).
struct MotorUnitModel: Sendable {
  /// Peak-to-peak one in the 20–450 Hz band (the whole band for needles).
  var waveform: [Float]
  /// Sample of the largest deflection.
  var peak: Int

  /// Half of the time that a waveform covers, seconds.
  private static let halfSpan = 0.025
  /// Step of the integration along the fibre, millimetres.
  private static let step = 0.5

  init(electrode: Electrode, rate: SampleRate, random: inout RandomDeviates) {
    let isNeedle = electrode == .needle
    let fibres = isNeedle ? 8 : 12
    let depth = isNeedle ? random.uniform(0.3...1.2) : random.uniform(5...16)
    let velocity = random.uniform(3.4...4.8)
    let position = random.uniform(8...35)
    let spread = isNeedle ? random.uniform(0.5...3) : random.uniform(2...7)
    let distance = 20.0
    let count = 2 * Int(Self.halfSpan * rate.hertz) + 1
    var sum = [Double](repeating: 0, count: count)
    for _ in 0..<fibres {
      let zone = spread * random.normal()
      let fibreDepth = max(0.2, depth * (1 + 0.15 * random.normal()))
      let left = -random.uniform(45...65)
      let right = random.uniform(45...65)
      let delay = isNeedle ? 0.4 * random.normal() : 0.2 * random.normal()
      for i in 0..<count {
        // Time in ms; the wave passes the electrode near the middle.
        let t = (Double(i) - Double(count / 2)) / rate.hertz * 1000 + position / velocity + delay
        func potential(at electrode: Double) -> Double {
          Self.potential(
            time: t, velocity: velocity, zone: zone, ends: left...right, electrode: electrode,
            depth: fibreDepth)
        }
        sum[i] +=
          electrode == .bipolarSurface
          ? potential(at: position - distance / 2) - potential(at: position + distance / 2)
          : potential(at: position)
      }
    }
    let low = isNeedle ? 10.0 : 15.0
    let high = min(isNeedle ? 4000 : 480, 0.45 * rate.hertz)
    if let cascade = try? SectionCascade(
      .butterworth(order: 2), .bandpass(low, high), rate: rate)
    {
      sum = ZeroPhaseFilter(cascade).filtered(sum)
    }
    // The ends fade, so that a cut tail makes no edge.
    let fade = count / 8
    for i in 0..<fade {
      let weight = 0.5 - 0.5 * Double.cos(.pi * Double(i) / Double(fade))
      sum[i] *= weight
      sum[count - 1 - i] *= weight
    }
    // Sizes are meant in the band in which events are detected.
    var inBand = sum
    if !isNeedle,
      let band = try? SectionCascade(
        .butterworth(order: 4), .bandpass(20, min(450, 0.45 * rate.hertz)), rate: rate)
    {
      inBand = ZeroPhaseFilter(band).filtered(sum)
    }
    let range = (inBand.max() ?? 0) - (inBand.min() ?? 0)
    let sign: Double = random.flag(0.5) ? 1 : -1
    waveform = sum.map { Float(sign * $0 / max(range, 1e-12)) }
    var top = 0
    for i in waveform.indices where abs(waveform[i]) > abs(waveform[top]) { top = i }
    peak = top
  }

  private static func potential(
    time: Double, velocity: Double, zone: Double, ends: ClosedRange<Double>, electrode: Double,
    depth: Double
  ) -> Double {
    guard time > 0 else { return 0 }
    var sum = 0.0
    for direction in [-1.0, 1.0] {
      let front = velocity * time
      let length = direction < 0 ? zone - ends.lowerBound : ends.upperBound - zone
      // The current reaches back 15 mm from the front.
      var z = max(0, front - 15)
      while z < min(front, length) {
        let behind = front - z
        let place = zone + direction * z - electrode
        sum += current(behind) / (depth * depth + place * place).squareRoot() * step
        z += step
      }
    }
    return sum
  }

  /// Second derivative of Rosenfalck's potential, behind the front, mm.
  private static func current(_ z: Double) -> Double {
    z > 0 ? 96 * (6 * z - 6 * z * z + z * z * z) * Double.exp(-z) : 0
  }
}
