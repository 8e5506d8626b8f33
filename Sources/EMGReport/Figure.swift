internal import Foundation

/// A vector picture with its words for those who do not see it.
public struct Figure: Sendable {
  /// A file's name without ending.
  public var name: String
  /// A heading.
  public var title: String
  /// What it shows, in a sentence or two.
  public var summary: String
  /// Width and height in its own units.
  public var width: Double, height: Double
  /// Elements.
  public var body: String
  /// Where a strip's marks of events stand, so that a review can draw them by its decisions.
  var strip: Strip?

  /// Rows of a picture with the whole recording from left to right.
  struct Strip: Encodable {
    /// A row: marks of a channel, of one class or, where it is null, of all.
    struct Row: Encodable {
      var channel: Int
      var type: Int?
      var y: Double
      var height: Double
    }

    var left = StripFigures.left
    var right = StripFigures.right
    var rows: [Row]
    /// Where in its row each class stands: top and height as shares.
    var bands: [[Double]]

    /// JSON whose keys stand in an order of their own, so that equal pages are equal bytes.
    var text: String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
    }
  }

  /// The elements inside a page that holds the styles.
  public var inline: String {
    "<svg class=\"fig\" role=\"img\" aria-label=\"\(escaped(title + ". " + summary))\""
      + (strip.map { " data-strip=\"\(escaped($0.text))\"" } ?? "")
      + " viewBox=\"0 0 \(short(width)) \(short(height))\""
      + " style=\"max-width:\(short(width == StripFigures.width ? width * 1.25 : width))px\">\(body)</svg>"
  }

  /// A file of its own, in light colours on white.
  public var file: String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
      + " width=\"\(short(width))\" height=\"\(short(height + 26))\""
      + " viewBox=\"0 -26 \(short(width)) \(short(height + 26))\">"
      + "<title>\(escaped(title))</title><desc>\(escaped(summary))</desc>"
      + "<style>\(Palette.figureStyle)</style>\(Palette.patterns)"
      + "<rect class=\"bg\" y=\"-26\" width=\"\(short(width))\" height=\"\(short(height + 26))\"/>"
      + "<text class=\"hd\" x=\"8\" y=\"-8\">\(escaped(title))</text>\(body)</svg>\n"
  }
}

/// Text as it may stand between tags and in quotes.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    // XML forbids the other control characters even as references.
    case "\t", "\n", "\r": result += " "
    case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A number with at most one decimal, for coordinates.
func short(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "0" }
  let tenths = Int((value * 10).rounded())
  guard tenths % 10 != 0 else { return "\(tenths / 10)" }
  return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}

/// A number with about three significant digits, for people.
func readable(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "–" }
  let size = abs(value)
  if value == 0 { return "0" }
  let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4
  return fixed(value, decimals)
}

/// A number with a count of decimals, zeros at the end left out.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "–" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((abs(value) * scale).rounded())
  let whole = Int(scale)
  var text = "\(scaled / whole)"
  if decimals > 0 {
    var rest = "\(scaled % whole)"
    rest = String(repeating: "0", count: decimals - rest.count) + rest
    while rest.last == "0" { rest.removeLast() }
    if !rest.isEmpty { text += "." + rest }
  }
  return value < 0 && scaled != 0 ? "−" + text : text
}

/// A name that fits beside a picture: of a longer one the beginning and the end, where a side stands.
func shortened(_ name: String, _ most: Int = 18) -> String {
  guard name.count > most else { return name }
  let tail = most / 2 - 1
  return name.prefix(most - 1 - tail) + "…" + name.suffix(tail)
}

/// A count with its noun.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}

/// Seconds as a person says them.
func clock(_ seconds: Double) -> String {
  guard seconds >= 60, seconds.isFinite else { return "\(readable(seconds)) s" }
  let whole = Int(seconds.rounded())
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return whole < 3600
    ? "\(whole / 60) min \(two(whole % 60)) s"
    : "\(whole / 3600) h \(two(whole / 60 % 60)) min"
}

/// A straight map from values to coordinates, with its ticks.
struct Scale {
  var low: Double, high: Double
  var from: Double, to: Double

  init(_ low: Double, _ high: Double, to from: Double, _ end: Double) {
    self.low = low
    self.high = high > low ? high : low + 1
    self.from = from
    self.to = end
  }

  func at(_ value: Double) -> Double {
    from + (min(max(value, low), high) - low) / (high - low) * (to - from)
  }

  /// Round values inside, about `count` of them.
  func ticks(_ count: Int, steps: [Double] = [1, 2, 5, 10]) -> [Double] {
    let raw = (high - low) / Double(max(1, count))
    var power = 1.0
    while power > raw { power /= 10 }
    while power * 10 <= raw { power *= 10 }
    let step = (steps.first { $0 * power >= raw } ?? 10) * power
    return values(step)
  }

  private func values(_ step: Double) -> [Double] {
    var result: [Double] = []
    var n = (low / step - 1e-9).rounded(.up)
    while n * step <= high + step * 1e-9, result.count < 100 {
      result.append(n * step)
      n += 1
    }
    return result
  }

  /// Ticks of a time axis: whole seconds, minutes, hours.
  func timeTicks(_ count: Int) -> [Double] {
    let raw = (high - low) / Double(max(1, count))
    guard raw > 1 else { return ticks(count) }
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
    ]
    return values(steps.first { $0 >= raw } ?? 86_400 * (raw / 86_400).rounded(.up))
  }
}

/// A tick of a time axis: seconds below two minutes, else m:ss or h:mm.
func timeLabel(_ seconds: Double, span: Double) -> String {
  guard span > 120 else { return fixed(seconds, 3) }
  let whole = Int(seconds.rounded())
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return span < 7200
    ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60))"
}

/// The unit of a time axis' labels.
func timeUnit(span: Double) -> String {
  span <= 120 ? "time (s)" : span < 7200 ? "time (min:s)" : "time (h:min)"
}

/// Gathers elements.
struct Canvas {
  var body = ""

  mutating func line(_ c: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    body +=
      "<path class=\"\(c)\" d=\"M\(short(x1)) \(short(y1))L\(short(x2)) \(short(y2))\"/>"
  }
  mutating func rect(_ c: String, _ x: Double, _ y: Double, _ w: Double, _ h: Double) {
    body +=
      "<rect class=\"\(c)\" x=\"\(short(x))\" y=\"\(short(y))\""
      + " width=\"\(short(max(0.5, w)))\" height=\"\(short(h))\"/>"
  }
  mutating func path(_ c: String, _ d: String) {
    if !d.isEmpty { body += "<path class=\"\(c)\" d=\"\(d)\"/>" }
  }
  mutating func dot(_ c: String, _ x: Double, _ y: Double, _ r: Double) {
    body += "<circle class=\"\(c)\" cx=\"\(short(x))\" cy=\"\(short(y))\" r=\"\(short(r))\"/>"
  }
  mutating func text(_ c: String, _ x: Double, _ y: Double, _ text: String) {
    body += "<text class=\"\(c)\" x=\"\(short(x))\" y=\"\(short(y))\">\(escaped(text))</text>"
  }
  mutating func sideways(_ x: Double, _ y: Double, _ text: String) {
    body +=
      "<text class=\"tm\" transform=\"translate(\(short(x)) \(short(y))) rotate(-90)\">"
      + "\(escaped(text))</text>"
  }

  /// A time axis below a plot.
  mutating func timeAxis(_ x: Scale, y: Double, top: Double, count: Int = 10) {
    let span = x.high - x.low
    for t in x.timeTicks(count) {
      line("gr", x.at(t), top, x.at(t), y)
      text("tm", x.at(t), y + 14, timeLabel(t, span: span))
    }
    text("tm", (x.from + x.to) / 2, y + 30, timeUnit(span: span))
  }

  /// An axis of numbers below a plot.
  mutating func axis(_ x: Scale, y: Double, top: Double, count: Int = 6, label: String) {
    for t in x.ticks(count) {
      line("gr", x.at(t), top, x.at(t), y)
      text("tm", x.at(t), y + 14, readable(t))
    }
    text("tm", (x.from + x.to) / 2, y + 30, label)
  }

  /// An axis of numbers left of a plot.
  mutating func upright(
    _ y: Scale, x: Double, right: Double, count: Int = 4, label: String, offset: Double = 44
  ) {
    // One tick alone tells no scale.
    let some = y.ticks(count)
    for t in some.count > 2 ? some : y.ticks(2 * count) {
      line("gr", x, y.at(t), right, y.at(t))
      text("te", x - 5, y.at(t) + 4, readable(t))
    }
    sideways(x - offset, (y.from + y.to) / 2, label)
  }
}
