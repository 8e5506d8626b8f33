internal import EMGKernels

/// A unit's waveform as it is searched for among weak discharges.
struct KnownUnit: Sendable {
  let unit: Int
  /// The mean of its discharges, µV.
  let waveform: [Float]
  /// Discharges that are in it.
  let members: Int

  /// The unit with further discharges in its mean.
  ///
  /// - Parameters:
  ///   - discharges: The discharges.
  ///   - shape: What they are laid upon.
  /// - Returns: The unit, its waveform the mean of all.
  func refined(by discharges: [Snippet], like shape: [Float]) -> KnownUnit {
    guard !discharges.isEmpty else { return self }
    let total = members + discharges.count
    let mean = mean(of: discharges, like: shape)
    let share = Float(discharges.count) / Float(total)
    return KnownUnit(
      unit: unit, waveform: zip(waveform, mean).map { $0 + share * ($1 - $0) }, members: total)
  }

  /// The waveform without what the noise of its discharges left in it.
  ///
  /// Each sample is taken by the share of the power around it that is more than the noise's: Wiener's filter,
  /// in time. Source: Wiener (1949), Extrapolation, Interpolation, and Smoothing of Stationary Time Series.
  ///
  /// - Parameters:
  ///   - noise: The noise of one discharge, µV.
  ///   - reach: Samples over which power is taken.
  /// - Returns: As many samples.
  func quieted(noise: Double, reach: Int) -> [Float] {
    guard reach > 0 else { return waveform }
    let left = Float(noise * noise / Double(members))
    let power = RunningSums(of: waveform.map { $0 * $0 }).means(length: reach, edge: .zero)
    return zip(waveform, power).map { $1 > left ? $0 * (1 - left / $1) : 0 }
  }
}

extension KnownUnit {
  init(unit: Int, of template: UnitSorter.Template) {
    self.init(unit: unit, waveform: template.waveform, members: template.members)
  }
}

/// The mean of discharges, each moved to where a waveform fits it best.
func mean(of discharges: [Snippet], like waveform: [Float]) -> [Float] {
  var sum = [Float](repeating: 0, count: waveform.count)
  for snippet in discharges {
    let result = fit(waveform, to: snippet)
    let moved = delayed(snippet.samples, by: -result.lag)
    for i in sum.indices { sum[i] += Float(moved[snippet.room + result.shift + i]) }
  }
  return sum.map { $0 / Float(discharges.count) }
}
