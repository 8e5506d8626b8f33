import EMGCore
import Foundation
import Synchronization

/// When progress is shown.
enum ProgressMode: String, CaseIterable {
  /// A bar on a terminal, a line every ten seconds elsewhere.
  case auto
  /// A bar on a terminal, a line every second and after each input elsewhere.
  case always
  case never
}

/// How far an analysis has come, on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressMeter: Sendable {
  /// An input's number among those that were begun.
  typealias Input = Int

  /// An input at work.
  private struct Work {
    var name: String
    var bytes: Double
    /// Recorded seconds so far, and in all.
    var seconds = 0.0
    var expected: Double?

    /// The part that is done, where it is known how long it is.
    var inside: Double? { expected.map { $0 > 0 ? min(1, seconds / $0) : 1 } }
  }

  private struct State {
    var shown: ContinuousClock.Instant?
    var isDrawn = false
    /// Bytes and recorded seconds of inputs that are done.
    var doneBytes = 0.0
    var doneSeconds = 0.0
    /// Inputs that were begun, and those at work.
    var number = 0
    var work: [Input: Work] = [:]
  }

  private let isBar: Bool
  private let isOn: Bool
  private let interval: Double
  private let isAlways: Bool
  private let begun = ContinuousClock.now
  /// Bytes of the inputs to do, and their count.
  private let totalBytes: Double
  private let count: Int
  private let state = Mutex(State())

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
  func begin(_ name: String, size: Int) -> Input {
    state.withLock { state in
      state.number += 1
      state.work[state.number] = Work(name: name, bytes: Double(size))
      return state.number
    }
  }

  /// An input is done, was skipped or has failed.
  func end(_ input: Input) {
    state.withLock { state in
      guard let work = state.work[input] else { return }
      let wasRead = work.seconds > 0
      if isOn, wasRead, isAlways || isBar {
        state.work[input]?.expected = work.seconds
        show(&state)
      }
      state.work[input] = nil
      state.doneBytes += work.bytes
      state.doneSeconds += work.seconds
    }
  }

  /// Watches a source being read.
  func watching(
    _ source: any RecordingSource, as input: Input, path: String
  ) -> any RecordingSource {
    guard isOn else { return source }
    let known = source.header.channels.compactMap { channel in
      channel.sampleCount.map { channel.rate.seconds($0) }
    }.max()
    let expected = known ?? Self.guess(path, source.header)
    state.withLock { $0.work[input]?.expected = expected }
    return WatchedSource(source) { [self] in advance(input, to: $0) }
  }

  private func advance(_ input: Input, to seconds: Double) {
    state.withLock { state in
      state.work[input]?.seconds = seconds
      let now = ContinuousClock.now
      let last = state.shown ?? begun
      guard now - last >= .seconds(interval) else { return }
      show(&state)
    }
  }

  /// Clears the bar for a message.
  func clear() {
    state.withLock { state in
      guard state.isDrawn else { return }
      state.isDrawn = false
      Terminal.raw("\r\u{1B}[K")
    }
  }

  private func show(_ state: inout State) {
    state.shown = .now
    let text = words(state, elapsed: (ContinuousClock.now - begun) / .seconds(1))
    if isBar {
      state.isDrawn = true
      Terminal.raw("\r" + text + "\u{1B}[K")
    } else {
      Terminal.note("progress: " + text)
    }
  }

  private func words(_ state: State, elapsed: Double) -> String {
    var parts: [String] = []
    let work = state.work.sorted { $0.key < $1.key }.map(\.value)
    var fraction: Double?
    if totalBytes > 0, work.allSatisfy({ $0.inside != nil || $0.bytes == 0 }) {
      let inside = work.reduce(0) { $0 + ($1.inside ?? 0) * $1.bytes }
      fraction = min(1, (state.doneBytes + inside) / totalBytes)
    }
    if let fraction {
      let cells = Int((fraction * 20).rounded(.down))
      let bar =
        String(repeating: "#", count: cells) + String(repeating: "-", count: 20 - cells)
      parts.append((isBar ? "[\(bar)] " : "") + "\(Int((fraction * 100).rounded(.down))) %")
    }
    let names = (work.first?.name ?? "") + (work.count > 1 ? " and \(work.count - 1) more" : "")
    parts.append(count > 1 ? "\(state.number)/\(count) \(names)" : names)
    let total = state.doneSeconds + work.reduce(0) { $0 + $1.seconds }
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
