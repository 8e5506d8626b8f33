/// What the analysis of a recording will take of a machine, for a scheduler to give it.
///
/// The constants stand in `ResourceConstants.swift`: a fit to `Benchmarks/Resources/resources.json`, measured on one core
/// with one potential a second and channel, which also says how near it comes. They shape no result. Memory grows with
/// the events that are held until the end: the part for a sample stands for those of such a recording; a busier one can
/// need more, which a second try with more memory settles.
public struct ResourceEstimate: Hashable, Sendable {
  /// Peak resident memory, in bytes.
  public var memoryBytes: Int
  /// Processor time, in seconds.
  public var processorSeconds: Double

  /// Estimates a recording.
  ///
  /// - Parameters:
  ///   - rates: Samples a second of each channel that is analysed.
  ///   - seconds: The length of what is analysed.
  ///   - inputBytes: The size of the input.
  ///   - isText: Whether its samples are text.
  public init(rates: [Double], seconds: Double, inputBytes: Int, isText: Bool) {
    let hertz = rates.reduce(0, +)
    let samples = hertz * seconds
    let channels = Double(rates.count)
    let bytes =
      Self.programBytes + Self.bytesPerChannel * channels + Self.bytesPerSample * samples
    memoryBytes = Int(min(bytes, 1e18))
    processorSeconds =
      Self.startSeconds + Self.secondsPerChannel * channels
      + Self.secondsPerSecond * channels * seconds + Self.secondsPerSample * samples
      + (isText ? Self.secondsPerTextByte * Double(inputBytes) : 0)
  }
}
