public import EMGCore
public import EMGSpectra

/// What a report keeps of one channel's samples, in microvolts as the gate saw them.
public struct ChannelTrace: Sendable {
  /// Samples of the channel in a bin; one means that every sample is kept.
  public var bin: Int
  /// Smallest and largest value of each bin, NaN where there are no samples.
  public var low: [Float]
  /// See ``low``.
  public var high: [Float]
  /// Samples around the largest deflections of discharges, in the order asked for.
  public var snippets: [Snippet]
  /// Density of the unfiltered samples, µV² a hertz.
  public var spectrum: PowerSpectrum?
  /// Density of the envelope's logarithm within rhythms, a hertz.
  public var envelope: PowerSpectrum?

  /// A short piece with every sample.
  public struct Snippet: Sendable {
    /// Position of the first sample.
    public var start: Int
    /// Its place among the channel's wanted pieces.
    public var event: Int
    /// Microvolts; NaN where there is no sample.
    public var samples: [Float]
  }
}

/// Reads a recording once and keeps what a report draws; its memory does not grow with length.
public struct TraceCollector: Sendable {
  /// A channel's wishes.
  public struct Plan: Sendable {
    /// The channel's place in the recording.
    public var channel: Int
    /// Samples expected on its timeline.
    public var length: Int
    /// Bins to keep at most.
    public var bins: Int
    /// Pieces wanted whole: first position and length, by position.
    public var pieces: [(start: Int, count: Int, event: Int)]
    /// Stretches whose envelope's spectrum is wanted, by position, none in another.
    public var rhythms: [Range<Int>]

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - channel: The channel's place in the recording.
    ///   - length: Samples expected.
    ///   - bins: Bins to keep at most.
    ///   - pieces: Pieces wanted whole.
    ///   - rhythms: Stretches whose envelope's spectrum is wanted.
    public init(
      channel: Int, length: Int, bins: Int, pieces: [(start: Int, count: Int, event: Int)],
      rhythms: [Range<Int>] = []
    ) {
      self.channel = channel
      self.length = length
      self.bins = bins
      self.pieces = pieces.sorted { $0.start < $1.start }
      self.rhythms = rhythms.sorted { $0.lowerBound < $1.lowerBound }
    }
  }

  /// Band edges and order as the document's settings state them.
  public struct Conditioning: Sendable {
    /// Hz.
    public var highPass: Double
    /// Hz.
    public var lowPass: Double
    /// The filter's order.
    public var order: Int
    /// The longest run of missing samples that was bridged, seconds.
    public var bridge: Double
    /// Nominal frequencies of the power line that was removed, Hz.
    public var mains: [Double]

    /// Takes a document's settings.
    ///
    /// - Parameter document: The document.
    public init(_ document: SessionDocument) {
      highPass = document.number("conditioning.high_pass_hz") ?? 20
      lowPass = document.number("conditioning.low_pass_hz") ?? 450
      order = Int(min(10, max(1, document.number("conditioning.order") ?? 4)))
      bridge = min(1, max(0, document.number("conditioning.bridge_s") ?? 0))
      let nominal = document.settings.first { $0.key == "mains.nominal_hz" }?.value
      mains = nominal.map { $0.split(separator: ",").compactMap { Double($0.trimmed) } } ?? []
    }
  }

  /// Reads a recording to its end.
  ///
  /// - Parameters:
  ///   - source: The recording.
  ///   - plans: One a channel to keep.
  ///   - conditioning: How the samples are filtered.
  /// - Returns: Traces by the channel's place.
  /// - Throws: What the source throws, or a `ConfigurationError` of a filter.
  public static func read(
    _ source: any RecordingSource, _ plans: [Plan], _ conditioning: Conditioning
  ) throws -> [Int: ChannelTrace] {
    let channels = source.header.channels
    var runs: [Run] = []
    for plan in plans where plan.channel < channels.count {
      runs.append(try Run(plan, channels[plan.channel], conditioning))
    }
    var block = SignalBlock(channelCount: channels.count)
    while try source.next(into: &block) {
      for n in runs.indices {
        let c = runs[n].plan.channel
        runs[n].add(block.samples[c], at: block.start[c])
      }
    }
    var result: [Int: ChannelTrace] = [:]
    for n in runs.indices {
      runs[n].end()
      result[runs[n].plan.channel] = runs[n].trace
    }
    return result
  }

  private struct Run {
    let plan: Plan
    var stream: ConditionedStream
    var welch: WelchSpectrum?
    var envelope: EnvelopeSpectrum?
    var trace: ChannelTrace
    var next = 0
    var nextRhythm = 0

    init(_ plan: Plan, _ channel: Channel, _ conditioning: Conditioning) throws {
      self.plan = plan
      stream = try ConditionedStream(channel, conditioning)
      welch = try? WelchSpectrum(segment: 1, rate: channel.rate)
      envelope = RhythmSpectrum.segment(plan.rhythms, rate: channel.rate.hertz).flatMap {
        try? EnvelopeSpectrum(rate: channel.rate, segment: $0)
      }
      var bin = 1
      while (plan.length + bin - 1) / bin > max(1, plan.bins) { bin *= 2 }
      let count = (plan.length + bin - 1) / bin
      trace = ChannelTrace(
        bin: bin, low: Array(repeating: .nan, count: count),
        high: Array(repeating: .nan, count: count),
        snippets: plan.pieces.map {
          ChannelTrace.Snippet(
            start: $0.start, event: $0.event, samples: Array(repeating: .nan, count: $0.count))
        })
    }

    mutating func add(_ samples: [Float], at start: Int) {
      take(stream.add(samples, at: start))
    }

    mutating func end() { take(stream.end()) }

    private mutating func take(_ parts: [ConditionedStream.Part]) {
      for part in parts {
        switch part {
        case .raw(let samples): welch?.add(samples[...])
        case .conditioned(let samples, let start): keep(samples, at: start)
        case .gap:
          welch?.gap()
          trace.spectrum = welch?.spectrum
          envelope?.gap()
          trace.envelope = envelope?.spectrum
        }
      }
    }

    /// Each stretch is a segment of its own.
    private mutating func swing(_ clean: [Float], at ready: Int) {
      while nextRhythm < plan.rhythms.count {
        let stretch = plan.rhythms[nextRhythm].clamped(to: ready..<(ready + clean.count))
        if !stretch.isEmpty {
          envelope?.add(clean[(stretch.lowerBound - ready)..<(stretch.upperBound - ready)])
        }
        guard plan.rhythms[nextRhythm].upperBound <= ready + clean.count else { return }
        envelope?.gap()
        nextRhythm += 1
      }
    }

    private mutating func keep(_ clean: [Float], at ready: Int) {
      swing(clean, at: ready)
      for (k, x) in clean.enumerated() {
        let b = (ready + k) / trace.bin
        guard b >= 0, b < trace.low.count else { continue }
        if !(trace.low[b] <= x) { trace.low[b] = x }
        if !(trace.high[b] >= x) { trace.high[b] = x }
      }
      let range = ready..<(ready + clean.count)
      while next < trace.snippets.count,
        trace.snippets[next].start + trace.snippets[next].samples.count <= range.lowerBound
      {
        next += 1
      }
      var n = next
      while n < trace.snippets.count, trace.snippets[n].start < range.upperBound {
        let start = trace.snippets[n].start
        let from = max(start, range.lowerBound)
        let to = min(start + trace.snippets[n].samples.count, range.upperBound)
        if from < to {
          for p in from..<to { trace.snippets[n].samples[p - start] = clean[p - ready] }
        }
        n += 1
      }
    }
  }
}

extension StringProtocol {
  /// Without blanks at the ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
