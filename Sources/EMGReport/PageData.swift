internal import EMGCore
internal import Foundation

/// What the page's script draws from: events, extremes, pieces.
enum PageData {
  /// A recording's data as JSON inside the page.
  static func script(_ entry: ReportPage.Entry, _ n: Int, withTraces: Bool = true) -> String {
    let document = entry.document
    let types = EventType.allCases
    let events = document.events.map { event in
      // An event without a gate, such as a dropout, states zero.
      let threshold = event.threshold.flatMap { $0 > 0 ? $0 : nil }
      let unit = event.unit.map { "\($0)" } ?? "null"
      let place = types.firstIndex(of: event.type) ?? 0
      return "[\(place),\(event.channel),\(number(event.onset)),\(number(event.duration)),"
        + "\(number(threshold, 2)),\(unit),"
        + "\(number(event.confidence, 2)),\(number(event.peakToPeak, 1))\(times(event, withTraces))]"
    }
    let names = types.map { text(Palette.name($0)) }
    let colours = types.map { text("--" + Palette.mark($0)) }
    let channels = document.channels.filter(\.isAnalysed).map { channel -> String in
      let masks = channel.masks.map { "[\(number($0.onset)),\(number($0.duration))]" }
      return "{\"index\":\(channel.index),\"name\":\(text(channel.name)),"
        + "\"rate\":\(channel.rate),\"masks\":[\(masks.joined(separator: ","))]"
        + (withTraces ? entry.traces[channel.index].map { "," + trace($0) } ?? "" : "") + "}"
    }
    return "<script type=\"application/json\" class=\"data\" data-recording=\"\(n)\">"
      + "{\"duration\":\(document.duration),\"types\":[\(names.joined(separator: ","))],"
      + "\"colours\":[\(colours.joined(separator: ","))],"
      + "\"channels\":[\(channels.joined(separator: ","))],"
      + "\"events\":[\(events.joined(separator: ","))]}</script>"
  }

  /// A review draws the marks itself, and so needs the times at which an artifact repeats.
  private static func times(
    _ event: SessionDocument.EventEntry, _ isAlone: Bool
  ) -> String {
    guard !isAlone, !event.times.isEmpty else { return "" }
    return ",[\(event.times.map { number($0) }.joined(separator: ","))]"
  }

  private static func number(_ value: Double?, _ decimals: Int = 4) -> String {
    guard let value, value.isFinite, abs(value) < 1e12 else { return "null" }
    return fixed(value, decimals).replacing("−", with: "-")
  }

  /// JSON text that cannot end a script element.
  private static func text(_ value: String) -> String {
    let json = (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) }
    return (json ?? "\"\"").replacing("<", with: "\\u003c").replacing("&", with: "\\u0026")
  }

  /// 16-bit steps in base64; the lowest step says that there is no sample.
  private static func trace(_ trace: ChannelTrace) -> String {
    let step = Float(max(StripFigures.extent(trace), 1e-3) / 32_000)
    func bytes(_ values: [Float]) -> String {
      var data = Data(capacity: values.count * 2)
      for value in values {
        let scaled = value.isNaN ? Float(Int16.min) : (value / step).rounded()
        let code = UInt16(bitPattern: Int16(max(-32_768, min(32_767, scaled))))
        data.append(UInt8(truncatingIfNeeded: code))
        data.append(UInt8(truncatingIfNeeded: code >> 8))
      }
      return data.base64EncodedString()
    }
    var parts = ["\"bin\":\(trace.bin)", "\"step\":\(step)", "\"low\":\"\(bytes(trace.low))\""]
    if trace.bin > 1 {
      parts.append("\"high\":\"\(bytes(trace.high))\"")
      let starts = trace.snippets.map { "\($0.start)" }.joined(separator: ",")
      let counts = trace.snippets.map { "\($0.samples.count)" }.joined(separator: ",")
      parts.append("\"starts\":[\(starts)]")
      parts.append("\"counts\":[\(counts)]")
      parts.append("\"pieces\":\"\(bytes(trace.snippets.flatMap(\.samples)))\"")
    }
    return parts.joined(separator: ",")
  }
}
