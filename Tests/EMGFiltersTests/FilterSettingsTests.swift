import EMGCore
import EMGFilters
import Testing

@Suite struct FilterSettingsTests {
  private let rate = SampleRate(checked: 2000)

  @Test(arguments: [
    (FilterPrototype.butterworth(order: 0), FilterResponse.lowpass(10)),
    (.butterworth(order: 21), .lowpass(10)), (.butterworth(order: 2), .lowpass(1000)),
    (.butterworth(order: 2), .bandpass(50, 20)), (.butterworth(order: 2), .highpass(-1)),
    (.butterworth(order: 2), .bandstop(50, 50)), (.butterworth(order: 2), .lowpass(.nan)),
    (.chebyshevI(order: 2, ripple: 0), .lowpass(10)),
    (.chebyshevI(order: 2, ripple: .nan), .lowpass(10)),
    (.chebyshevII(order: 2, attenuation: -40), .lowpass(10)),
    (.chebyshevII(order: 2, attenuation: .infinity), .lowpass(10)),
  ])
  func impossibleDesignsAreRefused(prototype: FilterPrototype, response: FilterResponse) {
    #expect(throws: ConfigurationError.self) {
      try SectionCascade(prototype, response, rate: rate)
    }
  }

  @Test func theMessageNamesTheLimit() {
    let error = #expect(throws: ConfigurationError.self) {
      try SectionCascade(.butterworth(order: 4), .bandpass(20, 1200), rate: rate)
    }
    #expect(error?.detail.contains("1000.0 Hz") == true)
    #expect(error?.detail.contains("found 1200.0 Hz") == true)
  }

  @Test(arguments: [0, -1, .nan, .infinity, 0.05]) func unstableNotchesAreRefused(quality: Double) {
    #expect(throws: ConfigurationError.self) {
      try SectionCascade(notch: 50, quality: quality, rate: rate)
    }
    #expect(throws: ConfigurationError.self) {
      try CombFilter(notch: 50, quality: quality, rate: rate)
    }
  }

  @Test func combNeedsADivisorOfTheRate() {
    #expect(throws: ConfigurationError.self) {
      try CombFilter(notch: 60, quality: 30, rate: rate)
    }
  }

  @Test(arguments: [0, -0.1, .nan, .infinity]) func windowsWithoutLengthAreRefused(window: Double) {
    for kind in [
      EnvelopeKind.rootMeanSquare(window: window), .averageRectified(window: window),
      .teagerKaiser(lag: 1, window: window), .linear(edge: window),
    ] {
      #expect(throws: ConfigurationError.self) { try EnvelopeStage(kind, rate: rate) }
    }
    #expect(throws: ConfigurationError.self) {
      try BaselineStage(.movingMean(window: window), rate: rate)
    }
    #expect(throws: ConfigurationError.self) {
      try BaselineStage(.movingMedian(window: window, hop: 0.01), rate: rate)
    }
    #expect(throws: ConfigurationError.self) {
      try BaselineStage(.movingMedian(window: 1, hop: window), rate: rate)
    }
  }

  @Test func lagsAndFactorsBelowOneAreRefused() {
    #expect(throws: ConfigurationError.self) {
      try EnvelopeStage(.teagerKaiser(lag: 0, window: 0.1), rate: rate)
    }
    #expect(throws: ConfigurationError.self) { try Resampler(up: 0, down: 1) }
    #expect(throws: ConfigurationError.self) { try Resampler(up: 1, down: -2) }
    #expect(throws: ConfigurationError.self) {
      try FIRDesign(count: 64, .highpass(20), rate: rate)
    }
    #expect(throws: ConfigurationError.self) { try FIRDesign(count: 0, .lowpass(20), rate: rate) }
  }

  @Test(arguments: 1...20) func everyOrderIsStableAndHasItsEdge(order: Int) throws {
    for prototype in [
      FilterPrototype.butterworth(order: order), .chebyshevI(order: order, ripple: 0.5),
      .chebyshevII(order: order, attenuation: 60), .bessel(order: order, norm: .magnitude),
    ] {
      for response in [
        FilterResponse.lowpass(400), .highpass(20), .bandpass(20, 450), .bandstop(90, 110),
      ] {
        let cascade = try SectionCascade(prototype, response, rate: rate)
        #expect(cascade.largestPole < 1)
        for section in cascade.sections {
          #expect(abs(section.a2) < 1)
          #expect(abs(section.a1) < 1 + section.a2)
        }
      }
      let gain = try SectionCascade(prototype, .lowpass(400), rate: rate).gain(at: 400, rate: rate)
      let decibels: Double =
        switch prototype {
        case .butterworth, .bessel: -3.0103
        case .chebyshevI: -0.5
        case .chebyshevII: -60
        }
      let expected = exponential(decibels / 20)
      #expect(abs(gain / expected - 1) < 1e-4, "\(prototype)")
    }
  }

  /// Ten to a power, by repeated square roots; exact enough for a gain.
  private func exponential(_ power: Double) -> Double {
    var factor = 10.0
    var rest = abs(power)
    var value = 1.0
    while rest >= 1 {
      value *= 10
      rest -= 1
    }
    for _ in 0..<50 {
      factor = factor.squareRoot()
      rest *= 2
      if rest >= 1 {
        value *= factor
        rest -= 1
      }
    }
    return power < 0 ? 1 / value : value
  }
}
