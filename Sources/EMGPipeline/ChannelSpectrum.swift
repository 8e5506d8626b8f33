public import EMGCore
internal import EMGFilters
public import EMGSpectra
internal import Foundation

/// The spectrum of a channel and what stands out in it.
public struct ChannelSpectrum: Sendable {
  /// The channel.
  public var channel: Channel
  /// The density of the samples as delivered, in the channel's unit squared per hertz; nil where
  /// the recording is shorter than a segment.
  public var spectrum: PowerSpectrum?
  /// The band that mean and median frequency speak of, Hz.
  public var band: ClosedRange<Double>
  /// Narrow lines at 50 or 60 Hz and their multiples.
  public var lines: [SpectralPeak]
  /// The strongest rhythm of the logarithmic envelope.
  public var rhythm: RhythmPeak?

  /// Decibels above its surroundings from which a multiple of the line frequency counts.
  private static let linePresence = 10.0
  /// Lowest and highest edge of the band for frequencies, Hz.
  private static let edges = 20.0...450.0

  /// Reads a recording to its end.
  ///
  /// - Parameters:
  ///   - source: The recording.
  ///   - segment: Length of Welch's segments, seconds.
  /// - Returns: One spectrum a channel.
  /// - Throws: `FormatError` of the source, `ConfigurationError` for an impossible segment.
  public static func all(
    _ source: any RecordingSource, segment: Double
  ) throws -> [ChannelSpectrum] {
    let channels = source.header.channels
    var estimators = try channels.map { try WelchSpectrum(segment: segment, rate: $0.rate) }
    var envelopes = channels.map { FilteredEnvelope(rate: $0.rate) }
    var ends = [Int](repeating: 0, count: channels.count)
    var block = SignalBlock(channelCount: channels.count)
    while try source.next(into: &block) {
      for c in channels.indices {
        if block.start[c] != ends[c] {
          estimators[c].gap()
          envelopes[c].gap()
        }
        ends[c] = block.start[c] + block.samples[c].count
        estimators[c].add(block.samples[c][...])
        envelopes[c].add(block.samples[c])
      }
    }
    return channels.indices.map { c in
      let band = edges.lowerBound...min(edges.upperBound, 0.45 * channels[c].rate.hertz)
      let spectrum = estimators[c].spectrum
      let lines =
        spectrum?.peaks(in: 40...(0.49 * channels[c].rate.hertz), prominence: linePresence)
        .filter { peak in
          [50.0, 60].contains { nominal in
            let order = (peak.frequency / nominal).rounded()
            return order >= 1 && abs(peak.frequency - order * nominal) <= 0.5 * order
          }
        } ?? []
      return ChannelSpectrum(
        channel: channels[c], spectrum: spectrum, band: band, lines: lines,
        rhythm: envelopes[c].spectrum.flatMap { rhythmPeak(of: $0) })
    }
  }

  /// Band-passes a channel for its envelope's spectrum.
  private struct FilteredEnvelope {
    private var filter: SectionFilter?
    private var envelope: EnvelopeSpectrum?

    init(rate: SampleRate) {
      envelope = try? EnvelopeSpectrum(rate: rate)
      let high = min(ChannelSpectrum.edges.upperBound, 0.45 * rate.hertz)
      filter =
        (try? SectionCascade(
          .butterworth(order: 4), .bandpass(ChannelSpectrum.edges.lowerBound, high), rate: rate))
        .map { SectionFilter($0, startsSteady: true) }
    }

    mutating func gap() {
      filter?.reset()
      envelope?.gap()
    }

    mutating func add(_ samples: [Float]) {
      let parts = samples.split(omittingEmptySubsequences: false, whereSeparator: \.isNaN)
      for (n, slice) in parts.enumerated() {
        if n > 0 { gap() }
        var part = Array(slice)
        filter?.process(&part)
        envelope?.add(part[...])
      }
    }

    var spectrum: PowerSpectrum? { envelope?.spectrum }
  }
}
