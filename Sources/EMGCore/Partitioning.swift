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
}
