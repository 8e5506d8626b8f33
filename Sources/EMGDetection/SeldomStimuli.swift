internal import EMGCore

/// Jumps of a recording that may be stimuli which come too seldom for a train within one stretch.
struct SeldomStimuli: Sendable {
  /// A jump with the signal around it.
  struct Sweep: Sendable {
    /// On the channel's timeline.
    var place: Int
    var pulse: StimulationTracker.Pulse
    /// The unfiltered and the conditioned signal around it, µV, the jump ``StimulationTracker/lead`` samples
    /// from their beginning.
    var raw: [Float]
    var signal: [Float]
    /// The noise there, µV.
    var sigma: Float
  }

  private(set) var sweeps: [Sweep] = []

  mutating func add(_ new: [Sweep], upTo most: Int) {
    sweeps += new.prefix(max(0, most - sweeps.count))
  }
}

/// What stimuli left behind among a recording's events, and what takes its place.
struct SeldomTrains: Sendable {
  /// Trains and responses, on the channel's timeline.
  var events: [Event] = []
  /// What is a stimulus' or its response's, ascending.
  var spans: [Range<Int>] = []

  /// Whether an event is no more than stimuli and what they evoked.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - share: Share of a rhythm's beats that must be.
  /// - Returns: Whether it is to go.
  func hold(_ event: Event, share: Double) -> Bool {
    switch event.type {
    case .fasciculation: isWithin(event.details.discharges.first ?? event.onset)
    case .unclassified, .myoclonus: overlaps(event)
    case .artifact:
      [.electrodePop, .motion].contains(event.details.cause) && overlaps(event)
    case .tremor, .clonus, .rhythmicBursting:
      Double(event.details.bursts.count(where: isWithin))
        >= share * Double(max(1, event.details.bursts.count))
    default: false
    }
  }

  private func isWithin(_ place: Int) -> Bool {
    let next = spans.partitioningIndex { $0.upperBound > place }
    return next < spans.count && spans[next].contains(place)
  }

  private func overlaps(_ event: Event) -> Bool {
    let next = spans.partitioningIndex { $0.upperBound > event.onset }
    return next < spans.count && spans[next].lowerBound < event.end
  }
}

extension StimulationTracker {
  /// Samples before the jump of a sweep.
  private var lead: Int { samples(settings.before) + 2 * pulse }
  /// Samples of a sweep.
  private var sweepLength: Int { lead + samples(settings.after) + pulse }

  /// The jumps that may be stimuli, with the signal around each that has enough of it.
  ///
  /// - Parameters:
  ///   - marks: Jumps that belong to no train.
  ///   - episode: The stretch without its trains.
  ///   - origin: The place of the stretch's first sample on the channel's timeline.
  ///   - decimation: Samples of the timeline to one of the stretch.
  /// - Returns: One sweep a jump.
  func sweeps(
    at marks: [Int], in episode: Episode, origin: Int, decimation: Int
  ) -> [SeldomStimuli.Sweep] {
    marks.compactMap { mark in
      let (low, high) = (mark - lead, mark - lead + sweepLength)
      guard low >= 0, high <= episode.count, let pulse = pulse(at: mark, in: episode),
        pulse.signalToNoise >= settings.unevenSNR, pulse.share >= settings.sharpness
      else { return nil }
      return SeldomStimuli.Sweep(
        place: origin + mark * decimation, pulse: pulse, raw: Array(episode.raw[low..<high]),
        signal: Array(episode.signal[low..<high]), sigma: episode.sigma[mark])
    }
  }

  /// The trains of stimuli among sweeps of a whole recording, and what they evoke.
  ///
  /// - Parameters:
  ///   - sweeps: Of one channel, ascending.
  ///   - decimation: Samples of the channel's timeline to one of the sweeps.
  ///   - end: The end of the recording on that timeline.
  ///   - reach: Seconds after a stimulus in which nothing else can be told.
  /// - Returns: Nil where there are none.
  func trains(
    among sweeps: [SeldomStimuli.Sweep], decimation: Int, end: Int, reach: Double
  ) -> SeldomTrains? {
    let pulses = sweeps.map(\.pulse)
    let own = uneven(pulses, at: sweeps.map { $0.place / decimation })
    guard own.count >= settings.unevenCount else { return nil }
    // One after the other they are a stretch with a train, whose median and responses are looked for.
    var episode = Episode(
      start: 0, signal: sweeps.flatMap(\.signal), raw: sweeps.flatMap(\.raw), score: [],
      sigma: sweeps.flatMap { [Float](repeating: $0.sigma, count: sweepLength) }, rate: rate)
    func mark(_ number: Int) -> Int { number * sweepLength + lead }
    let found = take(
      own.map(mark), from: &episode, isUneven: true,
      besides: others(than: own, among: pulses).map(mark))
    guard let train = found.first(where: { $0.type == .artifact }) else { return nil }
    let stimuli = train.details.times.map { $0 / sweepLength }
    var result = SeldomTrains()
    var responses: [Int: Int] = [:]
    for event in found where event.type == .evoked {
      let number = min(sweeps.count - 1, event.onset / sweepLength)
      func placed(_ sample: Int) -> Int {
        sweeps[number].place + (sample - mark(number)) * decimation
      }
      var moved = event
      (moved.onset, moved.end) = (placed(event.onset), min(end, placed(event.end)))
      responses[number] = moved.end
      result.events.append(moved)
    }
    let (dead, after) = (samples(settings.deadTime), samples(reach))
    result.spans = stimuli.map { n in
      let place = sweeps[n].place
      return
        (place - dead * decimation)..<max(
          place + after * decimation, (responses[n] ?? 0) + dead * decimation)
    }
    let pause = Int(settings.seldomPause * rate)
    for run in stimuli.cut(where: { (sweeps[$1].place - sweeps[$0].place) / decimation > pause }) {
      let train = run.map { sweeps[$0].place / decimation }
      let sigma = Double(sweeps[run[run.count / 2]].sigma)
      var event = artifact(
        train, first: train[0], last: train[train.count - 1], noise: sigma, end: end / decimation)
      (event.onset, event.end) = (event.onset * decimation, event.end * decimation)
      event.details.times = run.map { sweeps[$0].place }
      result.events.append(event)
    }
    return result
  }
}

extension ChannelDetector {
  /// Names stimuli that came too seldom for a train, and takes what they looked like from the events.
  mutating func nameSeldomStimuli() {
    guard weak.isOn else { return }
    let tracker = StimulationTracker(settings: settings.stimulation, rate: rate)
    let trains = tracker.trains(
      among: seldom.sweeps, decimation: decimation, end: origin + available * decimation,
      reach: settings.artifacts.popRemains)
    guard let trains else { return }
    finished.removeAll { [share = settings.stimulation.remainsShare] in
      trains.hold($0, share: share)
    }
    finished += trains.events.map { event in
      var event = event
      event.channelIndex = channelIndex
      return event
    }
  }
}
