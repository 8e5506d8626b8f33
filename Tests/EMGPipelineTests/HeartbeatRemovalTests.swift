import EMGCore
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
}
