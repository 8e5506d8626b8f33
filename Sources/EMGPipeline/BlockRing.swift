internal import EMGCore
internal import Synchronization

/// The blocks of a recording on their way to all channels, each of which takes them in order.
///
/// Reading the next block and handing a block to a channel are numbered in one row, and each task does
/// what comes next: none waits for all channels to end a block, as long as they are no more than a
/// block apart.
final class BlockRing: @unchecked Sendable {
  /// A block with what was read of the channels beside up to it.
  private final class Place {
    var block: SignalBlock
    var side: SideReader
    init(_ block: SignalBlock, _ side: SideReader) { (self.block, self.side) = (block, side) }
  }

  private let source: any RecordingSource
  private let lanes: [Analysis.Lane]
  private let jobs: Int
  /// Block `k` stands at place `k` modulo their count: what is read, what is taken, and with several
  /// tasks what the slowest channel still takes.
  private let places: [Place]
  /// What is done next: `lanes.count + 1` numbers a block, the first of which reads the one after it.
  private let next = Atomic(0)
  /// How many blocks were read, and whether there are no more.
  private let count = Atomic(0)
  private let isOver = Atomic(false)

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
    places = (0..<(self.jobs > 1 ? 3 : 2)).map { _ in
      Place(SignalBlock(channelCount: channels), side)
    }
    delivered = DeliveredSamples(channelCount: channels)
  }

  /// Reads the recording to its end and hands it to the channels.
  func run() async {
    read(0)
    if jobs == 1 {
      await work()
    } else {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<jobs { group.addTask { await self.work() } }
      }
    }
    side.finish()
  }

  private func work() async {
    while true {
      let (k, n) = next.wrappingAdd(1, ordering: .relaxed).oldValue
        .quotientAndRemainder(dividingBy: lanes.count + 1)
      if n == 0 {
        await wait { isOver.load(ordering: .acquiring) || isFree(k + 1) }
        if isOver.load(ordering: .acquiring) { return }
        read(k + 1)
      } else {
        await wait { count.load(ordering: .acquiring) > k || isOver.load(ordering: .acquiring) }
        guard k < count.load(ordering: .acquiring) else { return }
        let lane = lanes[n - 1]
        await wait { lane.taken.load(ordering: .acquiring) == k }
        hand(k, to: lane)
      }
    }
  }

  /// Waits for what another task is about to do; most often it is done.
  private func wait(_ isDone: () -> Bool) async {
    var tries = 0
    while !isDone() {
      tries += 1
      if tries < 16 {
        await Task.yield()
      } else {
        // A processor that others use too is left to them.
        try? await Task.sleep(nanoseconds: 50_000)
      }
    }
  }

  /// Whether a block can be read: those before it were, and all channels have what stands in its place.
  private func isFree(_ k: Int) -> Bool {
    count.load(ordering: .acquiring) == k
      && lanes.allSatisfy { $0.taken.load(ordering: .acquiring) > k - places.count }
  }

  private func read(_ k: Int) {
    let place = places[k % places.count]
    var isFilled = false
    do { isFilled = try source.next(into: &place.block) } catch { self.error = error }
    guard isFilled else {
      isOver.store(true, ordering: .releasing)
      return
    }
    side.read(place.block)
    place.side = side
    delivered.add(place.block)
    count.store(k + 1, ordering: .releasing)
  }

  private func hand(_ k: Int, to lane: Analysis.Lane) {
    let place = places[k % places.count]
    let index = lane.run.plan.index
    lane.run.add(place.side)
    lane.run.append(place.block.samples[index], at: place.block.start[index])
    lane.taken.store(k + 1, ordering: .releasing)
  }
}
