/// A sampling rate in hertz: finite and above zero.
public struct SampleRate: Hashable, Sendable, Comparable {
  /// Samples a second.
  public let hertz: Double

  /// Makes a rate, or nothing where the number is not a rate.
  ///
  /// - Parameter hertz: Samples a second; must be finite and above zero.
  public init?(hertz: Double) {
    guard hertz.isFinite, hertz > 0 else { return nil }
    self.hertz = hertz
  }

  /// Makes a rate from a number known to be one.
  ///
  /// - Precondition: `hertz` is finite and above zero.
  /// - Parameter hertz: Samples a second.
  public init(checked hertz: Double) {
    precondition(hertz.isFinite && hertz > 0, "a sampling rate is finite and above zero")
    self.hertz = hertz
  }

  /// Orders rates by their number.
  public static func < (a: SampleRate, b: SampleRate) -> Bool { a.hertz < b.hertz }

  /// The time of a sample position, in seconds from the first sample.
  public func seconds(_ position: Int) -> Double { Double(position) / hertz }

  /// The count of samples nearest to a duration, at least `minimum`.
  ///
  /// - Parameters:
  ///   - seconds: A duration, zero or more.
  ///   - minimum: The smallest count to give.
  /// - Returns: Samples.
  public func samples(_ seconds: Double, minimum: Int = 0) -> Int {
    max(minimum, Int((seconds * hertz).rounded()))
  }
}
