package import EMGCore
internal import EMGFilters

/// A channel's samples as the gate saw them, in microvolts: band-passed, the power line removed.
///
/// Samples may come in pieces cut anywhere; a missing sample or a jump in time ends a segment.
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
  private var filter: ZeroPhaseStream
  private var mains: MainsCanceller
  /// Position of the next sample as delivered; nil between segments.
  private var position: Int?
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
    let high = min(conditioning.lowPass, 0.45 * channel.rate.hertz)
    let low = min(conditioning.highPass, high / 2)
    filter = ZeroPhaseStream(
      ZeroPhaseFilter(
        try SectionCascade(
          .butterworth(order: conditioning.order), .bandpass(low, high), rate: channel.rate)))
    var settings = MainsSettings()
    settings.nominal = conditioning.mains
    mains = MainsCanceller(rate: channel.rate, settings: settings)
  }

  /// Takes samples in the channel's own unit.
  ///
  /// - Parameters:
  ///   - samples: NaN where there is none.
  ///   - start: Position of the first.
  /// - Returns: What is ready.
  package mutating func add(_ samples: [Float], at start: Int) -> [Part] {
    var parts: [Part] = []
    if let position, start != position { parts += end() }
    var i = 0
    while i < samples.count {
      guard !samples[i].isNaN else {
        parts += end()
        i += 1
        continue
      }
      var stop = i
      while stop < samples.count, !samples[stop].isNaN { stop += 1 }
      if position == nil { ready = start + i }
      let part = samples[i..<stop].map { $0 * factor }
      parts.append(.raw(part))
      filter.append(part[...])
      position = start + stop
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
    position = nil
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
