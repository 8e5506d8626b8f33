public import EMGCore
public import EMGDetection

/// The motor units of one channel over a stretch of a needle recording.
public struct ChannelUnits: Sendable {
  /// The channel.
  public var channel: Channel
  /// Where the stretch begins, seconds from the first sample.
  public var start: Double
  /// How long it is, seconds.
  public var duration: Double
  /// The units, the largest first; discharges count from the recording's first sample.
  public var units: [DecomposedUnit]

  /// Reads a stretch of a recording and tells its units.
  ///
  /// - Parameters:
  ///   - source: The recording.
  ///   - options: Channels (all EMG channels where none is named) and stretch.
  ///   - settings: `decomposition` is used.
  /// - Returns: An entry a channel, in the recording's order.
  /// - Throws: `AnalysisError`: bad data, a channel that is not there or not sampled fast enough, a
  ///   stretch that is longer than `decomposition.longest_s` or has a gap.
  public static func all(
    _ source: any RecordingSource, options: AnalysisOptions, settings: AnalysisSettings
  ) throws(AnalysisError) -> [ChannelUnits] {
    var stretches = try options.selection(of: source.header).map {
      Stretch(selected: $0, longest: settings.decomposition.longest)
    }
    var block = SignalBlock(channelCount: source.header.channels.count)
    do throws(FormatError) {
      while try source.next(into: &block) {
        for n in stretches.indices {
          let index = stretches[n].selected.index
          try stretches[n].take(block.samples[index], at: block.start[index])
        }
      }
    } catch { throw .format(error) }
    var result: [ChannelUnits] = []
    for stretch in stretches {
      do throws(ConfigurationError) {
        result.append(try stretch.units(settings.decomposition))
      } catch { throw .configuration(error) }
    }
    return result
  }

  /// The samples of a stretch, in µV.
  private struct Stretch {
    var selected: SelectedChannel
    var longest: Double
    private var samples: [Float] = []

    init(selected: SelectedChannel, longest: Double) {
      self.selected = selected
      self.longest = longest
    }

    mutating func take(_ block: [Float], at start: Int) throws(FormatError) {
      let rate = selected.channel.rate
      let part = (start..<(start + block.count)).clamped(to: selected.window)
      guard !part.isEmpty else { return }
      let due = selected.window.lowerBound + samples.count
      guard part.lowerBound == due else {
        throw gap(from: rate.seconds(due), to: rate.seconds(part.lowerBound))
      }
      guard rate.seconds(samples.count + part.count) <= longest else {
        throw FormatError(
          .unsupported, field: "duration", location: selected.channel.name,
          detail: "expected at most \(longest) s (decomposition.longest_s), found more: choose a"
            + " part by --from and --to")
      }
      for i in part {
        let value = block[i - start] * Float(selected.factor)
        guard value.isFinite else { throw gap(from: rate.seconds(i), to: rate.seconds(i + 1)) }
        samples.append(value)
      }
    }

    private func gap(from start: Double, to end: Double) -> FormatError {
      FormatError(
        .inconsistent, field: "samples", location: selected.channel.name,
        detail: "expected a stretch without gaps, found one from \(start) to \(end) s: choose a"
          + " part by --from and --to")
    }

    func units(_ settings: DecompositionSettings) throws(ConfigurationError) -> ChannelUnits {
      let rate = selected.channel.rate
      let start = rate.seconds(selected.window.lowerBound)
      var units = try MotorUnitDecomposition(settings: settings, rate: rate).units(in: samples)
      for n in units.indices { units[n].discharges = units[n].discharges.map { $0 + start } }
      return ChannelUnits(
        channel: selected.channel, start: start, duration: rate.seconds(samples.count),
        units: units)
    }
  }
}
