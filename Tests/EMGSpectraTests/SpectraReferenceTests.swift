import EMGCore
import EMGSpectra
import EMGTestSupport
import Foundation
import Testing

/// Vectors of scipy.signal, made by Fixtures/Scripts/make_spectra_reference.py.
private struct Reference: Decodable {
  struct Welch: Decodable {
    var nperseg: Int
    var window: String
    var detrend: String
    var p: [Double]
  }
  var x: [Double]
  var y: [Double]
  var welch: [Welch]
  var coherence: [Double]
  var phase: [Double]
  var dpss: [[Double]]
  var multitaper: [Double]

  static func load() throws -> Reference {
    let url = Fixture.url("Reference/scipy-1.17.1/spectra.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }
}

@Suite struct SpectraReferenceTests {
  private let rate = SampleRate(checked: 1000)

  /// Every bin within a relative tolerance, those under a millionth of the largest by that floor.
  private func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
    let floor = (b.max() ?? 0) * 1e-6
    return a.count == b.count
      && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(abs($1), floor) }
  }

  @Test func welchEqualsSciPy() throws {
    let reference = try Reference.load()
    for item in reference.welch {
      let window: SpectralWindow =
        item.window == "boxcar" ? .rectangular : try #require(.init(rawValue: item.window))
      var welch = try WelchSpectrum(
        segment: Double(item.nperseg) / 1000, window: window,
        detrending: try #require(.init(rawValue: item.detrend)), rate: rate)
      welch.add(reference.x.map { Float($0) }[...])
      let spectrum = try #require(welch.spectrum)
      let isEqual = isClose(spectrum.density, item.p, 1e-5)
      #expect(isEqual, "segment \(item.nperseg), \(item.window)")
    }
  }

  @Test func coherenceAndPhaseEqualSciPy() throws {
    let reference = try Reference.load()
    let cross = try #require(
      try crossSpectrum(
        of: reference.x.map { Float($0) }, and: reference.y.map { Float($0) }, segment: 0.256,
        rate: rate))
    #expect(zip(cross.coherence, reference.coherence).allSatisfy { abs($0 - $1) < 1e-5 })
    // SciPy's cross-spectrum is conj(X) Y, whose angle falls where Y lags.
    for k in 1..<128 where reference.coherence[k] > 0.2 {
      #expect(abs(cross.phase[k] + reference.phase[k]) < 1e-4)
    }
  }

  @Test func tapersEqualSciPy() throws {
    let tapers = slepianTapers(count: 1000, timeBandwidth: 3, tapers: 5)
    for (own, expected) in zip(tapers, try Reference.load().dpss) {
      for (i, value) in expected.enumerated() { #expect(abs(own[i * 50] - value) < 1e-9) }
    }
  }

  @Test func multitaperEqualsItsTwin() throws {
    let reference = try Reference.load()
    let spectrum = try #require(
      try multitaperSpectrum(of: reference.x[..<1000].map { Float($0) }, rate: rate))
    let isEqual = isClose(spectrum.density, reference.multitaper, 2e-5)
    #expect(isEqual)
  }
}

@Suite struct SpectrumLawTests {
  private let rate = SampleRate(checked: 1000)

  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() })
    }
  }

  @Test(arguments: [1, 2, 15, 64, 1000, 1001]) func inverseUndoesForward(size: Int) {
    let x = noise(size, seed: UInt64(size))
    var fft = RealFFT(size: size)
    let back = fft.inverse(fft.forward(x[...]))
    #expect(zip(x, back).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func powerEqualsVariance() throws {
    let x = noise(100_000, seed: 3)
    var welch = try WelchSpectrum(segment: 1, rate: rate)
    welch.add(x[...])
    let spectrum = try #require(welch.spectrum)
    let variance = x.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(x.count)
    #expect(abs(spectrum.power(in: 0...500) / variance - 1) < 0.02)
    #expect(abs((spectrum.meanFrequency(in: 0...500) ?? 0) - 250) < 5)
    #expect(abs((spectrum.medianFrequency(in: 0...500) ?? 0) - 250) < 5)
  }

  @Test func cutAnywhereGivesTheSameSpectrum() throws {
    let x = noise(20_000, seed: 4)
    var whole = try WelchSpectrum(segment: 0.7, rate: rate)
    whole.add(x[...])
    var pieces = try WelchSpectrum(segment: 0.7, rate: rate)
    var generator = SplitMix64(seed: 5)
    var i = 0
    while i < x.count {
      let end = min(x.count, i + Int(generator.next() % 900))
      pieces.add(x[i..<end])
      i = end
    }
    #expect(whole.spectrum == pieces.spectrum)
  }

  @Test func noSegmentSpansAGap() throws {
    var x = [Float](repeating: 1, count: 3000)
    for i in 1500..<3000 { x[i] = 1001 }
    x[1500] = .nan
    var welch = try WelchSpectrum(segment: 1, overlap: 0, rate: rate)
    welch.add(x[...])
    let spectrum = try #require(welch.spectrum)
    // Both stretches are constant: a segment across the step would show it.
    #expect(spectrum.segmentCount == 2)
    #expect(spectrum.power(in: 0...500) < 1e-6)
  }

  @Test func aSineStandsAtItsFrequency() throws {
    let x = (0..<8000).map { Float(sin(2 * Double.pi * 83.3 * Double($0) / 1000)) }
    var welch = try WelchSpectrum(segment: 1, rate: rate)
    welch.add(x[...])
    let peak = try #require(welch.spectrum?.peaks(in: 10...400, prominence: 10).first)
    #expect(abs(peak.frequency - 83.3) < 0.1)
    #expect(abs((welch.spectrum?.power(in: 80...87) ?? 0) - 0.5) < 0.01)
  }

  @Test func unrelatedNoiseStaysUnderTheLimit() throws {
    let cross = try #require(
      try crossSpectrum(
        of: noise(60_000, seed: 6), and: noise(60_000, seed: 7), segment: 1, rate: rate))
    let limit = cross.limit(alpha: 0.01)
    let above = cross.coherence[1..<500].count { $0 > limit }
    #expect(above < 15)
    #expect(limit > 0.039 && limit < 0.042)
  }

  @Test func tooShortSignalsGiveNothing() throws {
    var welch = try WelchSpectrum(segment: 1, rate: rate)
    welch.add([1, 2, 3][...])
    #expect(welch.spectrum == nil)
    #expect(try multitaperSpectrum(of: [1], rate: rate) == nil)
    #expect(throws: ConfigurationError.self) { try WelchSpectrum(segment: 0, rate: rate) }
  }

  @Test func aModulatedEnvelopeHasARhythmPeak() throws {
    let slow = SampleRate(checked: 200)
    let x = noise(4000, seed: 8).enumerated().map { i, n in
      Float(log(1 + 0.5 * sin(2 * Double.pi * 6 * Double(i) / 200))) + 0.3 * n
    }
    var welch = try WelchSpectrum(segment: 2, rate: slow)
    welch.add(x[...])
    let spectrum = try #require(welch.spectrum)
    let peak = try #require(rhythmPeak(of: spectrum))
    #expect(abs(peak.frequency - 6) < 0.2)
    #expect(peak.height > 8)
  }
}
