import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation

/// Signals that the tests of the mains canceller share.
enum InterferenceSignals {
  static let rate = SampleRate(checked: 2000)

  /// Noise of one microvolt in the band, by a band-pass of Gaussian numbers.
  static func noise(_ seconds: Double, seed: UInt64) throws -> [Float] {
    var generator = SplitMix64(seed: seed)
    let white = (0..<Int(seconds * 2000)).map { _ -> Double in
      let u = max(generator.uniform(), 1e-12)
      return (-2 * log(u)).squareRoot() * cos(2 * .pi * generator.uniform())
    }
    let cascade = try SectionCascade(.butterworth(order: 4), .bandpass(20, 450), rate: rate)
    let filtered = ZeroPhaseFilter(cascade).filtered(white)
    let sd = (filtered.reduce(0) { $0 + $1 * $1 } / Double(filtered.count)).squareRoot()
    return filtered.map { Float($0 / sd) }
  }
}
