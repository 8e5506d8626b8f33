public import EMGCore
public import EMGSinks

/// Detections held against truth, muscle by muscle.
///
/// A channel is a muscle of its own unless events name several `channels`: those are one array.
public struct Score: Sendable {
  /// Recordings scored.
  public var recordings = 0
  /// Time of all channels in which events were looked for, seconds.
  public var analysable = 0.0
  /// The part of it in which nothing happens by the truth, seconds.
  public var quiet = 0.0
  /// Channels with truth that were not analysed, and are not scored.
  public var channelsLeftOut = 0
  /// One entry a type that occurs, in the contract's order.
  public var types: [TypeScore] = []
  /// How often a true type was found as another, a count a true event: `confusion[true][found]`,
  /// with `missed` where nothing was found.
  public var confusion: [String: [String: Int]] = [:]
  /// What lies where a type was found, a count a detection: `claims[found][true]`, with `none`
  /// where nothing happens.
  public var claims: [String: [String: Int]] = [:]
  /// Doublets.
  public var doublets = DoubletScore()
  /// What confidence is worth, over all types but `unclassified`, which claims nothing.
  public var calibration: Calibration
  /// The same by type.
  public var calibrationByType: [EventType: Calibration] = [:]

  /// Scores recordings.
  ///
  /// - Parameters:
  ///   - truth: True events, one document a recording.
  ///   - found: Detections of the same recordings, in any order.
  ///   - settings: What counts as a match.
  /// - Throws: `DocumentError` where recordings or channels do not belong together.
  public init(
    truth: [EventDocument], found: [EventDocument], settings: MatchingSettings = MatchingSettings()
  ) throws(DocumentError) {
    try self.init(DocumentPair.bySource(truth: truth, found: found), settings: settings)
  }

  /// Scores recordings.
  ///
  /// - Parameters:
  ///   - pairs: Truth and detections of each recording.
  ///   - settings: What counts as a match.
  /// - Throws: `DocumentError` where channels do not belong together.
  public init(
    _ pairs: [DocumentPair], settings: MatchingSettings = MatchingSettings()
  ) throws(DocumentError) {
    calibration = Calibration(bins: settings.confidenceBins)
    var scores: [EventType: TypeScore] = [:]
    for pair in pairs {
      recordings += 1
      for group in try Muscles.groups(of: pair) {
        let channels = group.filter { name in
          pair.found.channels.contains { $0.name == name && $0.isAnalysed }
        }
        channelsLeftOut += group.count - channels.count
        guard !channels.isEmpty else { continue }
        let muscle = MuscleScore(pair: pair, channels: Set(channels), settings: settings)
        analysable += muscle.analysable
        quiet += muscle.quiet
        for type in EventType.allCases {
          muscle.score(type, into: &scores[type, default: TypeScore(type: type)])
        }
        muscle.resolve(into: &doublets)
        muscle.calibrate { type, confidence, isRight in
          calibration.add(confidence: confidence, isRight: isRight)
          calibrationByType[type, default: Calibration(bins: settings.confidenceBins)]
            .add(confidence: confidence, isRight: isRight)
        }
        muscle.confuse(into: &confusion)
        muscle.claim(into: &claims)
      }
    }
    types = EventType.allCases.compactMap { type in
      scores[type].flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// Detections of a type in a minute of quiet, with their exact 95 % interval.
  ///
  /// - Parameter type: The type.
  /// - Returns: Rate and interval a minute; nil without quiet time.
  public func quietRate(_ type: EventType) -> (perMinute: Double, interval: PoissonInterval)? {
    let count = types.first { $0.type == type }?.quietFalseAlarms ?? 0
    guard let interval = PoissonInterval(count: count, exposure: quiet / 60) else { return nil }
    return (Double(count) / (quiet / 60), interval)
  }
}

/// Which channels belong together.
enum Muscles {
  /// Names of the channels by muscle, in the order of the truth.
  static func groups(of pair: DocumentPair) throws(DocumentError) -> [[String]] {
    let names = pair.truth.channels.map(\.name)
    guard Set(names).count == names.count else {
      throw DocumentError(description: "\(pair.truth.source): truth: a channel occurs twice")
    }
    let foundNames = pair.found.channels.map(\.name)
    guard Set(foundNames).count == foundNames.count else {
      throw DocumentError(description: "\(pair.found.source): events: a channel occurs twice")
    }
    for (side, document) in [("truth", pair.truth), ("events", pair.found)] {
      for event in document.events {
        for name in [event.channel] + event.channels where !names.contains(name) {
          throw DocumentError(
            description: "\(document.source): \(side): no channel '\(name)' in the truth")
        }
      }
    }
    // Each channel points to another of its group; the last points to itself.
    var parent = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    func root(_ name: String) -> String {
      var name = name
      while let next = parent[name], next != name { name = next }
      return name
    }
    for event in pair.truth.events + pair.found.events {
      for name in event.channels { parent[root(name)] = root(event.channel) }
    }
    var order: [String] = []
    var groups: [String: [String]] = [:]
    for name in names {
      let top = root(name)
      if groups[top] == nil { order.append(top) }
      groups[top, default: []].append(name)
    }
    return order.compactMap { groups[$0] }
  }
}
