public import EMGCore

/// What a live run asks a detector: which events nothing later can change, and what is still open.
extension ChannelDetector {
  /// The timeline position before which no event will begin that is not known yet.
  public var frontier: Int {
    let position = isOver ? max(0, available - 1) : min(decided, motion?.frontier ?? .max)
    return origin + position * decimation
  }

  /// The sample of the segment before which no episode will begin that is not known yet.
  var decided: Int {
    episodeStart ?? max(pendingCut, scanned - samples(settings.segmentation.episodeGap) / 2)
  }

  /// Events that were found and may yet be lengthened by what follows.
  public var openEvents: [Event] { finished }

  /// Hands over the events that nothing later can change.
  ///
  /// - Returns: Events in the order in which they were found; the others stay.
  public mutating func takeDecided() -> [Event] {
    guard !finished.isEmpty else { return [] }
    let (frontier, border) = (frontier, nextBorder)
    let reach = samples(settings.segmentation.episodeGap / 4) * decimation
    let pause = samples(settings.cardiac.longestPause) * decimation
    var (decided, open): ([Event], [Event]) = ([], [])
    for event in finished {
      let isOpen =
        event.details.cause == .ecg
        ? frontier - event.end <= pause : event.type.isSustained && border - event.end <= reach
      if isOpen { open.append(event) } else { decided.append(event) }
    }
    finished = open
    return decided
  }

  /// Forgets what was kept of a lasting event's signal.
  ///
  /// - Parameter event: An event that was handed over.
  public mutating func dropCourse(of event: Event) { courses.remove(at: event.onset) }

  /// The earliest timeline position of a cut across which an event may yet be lengthened.
  private var nextBorder: Int {
    if let episodeStart, continues { return origin + episodeStart * decimation }
    // An episode that grows too long is cut in its later half.
    return frontier + (samples(settings.segmentation.episodeMaximum) / 2 - 1) * decimation
  }
}
