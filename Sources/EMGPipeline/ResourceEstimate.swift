/// What the analysis of a recording will take of a machine, for a scheduler to give it.
///
/// The constants are those of a fit to `Benchmarks/Resources/resources.json`, measured by
/// `Benchmarks/Resources/measure.py` on one core with one potential a second and channel. They shape
/// no result. Of the measured recordings none took more memory than is estimated, nor less than two
/// thirds of it, and none less than 0.7 or more than 1.4 times the time, on that machine. Memory grows with the events that are held until the end: the part for a sample
/// stands for those of such a recording; a busier one can need more, which a second try with more
/// memory settles.
public struct ResourceEstimate: Hashable, Sendable {
  /// Peak resident memory, in bytes.
  public var memoryBytes: Int
  /// Processor time, in seconds.
  public var processorSeconds: Double

  /// The program without a recording, in bytes.
  static let programBytes = 33e6
  /// Blocks and states of a channel, in bytes.
  static let bytesPerChannel = 3.0e6
  /// What grows with the length, in bytes for a sample.
  static let bytesPerSample = 1.0
  /// Start of the program and what is done once, in seconds.
  static let startSeconds = 0.03
  /// What is done once a channel, in seconds.
  static let secondsPerChannel = 0.0023
  /// Analysis, in seconds for a recorded second of a channel.
  static let secondsPerSecond = 140e-6
  /// Filtering and reading, in seconds for a sample.
  static let secondsPerSample = 35e-9
  /// Parsing, in seconds for a byte of text.
  static let secondsPerTextByte = 6.5e-9

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
