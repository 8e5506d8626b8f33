import EMGCore
import EMGDetection
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Beats of a heart that its average does not take out.
@Suite struct HeartbeatRemovalTests: NoisyChannel {
  var random = SplitMix64(seed: 5)

  /// A QRS complex, one high.
  private static func complex(_ t: Double) -> Double {
    exp(-pow(t / 0.008, 2) / 2) - 0.4 * exp(-pow((t - 0.022) / 0.009, 2) / 2)
  }

  /// A channel with a heart.
  ///
  /// - Parameters:
  ///   - seconds: Its length.
  ///   - turn: How much of the complex's slope breathing adds and takes.
  /// - Returns: The samples and the beats, seconds.
  private mutating func heart(
    _ seconds: Double, turn: Double
  ) -> (samples: [Double], beats: [Double]) {
    var samples = noise(seconds)
    var beats: [Double] = []
    var time = 0.6
    while time < seconds + 0.1 {
      beats.append(time)
      let size = turn * sin(2 * Double.pi * 0.23 * time)
      let (width, reach) = (0.008, 0.1)
      Self.add(2 * reach, to: &samples, at: time - reach) { u in
        let t = u - reach
        // Another direction of the heart's axis shows another shape.
        let other = (t / width) * exp(-pow(t / width, 2) / 2)
        return Self.sigma * 60 * (Self.complex(t) + size * other)
      }
      time += 0.85 * (1 + 0.04 * normal())
    }
    return (samples, beats)
  }

  @Test mutating func beatsThatTurnWithBreathingLeftDeflections() async throws {
    let (samples, beats) = heart(90, turn: 0.3)
    let events = try await analysed(samples)
    let heart = try #require(events.first { $0.details.cause == .ecg })
    #expect(heart.details.times.count > beats.count * 9 / 10)
    #expect(events.allSatisfy { $0.details.cause == .ecg })
  }

  /// A recording that ends within the last beats' waves.
  @Test(arguments: [0.005, 0.035, 0.05, 0.1])
  mutating func aBeatAtTheEndWasADischarge(rest: Double) async throws {
    var samples = noise(40 + rest)
    for n in 0..<40 {
      let time = 40 - 0.9 * Double(n)
      Self.add(0.1 + rest, to: &samples, at: time - 0.05) {
        Self.sigma * 60 * Self.complex($0 - 0.05)
      }
    }
    let events = try await analysed(samples)
    #expect(events.allSatisfy { $0.details.cause == .ecg })
  }

  /// Where a beat may be looked for as far as the next one, the one that was found was found again and again.
  @Test(.timeLimit(.minutes(2)))
  mutating func theSearchForDueBeatsDidNotEnd() async throws {
    var samples = noise(30)
    for n in 0..<32 {
      Self.add(0.1, to: &samples, at: 0.9 * Double(n) + 0.5) {
        Self.sigma * 60 * Self.complex($0 - 0.05)
      }
    }
    var settings = AnalysisSettings(preset: .surface)
    settings.detection.cardiac.dueShare = 1
    let events = try await analysed(samples, settings: settings)
    let heart = try #require(events.first { $0.details.cause == .ecg })
    #expect(heart.details.times.count <= 34)
    #expect(Set(heart.details.times).count == heart.details.times.count)
  }
}
