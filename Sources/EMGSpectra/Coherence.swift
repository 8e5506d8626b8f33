public import EMGCore
internal import RealModule

/// How two signals go together, frequency by frequency.
public struct CrossSpectrum: Hashable, Sendable {
  /// Hertz between two bins.
  public var resolution: Double
  /// Magnitude-squared coherence of each bin, 0 to 1.
  public var coherence: [Double]
  /// Phase of the second signal against the first, radians; positive where it lags.
  public var phase: [Double]
  /// Segments averaged, overlapping.
  public var segmentCount: Int

  /// The count of independent segments that overlapping Hann segments are worth.
  ///
  /// `18 K² / (19 K − 1)` for one half overlap. Source: Welch (1967).
  public var effectiveSegments: Double {
    let k = Double(segmentCount)
    return 18 * k * k / (19 * k - 1)
  }

  /// The coherence that unrelated signals exceed at one frequency with a probability.
  ///
  /// `1 − alpha^(1/(L−1))`. Source: Halliday et al. (1995).
  ///
  /// - Parameter alpha: For example 0.01.
  /// - Returns: A coherence; one where there are too few segments to tell.
  public func limit(alpha: Double) -> Double {
    let l = effectiveSegments
    guard l > 1 else { return 1 }
    return 1 - Double.pow(alpha, 1 / (l - 1))
  }

  /// The standard error of the phase at a bin, `sqrt((1/C² − 1) / 2L)`, radians.
  ///
  /// - Parameter bin: Its index.
  /// - Returns: Radians; infinite without coherence.
  public func phaseError(_ bin: Int) -> Double {
    let c = coherence[bin]
    return c > 0 ? ((1 / c - 1) / (2 * effectiveSegments)).squareRoot() : .infinity
  }
}

/// Coherence and phase of two signals by Welch's averages, as `scipy.signal.coherence`.
///
/// - Parameters:
///   - a: The first signal, without gaps.
///   - b: The second, as long.
///   - segment: Length of a segment, seconds; segments overlap by one half.
///   - window: The taper.
///   - rate: The common sampling rate.
/// - Returns: The cross-spectrum, or nil where no segment fits.
/// - Throws: `ConfigurationError` where the lengths differ or a segment is under two samples.
public func crossSpectrum(
  of a: [Float], and b: [Float], segment: Double, window: SpectralWindow = .hann, rate: SampleRate
) throws(ConfigurationError) -> CrossSpectrum? {
  guard a.count == b.count else {
    throw ConfigurationError(
      key: "signals", detail: "expected equal lengths, found \(a.count) and \(b.count)")
  }
  let length = rate.samples(segment)
  guard length >= 2 else {
    throw ConfigurationError(key: "segment", detail: "expected two samples or more")
  }
  let taper = window.values(length)
  var fft = RealFFT(size: length)
  let bins = fft.binCount
  var aa = [Double](repeating: 0, count: bins)
  var bb = [Double](repeating: 0, count: bins)
  var re = [Double](repeating: 0, count: bins)
  var im = [Double](repeating: 0, count: bins)
  var count = 0
  var start = 0
  func transformed(_ x: ArraySlice<Float>) -> [SIMD2<Float>] {
    var values = x.map(Double.init)
    Detrending.constant.apply(&values)
    return fft.forward(zip(values, taper).map { Float($0 * $1) }[...])
  }
  while start + length <= a.count {
    let x = transformed(a[start..<(start + length)])
    let y = transformed(b[start..<(start + length)])
    for k in 0..<bins {
      let (xr, xi) = (Double(x[k].x), Double(x[k].y))
      let (yr, yi) = (Double(y[k].x), Double(y[k].y))
      aa[k] += xr * xr + xi * xi
      bb[k] += yr * yr + yi * yi
      re[k] += xr * yr + xi * yi
      im[k] += xr * yi - xi * yr
    }
    count += 1
    start += max(1, length - length / 2)
  }
  guard count > 0 else { return nil }
  let coherence = (0..<bins).map { k -> Double in
    let product = aa[k] * bb[k]
    return product > 0 ? min(1, (re[k] * re[k] + im[k] * im[k]) / product) : 0
  }
  let phase = (0..<bins).map { -Double.atan2(y: im[$0], x: re[$0]) }
  return CrossSpectrum(
    resolution: rate.hertz / Double(length), coherence: coherence, phase: phase,
    segmentCount: count)
}
