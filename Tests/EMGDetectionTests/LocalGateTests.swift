import EMGCore
import Foundation
import Testing

@testable import EMGDetection

/// The gate of noise that is heavier than usual for some seconds only.
@Suite struct LocalGateTests {
  private static let rate = 2000.0
  private static let frame = 2200

  /// Scores of quiet noise: squares of the maxima of 10 ms have an exponential tail of this scale.
  private func frame(_ scale: Double, _ random: inout SplitMix64) -> [Float] {
    var scores: [Float] = []
    while scores.count < Self.frame {
      let top = min(0.99, (0.1 - scale * log(1 - random.uniform())).squareRoot())
      scores += (0..<20).map { $0 == 7 ? Float(top) : Float(0.3 * top) }
    }
    return Array(scores.prefix(Self.frame))
  }

  @Test func noiseThatWasHeavyForSecondsHadTheGateOfTheWholeRecording() throws {
    var random = SplitMix64(seed: 17)
    var gate = GateCalibration(rate: Self.rate, frameLength: Self.frame, settings: GateSettings())
    let heavy = 60..<80
    for n in 0..<140 {
      gate.append(frame: frame(heavy.contains(n) ? 0.16 : 0.06, &random)[...])
    }
    let limits = gate.localLimits(around: [20, 70, 120], upTo: 139)
    #expect(limits[0] == 1 && limits[2] == 1)
    #expect(limits[1] > 1.15)
    // What is not known yet when an episode ends cannot raise its gate.
    let early = gate.localLimits(around: [57], upTo: 59)
    let late = gate.localLimits(around: [57], upTo: 139)
    #expect(early[0] == 1)
    #expect(late[0] > early[0])
  }

  /// Frames before those whose blocks were counted were dropped, and the program ended.
  @Test(arguments: [20, 100, 120, 150, 190]) func forgettingChangesNoLimit(border: Int) {
    var random = SplitMix64(seed: 18)
    var gate = GateCalibration(rate: Self.rate, frameLength: Self.frame, settings: GateSettings())
    for n in 0..<200 {
      gate.append(frame: frame((100..<140).contains(n) ? 0.16 : 0.06, &random)[...])
    }
    var whole = gate
    _ = gate.localLimits(around: [60, 120], upTo: 199)
    gate.forget(before: border)
    for frames in [[150], [190, 195], [border, border + 1]] {
      let own = gate.localLimits(around: frames, upTo: 199)
      let known = whole.localLimits(around: frames, upTo: 199)
      #expect(own == known || frames[0] < border)
    }
  }

  @Test func aPeakUnderTheLocalGateIsNoDischarge() {
    var episode = Episode(
      start: 0, signal: [Float](repeating: 0, count: 100), raw: [], score: [], sigma: [],
      rate: Self.rate)
    episode.localLimits = [(range: 0..<50, limit: 1.4), (range: 50..<100, limit: 1)]
    #expect(!episode.isClear(1.3, at: 20))
    #expect(episode.isClear(1.5, at: 20))
    #expect(episode.isClear(1.3, at: 70))
  }
}
