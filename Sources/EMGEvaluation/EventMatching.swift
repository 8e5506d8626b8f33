/// One-to-one matching of truth and detections with as many pairs as there can be.
///
/// Augmenting paths (Kuhn 1955) over the pairs that are close enough, nearest first; so the count
/// of pairs is the largest possible, and near pairs are preferred.
///
/// - Parameters:
///   - truthCount: Count of true events.
///   - foundCount: Count of detections.
///   - candidates: Which detections a true event may be matched with.
///   - cost: What a pair costs, or nil where it may not be matched.
/// - Returns: For each true event the detection it is matched with, or nil.
public func maximumMatching(
  truthCount: Int, foundCount: Int, candidates: (Int) -> Range<Int>, cost: (Int, Int) -> Double?
) -> [Int?] {
  var partnerOfFound = [Int?](repeating: nil, count: foundCount)
  var partnerOfTruth = [Int?](repeating: nil, count: truthCount)
  let edges = (0..<truthCount).map { t in
    candidates(t).compactMap { f in cost(t, f).map { (found: f, cost: $0) } }
      .sorted { $0.cost < $1.cost }.map(\.found)
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
