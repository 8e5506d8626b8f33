package import EMGCore
internal import EMGFilters
internal import EMGKernels

/// A channel's samples as the gate saw them, in microvolts: band-passed, the power line removed.
///
/// Samples may come in pieces cut anywhere. A short run of missing samples is bridged by a line, as the
/// analysis does it; a longer one ends a segment.
package struct ConditionedStream {
  /// What comes out, in order.
  package enum Part {
    /// Unfiltered microvolts of one segment.
    case raw([Float])
    /// Conditioned microvolts and the position of the first.
    case conditioned([Float], at: Int)
    /// A segment is over.
    case gap
  }

  private let factor: Float
  private var scaled: [Float] = []
  private var filter: ZeroPhaseStream
  private var mains: MainsCanceller
  /// Position after the last sample of the segment; nil between segments.
  private var position: Int?
  /// Missing samples after it, and the longest run of them that is bridged.
  private var missing = 0
  private let bridge: Int
  private var lastValue: Float = 0
  /// Position of the next conditioned sample.
  private var ready = 0

  /// Designs the filters.
  ///
  /// - Parameters:
  ///   - channel: Its rate and unit.
  ///   - conditioning: Band and power line.
  /// - Throws: A `ConfigurationError` where the band does not fit the rate.
  package init(_ channel: Channel, _ conditioning: TraceCollector.Conditioning) throws {
    factor = Float(channel.unit.microvolts ?? 1)
    bridge = channel.rate.samples(conditioning.bridge)
    let high = min(conditioning.lowPass, 0.45 * channel.rate.hertz)
    let low = min(conditioning.highPass, high / 2)
    let design = ZeroPhaseFilter(
      try SectionCascade(
        .butterworth(order: conditioning.order), .bandpass(low, high), rate: channel.rate))
    filter = ZeroPhaseStream(design)
    var settings = MainsSettings()
    settings.nominal = conditioning.mains
    mains = MainsCanceller(
      rate: channel.rate, settings: settings, edges: MainsEdges(design, rate: channel.rate))
  }

  /// Takes samples in the channel's own unit.
  ///
  /// - Parameters:
  ///   - samples: NaN where there is none.
  ///   - start: Position of the first.
  /// - Returns: What is ready.
  package mutating func add(_ samples: [Float], at start: Int) -> [Part] {
    var parts: [Part] = []
    let limit = PhysicalUnit.largestMicrovolts
    _ = scale(samples.span, by: factor, within: limit, into: &scaled)
    if let position, start > position + missing { missing = start - position }
    if missing > bridge { parts += end() }
    var i = 0
    while i < scaled.count {
      guard !scaled[i].isNaN else {
        if position != nil { missing += 1 }
        if missing > bridge { parts += end() }
        i += 1
        continue
      }
      var stop = i
      while stop < scaled.count, !scaled[stop].isNaN { stop += 1 }
      if position == nil { ready = start + i }
      let step = (scaled[i] - lastValue) / Float(missing + 1)
      let line = position == nil ? [] : (0..<missing).map { lastValue + step * Float($0 + 1) }
      let part = line + scaled[i..<stop]
      parts.append(.raw(part))
      filter.append(part[...])
      (position, missing, lastValue) = (start + stop, 0, scaled[stop - 1])
      parts += flush(isEnd: false)
      i = stop
    }
    return parts
  }

  /// Ends the segment, if there is one.
  ///
  /// - Returns: What was held back.
  package mutating func end() -> [Part] {
    guard position != nil else { return [] }
    filter.end()
    let parts = flush(isEnd: true)
    (position, missing) = (nil, 0)
    return parts + [.gap]
  }

  private mutating func flush(isEnd: Bool) -> [Part] {
    var clean: [Float] = []
    mains.process(filter.take()[...], into: &clean)
    if isEnd { mains.finish(into: &clean) }
    guard !clean.isEmpty else { return [] }
    defer { ready += clean.count }
    return [.conditioned(clean, at: ready)]
  }
}
