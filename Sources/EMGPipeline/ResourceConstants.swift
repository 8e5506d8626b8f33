// Written by Benchmarks/Resources/fit.py from Benchmarks/Resources/resources.json; `make resources` measures and fits anew.

extension ResourceEstimate {
  /// The program without a recording, in bytes.
  static let programBytes = 3.04e7
  /// Blocks and states of a channel, in bytes.
  static let bytesPerChannel = 1.56e6
  /// What grows with the length, in bytes for a sample.
  static let bytesPerSample = 1.18e0
  /// Start of the program and what is done once, in seconds.
  static let startSeconds = 1.24e-2
  /// What is done once a channel, in seconds.
  static let secondsPerChannel = 0.0
  /// Analysis, in seconds for a recorded second of a channel.
  static let secondsPerSecond = 6.48e-5
  /// Filtering and reading, in seconds for a sample.
  static let secondsPerSample = 1.67e-8
  /// Parsing, in seconds for a byte of text.
  static let secondsPerTextByte = 1.54e-9
  // Estimated over measured: memory 1.03 to 1.42, time 0.87 to 1.16, of 20 recordings.
}
