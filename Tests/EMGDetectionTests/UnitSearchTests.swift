import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection

@Suite struct UnitSearchTests {
  private let waveform: [Float] = [0, 1, 4, -9, 5, 2, -1, 0, 0, 0]

  /// The filter of the waveform in white noise.
  private func filter(unit: Int = 0, times gain: Float = 1) throws -> UnitFilter {
    try #require(
      UnitFilter(
        unit: unit, waveform: waveform.map { $0 * gain }, correlation: [1], ridge: 0))
  }

  private func search(_ filters: [UnitFilter]) -> UnitSearch {
    UnitSearch(
      filters: filters, minutes: 2, rate: 1000, settings: UnitSearchSettings(),
      units: UnitSettings())
  }

  /// The mirror image of the waveform, so that its filter answers with so many standard deviations.
  private func mirrored(_ size: Double, sigma: Double) throws -> Snippet {
    let gain = try -size * sigma / filter().height
    let zeros = [Float](repeating: 0, count: 3)
    return Snippet(
      samples: zeros + waveform.map { $0 * Float(gain) } + zeros, sigma: sigma, room: 3)
  }

  private func limit(_ search: UnitSearch, _ places: [Snippet]) -> Double {
    search.matches(of: places) { _ in true }.limit
  }

  @Test func largeUnitsBesideDoNotRaiseWhatAWeakOneAsksFor() throws {
    // The weak unit stands six times out of the noise, the others sixty.
    let sigma = try filter().height / 6
    let places = try [mirrored(4.5, sigma: sigma)]
    let alone = try limit(search([filter()]), places)
    let beside = try limit(
      search([filter(), filter(unit: 1, times: 10), filter(unit: 2, times: 10)]), places)
    #expect(abs(alone - beside) < 0.001)
    // Another weak one does: there is twice the noise to be like them.
    let weak = try limit(search([filter(), filter(unit: 1)]), places)
    #expect(weak > alone + 0.05)
  }

  @Test func oneDischargeThatIsAUnitsMirrorImageDoesNotRaiseWhatAllAskFor() throws {
    let sigma = try filter().height / 6
    let noise = try (0..<12).map { _ in try mirrored(4.2, sigma: sigma) }
    let usual = try limit(search([filter()]), noise)
    let odd = try limit(search([filter()]), noise.dropLast() + [mirrored(8.5, sigma: sigma)])
    #expect(odd < usual + 0.2)
    // A tail that is longer as a whole does.
    let long = try (0..<12).map { try mirrored(4.2 + 0.25 * Double($0), sigma: sigma) }
    #expect(try limit(search([filter()]), long) > usual + 0.4)
  }

  @Test func theLimitIsThatWhichGaussianNoiseCrossesAsOftenAsAskedFor() throws {
    let sigma = try filter().height / 6
    let search = try search([filter()])
    let limit = limit(search, [try mirrored(4.1, sigma: sigma)])
    // Rice's rate of crossings a minute.
    let often = try 60 * 1000 * filter().crossings * exp(-limit * limit / 2)
    #expect(abs(often / UnitSearchSettings().falsePerMinute - 1) < 0.001)
  }
}
