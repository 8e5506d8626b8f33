import EMGCore
import EMGFilters
import EMGTestSupport
import Testing

@Suite struct EnvelopeTests {
  private let rate = SampleRate(checked: 2000)

  /// A sine by rotation; exact enough for a test signal and free of Foundation.
  private func sine(_ count: Int, cosine: Double, amplitude: Double) -> [Float] {
    var values = [0.0, amplitude * (1 - cosine * cosine).squareRoot()]
    while values.count < count {
      values.append(2 * cosine * values[values.count - 1] - values[values.count - 2])
    }
    return values.map { Float($0) }
  }

  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(generator.uniform() - 0.5) }
  }

  @Test func envelopesMeasureASine() throws {
    // 100 Hz at 2 kHz: an eighteenth of a turn, cos 18°.
    let cosine = 0.951_056_516_295_153_5
    let signal = sine(8000, cosine: cosine, amplitude: 10)
    let rms = try envelope(of: signal, .rootMeanSquare(window: 0.1), rate: rate)
    let mean = try envelope(of: signal, .averageRectified(window: 0.1), rate: rate)
    let linear = try envelope(of: signal, .linear(edge: 5), rate: rate)
    let energy = try envelope(of: signal, .teagerKaiser(lag: 1, window: 0.1), rate: rate)
    #expect(abs(rms[4000] - 7.0711) < 0.001)
    // The mean of |sin| over 20 samples a period is tan(81°)/10 instead of 2/π.
    #expect(abs(mean[4000] - 6.3138) < 0.001)
    #expect(abs(linear[4000] - 6.3138) < 0.001)
    #expect(abs(Double(energy[4000]) - 100 * (1 - cosine * cosine)) < 0.01)
  }

  @Test(arguments: [1, 2, 9, 10, 57, 5000], [1, 2, 7, 40])
  func windowsEqualTheirTwinsUpToTheEnds(count: Int, length: Int) throws {
    let signal = noise(count, seed: UInt64(count * 100 + length))
    let window = Double(length) / 2000
    let rms = try envelope(of: signal, .rootMeanSquare(window: window), rate: rate)
    let magnitude = try envelope(of: signal, .averageRectified(window: window), rate: rate)
    let mean = BaselineStream(try BaselineStage(.movingMean(window: window), rate: rate))
      .output(of: signal)
    let centered = centeredMean(signal, length: length)
    for i in signal.indices {
      let around = signal[max(0, i - length / 2)..<min(count, i - length / 2 + length)]
      let size = Float(around.count)
      let twin = (around.reduce(0) { $0 + $1 * $1 } / size).squareRoot()
      #expect(abs(rms[i] - twin) < 1e-5)
      #expect(abs(magnitude[i] - around.reduce(0) { $0 + abs($1) } / size) < 1e-5)
      #expect(abs(centered[i] - around.reduce(0, +) / size) < 1e-5)
      guard length > 1 else { continue }
      #expect(abs(mean[i] - (signal[i] - around.reduce(0, +) / size)) < 1e-5)
    }
  }

  @Test func linearEnvelopeOfActivityStaysAboveZeroAtTheEnds() throws {
    let signal = noise(3000, seed: 5)
    let values = try envelope(of: signal, .linear(edge: 10), rate: rate)
    #expect(values.allSatisfy { $0 > 0.1 })
  }

  @Test func flatSignalHasNoTeagerKaiserEnergyOutsideItsActivity() throws {
    var signal = [Float](repeating: 5, count: 1000)
    for i in 500..<520 { signal[i] += i % 2 == 0 ? 3 : -3 }
    let energy = try envelope(of: signal, .teagerKaiser(lag: 2, window: 0.005), rate: rate)
    #expect(energy[..<490].allSatisfy { $0 == 0 })
    #expect(energy[530...].allSatisfy { $0 == 0 })
    #expect(teagerKaiserEnergy(signal, lag: 2)[510] == signal[510] * signal[510] - 8 * 8)
    #expect(teagerKaiserEnergy([1, 2], lag: 1) == [0, 0])
  }

  @Test func medianBaselineLeavesADischargeAndKeepsAStepSharp() throws {
    var signal = (0..<6000).map { Float($0) * 0.01 }
    for i in 3000..<3030 { signal[i] += 500 }
    let kind = BaselineKind.movingMedian(window: 0.25, hop: 0.05)
    let flat = BaselineStream(try BaselineStage(kind, rate: rate)).output(of: signal)
    #expect(flat[3000..<3030].allSatisfy { abs($0 - 500) < 1 })
    #expect(flat[500..<2900].allSatisfy { abs($0) < 0.02 })
    let step = (0..<6000).map { $0 < 3100 ? Float(0) : 100 }
    let rest = BaselineStream(try BaselineStage(kind, rate: rate)).output(of: step)
    #expect(rest[..<2800].allSatisfy { $0 == 0 })
    #expect(rest[3500...].allSatisfy { $0 == 0 })
  }
}
