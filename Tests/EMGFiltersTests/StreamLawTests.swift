import EMGCore
import EMGFilters
import EMGTestSupport
import Testing

@Suite struct StreamLawTests {
  private static func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(generator.uniform() + generator.uniform() - 1) }
  }

  /// Runs a stage over a signal in blocks of random lengths, some empty, some of one sample.
  private func cut(_ signal: [Float], seed: UInt64, _ body: ([Float]) -> Void) {
    var generator = SplitMix64(seed: seed)
    var i = 0
    while i < signal.count {
      let choices = [0, 1, 7, 300, 5000]
      let length = choices[Int(generator.next() % 5)]
      let end = min(signal.count, i + length)
      body(Array(signal[i..<end]))
      i = end
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func causalFilterIsTheSameHoweverCut(seed: UInt64) throws
  {
    let cascade = try SectionCascade(
      .butterworth(order: 4), .bandpass(20, 450), rate: SampleRate(checked: 2000))
    let signal = Self.noise(20_000, seed: seed)
    var whole = signal
    var filter = SectionFilter(cascade, startsSteady: true)
    filter.process(&whole)
    filter.reset()
    var pieces: [Float] = []
    cut(signal, seed: seed) { block in
      var block = block
      filter.process(&block)
      pieces += block
    }
    let isSame = pieces == whole
    #expect(isSame)
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 5)] as [(UInt64, Int)])
  func zeroPhaseStreamIsTheSameHoweverCut(seed: UInt64, decimation: Int) throws {
    let cascade = try SectionCascade(
      .butterworth(order: 4), .bandpass(20, 180), rate: SampleRate(checked: 2000))
    let signal = Self.noise(50_001, seed: seed)
    var stream = ZeroPhaseStream(ZeroPhaseFilter(cascade), decimation: decimation)
    stream.append(signal[...])
    stream.end()
    let whole = stream.take()
    #expect(whole.count == (signal.count + decimation - 1) / decimation)
    var pieces: [Float] = []
    cut(signal, seed: seed) { block in
      stream.append(block[...])
      pieces += stream.take()
    }
    stream.end()
    pieces += stream.take()
    let isSame = pieces == whole
    #expect(isSame)
  }

  @Test func zeroPhaseStreamFlipsWithItsInput() throws {
    let cascade = try SectionCascade(
      .butterworth(order: 4), .bandpass(20, 450), rate: SampleRate(checked: 2000))
    let signal = Self.noise(30_000, seed: 9)
    func run(_ x: [Float]) -> [Float] {
      var stream = ZeroPhaseStream(ZeroPhaseFilter(cascade))
      stream.append(x[...])
      stream.end()
      return stream.take()
    }
    let isFlipped = run(signal.map { -$0 }) == run(signal).map { -$0 }
    #expect(isFlipped)
  }

  @Test(arguments: [0, 1, 2, 3, 50]) func shortSegmentsAreFilteredWhole(count: Int) throws {
    let cascade = try SectionCascade(
      .butterworth(order: 4), .bandpass(20, 450), rate: SampleRate(checked: 2000))
    var stream = ZeroPhaseStream(ZeroPhaseFilter(cascade))
    stream.append(Self.noise(count, seed: 4)[...])
    stream.end()
    let output = stream.take()
    #expect(output.count == count)
    #expect(output.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [(1, 2), (3, 2), (5, 7)] as [(Int, Int)])
  func resamplerIsTheSameHoweverCut(up: Int, down: Int) throws {
    let signal = Self.noise(9_000, seed: 5)
    var resampler = try Resampler(up: up, down: down)
    let whole = resampler.process(signal) + resampler.finish()
    #expect(whole.count == resampler.outputCount(forInput: signal.count))
    var pieces: [Float] = []
    cut(signal, seed: 6) { pieces += resampler.process($0) }
    pieces += resampler.finish()
    let isSame = pieces == whole
    #expect(isSame)
  }

  @Test func firFilterIsTheSameHoweverCut() throws {
    let design = try FIRDesign(count: 101, .bandpass(20, 450), rate: SampleRate(checked: 2000))
    let signal = Self.noise(6_000, seed: 7)
    var filter = FIRFilter(design)
    let whole = filter.process(signal) + filter.finish()
    #expect(whole.count == signal.count)
    var other = FIRFilter(design)
    var pieces: [Float] = []
    cut(signal, seed: 8) { pieces += other.process($0) }
    pieces += other.finish()
    let isSame = pieces == whole
    #expect(isSame)
  }

  @Test func envelopesMeasureASine() throws {
    let rate = SampleRate(checked: 2000)
    let sine = (0..<8000).map { Float(10 * Double.sine(2 * .pi * 100 * Double($0) / 2000)) }
    let rms = try envelope(of: sine, .rootMeanSquare(window: 0.1), rate: rate)
    let mean = try envelope(of: sine, .averageRectified(window: 0.1), rate: rate)
    let linear = try envelope(of: sine, .linear(edge: 5), rate: rate)
    let energy = try envelope(of: sine, .teagerKaiser(lag: 1, window: 0.1), rate: rate)
    let s = Double.sine(2 * .pi * 100 / 2000)
    #expect(abs(rms[4000] - 7.0711) < 0.01)
    #expect(abs(mean[4000] - 6.366) < 0.06)
    #expect(abs(linear[4000] - 6.366) < 0.06)
    #expect(abs(Double(energy[4000]) - 100 * s * s) < 0.01)
  }
}

extension Double {
  fileprivate static func sine(_ x: Double) -> Double {
    // Taylor series after reduction; enough for test signals and free of Foundation.
    let turn = 2 * Double.pi
    let y = x - turn * (x / turn).rounded()
    var term = y
    var sum = y
    for k in 1..<20 {
      term *= -y * y / Double((2 * k) * (2 * k + 1))
      sum += term
    }
    return sum
  }
}
