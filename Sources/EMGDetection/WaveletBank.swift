internal import RealModule

/// First and second derivatives of Gaussians at several scales: bi- and triphasic discharges.
///
/// Source: Merlo, Farina, Merletti (2003), continuous wavelet transform with shapes after the
/// Hermite–Rodriguez functions.
struct WaveletBank: Sendable {
  /// One wavelet: its taps (odd count, unit energy) and their autocorrelation.
  struct Wavelet: Sendable {
    var taps: [Float]
    var correlation: [Double]
    /// The taps' reach on each side of their centre.
    var reach: Int { taps.count / 2 }
    /// The taps from the centre on; those before it are the same, or their negatives.
    var half: ArraySlice<Float> { taps[reach...] }
  }

  /// Of each scale the first derivative (odd), then the second (even); from the shortest on.
  let wavelets: [Wavelet]
  /// The reach of both wavelets of each scale, samples.
  let reaches: [Int]
  /// Taps of all wavelets from the centre on.
  let tapCount: Int

  /// The taps' autocorrelations, as ``table(of:)`` lays them out.
  let correlations: [[SIMD8<Double>]]

  /// Taps reach this many scales to each side: what lies beyond is under 0.1 % of the energy.
  private static let reachInScales = 4.0

  /// - Parameters:
  ///   - scales: Standard deviations of the Gaussians, seconds.
  ///   - rate: Samples a second.
  init(scales: [Double], rate: Double) {
    wavelets = scales.sorted().flatMap { scale -> [Wavelet] in
      let width = scale * rate
      let reach = max(1, Int((Self.reachInScales * width).rounded(.up)))
      return [1, 2].map { order in
        var taps = (-reach...reach).map { i -> Double in
          let t = Double(i) / width
          let gauss = Double.exp(-t * t / 2)
          return order == 1 ? -t * gauss : (1 - t * t) * gauss
        }
        let mean = taps.reduce(0, +) / Double(taps.count)
        for i in taps.indices { taps[i] -= mean }
        let norm = taps.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in taps.indices { taps[i] /= norm }
        let correlation = taps.indices.map { lag in
          (lag..<taps.count).reduce(0.0) { $0 + taps[$1] * taps[$1 - lag] }
        }
        return Wavelet(taps: taps.map { Float($0) }, correlation: correlation)
      }
    }
    reach = wavelets.map(\.reach).max() ?? 0
    reaches = stride(from: 0, to: wavelets.count, by: 2).map { [wavelets] in wavelets[$0].reach }
    tapCount = wavelets.reduce(0) { $0 + $1.half.count }
    correlations = Self.table(of: wavelets.map(\.correlation))
  }

  /// Autocorrelations side by side.
  ///
  /// - Parameter correlations: Each from lag zero on.
  /// - Returns: Eight after eight of them, lag by lag: twice their values but for that at lag zero.
  static func table(of correlations: [[Double]]) -> [[SIMD8<Double>]] {
    let width = SIMD8<Double>.scalarCount
    return stride(from: 0, to: correlations.count, by: width).map { first in
      let some = correlations[first...].prefix(width)
      return (0..<(some.map(\.count).max() ?? 0)).map { lag in
        var values = SIMD8<Double>.zero
        for (n, own) in some.enumerated() where lag < own.count {
          values[n] = (lag == 0 ? 1 : 2) * own[lag]
        }
        return values
      }
    }
  }

  /// The largest reach of any wavelet, samples.
  let reach: Int
  /// Lags that the noise's autocorrelation needs for all wavelets.
  var lagCount: Int { 2 * reach + 1 }
}
