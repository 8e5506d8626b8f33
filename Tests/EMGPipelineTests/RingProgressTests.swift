import EMGCore
import Testing

@testable import EMGPipeline

/// What tasks are told to do, whichever of them is done first.
@Suite struct RingProgressTests {
  /// What was done with blocks that stand at a count of places, and what must hold of it.
  private struct Record {
    let places: Int
    /// The count of blocks of the recording.
    let blocks: Int
    var read = 0
    var had: [Int]
    var isFinished: [Bool]
    var going: [RingProgress.Work] = []

    /// Work is begun: only what those before it have made possible.
    mutating func begin(_ work: RingProgress.Work) {
      switch work {
      case .read(let k):
        #expect(k == read)
        // No channel has still to take what stood there, or is at it.
        #expect(had.allSatisfy { $0 > k - places })
      case .hand(let k, let lane):
        #expect(k == had[lane] && k < read && k >= read - places)
        #expect(!isFinished[lane] && !isGoing(lane))
      case .finish(let lane):
        #expect(had[lane] == blocks && !isFinished[lane] && !isGoing(lane))
      case .end: break
      }
      going.append(work)
    }

    private func isGoing(_ lane: Int) -> Bool {
      going.contains {
        switch $0 {
        case .hand(_, let other), .finish(let other): other == lane
        case .read, .end: false
        }
      }
    }

    /// Work is done, and noted.
    mutating func end(_ number: Int, _ progress: inout RingProgress, isLost: Bool) {
      switch going.remove(at: number) {
      case .read(let k):
        progress.wasRead(isFilled: k < blocks, isLost: isLost && k == blocks)
        read += k < blocks ? 1 : 0
      case .hand(let k, let lane):
        progress.wasHanded(k, to: lane)
        had[lane] += 1
      case .finish(let lane):
        progress.wasFinished()
        isFinished[lane] = true
      case .end: break
      }
    }
  }

  private func run(
    lanes: Int, places: Int, tasks: Int, isLost: Bool, seed: UInt64
  ) -> (record: Record, isEnded: Bool) {
    var generator = SplitMix64(seed: seed)
    var progress = RingProgress(lanes: lanes, places: places)
    var record = Record(
      places: places, blocks: Int(seed % 10), had: Array(repeating: 0, count: lanes),
      isFinished: Array(repeating: false, count: lanes))
    while true {
      while record.going.count < tasks, let work = progress.take() {
        if case .end = work { return (record, record.going.isEmpty) }
        record.begin(work)
      }
      guard !record.going.isEmpty else { return (record, false) }
      let number = min(
        record.going.count - 1, Int(generator.uniform() * Double(record.going.count)))
      record.end(number, &progress, isLost: isLost)
    }
  }

  @Test(arguments: [0, 1, 2, 5], [1, 2, 6])
  func everyChannelHasEveryBlockInOrderAndIsEndedOnce(lanes: Int, places: Int) {
    for seed in 0..<40 {
      let (record, isEnded) = run(
        lanes: lanes, places: places, tasks: 1 + seed % 4, isLost: false, seed: UInt64(seed))
      #expect(isEnded)
      #expect(record.read == record.blocks)
      #expect(record.had.allSatisfy { $0 == record.blocks })
      #expect(record.isFinished.allSatisfy { $0 })
    }
  }

  @Test(arguments: [1, 3]) func channelsOfARecordingThatIsLostAreNotEnded(tasks: Int) {
    for seed in 0..<40 {
      let (record, _) = run(lanes: 3, places: 2, tasks: tasks, isLost: true, seed: UInt64(seed))
      #expect(record.read == record.blocks)
      #expect(!record.isFinished.contains(true))
    }
  }
}
