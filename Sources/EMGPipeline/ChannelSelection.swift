internal import EMGCore

/// A channel that is wanted, and its stretch.
struct SelectedChannel {
  /// Its place in the header.
  var index: Int
  var channel: Channel
  /// Factor to microvolts.
  var factor: Double
  /// Samples that are wanted.
  var window: Range<Int>
}

extension AnalysisOptions {
  /// The wanted channels of a recording.
  func selection(of header: RecordingHeader) throws(AnalysisError) -> [SelectedChannel] {
    for wanted in channels where !header.channels.contains(where: { $0.name == wanted }) {
      throw .configuration(
        ConfigurationError(
          key: "--channels",
          detail: "expected names among \(header.channels.map(\.name).joined(separator: ", ")),"
            + " found '\(wanted)'"))
    }
    var result: [SelectedChannel] = []
    for (index, channel) in header.channels.enumerated()
    where channels.isEmpty ? channel.kind == .emg : channels.contains(channel.name) {
      guard let factor = channel.unit.microvolts else {
        throw .format(
          FormatError(
            .missingFact, field: "unit", location: channel.name,
            detail: "expected a voltage, found '\(channel.unit.symbol)': pass --unit"))
      }
      let low = from.map { channel.rate.samples(max(0, $0)) } ?? 0
      let high = to.map { channel.rate.samples(max(0, $0)) } ?? .max
      guard low < high else {
        throw .configuration(
          ConfigurationError(
            key: "--from", detail: "expected a time before --to, found \(low) to \(high) samples"))
      }
      result.append(
        SelectedChannel(index: index, channel: channel, factor: factor, window: low..<high))
    }
    return result
  }
}
