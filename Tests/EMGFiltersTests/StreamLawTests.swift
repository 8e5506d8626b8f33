import EMGCore
import EMGFilters
import EMGTestSupport
import Testing

@Suite struct StreamLawTests {
  private let rate = SampleRate(checked: 2000)

  private static func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(generator.uniform() + generator.uniform() - 1) }
  }

  private var band: SectionCascade {
    get throws { try SectionCascade(.butterworth(order: 4), .bandpass(20, 450), rate: rate) }
  }

  /// Every stream of the target, by name.
  private var streams: [(name: String, stream: any BlockStream, isLinear: Bool)] {
    get throws {
      let band = try self.band
      return [
        ("zero phase", ZeroPhaseStream(ZeroPhaseFilter(band)), true),
        (
          "zero phase, a page at a time",
          ZeroPhaseStream(ZeroPhaseFilter(band, pagesPerBatch: 1)), true
        ),
        (
          "zero phase, decimated",
          ZeroPhaseStream(
            ZeroPhaseFilter(
              try SectionCascade(.butterworth(order: 4), .lowpass(100), rate: rate),
              decimation: 5)), true
        ),
        (
          "centred taps",
          FIRFilter(try FIRDesign(count: 101, .bandpass(20, 450), rate: rate)), true
        ),
        (
          "an even count of taps",
          FIRFilter(try FIRDesign(count: 64, .lowpass(100), rate: rate)), true
        ),
        (
          "causal taps",
          FIRFilter(try FIRDesign(count: 33, .lowpass(100), rate: rate), isCentered: false), true
        ),
        (
          "root mean square",
          EnvelopeStream(try EnvelopeStage(.rootMeanSquare(window: 0.05), rate: rate)), false
        ),
        (
          "average rectified",
          EnvelopeStream(try EnvelopeStage(.averageRectified(window: 0.0335), rate: rate)), false
        ),
        (
          "linear envelope",
          EnvelopeStream(try EnvelopeStage(.linear(edge: 50), rate: rate)), false
        ),
        (
          "Teager-Kaiser",
          EnvelopeStream(
            try EnvelopeStage(.teagerKaiser(lag: 3, window: 0.02), rate: rate)), false
        ),
        (
          "moving mean",
          BaselineStream(try BaselineStage(.movingMean(window: 0.301), rate: rate)), true
        ),
        (
          "moving median",
          BaselineStream(
            try BaselineStage(.movingMedian(window: 0.3, hop: 0.0305), rate: rate)), true
        ),
        ("half the rate", try Resampler(up: 1, down: 2), true),
        ("three halves of the rate", try Resampler(up: 3, down: 2), true),
        ("five sevenths of the rate", try Resampler(up: 5, down: 7), true),
        ("the same rate", try Resampler(up: 1, down: 1), true),
      ]
    }
  }

  @Test(arguments: [0, 1, 2, 3, 50, 700, 4096, 9001, 80_000])
  func streamsAreTheSameHoweverCut(count: Int) throws {
    let signal = Self.noise(count, seed: UInt64(count))
    for (name, stream, isLinear) in try streams {
      let broken = BlockProcessorLaws.violations(of: stream, signal: signal, seed: UInt64(count))
      #expect(broken.isEmpty, "\(name), \(count) samples: \(broken)")
      guard isLinear, count < 20_000 else { continue }
      let bent = BlockProcessorLaws.linearityViolations(of: stream, signal: signal)
      #expect(bent.isEmpty, "\(name), \(count) samples: \(bent)")
    }
  }

  @Test(arguments: [0, 1, 5, 3000, 20_000])
  func causalFiltersAreTheSameHoweverCut(count: Int) throws {
    let signal = Self.noise(count, seed: UInt64(count))
    let processors: [any BlockProcessor] = [
      SectionFilter(try band), SectionFilter(try band, startsSteady: true),
      SectionFilter(try SectionCascade(notch: 50, quality: 10, rate: rate)),
      try CombFilter(notch: 50, quality: 30, rate: rate),
    ]
    for (k, processor) in processors.enumerated() {
      let broken = BlockProcessorLaws.violations(
        of: processor, signal: signal, seed: UInt64(count + k))
      #expect(broken.isEmpty, "processor \(k): \(broken)")
    }
  }

  @Test func steadyStartMakesNoStepOfAnOffset() throws {
    var filter = SectionFilter(try band, startsSteady: true)
    var offset = [Float](repeating: 12_345, count: 4000)
    filter.process(&offset)
    #expect(offset.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func silenceAfterADischargeEndsInTrueZero() throws {
    var filter = SectionFilter(try band)
    var signal = [Float](repeating: 0, count: 60_000)
    signal[0] = 1
    filter.process(&signal)
    #expect(signal[59_000...].allSatisfy { $0 == 0 })
  }

  @Test func largerPagesAndTheWholeAgree() throws {
    let signal = Self.noise(60_000, seed: 3).map { $0 + 1000 }
    let filter = ZeroPhaseFilter(try band)
    let whole = filter.filtered(signal.map(Double.init))
    for pageLength in [1, 10_000, 100_000] {
      let stream = ZeroPhaseStream(ZeroPhaseFilter(try band, pageLength: pageLength))
      let paged = stream.output(of: signal).map(Double.init)
      #expect(relativeDeviation(paged, whole) < 1e-6)
    }
  }

  @Test func appendAndTakeGiveTheSameAsBlocks() throws {
    let signal = Self.noise(30_000, seed: 9)
    var stream = ZeroPhaseStream(ZeroPhaseFilter(try band), decimation: 3)
    let blocks = stream.output(of: signal)
    var taken: [Float] = []
    for start in stride(from: 0, to: signal.count, by: 777) {
      stream.append(signal[start..<min(signal.count, start + 777)])
      taken += stream.take()
    }
    stream.end()
    taken += stream.take()
    let isSame = taken == blocks
    #expect(isSame)
    #expect(blocks.count == 10_000)
  }

  @Test func marginHoldsAllOfTheResponseThatCounts() throws {
    let narrow = try SectionCascade(.butterworth(order: 8), .bandpass(95, 105), rate: rate)
    for (cascade, share) in [(try band, 1e-6), (try band, 1e-3), (narrow, 1e-6)] {
      var impulse = [Double](repeating: 0, count: 60_000)
      impulse[0] = 1
      var filter = SectionFilter(cascade)
      var samples = impulse.map { Float($0) }
      filter.process(&samples)
      let margin = cascade.settlingTime(to: share)
      let total = samples.reduce(0.0) { $0 + Double(abs($1)) }
      let tail = samples[margin...].reduce(0.0) { $0 + Double(abs($1)) }
      let withOneMore = tail + Double(abs(samples[margin - 1]))
      #expect(tail <= share * total * 1.0001)
      #expect(withOneMore > share * total * 0.999)
    }
  }
}
