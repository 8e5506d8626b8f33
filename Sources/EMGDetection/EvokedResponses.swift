internal import EMGCore

/// What follows a stimulus: a response is told from the stimulus' own tail by turning back where no
/// tail does.
extension StimulationTracker {
  /// A response within the average: where it leaves the tail of the stimulus, its largest
  /// deflection, its end, from the mark, and its height.
  struct Response {
    var onset: Int
    var peak: Int
    var end: Int
    var height: Float
  }

  func response(
    in average: [Float], before: Int, sigma: Double, count: Int
  ) -> Response? {
    let first = before + samples(settings.earliest)
    guard first + 3 < average.count else { return nil }
    // Turning points, by a hysteresis of the average's own noise.
    let step = Float(settings.turn * sigma / Double(count).squareRoot().rounded(.up))
    let least = max(step, Float(settings.responseLevel * sigma))
    var extremes: [(index: Int, value: Float)] = []
    var low = first
    var high = first
    var direction = 0
    for i in first..<average.count {
      if average[i] > average[high] { high = i }
      if average[i] < average[low] { low = i }
      if direction >= 0, average[high] - average[i] > least {
        if direction != 0 || high > first { extremes.append((high, average[high])) }
        direction = -1
        low = i
      } else if direction <= 0, average[i] - average[low] > least {
        if direction != 0 || low > first { extremes.append((low, average[low])) }
        direction = 1
        high = i
      }
    }
    // A tail runs one way; a response turns.
    guard let start = extremes.first, extremes.count >= 2 else { return nil }
    var largest = start
    for extreme in extremes where abs(extreme.value) > abs(largest.value) { largest = extreme }
    let height = (extremes.map(\.value).max() ?? 0) - (extremes.map(\.value).min() ?? 0)
    guard height >= least, isMoreThanTail(average, before: before, least: Double(least)) else {
      return nil
    }
    let onset = onset(of: largest, in: average, from: first, noise: step)
    let limit = max(least / 2, Float(settings.endShare) * height)
    let end = average.lastIndex { abs($0) > limit } ?? largest.index
    return Response(
      onset: max(1, onset - before), peak: largest.index - before,
      end: max(onset + 2, end + 1) - before, height: height)
  }

  /// Whether something follows a stimulus that its tail, filters' turns included, does not explain.
  private func isMoreThanTail(_ average: [Float], before: Int, least: Double) -> Bool {
    // The last part of the average was made to run out.
    let last = average.count - RepeatingWaveform.taperLength(average.count, settings.taperShare)
    guard before >= pulse, before + pulse + 3 < last,
      let tail = StimulusTail(
        of: average[(before + pulse)..<last], rate: rate, settings: settings)
    else { return false }
    let stimulus = average[(before - pulse)..<(before + pulse)]
    let height = Double((stimulus.max() ?? 0) - (stimulus.min() ?? 0))
    return tail.unexplained >= max(least, settings.tailShare * height)
  }

  /// Where a response leaves what the stimulus left: after the place before its largest deflection at
  /// which the average is both small and flat.
  private func onset(
    of extreme: (index: Int, value: Float), in average: [Float], from first: Int, noise: Float
  ) -> Int {
    let reach = max(1, samples(settings.slope))
    func unrest(_ i: Int) -> Float {
      abs(average[i])
        + abs(average[min(average.count - 1, i + reach)] - average[max(first, i - reach)])
    }
    let candidates = first..<max(first + 1, extreme.index)
    let foot = candidates.min { unrest($0) < unrest($1) } ?? first
    let limit = max(noise, Float(settings.onsetShare) * abs(extreme.value - average[foot]))
    return (foot...max(foot, extreme.index)).first { abs(average[$0] - average[foot]) > limit }
      ?? foot
  }

  func evoked(
    _ response: Response, at mark: Int, in episode: Episode, _ shape: RepeatingWaveform,
    _ sigma: Double
  ) -> Event? {
    let low = mark + response.onset
    let high = min(episode.count, mark + response.end)
    guard low < high else { return nil }
    // How much of the average response this one has.
    var tt: Float = 0
    var ut: Float = 0
    let base = episode.raw[max(0, mark - pulse)]
    for i in low..<high {
      let t = shape.unfiltered[min(shape.count - 1, i - mark + shape.before)]
      tt += t * t
      ut += (episode.raw[i] - base) * t
    }
    guard tt > 0, Double(ut / tt) >= settings.responseGain else { return nil }
    return evoked(response, at: mark, until: high, share: ut / tt, sigma)
  }

  /// The response to one stimulus as an event.
  func evoked(
    _ response: Response, at mark: Int, until end: Int, share: Float, _ sigma: Double
  ) -> Event {
    var event = Event(
      type: .evoked, channelIndex: 0, onset: mark + response.onset, end: end,
      confidence: settings.confidence, noise: sigma,
      threshold: settings.responseLevel * sigma)
    event.details.latency = Double(response.onset) / rate
    event.features = [
      Measure("peak_to_peak_uv", Double(response.height * share)),
      Measure("peak_s", Double(response.peak) / rate),
    ]
    event.evidence = [
      Evidence(
        "response_level", value: Double(response.height) / sigma,
        threshold: settings.responseLevel)
    ]
    return event
  }
}
