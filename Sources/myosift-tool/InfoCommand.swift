import ArgumentParser
import EMGCore
import EMGFormats
import EMGSinks
import Foundation

/// `myosift info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Shows header, channels, units, gaps and findings.",
    discussion: "Reads each input to its end but detects nothing.")

  @Argument(help: "Files, folders, patterns, or -.")
  var inputs: [String]
  @Flag(help: "One JSON object an input.")
  var json = false
  @Flag(help: "Check against what the header promises; fail where anything is odd.")
  var strict = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions

  func run() throws {
    let reading = try input.reading()
    var worst = Exit.success
    let list = try InputList(inputs)
    list.tellSkipped()
    for item in list.items {
      do {
        var facts = try Facts(path: item.path, reading)
        if strict { facts.header.findings += Validation.findings(facts) }
        try Terminal.output(json ? facts.json.compactText + "\n" : facts.text + "\n")
        let odd = facts.header.findings.filter { $0.code != "rate_derived" }
        if strict, !odd.isEmpty { worst = .worse(worst, .badData) }
      } catch let error as FormatError {
        if strict, let finding = Validation.finding(error) {
          // A file that cannot be read is one with a finding.
          let text =
            json
            ? Validation.json(item.path, error, finding).compactText
            : "\(item.path): cannot be read\nnote: \(finding.message)"
          try Terminal.output(text + "\n")
          worst = .worse(worst, .badData)
          continue
        }
        let failure = Failure(error, input: item.path)
        failure.report()
        worst = .worse(worst, failure.code)
      }
    }
    if worst != .success { throw Failure(worst, "") }
  }

  /// What is known of a recording once it was read.
  struct Facts {
    var path: String
    var header: RecordingHeader
    var sha256: String?
    var counts: [Int]
    var missing: [Int]
    var lowest: [Float]
    var highest: [Float]
    var ends: [Int]

    init(path: String, _ reading: ReadingOptions) throws {
      self.path = path
      let source = try Inputs.open(path, reading)
      let n = source.header.channels.count
      counts = Array(repeating: 0, count: n)
      missing = counts
      ends = counts
      lowest = Array(repeating: .infinity, count: n)
      highest = Array(repeating: -.infinity, count: n)
      var block = SignalBlock(channelCount: n)
      while try source.next(into: &block) {
        for c in 0..<n {
          missing[c] += block.start[c] - ends[c]
          for x in block.samples[c] {
            if x.isNaN {
              missing[c] += 1
            } else {
              counts[c] += 1
              lowest[c] = min(lowest[c], x)
              highest[c] = max(highest[c], x)
            }
          }
          ends[c] = block.start[c] + block.samples[c].count
        }
      }
      header = source.header
      sha256 = source.contentSHA256
    }

    private func duration(_ c: Int) -> Double { header.channels[c].rate.seconds(ends[c]) }

    /// Seconds to the end of the longest channel.
    var duration: Double { header.channels.indices.map(duration).max() ?? 0 }

    var json: JSONValue {
      .object(
        [
          ("source", .text((path as NSString).lastPathComponent)), ("format", .text(header.format)),
          ("sha256", .optional(sha256)), ("start_time", .optional(header.startTime)),
          ("duration_s", .rounded(duration, 7)),
          (
            "channels",
            .list(
              header.channels.indices.map { c in
                let channel = header.channels[c]
                return .object(
                  [
                    ("index", .integer(c)), ("name", .text(channel.name)),
                    ("unit", .text(channel.unit.symbol)), ("kind", .text(channel.kind.rawValue)),
                    ("rate_hz", .number(channel.rate.hertz)), ("samples", .integer(counts[c])),
                    ("missing", .integer(missing[c])), ("minimum", .number(Double(lowest[c]))),
                    ("maximum", .number(Double(highest[c]))),
                  ] + (channel.targetMuscle.map { [("target_muscle", .text($0))] } ?? []))
              })
          ),
          (
            "annotations",
            .list(
              header.annotations.map {
                .object([
                  ("onset_s", .rounded($0.onset, 9)), ("duration_s", .optional($0.duration)),
                  ("text", .text($0.text)),
                ])
              })
          ),
          (
            "findings",
            .list(
              header.findings.map {
                .object([("code", .text($0.code)), ("message", .text($0.message))])
              })
          ),
        ] + (header.mainsHertz.map { [("mains_hz", .number($0))] } ?? []))
    }

    var text: String {
      var rows = [["channel", "kind", "unit", "rate (Hz)", "samples", "missing", "min", "max"]]
      for (c, channel) in header.channels.enumerated() {
        rows.append([
          channel.name, channel.kind.rawValue, channel.unit.symbol,
          JSONValue.text(of: channel.rate.hertz), "\(counts[c])", "\(missing[c])",
          counts[c] > 0 ? "\(lowest[c])" : "–", counts[c] > 0 ? "\(highest[c])" : "–",
        ])
      }
      let length = duration
      var lines = ["\(path): \(header.format), \(HumanTable.short(length)) s"]
      if let start = header.startTime { lines.append("start: \(start)") }
      if let mains = header.mainsHertz {
        lines.append("mains: \(JSONValue.text(of: mains)) Hz")
      }
      lines.append(Terminal.table(rows))
      if !header.annotations.isEmpty { lines.append("annotations: \(header.annotations.count)") }
      lines += header.findings.map { "note: \($0.message)" }
      return lines.joined(separator: "\n")
    }
  }
}
