/// How far reading and each channel of a ``BlockRing`` are, and what can be done next.
struct RingProgress {
  /// What a task does at a time.
  enum Work: Sendable {
    /// Reads the block of a number.
    case read(Int)
    /// Hands a block to a channel.
    case hand(Int, lane: Int)
    /// Ends a channel that has all blocks.
    case finish(lane: Int)
    /// Nothing is left to do.
    case end
  }

  /// Tasks that found nothing to do.
  var waiting: [CheckedContinuation<Work, Never>] = []

  /// How many blocks were read, and whether there are no more.
  private var count = 0
  private var isOver = false
  private var isReading = false
  /// How many blocks each channel has had.
  private var taken: [Int]
  /// How many channels have still to take what stands at each place.
  private var owed: [Int]
  /// Channels for which there is something to do, in the order in which it came, from an index on.
  private var ready: [Int] = []
  private var first = 0
  /// Channels that have all blocks read so far and wait for the next.
  private var idle: [Int]
  /// Channels that were not ended.
  private var left: Int

  /// - Parameters:
  ///   - lanes: The count of channels.
  ///   - places: The count of blocks that are held.
  init(lanes: Int, places: Int) {
    taken = Array(repeating: 0, count: lanes)
    owed = Array(repeating: 0, count: places)
    idle = Array(0..<lanes)
    left = lanes
  }

  /// Chooses what is done next; each choice is made once.
  ///
  /// - Returns: The work, or nil where it depends on what other tasks are at.
  mutating func take() -> Work? {
    if !isOver, !isReading, owed[count % owed.count] == 0 {
      isReading = true
      return .read(count)
    }
    guard first < ready.count else { return isOver && left == 0 ? .end : nil }
    let lane = ready[first]
    first += 1
    return taken[lane] < count ? .hand(taken[lane], lane: lane) : .finish(lane: lane)
  }

  /// A block was read, or there was none.
  ///
  /// - Parameters:
  ///   - isFilled: Whether there was a block.
  ///   - isLost: Whether the recording cannot be read on, so that its channels are not ended.
  mutating func wasRead(isFilled: Bool, isLost: Bool) {
    isReading = false
    if isFilled {
      owed[count % owed.count] = taken.count
      count += 1
    } else {
      isOver = true
    }
    if isLost {
      (ready, first, left) = ([], 0, 0)
    } else {
      add(idle.sorted())
      idle.removeAll(keepingCapacity: true)
    }
  }

  /// A channel has had a block.
  mutating func wasHanded(_ block: Int, to lane: Int) {
    owed[block % owed.count] -= 1
    taken[lane] += 1
    if left == 0 { return }
    if taken[lane] < count || isOver { add([lane]) } else { idle.append(lane) }
  }

  /// A channel was ended.
  mutating func wasFinished() { left -= 1 }

  private mutating func add(_ lanes: [Int]) {
    if first > taken.count {
      ready.removeFirst(first)
      first = 0
    }
    ready += lanes
  }
}
