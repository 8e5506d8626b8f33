internal import EMGCore
internal import Foundation

/// A WFDB record: `NAME.hea`, `NAME.dat`, and `NAME.atr` where there are annotations.
///
/// Sources: header(5), signal(5) and annot(5) of the WFDB Applications Guide.
final class WFDBWriter {
  private let survey: RecordingSurvey
  private let annotations: [Annotation]
  private let path: String
  private let record: String
  private let data: BufferedFile
  private let perFrame: [Int]
  private let lanes: [Lane]
  private let bytesPerSample: Int
  private var waiting: [[Float]]
  private var ends: [Int]
  private var frames = 0
  private var sums: [Int]
  private var firsts: [Int?]
  private var findings: [Finding] = []

  private struct Lane {
    var gain: Double
    var baseline: Int
  }

  /// Bytes of text that an annotation holds, by the WFDB library.
  private static let longestText = 255

  init(
    _ survey: RecordingSurvey, _ annotations: [Annotation], _ path: String
  ) throws(WritingError) {
    self.survey = survey
    self.annotations = annotations
    self.path = path
    record = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let isPlain = record.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
        || $0 == 95
    }
    guard isPlain, !record.isEmpty else {
      throw WritingError(
        .unsupported,
        "\(path): expected a record name of letters, digits, - and _, found '\(record)'")
    }
    let channels = survey.header.channels
    guard !channels.isEmpty else {
      throw WritingError(.unsupported, "\(path): expected a channel with samples, found none")
    }
    guard let frame = survey.frame() else {
      throw WritingError(
        .unsupported,
        "\(path): expected rates that share a frame, found"
          + " \(channels.map { "\($0.rate.hertz)" }.joined(separator: ", ")) Hz")
    }
    perFrame = frame
    if survey.end(0) - survey.delivered(0) > TableWriter.mostFill {
      throw WritingError(
        .unsupported, "\(path): the gaps are too long to be filled with missing samples")
    }
    // Sixteen bits where every channel's own steps fit, the lowest integer being the missing one.
    let isSmall = channels.indices.allSatisfy {
      survey.grid($0, steps: 65_534) != nil || survey.lowest[$0] > survey.highest[$0]
    }
    bytesPerSample = isSmall ? 2 : 3
    let largest = isSmall ? 32_767.0 : 8_388_607.0
    lanes = channels.indices.map { c in
      let low = Double(survey.lowest[c])
      let high = Double(survey.highest[c])
      guard low <= high else { return Lane(gain: 1, baseline: 0) }
      if let step = survey.grid(c, steps: 2 * largest) {
        let (first, last) = ((low / step).rounded(), (high / step).rounded())
        let fits = max(abs(first), abs(last)) <= largest
        return Lane(gain: 1 / step, baseline: fits ? 0 : -Int(((first + last) / 2).rounded()))
      }
      let most = max(abs(low), abs(high))
      // A gain of few digits reads well and wastes less than a step.
      let gain = most > 0 ? largest / most : 1
      return Lane(gain: Self.shortened(gain), baseline: 0)
    }
    waiting = Array(repeating: [], count: channels.count)
    ends = Array(repeating: 0, count: channels.count)
    sums = Array(repeating: 0, count: channels.count)
    firsts = Array(repeating: nil, count: channels.count)
    data = try BufferedFile((path as NSString).deletingPathExtension + ".dat")
  }

  /// The number cut to six significant digits, never larger.
  private static func shortened(_ value: Double) -> Double {
    var scale = 1.0
    while value * scale < 1e5 { scale *= 10 }
    while value * scale >= 1e6 { scale /= 10 }
    return (value * scale).rounded(.down) / scale
  }

  func append(_ block: SignalBlock) throws(WritingError) {
    for c in lanes.indices {
      var gap = block.start[c] - ends[c]
      ends[c] = block.start[c] + block.samples[c].count
      // A long gap goes out in pieces.
      while gap > 0 {
        let piece = min(gap, 1 << 16)
        waiting[c] += repeatElement(.nan, count: piece)
        gap -= piece
        if lanes.count == 1 { try drain() }
      }
      waiting[c] += block.samples[c]
    }
    try drain()
  }

  private func drain() throws(WritingError) {
    var used = 0
    while lanes.indices.allSatisfy({ waiting[$0].count >= (used + 1) * perFrame[$0] }) {
      used += 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(used * perFrame.reduce(0, +) * bytesPerSample)
    let largest = bytesPerSample == 2 ? 32_767.0 : 8_388_607.0
    for f in 0..<used {
      for c in lanes.indices {
        for k in f * perFrame[c]..<(f + 1) * perFrame[c] {
          let value = Double(waiting[c][k])
          let step = (value * lanes[c].gain).rounded() + Double(lanes[c].baseline)
          let stored = value.isNaN ? -Int(largest) - 1 : Int(max(-largest, min(largest, step)))
          sums[c] = (sums[c] + stored) & 0xFFFF
          if firsts[c] == nil { firsts[c] = stored }
          for b in 0..<bytesPerSample { bytes.append(UInt8(truncatingIfNeeded: stored >> (8 * b))) }
        }
      }
    }
    for c in lanes.indices { waiting[c].removeFirst(used * perFrame[c]) }
    frames += used
    try data.write(bytes)
  }

  func finish() throws(WritingError) -> [Finding] {
    if waiting.contains(where: { !$0.isEmpty }) {
      for c in lanes.indices {
        waiting[c] += repeatElement(.nan, count: max(0, perFrame[c] - waiting[c].count))
      }
      try drain()
    }
    let head = try BufferedFile(path)
    try head.write(header)
    var notes: BufferedFile?
    if !annotations.isEmpty {
      let file = try BufferedFile((path as NSString).deletingPathExtension + ".atr")
      try file.write(annotationBytes())
      notes = file
    }
    try data.commit()
    try notes?.commit()
    try head.commit()
    return findings
  }

  private var frameRate: Double {
    survey.header.channels[0].rate.hertz / Double(perFrame[0])
  }

  private var header: String {
    let channels = survey.header.channels
    var line = "\(record) \(channels.count) \(DecimalText.shortest(frameRate)) \(frames)"
    if let start = survey.header.startTime, start.utf8.count >= 19 {
      let text = Array(start.utf8)
      func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
      let clock = start.dropFirst(11).prefix { $0.isNumber || $0 == ":" || $0 == "." }
      line += " \(clock) \(part(8..<10))/\(part(5..<7))/\(part(0..<4))"
    }
    let format = bytesPerSample == 2 ? "16" : "24"
    for (c, channel) in channels.enumerated() {
      let frame = perFrame[c] > 1 ? "x\(perFrame[c])" : ""
      let unit = String(
        channel.unit.symbol.map { $0 == "\u{00B5}" || $0 == "\u{03BC}" ? "u" : $0 }
          .filter { !$0.isWhitespace }
      ).replacing("°", with: "deg")
      let name = String(channel.name.map { $0.isNewline ? " " : $0 })
      let sum = sums[c] > 32_767 ? sums[c] - 65_536 : sums[c]
      line +=
        "\n\(record).dat \(format)\(frame) \(DecimalText.shortest(lanes[c].gain))"
        + "(\(lanes[c].baseline))/\(unit.isEmpty ? "NU" : unit) \(8 * bytesPerSample) 0"
        + " \(firsts[c] ?? 0) \(sum) 0 \(name)"
    }
    return line + "\n"
  }

  /// Annotations as notes with their full text; times are samples of the fastest channel.
  private func annotationBytes() -> [UInt8] {
    func word(_ code: Int, _ value: Int) -> [UInt8] {
      let word = code << 10 | value
      return [UInt8(word & 0xFF), UInt8(word >> 8)]
    }
    func text(_ bytes: [UInt8]) -> [UInt8] {
      word(63, bytes.count) + bytes + (bytes.count % 2 == 1 ? [0] : [])
    }
    let rate = survey.header.channels.map(\.rate.hertz).max() ?? frameRate
    var bytes: [UInt8] = []
    if rate != frameRate {
      bytes += word(22, 0) + text(Array("## time resolution: \(DecimalText.shortest(rate))".utf8))
    }
    var last = 0
    var cut = 0
    for note in annotations {
      let sample = Int(max(0, min(2e9, (note.onset * rate).rounded())))
      if sample - last > 1_023 {
        let gap = UInt32(sample - last)
        bytes += word(59, 0)
        for half in [gap >> 16, gap & 0xFFFF] { bytes += [UInt8(half & 0xFF), UInt8(half >> 8)] }
        bytes += word(22, 0)
      } else {
        bytes += word(22, sample - last)
      }
      last = sample
      var label = note.text
      if let duration = note.duration { label += " [\(DecimalText.shortest(duration)) s]" }
      while label.utf8.count > Self.longestText {
        label.removeLast()
        if label.utf8.count <= Self.longestText { cut += 1 }
      }
      bytes += text(Array(label.utf8))
    }
    if cut > 0 {
      findings.append(
        Finding(
          code: "text_cut",
          message: "\(cut) annotations are longer than the \(Self.longestText) bytes that the"
            + " format holds; cut"))
    }
    return bytes + [0, 0]
  }
}
