public import EMGCore

/// What every ``BlockProcessor`` and ``BlockStream`` promises, checked on any of them.
///
/// Each check returns sentences about what was broken, with the seed to repeat it; empty is good.
public enum BlockProcessorLaws {
  /// Lengths of blocks that have found defects: nothing, one sample, odd, page-sized and more.
  public static let cuts = [0, 1, 1, 2, 7, 300, 1024, 5000]

  /// Cuts anywhere give the same bits, and reset gives a new value.
  ///
  /// - Parameters:
  ///   - processor: A value at the start of a segment.
  ///   - signal: A segment.
  ///   - seed: Chooses the cuts.
  /// - Returns: Sentences about what was broken.
  public static func violations(
    of processor: some BlockProcessor, signal: [Float], seed: UInt64
  ) -> [String] {
    var found: [String] = []
    var whole = signal
    var first = processor
    var span = whole.mutableSpan
    first.process(&span)
    var second = processor
    if cut(signal, seed: seed, through: &second) != whole {
      found.append("seed \(seed): other cuts give other bits")
    }
    second.reset()
    if cut(signal, seed: seed &+ 1, through: &second) != whole {
      found.append("seed \(seed): after reset the bits are not those of a new value")
    }
    return found
  }

  /// Cuts anywhere give the same bits, finish and reset give a new value, counts are as told.
  ///
  /// - Parameters:
  ///   - stream: A value at the start of a segment.
  ///   - signal: A segment.
  ///   - seed: Chooses the cuts.
  /// - Returns: Sentences about what was broken.
  public static func violations(
    of stream: some BlockStream, signal: [Float], seed: UInt64
  ) -> [String] {
    var found: [String] = []
    var running = stream
    var whole: [Float] = []
    running.process(signal.span, into: &whole)
    running.finish(into: &whole)
    if whole.count != stream.outputCount(forInput: signal.count) {
      found.append(
        "\(signal.count) samples in: \(stream.outputCount(forInput: signal.count)) promised, "
          + "\(whole.count) out")
    }
    for (name, pass) in [("after finish", seed), ("again", seed &+ 1)] {
      var pieces: [Float] = []
      var late = 0
      let total = Double(max(1, signal.count))
      let ratio = Double(stream.outputCount(forInput: signal.count)) / total
      var fed = 0
      for range in ranges(signal.count, seed: pass) {
        let block = signal[range]
        running.process(block.span, into: &pieces)
        fed = range.upperBound
        late = max(late, fed - Int((Double(pieces.count) / max(ratio, 1e-9)).rounded(.up)))
      }
      if late > stream.latency + Int((1 / max(ratio, 1e-9)).rounded(.up)) {
        found.append("\(late) samples waited, latency promised is \(stream.latency)")
      }
      running.finish(into: &pieces)
      if pieces != whole { found.append("seed \(pass), \(name): other cuts give other bits") }
    }
    var ignored: [Float] = []
    let half = signal[..<(signal.count / 2)]
    running.process(half.span, into: &ignored)
    running.reset()
    var pieces: [Float] = []
    running.process(signal.span, into: &pieces)
    running.finish(into: &pieces)
    if pieces != whole { found.append("after reset the bits are not those of a new value") }
    return found
  }

  /// The laws of a linear step: nothing in, nothing out; the input flipped, the output flipped.
  ///
  /// - Parameters:
  ///   - stream: A value at the start of a segment.
  ///   - signal: A segment.
  /// - Returns: Sentences about what was broken.
  public static func linearityViolations(
    of stream: some BlockStream, signal: [Float]
  ) -> [String] {
    var found: [String] = []
    if !stream.output(of: signal.map { _ in 0 }).allSatisfy({ $0 == 0 }) {
      found.append("zero in gives something out")
    }
    if stream.output(of: signal.map { -$0 }) != stream.output(of: signal).map({ -$0 }) {
      found.append("the flipped input does not give the flipped output")
    }
    return found
  }

  private static func cut(
    _ signal: [Float], seed: UInt64, through processor: inout some BlockProcessor
  ) -> [Float] {
    ranges(signal.count, seed: seed).flatMap { range in
      var block = Array(signal[range])
      var span = block.mutableSpan
      processor.process(&span)
      return block
    }
  }

  private static func ranges(_ count: Int, seed: UInt64) -> [Range<Int>] {
    var generator = SplitMix64(seed: seed)
    var ranges: [Range<Int>] = []
    var position = 0
    while position < count {
      let length = cuts.randomElement(using: &generator) ?? 1
      let end = min(count, position + length)
      ranges.append(position..<end)
      position = end
    }
    return ranges
  }
}
