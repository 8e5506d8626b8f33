internal import EMGCore
internal import Synchronization

/// The blocks of a recording on their way to all channels, each of which takes them in order.
///
/// Tasks do whatever can be done next: reading a block as soon as there is a place for it, handing a
/// block to a channel, ending a channel that has all blocks. Channels may stand as many blocks apart as
/// there are places, so that one with much to do holds up no other.
final class BlockRing: @unchecked Sendable {
  /// A block with what was read of the channels beside up to it.
  private final class Place {
    var block: SignalBlock
    var side: SideReader
    init(_ block: SignalBlock, _ side: SideReader) { (self.block, self.side) = (block, side) }
  }

  /// Blocks that are held where several tasks share the work: with fewer, a channel that has much to do
  /// with one block leaves nothing to the others.
  private static let placesShared = 6

  private let source: any RecordingSource
  private let lanes: [Analysis.Lane]
  private let jobs: Int
  /// Block `k` stands at place `k` modulo their count.
  private let places: [Place]
  private let progress: Mutex<RingProgress>

  /// Why reading ended early.
  private(set) var error: FormatError?
  /// What was read.
  private(set) var delivered: DeliveredSamples
  /// What was read of the channels beside.
  private(set) var side: SideReader

  /// - Parameters:
  ///   - source: The recording, at its beginning.
  ///   - lanes: The channels.
  ///   - side: What reads channels beside them.
  ///   - jobs: How many tasks share the work.
  init(_ source: any RecordingSource, _ lanes: [Analysis.Lane], side: SideReader, jobs: Int) {
    let channels = source.header.channels.count
    self.jobs = max(1, min(jobs, lanes.count + 1))
    (self.source, self.lanes, self.side) = (source, lanes, side)
    places = (0..<(self.jobs > 1 ? Self.placesShared : 1)).map { _ in
      Place(SignalBlock(channelCount: channels), side)
    }
    delivered = DeliveredSamples(channelCount: channels)
    progress = Mutex(RingProgress(lanes: lanes.count, places: places.count))
  }

  /// Reads the recording to its end, hands it to the channels and ends them.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 1..<jobs { group.addTask { await self.work() } }
      await work()
    }
  }

  private func work() async {
    var work = await next { _ in }
    while true {
      switch work {
      case .read(let k):
        let isFilled = read(k)
        let isLost = error != nil
        work = await next { $0.wasRead(isFilled: isFilled, isLost: isLost) }
      case .hand(let k, let lane):
        hand(k, to: lanes[lane])
        work = await next { $0.wasHanded(k, to: lane) }
      case .finish(let lane):
        lanes[lane].finish(side)
        work = await next { $0.wasFinished() }
      case .end: return
      }
    }
  }

  /// Notes what was done and takes what can be done next, or waits until another task has made it
  /// possible; tasks that waited for what was noted go on.
  private func next(_ note: (inout RingProgress) -> Void) async -> RingProgress.Work {
    await withCheckedContinuation { task in
      let ready = progress.withLock { progress in
        note(&progress)
        progress.waiting.append(task)
        var ready: [(CheckedContinuation<RingProgress.Work, Never>, RingProgress.Work)] = []
        while let last = progress.waiting.last, let work = progress.take() {
          progress.waiting.removeLast()
          ready.append((last, work))
        }
        return ready
      }
      for (task, work) in ready { task.resume(returning: work) }
    }
  }

  /// - Returns: Whether there was a block.
  private func read(_ k: Int) -> Bool {
    let place = places[k % places.count]
    do {
      guard try source.next(into: &place.block) else {
        side.finish()
        return false
      }
    } catch {
      self.error = error
      return false
    }
    side.read(place.block)
    place.side = side
    delivered.add(place.block)
    return true
  }

  private func hand(_ k: Int, to lane: Analysis.Lane) {
    let place = places[k % places.count]
    let index = lane.run.plan.index
    lane.run.add(place.side)
    lane.run.append(place.block.samples[index], at: place.block.start[index])
  }
}
