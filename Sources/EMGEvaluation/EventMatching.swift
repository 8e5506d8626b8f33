/// One-to-one matching of truth and detections with as many pairs as there can be.
///
/// Augmenting paths (Kuhn 1955, Naval Research Logistics 2:83) over the pairs that are close
/// enough, nearest first; so the count of pairs is the largest possible, and near pairs are
/// preferred. A true event once matched stays matched: where not all can be, those that come first
/// are.
///
/// - Parameters:
///   - truthCount: Count of true events.
///   - foundCount: Count of detections.
///   - candidates: Which detections a true event may be matched with.
///   - cost: What a pair costs, or nil where it may not be matched.
/// - Returns: For each true event the detection it is matched with, or nil.
public func maximumMatching(
  truthCount: Int, foundCount: Int, candidates: (Int) -> some Sequence<Int>,
  cost: (Int, Int) -> Double?
) -> [Int?] {
  var partnerOfFound = [Int?](repeating: nil, count: foundCount)
  var partnerOfTruth = [Int?](repeating: nil, count: truthCount)
  let edges = (0..<truthCount).map { t in
    candidates(t).compactMap { f in cost(t, f).map { (found: f, cost: $0) } }
      .sorted { ($0.cost, $0.found) < ($1.cost, $1.found) }.map(\.found)
  }
  func augment(_ start: Int) -> Bool {
    // Depth first without recursion, which long chains would exhaust.
    var seen: Set<Int> = []
    var stack: [(truth: Int, next: Int)] = [(start, 0)]
    var taken: [Int] = []
    while let top = stack.last {
      guard top.next < edges[top.truth].count else {
        stack.removeLast()
        if !taken.isEmpty { taken.removeLast() }
        continue
      }
      stack[stack.count - 1].next += 1
      let found = edges[top.truth][top.next]
      guard seen.insert(found).inserted else { continue }
      taken.append(found)
      guard let owner = partnerOfFound[found] else {
        for (level, f) in zip(stack, taken) {
          partnerOfFound[f] = level.truth
          partnerOfTruth[level.truth] = f
        }
        return true
      }
      stack.append((owner, 0))
    }
    return false
  }
  for t in 0..<truthCount { _ = augment(t) }
  return partnerOfTruth
}

/// Stretches in order of time, so that those near another are found without looking at all.
struct Timeline: Sendable {
  private let order: [Int]
  private let onsets: [Double]
  private let ends: [Double]
  /// The latest end up to each place in the order, which never falls.
  private let latest: [Double]

  /// Makes a timeline.
  ///
  /// - Parameter stretches: In any order.
  init(_ stretches: [Stretch]) {
    order = stretches.indices.sorted {
      (stretches[$0].onset, $0) < (stretches[$1].onset, $1)
    }
    onsets = order.map { stretches[$0].onset }
    ends = order.map { stretches[$0].end }
    var latest: [Double] = []
    for end in ends { latest.append(max(end, latest.last ?? end)) }
    self.latest = latest
  }

  /// The indices of all stretches that share at least an instant with another.
  ///
  /// - Parameter stretch: The other.
  /// - Returns: Indices into the list that the timeline was made of, by onset.
  func touching(_ stretch: Stretch) -> [Int] {
    let first = Self.firstIndex(latest) { $0 >= stretch.onset }
    let last = Self.firstIndex(onsets) { $0 > stretch.end }
    guard first < last else { return [] }
    return (first..<last).compactMap { ends[$0] >= stretch.onset ? order[$0] : nil }
  }

  private static func firstIndex(_ values: [Double], where holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if holds(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A set of instants: stretches joined where they meet.
struct TimeSet: Sendable {
  private let parts: [Stretch]
  private let line: Timeline

  /// Makes a set.
  ///
  /// - Parameter stretches: In any order; they may overlap.
  init(_ stretches: [Stretch]) {
    var parts: [Stretch] = []
    for next in stretches.sorted(by: { $0.onset < $1.onset }) {
      if let last = parts.last, next.onset <= last.end {
        parts[parts.count - 1].end = max(last.end, next.end)
      } else {
        parts.append(next)
      }
    }
    self.parts = parts
    line = Timeline(parts)
  }

  /// Seconds in all.
  var duration: Double { parts.reduce(0) { $0 + $1.duration } }

  /// Whether a time lies in the set.
  func contains(_ time: Double) -> Bool {
    !line.touching(Stretch(onset: time, end: time)).isEmpty
  }

  /// Seconds of a stretch that lie in the set.
  func overlap(_ stretch: Stretch) -> Double {
    line.touching(stretch).reduce(0) { $0 + parts[$1].overlap(stretch) }
  }
}
