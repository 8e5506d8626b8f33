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
  private var real: [Float]
  private var bins: [SIMD2<Float>]

  /// Makes a transform.
  ///
  /// - Precondition: `size` is above zero.
  /// - Parameter size: The count of samples; products of small primes are fast.
  public init(size: Int) {
    precondition(size > 0, "a transform has at least one sample")
    self.size = size
    real = Array(repeating: 0, count: size)
    bins = Array(repeating: .zero, count: size / 2 + 1)
    plans = Self.plans(size: size)
  }

  private static func plans(size: Int) -> Plans {
    planner.withLock { cache in
      if let known = cache[size] { return known }
      var samples = [Float](repeating: 0, count: size)
      var spectrum = [fftwf_complex](repeating: (0, 0), count: size / 2 + 1)
      // Arrays are not aligned for FFTW's vectors by promise, hence FFTW_UNALIGNED.
      let flags = FFTW_ESTIMATE | UInt32(FFTW_UNALIGNED)
      let forward = unsafe samples.withUnsafeMutableBufferPointer { s in
        unsafe spectrum.withUnsafeMutableBufferPointer { b in
          unsafe fftwf_plan_dft_r2c_1d(Int32(size), s.baseAddress, b.baseAddress, flags)
        }
      }
      let inverse = unsafe samples.withUnsafeMutableBufferPointer { s in
        unsafe spectrum.withUnsafeMutableBufferPointer { b in
          unsafe fftwf_plan_dft_c2r_1d(
            Int32(size), b.baseAddress, s.baseAddress, flags | UInt32(FFTW_PRESERVE_INPUT))
        }
      }
      guard let forward = unsafe forward, let inverse = unsafe inverse else {
        preconditionFailure("FFTW makes a plan for every size")
      }
      let made = unsafe Plans(forward: forward, inverse: inverse)
      cache[size] = made
      return made
    }
  }

  /// The transform of samples: `X[k] = Σ x[n] e^(−2πikn/size)`.
  ///
  /// - Parameter samples: At most `size` samples; zeros follow fewer.
  /// - Returns: Real and imaginary part of each bin; valid until the next transform.
  public mutating func forward(_ samples: ArraySlice<Float>) -> [SIMD2<Float>] {
    precondition(samples.count <= size, "a transform takes at most its size")
    for (i, x) in samples.enumerated() { real[i] = x }
    for i in samples.count..<size { real[i] = 0 }
    unsafe real.withUnsafeMutableBufferPointer { s in
      unsafe bins.withUnsafeMutableBufferPointer { b in
        unsafe b.withMemoryRebound(to: fftwf_complex.self) { c in
          unsafe fftwf_execute_dft_r2c(plans.forward, s.baseAddress, c.baseAddress)
        }
      }
    }
    return bins
  }

  /// The samples of a spectrum; `forward` then `inverse` gives the samples back.
  ///
  /// - Parameter spectrum: `binCount` bins.
  /// - Returns: `size` samples.
  public mutating func inverse(_ spectrum: [SIMD2<Float>]) -> [Float] {
    precondition(spectrum.count == binCount, "an inverse transform takes all bins")
    bins = spectrum
    unsafe real.withUnsafeMutableBufferPointer { s in
      unsafe bins.withUnsafeMutableBufferPointer { b in
        unsafe b.withMemoryRebound(to: fftwf_complex.self) { c in
          unsafe fftwf_execute_dft_c2r(plans.inverse, c.baseAddress, s.baseAddress)
        }
      }
    }
    let scale = 1 / Float(size)
    return real.map { $0 * scale }
  }
}
