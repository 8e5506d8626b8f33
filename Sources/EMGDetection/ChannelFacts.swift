public import EMGCore

/// What a detector is told beside the samples: masks, and what other channels have.
extension ChannelDetector {
  /// Tells of a stretch in which nothing can be detected; must come before the samples after it.
  ///
  /// - Parameter mask: Positions on the channel's timeline.
  public mutating func add(mask: Mask) {
    masks.append(mask)
    let low = (mask.onset - origin) / decimation
    motion?.add(mask: low..<max(low + 1, (mask.end - origin) / decimation))
  }

  /// Tells of marks of a trigger channel; must come before the samples after them.
  ///
  /// - Parameters:
  ///   - marks: Positions on this channel's timeline, ascending.
  ///   - channel: The trigger channel's index in the recording.
  public mutating func add(triggers marks: [Int], of channel: Int) {
    if let n = triggers.firstIndex(where: { $0.channel == channel }) {
      triggers[n].positions += marks
    } else {
      triggers.append(TriggerMarks(channel: channel, positions: marks))
    }
  }

  /// The marks within an episode, placed in it; those before its end are forgotten.
  mutating func takeTriggers(_ start: Int, _ count: Int) -> [TriggerMarks] {
    var own: [TriggerMarks] = []
    for n in triggers.indices {
      let places = triggers[n].positions.map { ($0 - origin) / decimation - start }
      let inside = places.filter { (0..<count).contains($0) }
      if !inside.isEmpty {
        own.append(TriggerMarks(channel: triggers[n].channel, positions: inside))
      }
      triggers[n].positions.removeFirst(places.prefix { $0 < count }.count)
    }
    return own
  }

  /// Tells of beats of a channel of the electrocardiogram, as soon as they are known.
  ///
  /// - Parameters:
  ///   - beats: Beats, ascending.
  ///   - channel: That channel's index in the recording.
  public mutating func add(beats: [ReferenceBeat], of channel: Int) {
    let history = samples(settings.cardiac.referenceHistory)
    others.add(
      beats: beats, of: channel, at: SampleRate(checked: rate * Double(decimation)),
      forgetting: placed(-history, episodeStart ?? scanned))
  }

  /// Tells of what an accelerometer channel has; must come before the samples at that time.
  ///
  /// - Parameter movement: What follows of it.
  public mutating func add(movement: MovementSamples) {
    let history = samples(settings.segmentation.episodeGap)
    others.add(
      movement: movement,
      forgetting: seconds(placed(-history, episodeStart ?? scanned)),
      gap: settings.measures.movementGap)
  }

  /// The time of a position on the channel's timeline.
  func seconds(_ position: Int) -> Double { Double(position) / rate / Double(decimation) }
}
