internal import EMGCore

/// What channels beside a detector's own tell it, as far as an episode may yet need it.
struct OtherChannels: Sendable {
  private var references: [ReferenceMarks] = []
  private var movements: [MovementTrace] = []

  /// Adds beats, and forgets those before a position.
  mutating func add(
    beats: [ReferenceBeat], of channel: Int, at rate: SampleRate, forgetting oldest: Int
  ) {
    if !references.contains(where: { $0.channel == channel }) {
      references.append(ReferenceMarks(channel: channel))
    }
    for n in references.indices where references[n].channel == channel {
      references[n].add(beats, at: rate, forgetting: oldest)
    }
  }

  /// Adds what an accelerometer has, and forgets what lies before a time.
  mutating func add(
    movement samples: MovementSamples, forgetting seconds: Double, gap longest: Double
  ) {
    if let n = movements.firstIndex(where: { $0.channel == samples.channel }) {
      movements[n].add(samples, forgetting: seconds, gap: longest)
    } else {
      movements.append(MovementTrace(samples))
    }
  }

  /// The first reference that is a heart's at a stretch, placed in it.
  ///
  /// - Parameters:
  ///   - start: Where the stretch begins.
  ///   - count: Its samples.
  ///   - known: The position up to which a beat must have been known: later ones are there or not, as
  ///     blocks were cut.
  ///   - settings: What a heart is.
  ///   - rate: The stretch's samples a second.
  ///   - place: The stretch's position for one on the timeline.
  /// - Returns: Nil where none is.
  func heart(
    from start: Int, count: Int, known: Int, settings: CardiacSettings, rate: Double,
    place: (Int) -> Int
  ) -> CardiacReference? {
    for reference in references {
      let marks = reference.heart(
        known: known, from: start, to: start + count, settings: settings, rate: rate, place: place)
      if let marks {
        return CardiacReference(channel: reference.channel, marks: marks.map { $0 - start })
      }
    }
    return nil
  }

  /// Measures of the accelerometer that has the largest share of its power at a rhythm's frequency.
  ///
  /// - Parameters:
  ///   - frequency: The rhythm's, Hz.
  ///   - low: Where it begins, seconds from the recording's first sample.
  ///   - high: Where it ends.
  ///   - settings: Lengths and bands.
  /// - Returns: None without an accelerometer that moves.
  func movement(
    at frequency: Double, from low: Double, to high: Double, settings: MeasureSettings
  ) -> [Measure] {
    let swings = movements.compactMap {
      $0.swing(at: frequency, from: low, to: high, settings: settings)
    }
    guard let best = swings.max(by: { $0.share < $1.share }) else { return [] }
    return zip(Self.movementMeasures, [Double(best.channel), best.frequency, best.share])
      .map { Measure($0, $1) }
  }

  /// Names of the measures of an accelerometer.
  static let movementMeasures = [
    "accelerometer_channel", "accelerometer_peak_hz", "accelerometer_share",
  ]
}
