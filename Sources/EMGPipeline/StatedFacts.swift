internal import EMGCore
internal import EMGDetection
internal import EMGFilters

extension AnalysisSettings {
  /// The settings with what the recording's description states of the mains.
  ///
  /// The stated frequency joins those that are looked for and is believed earlier; where the nominal
  /// frequencies were changed, they hold alone.
  ///
  /// - Parameters:
  ///   - header: The recording's header.
  ///   - findings: Receives what was used and why.
  /// - Returns: The settings for this recording.
  func stating(_ header: RecordingHeader, _ findings: inout [Finding]) -> AnalysisSettings {
    guard let stated = header.mainsHertz else { return self }
    var settings = self
    let usual = MainsSettings().nominal
    guard mains.nominal == usual else {
      findings.append(
        Finding(
          code: "mains_overridden",
          message: "the recording states a mains frequency of \(stated) Hz: mains.nominal_hz"
            + " was changed and holds"))
      return settings
    }
    settings.mains.stated = stated
    if !usual.contains(stated) { settings.mains.nominal.append(stated) }
    findings.append(
      Finding(
        code: "mains_stated",
        message: "the recording states a mains frequency of \(stated) Hz: it is believed from"
          + " \(mains.statedPresence) times its neighbourhood, others from"
          + " \(mains.presence) times"))
    return settings
  }
}

/// The marks of a recording's trigger channels, block by block.
struct TriggerReader: Sendable {
  /// The trigger channels' indices.
  let channels: [Int]
  let rates: [SampleRate]
  private var edges: [TriggerEdges]
  /// Marks of the last block, a list a channel.
  private(set) var marks: [[Int]]
  /// Marks met so far, a number a channel.
  private(set) var counts: [Int]

  /// - Parameters:
  ///   - header: The recording's header.
  ///   - settings: What a mark is, and whether they are used.
  init(_ header: RecordingHeader, settings: StimulationSettings) {
    channels =
      settings.usesTriggers
      ? header.channels.indices.filter { header.channels[$0].kind == .trigger } : []
    rates = channels.map { header.channels[$0].rate }
    edges = rates.map { TriggerEdges(rate: $0, settings: settings) }
    marks = Array(repeating: [], count: channels.count)
    counts = Array(repeating: 0, count: channels.count)
  }

  /// Takes the next block.
  mutating func read(_ block: SignalBlock) {
    for n in channels.indices {
      marks[n] = edges[n].append(block.samples[channels[n]], at: block.start[channels[n]])
      counts[n] += marks[n].count
    }
  }

  /// What was read of each trigger channel that has marks.
  func findings(_ header: RecordingHeader) -> [Finding] {
    zip(channels, counts).filter { $0.1 > 0 }.map { channel, count in
      Finding(
        code: "trigger_marks",
        message: "channel '\(header.channels[channel].name)': \(count) marks; those with a jump of"
          + " the signal beside them are stimuli",
        channelIndex: channel)
    }
  }
}
