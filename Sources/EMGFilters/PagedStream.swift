public import EMGCore
internal import EMGKernels

/// Work that looks at a stretch around each sample, told for pages at fixed positions.
///
/// The bits of a page may depend on the segment's samples within the stated reach, on the page's
/// position and on where the segment ends; never on how the segment was cut into blocks.
public protocol PageStage: Sendable {
  /// Samples before a page that its output depends on.
  var reachBefore: Int { get }
  /// Samples behind a page that its output depends on.
  var reachAfter: Int { get }
  /// Samples a page; pages begin at its multiples.
  var pageLength: Int { get }
  /// Pages that are best done at one go; they are held back until they are complete.
  var pagesPerBatch: Int { get }

  /// The count of output samples of a whole segment.
  ///
  /// - Parameter count: The count of the segment's input samples.
  /// - Returns: A count of samples.
  func outputCount(forInput count: Int) -> Int

  /// Appends the output that belongs to a run of pages.
  ///
  /// - Parameters:
  ///   - samples: Samples of the segment that cover the pages and the reach around them, as far as
  ///     the segment goes.
  ///   - start: The segment position of the first of them.
  ///   - core: The pages' positions: from a multiple of the page length to another or to the end.
  ///   - end: The count of the segment's samples where it ends within reach, otherwise nil.
  ///   - output: Gains the output.
  func apply(
    to samples: Span<Float>, at start: Int, core: Range<Int>, end: Int?,
    into output: inout [Float])
}

extension PageStage {
  /// One page at a time.
  public var pagesPerBatch: Int { 1 }

  /// As many as the input.
  public func outputCount(forInput count: Int) -> Int { count }
}

/// How far a ``PageStage`` has come along samples that its caller keeps.
public struct PageProgress<Stage: PageStage>: Sendable {
  /// What is done to the pages.
  public let stage: Stage
  /// The first position without output.
  private var next = 0

  /// Begins at the start of a segment.
  ///
  /// - Parameter stage: What is done to the pages.
  public init(_ stage: Stage) {
    precondition(stage.pageLength > 0 && stage.pagesPerBatch > 0, "pages have a length")
    self.stage = stage
  }

  /// The first position of the segment that output to come depends on.
  public var needed: Int { max(0, next - stage.reachBefore) }

  /// Appends what can be told by now.
  ///
  /// - Parameters:
  ///   - samples: Those of the segment from a position on, all that came.
  ///   - start: The position of the first, at most ``needed``.
  ///   - output: Gains the output.
  public mutating func advance(
    over samples: Span<Float>, from start: Int, into output: inout [Float]
  ) {
    let batch = stage.pageLength * stage.pagesPerBatch
    let batches = (start + samples.count - stage.reachAfter - next) / batch
    guard batches > 0 else { return }
    let core = next..<(next + batches * batch)
    stage.apply(to: samples, at: start, core: core, end: nil, into: &output)
    next = core.upperBound
  }

  /// Ends the segment, appends the rest and stands at the start of another segment.
  ///
  /// - Parameters:
  ///   - samples: Those of the segment from a position on, all that came.
  ///   - start: The position of the first, at most ``needed``.
  ///   - output: Gains the output.
  public mutating func finish(
    over samples: Span<Float>, from start: Int, into output: inout [Float]
  ) {
    let end = start + samples.count
    if next < end {
      stage.apply(to: samples, at: start, core: next..<end, end: end, into: &output)
    }
    next = 0
  }

  /// Forgets the segment.
  public mutating func reset() { next = 0 }
}

/// Runs a ``PageStage`` over blocks that are cut anywhere.
///
/// - Shape: one channel, one segment; blocks of any length; cutting it anywhere changes no bit.
/// - Memory: one batch of pages with its reach, and the block just given.
public struct PagedStream<Stage: PageStage>: BlockStream, Sendable {
  private var progress: PageProgress<Stage>
  private var samples: [Float] = []
  /// The segment position of the first kept sample.
  private var base = 0

  /// Makes a stream at the start of a segment.
  ///
  /// - Parameter stage: What is done to the pages.
  public init(_ stage: Stage) { progress = PageProgress(stage) }

  /// What is done to the pages.
  public var stage: Stage { progress.stage }

  /// The batch that is waited for and what must be seen behind it.
  public var latency: Int { stage.pageLength * stage.pagesPerBatch + stage.reachAfter }

  /// As the stage says.
  public func outputCount(forInput count: Int) -> Int { stage.outputCount(forInput: count) }

  /// Takes the next block and appends what can be told by now.
  public mutating func process(_ block: Span<Float>, into output: inout [Float]) {
    append(block, to: &samples)
    // Taken out meanwhile, so that they are not copied.
    var own: [Float] = []
    swap(&own, &samples)
    progress.advance(over: own.span, from: base, into: &output)
    swap(&own, &samples)
    let needed = progress.needed
    if needed > base {
      samples.removeFirst(needed - base)
      base = needed
    }
  }

  /// Ends the segment and appends the rest.
  public mutating func finish(into output: inout [Float]) {
    var own: [Float] = []
    swap(&own, &samples)
    progress.finish(over: own.span, from: base, into: &output)
    swap(&own, &samples)
    reset()
  }

  /// Forgets the segment.
  public mutating func reset() {
    samples.removeAll(keepingCapacity: true)
    progress.reset()
    base = 0
  }
}
