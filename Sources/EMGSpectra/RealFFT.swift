internal import CFFTW
internal import Synchronization

/// The one lock around FFTW's planner, which is not thread-safe.
///
/// Execution needs none.
private let planner = Mutex<[Int: Plans]>([:])

/// A forward and an inverse plan of one size; they live as long as the process.
@safe private struct Plans: @unchecked Sendable {
  nonisolated(unsafe) let forward: fftwf_plan
  nonisolated(unsafe) let inverse: fftwf_plan
}

/// Memory as FFTW's vectors want it: what is not aligned takes twice the time.
@safe private final class Buffers: @unchecked Sendable {
  let real: UnsafeMutableBufferPointer<Float>
  let bins: UnsafeMutableBufferPointer<SIMD2<Float>>

  init(size: Int) {
    let count = size / 2 + 1
    guard let real = unsafe fftwf_alloc_real(size), let bins = unsafe fftwf_alloc_complex(count)
    else { preconditionFailure("there is memory for a transform") }
    unsafe real.initialize(repeating: 0, count: size)
    unsafe self.real = UnsafeMutableBufferPointer(start: real, count: size)
    unsafe self.bins = UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(bins).bindMemory(to: SIMD2<Float>.self, capacity: count),
      count: count)
    unsafe self.bins.initialize(repeating: .zero)
  }

  /// The bins as FFTW calls them.
  var complex: UnsafeMutablePointer<fftwf_complex>? {
    unsafe UnsafeMutableRawPointer(bins.baseAddress)?.assumingMemoryBound(to: fftwf_complex.self)
  }

  deinit {
    unsafe fftwf_free(real.baseAddress)
    unsafe fftwf_free(bins.baseAddress)
  }
}

/// The discrete Fourier transform of real samples by FFTW, single precision.
///
/// Plans are made once a size (`FFTW_ESTIMATE`, so that equal input gives equal bits in every
/// run) and shared; any number of tasks may transform at once, each with its own value.
///
/// - Shape: `size` samples ↔ `size / 2 + 1` complex bins.
public struct RealFFT: Sendable {
  /// The count of samples.
  public let size: Int
  /// The count of bins: from zero to half the sampling rate.
  public var binCount: Int { size / 2 + 1 }

  private let plans: Plans
  private var buffers: Buffers

  /// Makes a transform.
  ///
  /// - Precondition: `size` is above zero.
  /// - Parameter size: The count of samples; products of small primes are fast.
  public init(size: Int) {
    precondition(size > 0, "a transform has at least one sample")
    self.size = size
    buffers = Buffers(size: size)
    plans = Self.plans(size: size)
  }

  private static func plans(size: Int) -> Plans {
    planner.withLock { cache in
      if let known = cache[size] { return known }
      let buffers = Buffers(size: size)
      let forward = unsafe fftwf_plan_dft_r2c_1d(
        Int32(size), buffers.real.baseAddress, buffers.complex, FFTW_ESTIMATE)
      let inverse = unsafe fftwf_plan_dft_c2r_1d(
        Int32(size), buffers.complex, buffers.real.baseAddress,
        FFTW_ESTIMATE | UInt32(FFTW_PRESERVE_INPUT))
      guard let forward = unsafe forward, let inverse = unsafe inverse else {
        preconditionFailure("FFTW makes a plan for every size")
      }
      let made = unsafe Plans(forward: forward, inverse: inverse)
      cache[size] = made
      return made
    }
  }

  /// Two values share no memory, however they were copied.
  private mutating func own() {
    if !isKnownUniquelyReferenced(&buffers) { buffers = Buffers(size: size) }
  }

  /// The transform of samples that are written where FFTW reads them.
  ///
  /// - Parameters:
  ///   - fill: Writes all samples.
  ///   - use: Takes real and imaginary part of each bin.
  mutating func transform(
    _ fill: (inout MutableSpan<Float>) -> Void, _ use: (Span<SIMD2<Float>>) -> Void
  ) {
    own()
    let (real, bins) = unsafe (buffers.real, buffers.bins)
    var samples = unsafe real.mutableSpan
    fill(&samples)
    unsafe fftwf_execute_dft_r2c(plans.forward, real.baseAddress, buffers.complex)
    use(unsafe bins.span)
  }

  /// The transform of samples: `X[k] = Σ x[n] e^(−2πikn/size)`.
  ///
  /// - Parameter samples: At most `size` samples; zeros follow fewer.
  /// - Returns: Real and imaginary part of each bin.
  public mutating func forward(_ samples: ArraySlice<Float>) -> [SIMD2<Float>] {
    precondition(samples.count <= size, "a transform takes at most its size")
    var result: [SIMD2<Float>] = []
    result.reserveCapacity(binCount)
    transform {
      for (i, x) in samples.enumerated() { $0[i] = x }
      for i in samples.count..<$0.count { $0[i] = 0 }
    } _: {
      for k in $0.indices { result.append($0[k]) }
    }
    return result
  }

  /// The samples of a spectrum; `forward` then `inverse` gives the samples back.
  ///
  /// - Parameter spectrum: `binCount` bins.
  /// - Returns: `size` samples.
  public mutating func inverse(_ spectrum: [SIMD2<Float>]) -> [Float] {
    precondition(spectrum.count == binCount, "an inverse transform takes all bins")
    own()
    for (k, bin) in spectrum.enumerated() { unsafe buffers.bins[k] = bin }
    unsafe fftwf_execute_dft_c2r(plans.inverse, buffers.complex, buffers.real.baseAddress)
    let scale = 1 / Float(size)
    return unsafe buffers.real.map { $0 * scale }
  }
}
