import EMGCore
import Foundation
import Testing

@testable import EMGDetection

/// What a unit has in common with the noise's own peaks.
@Suite struct LonePeaksTests {
  /// As rarely as peaks of no unit.
  private let settings = {
    var settings = NoiseTailSettings()
    settings.unitFalsePerMinute = settings.falsePerMinute
    return settings
  }()
  private static let (window, room) = (48, 10)

  /// A potential in the middle of its surroundings; of one rate the noise is full, of the other it has
  /// nothing.
  private func wave(cycles: Double, gain: Float = 1) -> Snippet {
    let count = Self.window + 2 * Self.room
    let samples = (0..<count).map { n -> Float in
      let t = (Double(n) - Double(count) / 2) / Double(Self.window)
      return gain * Float(sin(2 * Double.pi * cycles * t) * exp(-t * t / 2 / 0.01))
    }
    return Snippet(samples: samples, sigma: 1, room: Self.room)
  }

  private func event(onset: Int, score: Double) -> Event {
    var event = Event(
      type: .fasciculation, channelIndex: 0, onset: onset, end: onset + 20, confidence: 1, noise: 1,
      threshold: 1)
    event.evidence = [Evidence("gate", value: score, threshold: 1)]
    return event
  }

  /// Twenty minutes of peaks by a power law, as often upright as mirrored.
  private var noise: LonePeaks {
    let places = (0..<1200).map { n -> (place: WeakPlaces.Place, around: Snippet) in
      let share = (Double((n * 467) % 1200) + 0.5) / 1200
      let score = settings.start * pow(1 - 0.9 * share, -1 / 9.0)
      let place = WeakPlaces.Place(
        position: n * 2000, sigma: 1, score: Float(score), seen: n * 2000)
      return (place, wave(cycles: 2, gain: n % 2 == 0 ? 1 : -1))
    }
    var lone = LonePeaks(settings: settings)
    lone.learn(
      places, signs: places.map { _ in 0 }, minutes: 20, end: 1200 * 2000)
    return lone
  }

  /// Peaks of the noise that joined a unit, or made one, were its discharges.
  @Test func whatTheNoiseHasOfAUnitWasItsDischarge() throws {
    var lone = noise
    let discharges = (0..<12).map { event(onset: 5000 + 180_000 * $0, score: 1.1) }
    for event in discharges { lone.keep(event, onset: event.onset, gateFactor: 1) }
    let alike = lone.share(like: Array(wave(cycles: 2).core))
    let unlike = lone.share(like: Array(wave(cycles: 5).core))
    #expect(alike > 0.3 && unlike < 0.05)
    // Of the shape of the noise they are noise, of another they are discharges.
    #expect(discharges.allSatisfy { !lone.isClear($0, share: alike) })
    #expect(discharges.allSatisfy { lone.isClear($0, share: unlike) })
    #expect(lone.isChance(share: alike, discharges))
    #expect(!lone.isChance(share: unlike, discharges))
    // Of no unit they would be noise.
    #expect(discharges.allSatisfy { !lone.isClear($0) })
  }

  @Test func whatStandsFarOutOfTheNoiseIsAUnitWhateverItsShape() {
    var lone = noise
    let discharges = (0..<3).map {
      event(onset: 5000 + 180_000 * $0, score: settings.highest + 0.1)
    }
    for event in discharges { lone.keep(event, onset: event.onset, gateFactor: 1) }
    #expect(discharges.allSatisfy { lone.isClear($0, share: 1) })
    #expect(!lone.isChance(share: 1, discharges))
  }
}
