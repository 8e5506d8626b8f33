import EMGCore
import Foundation

/// When progress is shown.
enum ProgressMode: String, CaseIterable {
  /// A bar on a terminal, a line every ten seconds elsewhere.
  case auto
  /// A bar on a terminal, a line every second and after each input elsewhere.
  case always
  case never
}

/// How far an analysis has come, on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressMeter {
  private let isBar: Bool
  private let isOn: Bool
  private let interval: Double
  private let isAlways: Bool
  private let begun = ContinuousClock.now
  private var shown: ContinuousClock.Instant?
  private var isDrawn = false

  /// Bytes of the inputs to do, and of those that are done.
  private let totalBytes: Double
  private var doneBytes = 0.0
  private let count: Int
  private var number = 0
  private var name = ""
  private var bytes = 0.0
  /// Recorded seconds of inputs that are done, of this one so far, and of this one in all.
  private var doneSeconds = 0.0
  private var seconds = 0.0
  private var expected: Double?

  /// Makes a meter.
  ///
  /// - Parameters:
  ///   - mode: When it shows anything.
  ///   - sizes: Bytes of each input, 0 where unknown.
  init(_ mode: ProgressMode, sizes: [Int]) {
    isBar = isatty(2) == 1
    isOn = mode != .never
    isAlways = mode == .always
    interval = isBar ? 0.1 : isAlways ? 1 : 10
    totalBytes = Double(sizes.reduce(0, +))
    count = sizes.count
  }

  /// An input is begun.
  func begin(_ name: String, size: Int) {
    number += 1
    self.name = name
    bytes = Double(size)
    (seconds, expected) = (0, nil)
  }

  /// An input was skipped or has failed.
  func pass() {
    doneBytes += bytes
    bytes = 0
  }

  /// An input is done.
  func finish() {
    guard isOn else { return }
    doneSeconds += seconds
    (seconds, expected) = (0, nil)
    pass()
    if isAlways || isBar { show() }
  }

  /// Watches a source being read.
  func watching(_ source: any RecordingSource, path: String) -> any RecordingSource {
    guard isOn else { return source }
    let known = source.header.channels.compactMap { channel in
      channel.sampleCount.map { channel.rate.seconds($0) }
    }.max()
    expected = known ?? Self.guess(path, source.header)
    return WatchedSource(source) { [self] in advance(to: $0) }
  }

  private func advance(to seconds: Double) {
    self.seconds = seconds
    let now = ContinuousClock.now
    let last = shown ?? begun
    guard now - last >= .seconds(interval) else { return }
    show()
  }

  /// Clears the bar for a message.
  func clear() {
    guard isDrawn else { return }
    isDrawn = false
    Terminal.raw("\r\u{1B}[K")
  }

  private func show() {
    shown = .now
    let text = words(elapsed: (ContinuousClock.now - begun) / .seconds(1))
    if isBar {
      isDrawn = true
      Terminal.raw("\r" + text + "\u{1B}[K")
    } else {
      Terminal.note("progress: " + text)
    }
  }

  private func words(elapsed: Double) -> String {
    var parts: [String] = []
    let inside = expected.map { $0 > 0 ? min(1, seconds / $0) : 1 }
    var fraction: Double?
    if totalBytes > 0, inside != nil || bytes == 0 {
      fraction = min(1, (doneBytes + (inside ?? 0) * bytes) / totalBytes)
    }
    if let fraction {
      let cells = Int((fraction * 20).rounded(.down))
      let bar =
        String(repeating: "#", count: cells) + String(repeating: "-", count: 20 - cells)
      parts.append((isBar ? "[\(bar)] " : "") + "\(Int((fraction * 100).rounded(.down))) %")
    }
    parts.append(count > 1 ? "\(number)/\(count) \(name)" : name)
    let total = doneSeconds + seconds
    parts.append("\(Self.clock(total)) recorded")
    if elapsed > 0.05 { parts.append("\(HumanTable.short(total / elapsed))× real time") }
    if let fraction, fraction > 0.001, fraction < 1, elapsed > 0.05 {
      parts.append("\(Self.clock(elapsed * (1 - fraction) / fraction)) left")
    }
    return parts.joined(separator: ", ")
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e9).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// Seconds of a text by its size and the length of its first lines.
  static func guess(_ path: String, _ header: RecordingHeader) -> Double? {
    guard path != "-", let rate = header.channels.first?.rate,
      let size = fileSize(path), let handle = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: 1 << 16), header.format == "csv" else {
      return nil
    }
    let lines = data.count { $0 == UInt8(ascii: "\n") }
    guard lines > 0 else { return nil }
    return Double(size) / Double(data.count) * Double(lines) / rate.hertz
  }

  /// The size of a regular file, or nil.
  static func fileSize(_ path: String) -> Int? {
    guard let facts = FileFacts(path), facts.kind == .regular else { return nil }
    return facts.size
  }
}

/// A recording that tells how far it was read.
private final class WatchedSource: RecordingSource {
  private let base: any RecordingSource
  private let tell: (Double) -> Void

  init(_ base: any RecordingSource, tell: @escaping (Double) -> Void) {
    self.base = base
    self.tell = tell
  }

  var header: RecordingHeader { base.header }
  var contentSHA256: String? { base.contentSHA256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    guard try base.next(into: &block) else { return false }
    let channels = base.header.channels
    tell(
      channels.indices.map { channels[$0].rate.seconds(block.start[$0] + block.samples[$0].count) }
        .max() ?? 0)
    return true
  }
}
