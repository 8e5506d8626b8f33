/// Appends the values of a span to an array in one move.
///
/// - Parameters:
///   - values: Any count of values.
///   - array: Gains them.
public func append(_ values: Span<Float>, to array: inout [Float]) {
  unsafe values.withUnsafeBufferPointer { buffer in
    unsafe array.append(contentsOf: buffer)
  }
}
