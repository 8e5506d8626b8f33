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

/// Runs a ``PageStage`` over blocks that are cut anywhere.
///
/// - Shape: one channel, one segment; blocks of any length; cutting it anywhere changes no bit.
/// - Memory: one batch of pages with its reach, and the block just given.
public struct PagedStream<Stage: PageStage>: BlockStream, Sendable {
  /// What is done to the pages.
  public let stage: Stage
  private var samples: [Float] = []
  /// The segment position of the first kept sample.
  private var base = 0
  /// The first position without output.
  private var next = 0

  /// Makes a stream at the start of a segment.
  ///
  /// - Parameter stage: What is done to the pages.
  public init(_ stage: Stage) {
    precondition(stage.pageLength > 0 && stage.pagesPerBatch > 0, "pages have a length")
    self.stage = stage
  }

  /// The batch that is waited for and what must be seen behind it.
  public var latency: Int { stage.pageLength * stage.pagesPerBatch + stage.reachAfter }

  /// As the stage says.
  public func outputCount(forInput count: Int) -> Int { stage.outputCount(forInput: count) }

  /// Takes the next block and appends what can be told by now.
  public mutating func process(_ block: Span<Float>, into output: inout [Float]) {
    append(block, to: &samples)
    let received = base + samples.count
    let batch = stage.pageLength * stage.pagesPerBatch
    let batches = (received - stage.reachAfter - next) / batch
    guard batches > 0 else { return }
    let core = next..<(next + batches * batch)
    stage.apply(to: samples.span, at: base, core: core, end: nil, into: &output)
    next = core.upperBound
    let needed = max(0, next - stage.reachBefore)
    if needed > base {
      samples.removeFirst(needed - base)
      base = needed
    }
  }

  /// Ends the segment and appends the rest.
  public mutating func finish(into output: inout [Float]) {
    let end = base + samples.count
    if next < end {
      stage.apply(to: samples.span, at: base, core: next..<end, end: end, into: &output)
    }
    reset()
  }

  /// Forgets the segment.
  public mutating func reset() {
    samples.removeAll(keepingCapacity: true)
    (base, next) = (0, 0)
  }
}
