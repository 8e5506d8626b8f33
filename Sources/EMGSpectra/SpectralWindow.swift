internal import RealModule

/// The taper of a segment before its transform, in the periodic form that suits spectra.
public enum SpectralWindow: String, Hashable, Sendable, CaseIterable {
  /// Raised cosine.
  case hann
  /// Raised cosine on a pedestal.
  case hamming
  /// Two cosines.
  case blackman
  /// None.
  case rectangular

  /// The window's values.
  ///
  /// - Parameter count: Samples.
  /// - Returns: One factor a sample.
  public func values(_ count: Int) -> [Double] {
    (0..<count).map { i in
      let phase = 2 * Double.pi * Double(i) / Double(count)
      switch self {
      case .hann: return 0.5 - 0.5 * Double.cos(phase)
      case .hamming: return 0.54 - 0.46 * Double.cos(phase)
      case .blackman: return 0.42 - 0.5 * Double.cos(phase) + 0.08 * Double.cos(2 * phase)
      case .rectangular: return 1
      }
    }
  }
}

/// Discrete prolate spheroidal sequences: the tapers of a multitaper spectrum.
///
/// Eigenvectors of the symmetric tridiagonal matrix that commutes with the concentration problem,
/// by bisection and inverse iteration; unit energy, first lobe positive.
/// Source: Slepian (1978); Percival, Walden (1993), section 8.3.
///
/// - Parameters:
///   - count: Samples.
///   - timeBandwidth: NW, half the bandwidth times the length.
///   - tapers: How many; 2 NW − 1 are useful.
/// - Returns: The tapers by falling concentration.
public func slepianTapers(count: Int, timeBandwidth: Double, tapers: Int) -> [[Double]] {
  guard count > 1, tapers > 0 else { return [] }
  let w = timeBandwidth / Double(count)
  let diagonal = (0..<count).map { i -> Double in
    let t = (Double(count - 1) - 2 * Double(i)) / 2
    return t * t * Double.cos(2 * .pi * w)
  }
  let off = (1..<count).map { Double($0 * (count - $0)) / 2 }
  return (0..<min(tapers, count)).map { k in
    let eigenvalue = eigenvalue(diagonal, off, rankFromTop: k)
    var v = inverseIteration(diagonal, off, eigenvalue)
    // Sign as in SciPy: symmetric tapers have a positive mean, the others start positive.
    let sign: Double
    if k % 2 == 0 {
      sign = v.reduce(0, +) < 0 ? -1 : 1
    } else {
      let limit = max(1e-7, 1 / Double(count))
      let first = v.first { $0 * $0 > limit } ?? v.first { $0 != 0 } ?? 1
      sign = first < 0 ? -1 : 1
    }
    for i in v.indices { v[i] *= sign }
    return v
  }
}

/// The eigenvalue with `rank` larger ones, by Sturm's count and bisection.
private func eigenvalue(_ d: [Double], _ e: [Double], rankFromTop rank: Int) -> Double {
  func countAbove(_ x: Double) -> Int {
    var count = 0
    var q = 1.0
    for i in d.indices {
      q = d[i] - x - (i > 0 ? e[i - 1] * e[i - 1] / (q == 0 ? 1e-300 : q) : 0)
      if q > 0 { count += 1 }
    }
    return count
  }
  var low = Double.infinity
  var high = -Double.infinity
  for i in d.indices {
    let radius = (i > 0 ? e[i - 1] : 0) + (i < e.count ? e[i] : 0)
    low = min(low, d[i] - radius)
    high = max(high, d[i] + radius)
  }
  for _ in 0..<200 where high - low > abs(high) * 1e-16 {
    let mid = (low + high) / 2
    if mid <= low || mid >= high { break }
    if countAbove(mid) > rank { low = mid } else { high = mid }
  }
  return (low + high) / 2
}

private func inverseIteration(_ d: [Double], _ e: [Double], _ eigenvalue: Double) -> [Double] {
  let n = d.count
  let shift = eigenvalue + abs(eigenvalue) * 1e-14
  var v = (0..<n).map { 1 + 0.01 * Double(($0 * 7919) % 101) / 101 }
  for _ in 0..<4 {
    // Gaussian elimination with partial pivoting on a tridiagonal system.
    var a = d.map { $0 - shift }
    var b = e
    var c = [Double](repeating: 0, count: max(0, n - 2))
    var low = e
    var x = v
    for i in 0..<(n - 1) {
      if abs(low[i]) > abs(a[i]) {
        (a[i], low[i]) = (low[i], a[i])
        (b[i], a[i + 1]) = (a[i + 1], b[i])
        if i < n - 2 { (c[i], b[i + 1]) = (b[i + 1], 0) }
        (x[i], x[i + 1]) = (x[i + 1], x[i])
      }
      let factor = low[i] / (a[i] == 0 ? 1e-300 : a[i])
      a[i + 1] -= factor * b[i]
      if i < n - 2 { b[i + 1] -= factor * c[i] }
      x[i + 1] -= factor * x[i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      var sum = x[i]
      if i + 1 < n { sum -= b[i] * x[i + 1] }
      if i + 2 < n { sum -= c[i] * x[i + 2] }
      x[i] = sum / (a[i] == 0 ? 1e-300 : a[i])
    }
    let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    v = x.map { $0 / norm }
  }
  return v
}
