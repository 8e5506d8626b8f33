import EMGCore
import EMGSinks
import Foundation

/// What a recording does not keep of what its header promises.
enum Validation {
  /// Checks that reading alone does not make.
  ///
  /// - Parameter facts: The recording, read to its end.
  /// - Returns: One finding for each thing that is odd.
  static func findings(_ facts: InfoCommand.Facts) -> [Finding] {
    let header = facts.header
    let codes = Set(header.findings.map(\.code))
    var findings: [Finding] = []
    if !header.channels.contains(where: { $0.kind == .emg }) {
      findings.append(
        Finding(code: "no_emg", message: "expected a channel of muscle, found none by name or unit")
      )
    }
    var seen: Set<String> = []
    for (c, channel) in header.channels.enumerated() {
      func note(_ code: String, _ text: String) {
        findings.append(
          Finding(code: code, message: "channel '\(channel.name)': \(text)", channelIndex: c))
      }
      if !seen.insert(channel.name).inserted, !codes.contains("duplicate_names") {
        note("duplicate_names", "expected a name of its own, found it again")
      }
      if channel.kind == .emg, !channel.unit.isVoltage {
        note("no_unit", "expected a voltage, found '\(channel.unit.symbol)'")
      }
      guard facts.counts[c] > 0 else {
        note("no_samples", "expected samples, found \(facts.missing[c]) that are missing")
        continue
      }
      let (low, high) = (Double(facts.lowest[c]), Double(facts.highest[c]))
      if let limits = channel.limits {
        // Single precision rounds the largest value.
        let slack = (channel.resolution ?? 0) / 2 + 1e-6 * max(abs(low), abs(high))
        if low < limits.lowerBound - slack || high > limits.upperBound + slack {
          note(
            "out_of_range",
            "expected \(limits.lowerBound) to \(limits.upperBound) as the header states, found"
              + " \(low) to \(high)")
        }
      }
      let largest = PhysicalUnit.largestMicrovolts
      if let microvolts = channel.unit.microvolts, max(-low, high) * microvolts > Double(largest) {
        note("impossible_values", "expected at most \(largest) µV, found \(low) to \(high)")
      }
      if channel.kind == .emg, facts.counts[c] > 1, low == high {
        note("flat", "expected a signal, found \(low) throughout")
      }
      if facts.missing[c] > 0,
        !codes.contains(where: { $0.contains("gap") || $0.contains("cells") })
      {
        note("missing_samples", "\(facts.missing[c]) samples are missing")
      }
    }
    for note in header.annotations where note.onset < 0 || note.onset > facts.duration {
      findings.append(
        Finding(
          code: "annotation_outside",
          message: "annotation '\(note.text)': expected 0 to \(facts.duration) s, found"
            + " \(note.onset) s"))
    }
    return findings
  }

  /// The finding of a file that cannot be read; nil where the fault is not its own.
  static func finding(_ error: FormatError) -> Finding? {
    let code: String
    switch error.code {
    case .unreadable, .inputOutput: return nil
    case .notThisFormat: code = "not_this_format"
    case .truncated: code = "truncated"
    case .badField: code = "bad_field"
    case .unsupported: code = "unsupported"
    case .inconsistent: code = "inconsistent"
    case .missingFact: code = "missing_fact"
    }
    return Finding(code: code, message: error.description)
  }

  /// The finding of a file that cannot be read, with where it stands.
  static func json(_ path: String, _ error: FormatError, _ finding: Finding) -> JSONValue {
    .object([
      ("source", .text((path as NSString).lastPathComponent)),
      ("format", .null),
      (
        "findings",
        .list([
          .object([
            ("code", .text(finding.code)), ("message", .text(finding.message)),
            ("location", .text(error.location)), ("field", .text(error.field)),
          ])
        ])
      ),
    ])
  }
}
