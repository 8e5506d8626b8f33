/// How a raw binary sample is stored.
public enum SampleType: String, Hashable, Sendable, CaseIterable {
  /// Signed integers, little-endian.
  case int16le, int24le, int32le
  /// Signed integers, big-endian.
  case int16be, int24be, int32be
  /// IEEE 754, little-endian.
  case float32le, float64le
  /// IEEE 754, big-endian.
  case float32be, float64be

  /// Bytes a sample.
  public var byteCount: Int {
    switch self {
    case .int16le, .int16be: 2
    case .int24le, .int24be: 3
    case .int32le, .int32be, .float32le, .float32be: 4
    case .float64le, .float64be: 8
    }
  }

  /// Whether the samples are whole numbers.
  public var isInteger: Bool {
    switch self {
    case .float32le, .float32be, .float64le, .float64be: false
    default: true
    }
  }
}

/// How the samples of several channels lie in a raw file.
public enum Layout: String, Hashable, Sendable, CaseIterable {
  /// Frame by frame: one sample of each channel.
  case interleaved
  /// Channel by channel: all samples of the first, then of the second.
  case planar
}

/// What the user says of an input where the file does not, or is wrong.
public struct ReadingOptions: Hashable, Sendable {
  /// `csv` or `raw`; told by content and name where nil.
  public var format: String?
  /// Samples a second.
  public var rate: Double?
  /// The unit of channels whose unit the file does not state.
  public var unit: String?
  /// `,` `;` `tab` `space` for text.
  public var delimiter: String?
  /// A column's name or number from 1, or `none`.
  public var timeColumn: String?
  /// `.` or `,` for text.
  public var decimalMark: Character?
  /// Channels of a raw file.
  public var channelCount: Int?
  /// How a raw sample is stored.
  public var sampleType: SampleType?
  /// How the channels of a raw file lie.
  public var layout: Layout?
  /// Bytes before the first raw sample.
  public var headerBytes: Int?
  /// Value of one stored step; a value is `stored · scale + offset`.
  public var scale: Double?
  /// Value of stored zero.
  public var offset: Double?
  /// Names of a raw file's channels.
  public var channelNames: [String]?

  /// Nothing said.
  public init() {}
}
