// Written by Benchmarks/Resources/fit.py from Benchmarks/Resources/resources.json; `make resources` measures and fits anew.

extension ResourceEstimate {
  /// The program without a recording, in bytes.
  static let programBytes = 3.08e7
  /// Blocks and states of a channel, in bytes.
  static let bytesPerChannel = 2.95e6
  /// What grows with the length, in bytes for a sample.
  static let bytesPerSample = 1.63e0
  /// Start of the program and what is done once, in seconds.
  static let startSeconds = 1.86e-2
  /// What is done once a channel, in seconds.
  static let secondsPerChannel = 4.72e-3
  /// Analysis, in seconds for a recorded second of a channel.
  static let secondsPerSecond = 9.64e-5
  /// Filtering and reading, in seconds for a sample.
  static let secondsPerSample = 4.68e-8
  /// Parsing, in seconds for a byte of text.
  static let secondsPerTextByte = 4.85e-9
  // Estimated over measured: memory 1.03 to 1.40, time 0.82 to 1.22, of 20 recordings.
}
