internal import RealModule

/// A one-sided power spectral density.
public struct PowerSpectrum: Hashable, Sendable {
  /// Hertz between two bins; the first stands at zero.
  public var resolution: Double
  /// The signal's unit squared per hertz, one value a bin.
  public var density: [Double]
  /// Segments (or tapers times segments) that were averaged.
  public var segmentCount: Int

  /// Makes a spectrum.
  ///
  /// - Parameters:
  ///   - resolution: Hertz between two bins.
  ///   - density: Unit squared per hertz.
  ///   - segmentCount: Segments averaged.
  public init(resolution: Double, density: [Double], segmentCount: Int) {
    self.resolution = resolution
    self.density = density
    self.segmentCount = segmentCount
  }

  /// The frequency of a bin.
  ///
  /// - Parameter bin: Its index.
  /// - Returns: Hertz.
  public func frequency(_ bin: Int) -> Double { Double(bin) * resolution }

  private func bins(_ band: ClosedRange<Double>) -> Range<Int> {
    let low = max(0, Int((band.lowerBound / resolution).rounded(.up)))
    let high = min(density.count, Int((band.upperBound / resolution).rounded(.down)) + 1)
    return low..<max(low, high)
  }

  /// The power within a band: the sum of its bins' densities times the resolution.
  ///
  /// - Parameter band: Hertz, both edges included.
  /// - Returns: The signal's unit squared.
  public func power(in band: ClosedRange<Double>) -> Double {
    density[bins(band)].reduce(0, +) * resolution
  }

  /// The mean frequency of a band, `Σ f P / Σ P`, or nil without power.
  ///
  /// - Parameter band: Hertz.
  /// - Returns: Hertz.
  public func meanFrequency(in band: ClosedRange<Double>) -> Double? {
    var weighted = 0.0
    var total = 0.0
    for k in bins(band) {
      weighted += frequency(k) * density[k]
      total += density[k]
    }
    return total > 0 ? weighted / total : nil
  }

  /// The frequency below which a share of a band's power lies; one half gives the median frequency.
  ///
  /// Interpolated within its bin; nil without power.
  ///
  /// - Parameters:
  ///   - share: Between 0 and 1.
  ///   - band: Hertz.
  /// - Returns: Hertz.
  public func edge(_ share: Double, in band: ClosedRange<Double>) -> Double? {
    let range = bins(band)
    let total = density[range].reduce(0, +)
    guard total > 0 else { return nil }
    let goal = share * total
    var sum = 0.0
    for k in range {
      if sum + density[k] >= goal {
        let part = density[k] > 0 ? (goal - sum) / density[k] : 0
        return frequency(k) + (part - 0.5) * resolution
      }
      sum += density[k]
    }
    return range.last.map(frequency)
  }

  /// The median frequency of a band, or nil without power.
  ///
  /// - Parameter band: Hertz.
  /// - Returns: Hertz.
  public func medianFrequency(in band: ClosedRange<Double>) -> Double? { edge(0.5, in: band) }

  /// The spectral moment of an order over a band, `Σ f^order P Δf`.
  ///
  /// - Parameters:
  ///   - order: May be negative; the bin at zero is then left out.
  ///   - band: Hertz.
  /// - Returns: Unit squared times hertz to the order.
  public func moment(_ order: Int, in band: ClosedRange<Double>) -> Double {
    bins(band).reduce(0.0) { sum, k in
      let f = frequency(k)
      guard f > 0 || order >= 0 else { return sum }
      return sum + Double.pow(f, order) * density[k] * resolution
    }
  }

  /// Local maxima within a band by falling density.
  ///
  /// - Parameters:
  ///   - band: Hertz.
  ///   - prominence: How far, in decibels, a maximum rises above the higher of the lowest points
  ///     that separate it from higher ground on each side (or from the band's ends).
  /// - Returns: Frequency (interpolated), density, prominence, and width at half power where both
  ///   sides fall that far.
  public func peaks(in band: ClosedRange<Double>, prominence: Double) -> [SpectralPeak] {
    let range = bins(band)
    guard range.count >= 3 else { return [] }
    let level = density.map { 10 * Double.log10(max($0, .leastNormalMagnitude)) }
    var found: [SpectralPeak] = []
    for k in (range.lowerBound + 1)..<(range.upperBound - 1)
    where density[k] > density[k - 1] && density[k] >= density[k + 1] {
      var left = level[k]
      var i = k - 1
      while i >= range.lowerBound, level[i] <= level[k] {
        left = min(left, level[i])
        i -= 1
      }
      var right = level[k]
      i = k + 1
      while i < range.upperBound, level[i] <= level[k] {
        right = min(right, level[i])
        i += 1
      }
      let rise = level[k] - max(left, right)
      guard rise >= prominence else { continue }
      found.append(
        SpectralPeak(
          frequency: interpolated(k, level), density: density[k], prominence: rise,
          halfPowerWidth: width(k)))
    }
    return found.sorted { $0.density > $1.density }
  }

  private func interpolated(_ k: Int, _ level: [Double]) -> Double {
    let curve = level[k - 1] - 2 * level[k] + level[k + 1]
    let shift = curve < 0 ? 0.5 * (level[k - 1] - level[k + 1]) / curve : 0
    return (Double(k) + shift) * resolution
  }

  private func width(_ k: Int) -> Double? {
    let half = density[k] / 2
    func crossing(_ step: Int) -> Double? {
      var i = k
      while density.indices.contains(i + step) {
        if density[i + step] <= half {
          let part =
            (density[i] - half) / max(density[i] - density[i + step], .leastNormalMagnitude)
          return Double(i) + Double(step) * part
        }
        if density[i + step] > density[k] { return nil }
        i += step
      }
      return nil
    }
    guard let low = crossing(-1), let high = crossing(1) else { return nil }
    return (high - low) * resolution
  }
}

/// A local maximum of a spectrum.
public struct SpectralPeak: Hashable, Sendable {
  /// Hertz, interpolated between bins.
  public var frequency: Double
  /// Unit squared per hertz.
  public var density: Double
  /// Decibels above its surroundings.
  public var prominence: Double
  /// Hertz between the half-power points, or nil where the peak does not fall that far.
  public var halfPowerWidth: Double?
}
