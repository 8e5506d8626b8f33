internal import EMGCore
internal import EMGDetection

/// What channels beside those that are analysed tell of them, block by block.
struct SideReader: Sendable {
  /// Marks of trigger channels.
  private(set) var triggers: TriggerReader
  /// Beats of the heart.
  private(set) var beats: BeatReader
  /// What accelerometers have of the last block.
  private(set) var movements: [MovementSamples] = []
  private var accelerometers: [(channel: Int, reader: MovementReader)]

  /// - Parameters:
  ///   - header: The recording's header; nil where no channel is analysed.
  ///   - settings: What is read and how.
  init(_ header: RecordingHeader?, settings: DetectionSettings) {
    let header = header ?? RecordingHeader(format: "", channels: [])
    triggers = TriggerReader(header, settings: settings.stimulation)
    beats = BeatReader(header, settings: settings.cardiac)
    accelerometers = header.channels.indices.filter { header.channels[$0].kind == .accelerometer }
      .map { channel in
        let rate = header.channels[channel].rate
        return (
          channel, MovementReader(channel: channel, rate: rate, settings: settings.measures)
        )
      }
  }

  /// Takes the next block.
  mutating func read(_ block: SignalBlock) {
    triggers.read(block)
    beats.read(block)
    movements.removeAll(keepingCapacity: true)
    for n in accelerometers.indices {
      let channel = accelerometers[n].channel
      let new = accelerometers[n].reader.append(block.samples[channel], at: block.start[channel])
      if let new { movements.append(new) }
    }
  }

  /// Ends the recording.
  mutating func finish() {
    triggers.forget()
    beats.finish()
    movements.removeAll()
  }

  /// What was read of each of the channels.
  func findings(_ header: RecordingHeader) -> [Finding] {
    triggers.findings(header) + beats.findings(header)
  }
}

/// The beats of a recording's channels of the electrocardiogram, block by block.
struct BeatReader: Sendable {
  /// Those channels' indices.
  let channels: [Int]
  private let settings: CardiacSettings
  private var heartbeats: [HeartbeatReference]
  /// Beats that became known with the last block, a list a channel.
  private(set) var beats: [[ReferenceBeat]]
  /// Beats met so far and those of them that look like one another, a number a channel.
  private var counts: [(all: Int, typical: Int)]

  /// - Parameters:
  ///   - header: The recording's header.
  ///   - settings: What a beat is, and whether they are used.
  init(_ header: RecordingHeader, settings: CardiacSettings) {
    self.settings = settings
    channels =
      settings.usesReference
      ? header.channels.indices.filter { header.channels[$0].kind == .ecg } : []
    heartbeats = channels.map {
      HeartbeatReference(rate: header.channels[$0].rate, settings: settings)
    }
    beats = Array(repeating: [], count: channels.count)
    counts = Array(repeating: (0, 0), count: channels.count)
  }

  /// Takes the next block.
  mutating func read(_ block: SignalBlock) {
    for n in channels.indices {
      let channel = channels[n]
      beats[n] = heartbeats[n].append(block.samples[channel], at: block.start[channel])
    }
    count()
  }

  /// Ends the recording: the rest of the beats become known.
  mutating func finish() {
    for n in channels.indices { beats[n] = heartbeats[n].finish() }
    count()
  }

  private mutating func count() {
    for n in channels.indices {
      counts[n].all += beats[n].count
      counts[n].typical += beats[n].count(where: \.isTypical)
    }
  }

  /// What was read of each of the channels.
  func findings(_ header: RecordingHeader) -> [Finding] {
    zip(channels, counts).map { channel, count in
      let isHeart =
        count.all >= settings.minimumBeats
        && Double(count.typical) >= settings.referenceTypical * Double(count.all)
      return Finding(
        code: "cardiac_reference",
        message: "channel '\(header.channels[channel].name)': \(count.all) beats, \(count.typical)"
          + " of them like those before them"
          + (isHeart
            ? "; what other channels have at them is taken for the heart"
            : ": no heart, and used only where it is one"),
        channelIndex: channel)
    }
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

  /// Leaves no marks of the last block.
  mutating func forget() { for n in marks.indices { marks[n] = [] } }

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
