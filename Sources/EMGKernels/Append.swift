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
  unsafe appendWritten(count: count, to: &array) {
    unsafe $0.update(repeating: value, count: count)
  }
}

/// Appends values that are written where they come to stand: nothing else is written there first.
///
/// - Parameters:
///   - count: How many.
///   - array: Gains them.
///   - write: Writes all of them from the place on that it is given.
func appendWritten(
  count: Int, to array: inout [Float], _ write: (UnsafeMutablePointer<Float>) -> Void
) {
  guard count > 0 else { return }
  makeRoom(for: count, in: &array)
  #if compiler(>=6.3)
  array.append(addingCapacity: count) { values in
    unsafe values.withUnsafeMutableBufferPointer { buffer, written in
      guard let first = buffer.baseAddress else { return }
      unsafe write(first + written)
      written += count
    }
  }
  #else
  let known = array.count
  array.append(contentsOf: repeatElement(0, count: count))
  unsafe array.withUnsafeMutableBufferPointer { buffer in
    if let first = buffer.baseAddress { unsafe write(first + known) }
  }
  #endif
}

/// Lets an array grow by an eighth where it is long: doubled, the samples that a channel waits with would
/// take up to twice their room.
private func makeRoom(for count: Int, in array: inout [Float]) {
  let needed = array.count + count
  guard needed > array.capacity else { return }
  let ahead = min(array.count, max(4096, array.count / 8))
  array.reserveCapacity(max(needed, array.count + ahead))
}
