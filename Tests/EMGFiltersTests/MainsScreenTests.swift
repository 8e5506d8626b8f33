import EMGCore
import Foundation
import Testing

@testable import EMGFilters

/// The screen before the fit of the power line against the whole fit without it.
@Suite struct MainsScreenTests {
  @Test(arguments: [2000.0, 1024, 2441.40625]) func theScreenLosesNoFit(hertz: Double) {
    let length = 2 * Int(hertz)
    let whole = MainsFitter(
      settings: MainsSettings(), rate: hertz, windowLength: length, isScreened: false)
    let screened = MainsFitter(settings: MainsSettings(), rate: hertz, windowLength: length)
    var generator = SplitMix64(seed: 3)
    var (found, missing) = (0, 0)
    for n in 0..<120 {
      // Lines from none to clear, around both nominal frequencies, under a discharge or two.
      let amplitude = Double(n % 12) * 0.015
      let frequency = (n % 2 == 0 ? 50.0 : 60) + 1.2 * (generator.uniform() - 0.5)
      let order = Double(1 + n % 3)
      let window = (0..<length).map { i -> Float in
        let noise = (0..<4).reduce(0.0) { sum, _ in sum + generator.uniform() - 0.5 }
        let line = amplitude * cos(2 * .pi * order * frequency * Double(i) / hertz)
        let spike = (i + 37 * n) % (length / 2) < 12 ? 5.0 : 0
        return Float(noise + line + spike)
      }
      let previous = n % 5 == 0 ? frequency : nil
      let a = whole.fit(window[...], previous: previous)
      let b = screened.fit(window[...], previous: previous)
      #expect(a?.frequency == b?.frequency)
      #expect(a?.power == b?.power)
      if a == nil { missing += 1 } else { found += 1 }
    }
    #expect(found > 10 && missing > 10)
  }
}
