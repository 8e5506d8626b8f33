import Foundation
import Testing

@testable import EMGDetection

@Suite struct OverlapTests {
  private static let rate = 2000.0
  private static let sigma = 3.0

  /// A unit's potential, 24 ms, 40 times the noise peak to peak.
  private static let waveform: [Float] = (0..<48).map { n in
    let t = (Double(n) - 24) / rate / 0.0015
    return Float(-sigma * 33 * t * exp(-t * t / 2))
  }

  private static var sorter: UnitSorter {
    var units = UnitSorter(settings: UnitSettings(), rate: rate)
    _ = units.add(waveform, members: 20)
    return units
  }

  /// Copies of the potential: size over the unit's, and milliseconds from the first.
  private static func signal(_ copies: [(gain: Double, at: Double)]) -> [Double] {
    var x = [Double](repeating: 0, count: 144)
    for copy in copies {
      let start = 40 + Int((copy.at * rate / 1000).rounded())
      for (n, value) in waveform.enumerated() { x[start + n] += copy.gain * Double(value) }
    }
    return x
  }

  private static func found(_ x: [Double]) -> Int? {
    sorter.decompose(x, [0], variance: sigma * sigma, rest: 0.045, most: 4)?.count
  }

  @Test(arguments: [3.0, 4, 5, 7, 9])
  func discharges(apart gap: Double) {
    #expect(Self.found(Self.signal([(1, 0), (0.95, gap)])) == 2)
  }

  @Test func aPotentialOfAnUnknownUnitWasADoublet() {
    // As two copies make it up, but far from the unit's size, or nearer than a motor neuron fires.
    #expect(Self.found(Self.signal([(0.8, 0), (0.62, 3.5)])) == nil)
    #expect(Self.found(Self.signal([(1.45, 0), (0.85, 3.5)])) == nil)
    #expect(Self.found(Self.signal([(1, 0), (1, 2.5)])) == nil)
    // The sizes of a doublet's discharges may differ where they do not lie over each other.
    #expect(Self.found(Self.signal([(1, 0), (0.7, 9)])) == 2)
  }

  @Test func whatTwoCopiesLeaveMakesThemOnePotential() {
    // A third phase that neither copy has, of a tenth of the energy.
    func other(_ gap: Double) -> [Double] {
      var x = Self.signal([(1, 0), (1, gap)])
      for n in 0..<144 {
        let t = (Double(n) - 84) / Self.rate / 0.0012
        x[n] += 19 * Self.sigma * exp(-t * t)
      }
      return x
    }
    #expect(Self.found(other(4)) == nil)
  }
}
