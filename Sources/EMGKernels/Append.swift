/// Appends the values of a span to an array in one move.
///
/// - Parameters:
///   - values: Any count of values.
///   - array: Gains them.
public func append(_ values: Span<Float>, to array: inout [Float]) {
  makeRoom(for: values.count, in: &array)
  unsafe values.withUnsafeBufferPointer { buffer in
    unsafe array.append(contentsOf: buffer)
  }
}

/// Appends one value so many times.
///
/// - Parameters:
///   - value: The value.
///   - count: How many times.
///   - array: Gains them.
public func append(_ value: Float, count: Int, to array: inout [Float]) {
  makeRoom(for: count, in: &array)
  // The array's own method asks for room at every value.
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: min(max(0, count), 4096)) {
    block in
    unsafe block.initialize(repeating: value)
    var left = count
    while left > 0 {
      let some = min(left, block.count)
      unsafe array.append(contentsOf: UnsafeBufferPointer(rebasing: block[..<some]))
      left -= some
    }
  }
}

/// Lets an array grow by an eighth where it is long: doubled, the samples that a channel waits with would
/// take up to twice their room.
private func makeRoom(for count: Int, in array: inout [Float]) {
  let needed = array.count + count
  guard needed > array.capacity else { return }
  let ahead = min(array.count, max(4096, array.count / 8))
  array.reserveCapacity(max(needed, array.count + ahead))
}
