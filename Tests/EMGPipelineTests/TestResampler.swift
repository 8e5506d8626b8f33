import EMGCore
import EMGFilters

/// The library's own resampler over a whole signal.
struct TestResampler {
  private var resampler: Resampler

  init(up: Int, down: Int) throws { resampler = try Resampler(up: up, down: down) }

  mutating func run(_ x: [Float]) -> [Float] { resampler.process(x) + resampler.finish() }
}
