public import EMGCore
internal import EMGKernels
internal import RealModule

/// What is taken out of a segment before its transform.
public enum Detrending: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// The mean.
  case constant
  /// The line of least squares.
  case linear

  func apply(_ x: inout [Double]) {
    guard self != .none, !x.isEmpty else { return }
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    var slope = 0.0
    let center = (n - 1) / 2
    if self == .linear, x.count > 1 {
      var sxy = 0.0
      for (i, value) in x.enumerated() { sxy += (Double(i) - center) * (value - mean) }
      slope = sxy * 12 / (n * (n * n - 1))
    }
    for i in x.indices { x[i] -= mean + slope * (Double(i) - center) }
  }
}

/// Welch's averaged periodogram over a stream with gaps.
///
/// Segments begin at fixed positions of each stretch without gaps and never span one, so that
/// cutting the input anywhere changes no bit. One-sided density, as `scipy.signal.welch`.
///
/// Source: Welch (1967).
///
/// - Shape: one channel; any block length.
public struct WelchSpectrum: Sendable {
  private let rate: SampleRate
  private let length: Int
  private let hop: Int
  private let window: [Double]
  private let detrending: Detrending
  private var fft: RealFFT
  private var pending: [Float] = []
  private var sum: [Double]
  private var count = 0

  /// Makes an estimator.
  ///
  /// - Parameters:
  ///   - segment: Length of a segment, seconds.
  ///   - overlap: Share of a segment that the next one covers again, 0 to below 1.
  ///   - window: The taper.
  ///   - detrending: What is taken out of each segment.
  ///   - rate: The sampling rate.
  /// - Throws: `ConfigurationError` for a segment under two samples or an overlap out of range.
  public init(
    segment: Double, overlap: Double = 0.5, window: SpectralWindow = .hann,
    detrending: Detrending = .constant, rate: SampleRate
  ) throws(ConfigurationError) {
    guard overlap >= 0, overlap < 1 else {
      throw ConfigurationError(key: "overlap", detail: "expected 0 to below 1, found \(overlap)")
    }
    guard segment.isFinite, segment * rate.hertz >= 2, segment * rate.hertz < 1e8 else {
      throw ConfigurationError(
        key: "segment", detail: "expected at least two samples, found \(segment) s")
    }
    self.rate = rate
    length = rate.samples(segment, minimum: 2)
    hop = max(1, length - Int(overlap * Double(length)))
    self.window = window.values(length)
    self.detrending = detrending
    fft = RealFFT(size: length)
    sum = Array(repeating: 0, count: length / 2 + 1)
  }

  /// Takes samples that follow those before; NaN is a gap.
  ///
  /// - Parameter block: Samples.
  public mutating func add(_ block: ArraySlice<Float>) {
    if knownCount(of: block.span) == block.count {
      take(block)
      return
    }
    for part in block.split(omittingEmptySubsequences: false, whereSeparator: \.isNaN) {
      take(part)
      if part.endIndex < block.endIndex { pending.removeAll(keepingCapacity: true) }
    }
  }

  private mutating func take(_ samples: ArraySlice<Float>) {
    pending.append(contentsOf: samples)
    var start = 0
    while start + length <= pending.count {
      segment(start..<(start + length))
      start += hop
    }
    pending.removeFirst(min(start, pending.count))
  }

  /// Forgets the samples of an unfinished segment: what comes next does not follow.
  public mutating func gap() { pending.removeAll(keepingCapacity: true) }

  private mutating func segment(_ range: Range<Int>) {
    var samples = pending
    var (first, level) = (range.lowerBound, 0.0)
    switch detrending {
    case .none: break
    case .constant: level = EMGKernels.sum(of: samples.span.extracting(range)) / Double(length)
    case .linear:
      var x = samples[range].map(Double.init)
      detrending.apply(&x)
      (samples, first) = (x.map(Float.init), 0)
    }
    // Taken out meanwhile, so that they are changed in place.
    var sums: [Double] = []
    swap(&sums, &sum)
    let (window, length) = (window, length)
    fft.transform { tapered in
      taper(
        samples.span.extracting(first..<(first + length)), less: level, window: window.span,
        into: &tapered)
    } _: { bins in
      var span = sums.mutableSpan
      addPowers(of: bins, to: &span)
    }
    swap(&sums, &sum)
    count += 1
  }

  /// The spectrum so far, or nil where no segment was complete.
  public var spectrum: PowerSpectrum? {
    guard count > 0 else { return nil }
    let energy = window.reduce(0) { $0 + $1 * $1 }
    let scale = 1 / (rate.hertz * energy * Double(count))
    var density = sum.map { $0 * scale }
    // One-sided: all but zero and, for even lengths, half the rate count twice.
    let last = length % 2 == 0 ? density.count - 1 : density.count
    for k in 1..<max(1, last) { density[k] *= 2 }
    return PowerSpectrum(
      resolution: rate.hertz / Double(length), density: density, segmentCount: count)
  }
}

/// The multitaper spectrum of a stretch: periodograms under orthogonal tapers, averaged.
///
/// Source: Thomson (1982).
///
/// - Parameters:
///   - signal: Samples without gaps.
///   - timeBandwidth: NW; tapers number 2 NW − 1.
///   - detrending: What is taken out first.
///   - rate: The sampling rate.
/// - Returns: One-sided density, or nil for fewer than two samples.
/// - Throws: `ConfigurationError` for a time-bandwidth below one.
public func multitaperSpectrum(
  of signal: [Float], timeBandwidth: Double = 3, detrending: Detrending = .constant,
  rate: SampleRate
) throws(ConfigurationError) -> PowerSpectrum? {
  guard timeBandwidth >= 1 else {
    throw ConfigurationError(
      key: "time bandwidth", detail: "expected 1 or more, found \(timeBandwidth)")
  }
  guard signal.count >= 2 else { return nil }
  let tapers = slepianTapers(
    count: signal.count, timeBandwidth: timeBandwidth, tapers: Int(2 * timeBandwidth) - 1)
  var x = signal.map(Double.init)
  detrending.apply(&x)
  var fft = RealFFT(size: signal.count)
  var density = [Double](repeating: 0, count: fft.binCount)
  for taper in tapers {
    let tapered = zip(x, taper).map { Float($0 * $1) }
    for (k, bin) in fft.forward(tapered[...]).enumerated() {
      density[k] += Double(bin.x) * Double(bin.x) + Double(bin.y) * Double(bin.y)
    }
  }
  let scale = 1 / (rate.hertz * Double(tapers.count))
  let last = signal.count % 2 == 0 ? density.count - 1 : density.count
  for k in density.indices { density[k] *= k > 0 && k < last ? 2 * scale : scale }
  return PowerSpectrum(
    resolution: rate.hertz / Double(signal.count), density: density, segmentCount: tapers.count)
}

/// Spectra of successive segments: rows by time, columns by frequency.
///
/// - Parameters:
///   - signal: Samples without gaps.
///   - segment: Length of a segment, seconds.
///   - hop: Time between segments, seconds.
///   - window: The taper.
///   - rate: The sampling rate.
/// - Returns: The density of each segment with the time of its middle, seconds.
/// - Throws: `ConfigurationError` for a segment under two samples or a hop under one.
public func spectrogram(
  of signal: [Float], segment: Double, hop: Double, window: SpectralWindow = .hann,
  rate: SampleRate
) throws(ConfigurationError) -> [(time: Double, spectrum: PowerSpectrum)] {
  let length = rate.samples(segment)
  let step = rate.samples(hop)
  guard length >= 2, step >= 1 else {
    throw ConfigurationError(
      key: "segment", detail: "expected two samples or more and a hop of one or more")
  }
  var rows: [(time: Double, spectrum: PowerSpectrum)] = []
  var start = 0
  while start + length <= signal.count {
    var welch = try WelchSpectrum(segment: segment, overlap: 0, window: window, rate: rate)
    welch.add(signal[start..<(start + length)])
    if let spectrum = welch.spectrum {
      rows.append((rate.seconds(start) + rate.seconds(length) / 2, spectrum))
    }
    start += step
  }
  return rows
}
