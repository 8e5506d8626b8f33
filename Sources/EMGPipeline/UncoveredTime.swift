/// How much of a channel's time no stretch covers, stretch by stretch.
///
/// - Memory: what was added and not settled yet.
struct UncoveredTime: Sendable {
  private var stretches: [Range<Int>] = []
  /// The position up to which time was counted, once there is any, and what was counted.
  private var reached: Int?
  private var total = 0

  /// What is kept that is not settled.
  var waiting: Int { stretches.count }

  /// Takes a covered stretch; any order will do among what is not settled.
  mutating func add(_ stretch: Range<Int>) { stretches.append(stretch) }

  /// Counts what stands before a position; nothing that begins there may be added later.
  ///
  /// - Parameters:
  ///   - end: The position.
  ///   - start: The first of the channel.
  mutating func settle(before end: Int, from start: Int) {
    stretches.sort { $0.lowerBound < $1.lowerBound }
    var at = reached ?? start
    let count = stretches.firstIndex { $0.lowerBound >= end } ?? stretches.count
    for stretch in stretches[..<count] {
      total += max(0, stretch.lowerBound - at)
      at = max(at, stretch.upperBound)
    }
    reached = at
    stretches.removeFirst(count)
  }

  /// Samples of the channel's time that no stretch covers.
  mutating func finish(_ time: Range<Int>) -> Int {
    settle(before: time.upperBound, from: time.lowerBound)
    return total + max(0, time.upperBound - (reached ?? time.lowerBound))
  }
}
