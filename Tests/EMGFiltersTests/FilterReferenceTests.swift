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
    var sos: [[Double]]
  }
  struct FIR: Decodable {
    var count: Int
    var edges: [Double]
    var passes: String
    var taps: [Double]
  }
  struct Resampled: Decodable {
    var up: Int
    var down: Int
    var output: [Double]
  }
  var designs: [Design]
  var input: [Double]
  var sosfilt: [Double]
  var sosfiltfilt: [Double]
  var notch: [Double]
  var fir: [FIR]
  var resample_input: [Double]
  var resample: [Resampled]

  static func load() throws -> Reference {
    let url = Fixture.url("Reference/scipy-1.17.1/filters.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }
}

@Suite struct FilterReferenceTests {
  private func prototype(_ design: Reference.Design) -> FilterPrototype {
    switch design.family {
    case "butterworth": .butterworth(order: design.order)
    case "chebyshev1": .chebyshevI(order: design.order, ripple: 1)
    case "chebyshev2": .chebyshevII(order: design.order, attenuation: 40)
    default: .bessel(order: design.order)
    }
  }

  private func response(_ type: String, _ edges: [Double]) -> FilterResponse {
    switch type {
    case "lowpass": .lowpass(edges[0])
    case "highpass": .highpass(edges[0])
    case "bandpass": .bandpass(edges[0], edges[1])
    default: .bandstop(edges[0], edges[1])
    }
  }

  @Test func coefficientsEqualSciPy() throws {
    for design in try Reference.load().designs {
      let rate = SampleRate(checked: design.rate)
      let cascade = try SectionCascade(
        prototype(design), response(design.type, design.edges), rate: rate)
      let own: [Double] = cascade.sections.flatMap { s -> [Double] in
        [s.b0, s.b1, s.b2, 1, s.a1, s.a2]
      }
      let expected: [Double] = Array(design.sos.joined())
      #expect(own.count == expected.count)
      for (a, b) in zip(own, expected) {
        // Relative to the larger of one and the coefficient.
        #expect(
          abs(a - b) <= 1e-10 * max(1, abs(b)),
          "\(design.family) \(design.type) order \(design.order) at \(design.rate): \(a) \(b)")
      }
    }
  }

  private var band: SectionCascade {
    get throws {
      try SectionCascade(
        .butterworth(order: 4), .bandpass(20, 450), rate: SampleRate(checked: 2000))
    }
  }

  @Test func causalOutputEqualsSciPy() throws {
    let reference = try Reference.load()
    var filter = SectionFilter(try band)
    var block = reference.input.map { Float($0) }
    filter.process(&block)
    // Float samples around an offset of 300: the offset's rounding is the error.
    #expect(relativeDeviation(block.map(Double.init), reference.sosfilt) < 1e-5)
  }

  @Test func zeroPhaseOutputEqualsSciPy() throws {
    let reference = try Reference.load()
    let output = ZeroPhaseFilter(try band).filtered(reference.input, padding: 600)
    #expect(relativeDeviation(output, reference.sosfiltfilt) < 1e-9)
  }

  @Test func pagesEqualTheWholeAwayFromTheEnds() throws {
    let rate = SampleRate(checked: 2000)
    var generator = SplitMix64(seed: 1)
    let signal = (0..<60_000).map { i in
      Float(100 + 20 * generator.uniform() + 30 * Double(i % 997) / 997)
    }
    let filter = ZeroPhaseFilter(try band)
    let whole = filter.filtered(signal.map(Double.init))
    var stream = ZeroPhaseStream(filter)
    stream.append(signal[...])
    stream.end()
    let paged = stream.take().map(Double.init)
    #expect(relativeDeviation(paged, whole) < 1e-6)
    _ = rate
  }

  @Test func notchEqualsSciPy() throws {
    let cascade = try SectionCascade(notch: 50, quality: 10, rate: SampleRate(checked: 2000))
    let section = cascade.sections[0]
    let own = [section.b0, section.b1, section.b2, 1, section.a1, section.a2]
    for (a, b) in zip(own, try Reference.load().notch) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func tapsEqualSciPy() throws {
    let windows: [TaperWindow] = [.hamming, .hann, .blackman, .kaiser(beta: 6)]
    for (case_, window) in zip(try Reference.load().fir, windows) {
      let response: FilterResponse =
        case_.passes == "low"
        ? .lowpass(case_.edges[0]) : .bandpass(case_.edges[0], case_.edges[1])
      let design = try FIRDesign(
        count: case_.count, response, window: window, rate: SampleRate(checked: 2000))
      for (a, b) in zip(design.taps, case_.taps) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func resamplingEqualsSciPy() throws {
    let reference = try Reference.load()
    for item in reference.resample {
      var resampler = try Resampler(up: item.up, down: item.down)
      var output = resampler.process(reference.resample_input.map { Float($0) })
      output += resampler.finish()
      #expect(relativeDeviation(output.map(Double.init), item.output) < 1e-5)
    }
  }

  @Test(arguments: [
    (FilterPrototype.butterworth(order: 0), FilterResponse.lowpass(10)),
    (.butterworth(order: 21), .lowpass(10)), (.butterworth(order: 2), .lowpass(1000)),
    (.butterworth(order: 2), .bandpass(50, 20)), (.butterworth(order: 2), .highpass(-1)),
    (.butterworth(order: 2), .lowpass(.nan)),
  ])
  func impossibleDesignsAreRefused(prototype: FilterPrototype, response: FilterResponse) {
    #expect(throws: ConfigurationError.self) {
      try SectionCascade(prototype, response, rate: SampleRate(checked: 2000))
    }
  }
}
