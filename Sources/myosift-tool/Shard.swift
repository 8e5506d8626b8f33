import EMGCore

/// A part of a list of inputs that is the same on every machine.
struct Shard: Equatable {
  var number: Int
  var count: Int

  /// Reads `i/n`, i from 1.
  init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(number)
    else {
      throw Failure(.usage, "--shard: expected i/n with i from 1 to n, found '\(text)'")
    }
    (self.number, self.count) = (number, count)
  }

  /// Whether an input belongs here, by its path below the folder that was named.
  func holds(_ relative: String) -> Bool {
    Int(Self.key(relative) % UInt64(count)) == number - 1
  }

  /// The number by which an input's part is chosen: of n parts the one with this number modulo n.
  static func key(_ relative: String) -> UInt64 { stableHash(relative) }
}
