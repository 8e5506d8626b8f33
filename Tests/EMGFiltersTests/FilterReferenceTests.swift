import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

/// Vectors of scipy.signal, made by Fixtures/Scripts/make_filter_reference.py.
private struct Reference: Decodable {
  struct Design: Decodable {
    var family: String
    var order: Int
    var type: String
    var edges: [Double]
    var rate: Double
    var sos: [[Double]]?
    var real: [Double]?
    var imaginary: [Double]?

    func cascade() throws -> SectionCascade {
      let prototype: FilterPrototype =
        switch family {
        case "butterworth": .butterworth(order: order)
        case "chebyshev1": .chebyshevI(order: order, ripple: 1)
        case "chebyshev2": .chebyshevII(order: order, attenuation: 40)
        case "bessel_delay": .bessel(order: order, norm: .delay)
        case "bessel_magnitude": .bessel(order: order, norm: .magnitude)
        default: .bessel(order: order)
        }
      return try SectionCascade(
        prototype, Reference.response(type, edges), rate: SampleRate(checked: rate))
    }
  }
  struct FIR: Decodable {
    var count: Int
    var edges: [Double]
    var type: String
    var window: String
    var taps: [Double]
  }
  struct Resampled: Decodable {
    var up: Int
    var down: Int
    var output: [Double]
  }
  var designs: [Design]
  var frequencies: [Double]
  var responses: [Design]
  var group_delay: [Double]
  var input: [Double]
  var sosfilt: [Double]
  var sosfiltfilt: [Double]
  var highpass: [Double]
  var highpass_padded: [Double]
  var notch: [Double]
  var comb: [Double]
  var comb_gain: [Double]
  var fir: [FIR]
  var fir_output: [Double]
  var resample_input: [Double]
  var resample: [Resampled]

  static func load() throws -> Reference {
    let url = Fixture.url("Reference/scipy-1.17.1/filters.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }

  static func response(_ type: String, _ edges: [Double]) -> FilterResponse {
    switch type {
    case "lowpass": .lowpass(edges[0])
    case "highpass": .highpass(edges[0])
    case "bandpass": .bandpass(edges[0], edges[1])
    default: .bandstop(edges[0], edges[1])
    }
  }
}

@Suite struct FilterReferenceTests {
  private let rate = SampleRate(checked: 2000)

  @Test func coefficientsEqualSciPy() throws {
    let designs = try Reference.load().designs
    #expect(designs.count > 150)
    for design in designs {
      let sections = try design.cascade().sections
      let expected = try #require(design.sos)
      try #require(sections.count == expected.count)
      for (s, row) in zip(sections, expected) {
        // Numerators relative to their largest coefficient: the first holds the gain, which may be
        // as small as 1e-20. Denominators are of the order of one.
        let size = row[..<3].map { abs($0) }.max() ?? 0
        for (a, b) in zip([s.b0, s.b1, s.b2], row) {
          #expect(
            abs(a - b) <= 1e-10 * size,
            "\(design.family) \(design.type) order \(design.order) at \(design.rate): \(a) \(b)")
        }
        for (a, b) in zip([s.a1, s.a2], row[3...]) {
          #expect(
            abs(a - b) <= 1e-10,
            "\(design.family) \(design.type) order \(design.order) at \(design.rate): \(a) \(b)")
        }
      }
    }
  }

  @Test func responsesEqualSciPy() throws {
    let reference = try Reference.load()
    for design in reference.responses {
      let cascade = try design.cascade()
      for (k, frequency) in reference.frequencies.enumerated() {
        let (real, imaginary) = cascade.response(at: frequency, rate: rate)
        let expectedReal = try #require(design.real?[k])
        let expectedImaginary = try #require(design.imaginary?[k])
        #expect(abs(real - expectedReal) < 1e-11)
        #expect(abs(imaginary - expectedImaginary) < 1e-11)
      }
    }
    let lowpass = try SectionCascade(.butterworth(order: 2), .lowpass(300), rate: rate)
    for (frequency, delay) in zip(reference.frequencies, reference.group_delay) {
      #expect(abs(lowpass.groupDelay(at: frequency, rate: rate) - delay) < 1e-8)
    }
  }

  private var band: SectionCascade {
    get throws { try SectionCascade(.butterworth(order: 4), .bandpass(20, 450), rate: rate) }
  }

  @Test func causalOutputEqualsSciPyFromASteadyStart() throws {
    let reference = try Reference.load()
    var filter = SectionFilter(try band, startsSteady: true)
    var block = reference.input.map { Float($0) }
    filter.process(&block)
    #expect(relativeDeviation(block.map(Double.init), reference.sosfilt) < 1e-6)
  }

  @Test func zeroPhaseOutputEqualsSciPyAwayFromTheEnds() throws {
    let reference = try Reference.load()
    let signal = reference.input.map { Float($0) }
    let highpass = try SectionCascade(.butterworth(order: 4), .highpass(20), rate: rate)
    for (cascade, expected) in [
      (try band, reference.sosfiltfilt), (highpass, reference.highpass),
    ] {
      let filter = ZeroPhaseFilter(cascade)
      #expect(filter.margin < 900)
      let output = ZeroPhaseStream(filter).output(of: signal).map(Double.init)
      let inner = filter.margin..<(signal.count - filter.margin)
      #expect(relativeDeviation(Array(output[inner]), Array(expected[inner])) < 1e-6)
    }
  }

  @Test func zeroPhaseOutputEqualsSciPyAtTheEndsWithEqualPadding() throws {
    let reference = try Reference.load()
    let highpass = try SectionCascade(.butterworth(order: 4), .highpass(20), rate: rate)
    let filter = ZeroPhaseFilter(highpass)
    let whole = filter.filtered(reference.input, padding: 600)
    #expect(relativeDeviation(Array(whole[..<200]), reference.highpass_padded) < 1e-9)
    let stream = ZeroPhaseStream(filter).output(of: reference.input.map { Float($0) })
    let start = stream[..<200].map(Double.init)
    #expect(relativeDeviation(start, Array(filter.filtered(reference.input)[..<200])) < 1e-6)
  }

  @Test func notchEqualsSciPy() throws {
    let cascade = try SectionCascade(notch: 50, quality: 10, rate: rate)
    let section = cascade.sections[0]
    let own = [section.b0, section.b1, section.b2, 1, section.a1, section.a2]
    for (a, b) in zip(own, try Reference.load().notch) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func combEqualsSciPy() throws {
    let reference = try Reference.load()
    var comb = try CombFilter(notch: 50, quality: 30, rate: rate)
    var signal = reference.input[..<400].map { Float($0 - 1000) }
    var span = signal.mutableSpan
    comb.process(&span)
    #expect(relativeDeviation(signal.map(Double.init), reference.comb) < 1e-6)
    for (frequency, gain) in zip(reference.frequencies, reference.comb_gain) {
      #expect(abs(comb.gain(at: frequency, rate: rate) - gain) < 1e-10)
    }
  }

  @Test func tapsEqualSciPy() throws {
    let reference = try Reference.load()
    for item in reference.fir {
      let window: TaperWindow =
        switch item.window {
        case "hamming": .hamming
        case "hann": .hann
        case "blackman": .blackman
        default: .kaiser(beta: 6)
        }
      let design = try FIRDesign(
        count: item.count, Reference.response(item.type, item.edges), window: window, rate: rate)
      #expect(design.taps.count == item.taps.count)
      for (a, b) in zip(design.taps, item.taps) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func impulseResponseFiltersAsSciPyAtALargeOffset() throws {
    let reference = try Reference.load()
    let design = try FIRDesign(count: 101, .bandpass(20, 450), window: .hann, rate: rate)
    let output = FIRFilter(design).output(of: reference.input[..<300].map { Float($0) })
    #expect(output.count == 300)
    // At the ends the offset of 1000 passes; within, it must cancel to a millionth of the signal.
    let inner = 50..<250
    #expect(relativeDeviation(output.map(Double.init), reference.fir_output) < 1e-6)
    #expect(
      relativeDeviation(output[inner].map(Double.init), Array(reference.fir_output[inner])) < 1e-6)
    #expect(design.gain(at: 0, rate: rate) < 0.3)
    #expect(abs(design.gain(at: 235, rate: rate) - 1) < 1e-12)
  }

  @Test func resamplingEqualsSciPy() throws {
    let reference = try Reference.load()
    let signal = reference.resample_input.map { Float($0) }
    for item in reference.resample {
      let output = try Resampler(up: item.up, down: item.down).output(of: signal)
      #expect(relativeDeviation(output.map(Double.init), item.output) < 1e-6)
    }
  }
}
