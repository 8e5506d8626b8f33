internal import Foundation

extension Trend {
  /// A channel's muscle and side, told by a word of its name.
  static func side(of name: String) -> (muscle: String, isRight: Bool)? {
    let words = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let right: Set = ["r", "right", "re", "rechts", "dx", "droit"]
    let left: Set = ["l", "left", "li", "links", "sin", "gauche"]
    guard words.count > 1,
      let n = words.lastIndex(where: {
        right.contains($0.lowercased()) || left.contains($0.lowercased())
      })
    else { return nil }
    var rest = words
    let word = rest.remove(at: n).lowercased()
    return (rest.joined(separator: " "), right.contains(word))
  }

  /// Right against left in every session, muscles by name.
  static func sides(_ names: [String], _ documents: [SessionDocument]) -> [Side] {
    var pairs: [String: [Bool: String]] = [:]
    for name in names {
      if let (muscle, isRight) = side(of: name) { pairs[muscle, default: [:]][isRight] = name }
    }
    var result: [Side] = []
    for muscle in pairs.keys.sorted() {
      guard let right = pairs[muscle]?[true], let left = pairs[muscle]?[false] else { continue }
      // One floor for both sides.
      let floor = floor([right, left], documents)
      for (n, document) in documents.enumerated() {
        let both = [right, left].compactMap { name in
          document.channels.first { $0.name == name && $0.isAnalysed && $0.analysable > 0 }
        }
        guard both.count == 2 else { continue }
        let counts = both.map { Double(above(floor, document, $0).count) + 0.5 }
        let ratio = counts[0] / both[0].analysable / (counts[1] / both[1].analysable)
        let error = (1 / counts[0] + 1 / counts[1]).squareRoot()
        result.append(
          Side(
            muscle: muscle, session: n, ratio: ratio, lower: ratio * exp(-1.96 * error),
            upper: ratio * exp(1.96 * error)))
      }
    }
    return result
  }
}
