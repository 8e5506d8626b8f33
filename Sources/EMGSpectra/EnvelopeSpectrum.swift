public import EMGCore
internal import RealModule

/// The spectrum of the logarithm of a rectified, averaged signal at a low rate: where a muscle swings.
///
/// It takes samples that are band-passed already. The logarithm makes it blind to the signal's size.
public struct EnvelopeSpectrum: Sendable {
  /// Rate of the envelope at most, Hz: ten times the fastest rhythm of interest.
  public static let rate = 200.0
  /// Length of Welch's segments, seconds, where the caller has no reason for another.
  public static let segment = 4.0

  private let box: Int
  private var welch: WelchSpectrum
  private var sum: Float = 0
  private var count = 0

  /// Begins a spectrum.
  ///
  /// - Parameters:
  ///   - rate: Of the samples.
  ///   - segment: Length of Welch's segments, seconds.
  /// - Throws: `ConfigurationError` where the segment holds too few values.
  public init(rate: SampleRate, segment: Double = EnvelopeSpectrum.segment) throws {
    box = max(1, Int(rate.hertz / Self.rate))
    welch = try WelchSpectrum(
      segment: segment, detrending: .linear,
      rate: SampleRate(checked: rate.hertz / Double(box)))
  }

  /// Takes samples that follow those before.
  ///
  /// - Parameter samples: Band-passed; finite.
  public mutating func add(_ samples: ArraySlice<Float>) {
    var values: [Float] = []
    for y in samples {
      sum += abs(y)
      count += 1
      if count == box {
        values.append(Float.log(max(sum / Float(box), .leastNormalMagnitude)))
        (sum, count) = (0, 0)
      }
    }
    welch.add(values[...])
  }

  /// What follows does not join on.
  public mutating func gap() {
    welch.gap()
    (sum, count) = (0, 0)
  }

  /// The density, natural logarithm squared a hertz; nil before a whole segment.
  public var spectrum: PowerSpectrum? { welch.spectrum }
}
