internal import CVectorLoops

/// The first value that reaches a limit.
///
/// - Parameters:
///   - limit: The limit.
///   - values: The values.
///   - start: The index at which the search begins.
/// - Returns: An index, or the count of values where none reaches the limit.
public func firstIndex(reaching limit: Float, in values: Span<Float>, from start: Int) -> Int {
  precondition(start >= 0, "an index is not negative")
  guard start < values.count else { return values.count }
  return unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return values.count }
    return unsafe emg_first_reaching(x, start, values.count, limit)
  }
}

/// The first value that differs from the one before by more than a limit.
///
/// - Parameters:
///   - limit: The limit.
///   - values: The values.
///   - start: The index at which the search begins, above zero.
/// - Returns: An index, or the count of values where none does.
public func firstJump(beyond limit: Float, in values: Span<Float>, from start: Int) -> Int {
  precondition(start > 0, "the first value has none before it")
  guard start < values.count else { return values.count }
  return unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return values.count }
    return unsafe emg_first_jump(x, start, values.count, limit)
  }
}

/// The first sample of a signal that lies beyond a limit to either side.
///
/// - Parameters:
///   - limit: The limit, not negative.
///   - values: The signal.
///   - start: The index from which on is looked.
/// - Returns: An index, or the count of samples where there is none.
public func firstIndex(beyond limit: Float, in values: Span<Float>, from start: Int) -> Int {
  precondition(start >= 0, "an index is not negative")
  return unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress, start < values.count else { return values.count }
    return unsafe emg_first_beyond(x, start, values.count, limit)
  }
}
