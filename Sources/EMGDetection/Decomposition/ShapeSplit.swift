/// Parts a train whose discharges have two shapes: two units that were learned as one.
struct ShapeSplit {
  let settings: DecompositionSettings
  /// Samples of a shape on each side of its peak.
  let reach: Int

  /// The parts of a train.
  ///
  /// Two means (Lloyd's iteration), begun by the two discharges that lie farthest from each other as
  /// seen from the shape; parts are kept apart that differ by more than peaks of one shape may.
  ///
  /// - Parameters:
  ///   - train: Positions of the peaks.
  ///   - shape: Their shape.
  ///   - residual: The band without any shape.
  /// - Returns: The train, or its two parts.
  func trains(_ train: [Int], of shape: [Float], in residual: [Float]) -> [[Int]] {
    let places = train.filter { $0 >= reach && $0 + reach < residual.count }
    guard places.count >= 2 * settings.fewest else { return [train] }
    let copies = places.map { place in
      shape.indices.map { shape[$0] + residual[place - reach + $0] }
    }
    var centers = [farthest(from: shape, copies), shape]
    centers[1] = farthest(from: centers[0], copies)
    var parts: [[Int]] = [[], []]
    for _ in 0..<settings.sweeps {
      parts = [[], []]
      for (n, copy) in copies.enumerated() {
        parts[distance(copy, centers[0]) <= distance(copy, centers[1]) ? 0 : 1].append(n)
      }
      guard parts.allSatisfy({ $0.count >= settings.fewest }) else { return [train] }
      centers = parts.map { members in
        shape.indices.map { i in
          members.reduce(0) { $0 + copies[$1][i] } / Float(members.count)
        }
      }
    }
    let larger = max(energy(of: centers[0][...]), energy(of: centers[1][...]))
    guard distance(centers[0], centers[1]) >= Float(settings.likeness) * larger else {
      return [train]
    }
    return parts.map { $0.map { places[$0] } }
  }

  private func farthest(from shape: [Float], _ copies: [[Float]]) -> [Float] {
    copies.max { distance($0, shape) < distance($1, shape) } ?? shape
  }

  /// The energy of the difference.
  private func distance(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
    return sum
  }
}
