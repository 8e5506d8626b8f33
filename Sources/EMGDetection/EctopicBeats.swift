/// Beats of a known heart that start elsewhere in it: wider, of a shape of their own, each in a gap
/// between two of the others, or where a reference has a beat that is none of the usual.
///
/// Source: ventricular beats are told by a wide complex that comes early and by the pause after it;
/// here the shape must come again and stand where a usual beat is missing.
struct EctopicBeats: Sendable {
  private let settings: CardiacSettings
  private let rate: Double
  private var template: [Float] = []
  private var waveform: RepeatingWaveform?

  init(settings: CardiacSettings, rate: Double) {
    self.settings = settings
    self.rate = rate
  }

  private func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate) }

  /// Removes such beats from an episode from which the usual ones are gone.
  ///
  /// - Parameters:
  ///   - episode: The stretch; changed where there are such beats.
  ///   - usual: The marks of the usual beats.
  ///   - interval: The usual interval, seconds.
  ///   - due: Where a reference has beats that are not among the usual ones; nil without a reference.
  /// - Returns: Their marks, ascending.
  mutating func remove(
    from episode: inout Episode, besides usual: [Int], interval: Double, due: [Int]?
  ) -> [Int] {
    let signal = CardiacBand(of: episode.raw, settings: settings, rate: rate)
    guard signal.deviation > 0 else { return [] }
    let shapes = signal.shapes(besides: usual)
    let reach = samples(settings.referenceReach)
    func mayStand(_ mark: Int) -> Bool {
      due?.contains { abs($0 - mark) <= reach } ?? isInGap(mark, usual, interval)
    }
    var marks: [Int] = []
    if let waveform {
      let room = samples(settings.alignment)
      marks = shapes.flatMap(\.marks).compactMap { mark in
        let match = signal.bestMatch(template, mark, room)
        let isOwn =
          match.similarity >= settings.trackedSimilarity && match.gain >= settings.gainLow
          && match.gain <= settings.gainHigh && mayStand(match.position)
        return isOwn ? match.position : nil
      }
      marks = Array(Set(marks)).sorted()
      waveform.removeBeats(at: marks, from: &episode, settings)
      return marks
    }
    for shape in shapes {
      let own = shape.marks.filter(mayStand)
      guard own.count >= settings.ectopicBeats,
        Double(own.count) >= settings.ectopicShare * Double(shape.marks.count),
        signal.slowShare(own) >= settings.ectopicSlowShare
      else { continue }
      marks = own
      guard
        let found = RepeatingWaveform(
          in: episode, at: &marks, before: samples(settings.before),
          after: samples(settings.after), room: samples(settings.alignment),
          unrelated: settings.unrelatedShare, taper: settings.taperShare)
      else { continue }
      (template, waveform) = (shape.template, found)
      found.removeBeats(at: marks, from: &episode, settings)
      return marks.sorted()
    }
    return []
  }

  /// Whether a usual beat is missing where a mark stands.
  private func isInGap(_ mark: Int, _ usual: [Int], _ interval: Double) -> Bool {
    guard let next = usual.firstIndex(where: { $0 > mark }) else { return false }
    guard next > 0 else { return false }
    return Double(usual[next] - usual[next - 1]) / rate >= settings.ectopicGap * interval
  }
}

extension RepeatingWaveform {
  /// Takes beats out of an episode where they are large enough to be there.
  func removeBeats(at marks: [Int], from episode: inout Episode, _ settings: CardiacSettings) {
    for mark in marks {
      var copy = copy(in: episode, at: mark)
      guard copy.gain >= settings.gainLow / 2 else { continue }
      copy.gain = min(copy.gain, settings.gainHigh)
      remove(copy, from: &episode)
    }
  }
}
