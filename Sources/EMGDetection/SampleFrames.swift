internal import EMGKernels

/// Samples of a stretch in frames of one length that are made and dropped whole: nothing is moved,
/// and no more is kept than is asked for, but for a part of a frame at each end.
///
/// Positions are counted from the first sample of the stretch.
struct SampleFrames: Sendable {
  /// Samples a frame.
  let length: Int
  /// All but the last are full.
  private var frames: [[Float]] = []
  /// Dropped ones, emptied, that the next are made of.
  private var spare: [[Float]] = []
  /// So many of them are kept at the most: what comes at a time.
  private static let mostSpare = 8
  /// The position of the first kept sample, a multiple of the length.
  private(set) var start = 0
  /// The position after the last sample.
  private(set) var end = 0

  /// - Parameter length: Samples a frame, above zero.
  init(length: Int) {
    precondition(length > 0, "a frame has a length")
    self.length = length
  }

  /// Forgets all; the next sample stands at zero.
  mutating func removeAll() { self = SampleFrames(length: length) }

  /// Appends samples.
  mutating func append(_ samples: Span<Float>) {
    var taken = 0
    while taken < samples.count {
      let room = (end - start) % length
      if room == 0 {
        frames.append(spare.popLast() ?? [])
        frames[frames.count - 1].reserveCapacity(length)
      }
      let count = min(length - room, samples.count - taken)
      EMGKernels.append(
        samples.extracting(taken..<(taken + count)), to: &frames[frames.count - 1])
      taken += count
      end += count
    }
  }

  /// Appends a frame without copying it; what is there must be whole frames.
  ///
  /// - Parameter frame: At most `length` samples; none may follow fewer.
  mutating func append(frame: [Float]) {
    precondition((end - start) % length == 0 && frame.count <= length, "frames are whole")
    frames.append(frame)
    end += frame.count
  }

  /// An empty frame to be filled and appended, with room where one was dropped.
  mutating func takeSpare() -> [Float] { spare.popLast() ?? [] }

  /// The frame that holds a position, as far as it goes.
  func frame(at position: Int) -> [Float] { frames[(position - start) / length] }

  /// The first sample of the frame that holds a position.
  func frameStart(of position: Int) -> Int { position - (position - start) % length }

  /// Appends a range of kept samples to an array.
  func append(_ range: Range<Int>, to array: inout [Float]) {
    precondition(range.lowerBound >= start && range.upperBound <= end, "the samples are kept")
    var position = range.lowerBound
    while position < range.upperBound {
      let first = (position - start) % length
      let count = min(length - first, range.upperBound - position)
      let frame = frame(at: position)
      EMGKernels.append(frame.span.extracting(first..<(first + count)), to: &array)
      position += count
    }
  }

  /// A range of kept samples.
  subscript(range: Range<Int>) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(range.count)
    append(range, to: &result)
    return result
  }

  /// A range of samples, zeros where none are kept.
  ///
  /// - Parameters:
  ///   - range: Any range of positions.
  ///   - window: Emptied and filled.
  func window(_ range: Range<Int>, into window: inout [Float]) {
    window.removeAll(keepingCapacity: true)
    appendWindow(range, to: &window)
  }

  /// Appends a range of samples, zeros where none are kept.
  func appendWindow(_ range: Range<Int>, to window: inout [Float]) {
    let known = range.clamped(to: start..<end)
    guard !known.isEmpty else {
      EMGKernels.append(0, count: range.count, to: &window)
      return
    }
    EMGKernels.append(0, count: known.lowerBound - range.lowerBound, to: &window)
    append(known, to: &window)
    EMGKernels.append(0, count: range.upperBound - known.upperBound, to: &window)
  }

  /// The first position at which a value reaches a limit, or the end.
  func firstPosition(reaching limit: Float, from first: Int) -> Int {
    var position = first
    while position < end {
      let begin = frameStart(of: position)
      let frame = frame(at: position)
      let found = firstIndex(reaching: limit, in: frame.span, from: position - begin)
      if begin + found < min(begin + length, end) { return begin + found }
      position = begin + length
    }
    return max(first, end)
  }

  /// Drops the frames that lie before a position.
  mutating func drop(before position: Int) {
    let count = min((position - start) / length, frames.count)
    guard count > 0 else { return }
    for n in 0..<count where spare.count < Self.mostSpare {
      var frame: [Float] = []
      swap(&frame, &frames[n])
      frame.removeAll(keepingCapacity: true)
      spare.append(frame)
    }
    frames.removeFirst(count)
    start += count * length
  }
}
