/// The document as it is written.
struct SessionWire: Decodable {
  struct Generator: Decodable {
    var name: String?
    var version: String?
    var settings_sha256: String?
  }
  struct Mask: Decodable {
    var onset_s: Double
    var duration_s: Double
    var cause: String?
    var isSound: Bool { abs(onset_s) <= 1e9 && (0...1e9).contains(duration_s) }
  }
  struct Quality: Decodable {
    var clipped_fraction: Double?
    var mains_hz: Double?
    var mains_ratio_db: Double?
    var flags: [String]?
  }
  struct Channel: Decodable {
    var index: Int?
    var name: String
    var unit: String?
    var rate_hz: Double?
    var samples: Int?
    var analysed: Bool?
    var noise_uv: Double?
    var analysable_s: Double?
    var masks: [Mask]?
    var quality: Quality?
  }
  struct Finding: Decodable {
    var code: String
    var message: String
  }
  struct Recording: Decodable {
    var source: String
    var format: String?
    var sha256: String?
    var start_time: String?
    var duration_s: Double
    var channels: [Channel]
    var findings: [Finding]?
  }
  struct Evidence: Decodable {
    var rule: String
    var value: Double?
  }
  struct Event: Decodable {
    var type: String
    var channel: String
    var channel_index: Int?
    var onset_s: Double
    var duration_s: Double
    var confidence: Double?
    var threshold_uv: Double?
    var motor_unit: Int?
    var discharges_s: [Double]?
    var bursts_s: [Double]?
    var times_s: [Double]?
    var frequency_hz: Double?
    var pattern: String?
    var partners: [String]?
    var cause: String?
    var features: [String: Double?]?
    var evidence: [Evidence]?
    var coherence: [Pair]?
    var co_contraction: [Pair]?
  }
  /// A channel's name among numbers.
  struct Pair: Decodable {
    var channel = ""
    var measures: [String: Double] = [:]

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: Key.self)
      for key in box.allKeys {
        if key.stringValue == "channel" {
          channel = try box.decode(String.self, forKey: key)
        } else if let value = try box.decodeIfPresent(Double.self, forKey: key) {
          measures[key.stringValue] = value
        }
      }
    }
  }
  struct SummaryChannel: Decodable {
    var channel: String
    var motor_units: [[String: Double?]]?
  }
  struct Summary: Decodable {
    var channels: [SummaryChannel]?
  }
  indirect enum Setting: Decodable {
    case section([String: Setting])
    case text(String)

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let inner = try? box.decode([String: Setting].self) {
        self = .section(inner)
      } else if let list = try? box.decode([Double].self) {
        self = .text(list.map { Self.text(of: $0) }.joined(separator: ", "))
      } else if let flag = try? box.decode(Bool.self) {
        self = .text(flag ? "true" : "false")
      } else if let number = try? box.decode(Double.self) {
        self = .text(Self.text(of: number))
      } else if let text = try? box.decode(String.self) {
        self = .text(text)
      } else {
        self = .text("null")
      }
    }

    static func text(of value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
  }
  var schema: String
  var schema_version: String
  var generator: Generator?
  var recording: Recording
  var settings: [String: Setting]?
  var events: [Event]
  var summary: Summary?
}
