internal import EMGCore
internal import Foundation

/// The description of a raw file in `FILE.json` beside it; options given by the user come first.
struct RawSidecar: Decodable {
  var rate: Double?
  var channel_count: Int?
  var sample_type: String?
  var layout: String?
  var header_bytes: Int?
  var scale: Double?
  var offset: Double?
  var unit: String?
  var channel_names: [String]?

  static let keys = [
    "rate", "channel_count", "sample_type", "layout", "header_bytes", "scale", "offset", "unit",
    "channel_names",
  ]
  /// A sidecar is small; a larger file of that name is something else.
  static let largestSize = 1 << 20

  /// The sidecar of a file, or nil where there is none.
  static func read(besides path: String) throws(FormatError) -> RawSidecar? {
    let ending = (path as NSString).pathExtension.lowercased()
    let file = path + ".json"
    guard !Recordings.textExtensions.contains(ending),
      let size = FileFacts(file)?.size
    else { return nil }
    func failure(_ detail: String) -> FormatError {
      FormatError(.badField, field: "sidecar", location: file, detail: detail)
    }
    guard size <= largestSize, let data = FileManager.default.contents(atPath: file) else {
      throw failure("expected a small JSON file, found \(size) bytes")
    }
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw failure("expected a JSON object")
    }
    if let unknown = object.keys.sorted().first(where: { !keys.contains($0) }) {
      throw failure("unknown key '\(unknown)'; known are \(keys.joined(separator: ", "))")
    }
    do {
      return try JSONDecoder().decode(RawSidecar.self, from: data)
    } catch DecodingError.typeMismatch(_, let context) {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw failure("key '\(key)' has a value of the wrong type")
    } catch {
      throw failure("cannot be decoded")
    }
  }

  /// Fills what the user did not say.
  func fill(_ options: inout ReadingOptions) {
    options.rate = options.rate ?? rate
    options.channelCount = options.channelCount ?? channel_count
    options.sampleType = options.sampleType ?? sample_type.flatMap(SampleType.init(rawValue:))
    options.layout = options.layout ?? layout.flatMap(Layout.init(rawValue:))
    options.headerBytes = options.headerBytes ?? header_bytes
    options.scale = options.scale ?? scale
    options.offset = options.offset ?? offset
    options.unit = options.unit ?? unit
    options.channelNames = options.channelNames ?? channel_names
  }
}
