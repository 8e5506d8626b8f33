extension Array {
  /// The first index from which on a condition holds, by bisection; the count where it never does.
  ///
  /// - Parameter belongsToSecond: A condition that, once it holds, holds for all that follow.
  /// - Returns: An index.
  package func partitioningIndex(where belongsToSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Stretches of elements that follow each other, cut between neighbours that are apart.
  ///
  /// - Parameter areApart: Whether an element and the next belong to different stretches.
  /// - Returns: The stretches in order, none empty.
  package func cut(where areApart: (Element, Element) -> Bool) -> [[Element]] {
    var stretches: [[Element]] = []
    for element in self {
      if let last = stretches.last?.last, !areApart(last, element) {
        stretches[stretches.count - 1].append(element)
      } else {
        stretches.append([element])
      }
    }
    return stretches
  }
}
