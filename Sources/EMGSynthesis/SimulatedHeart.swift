internal import EMGCore

/// One beat: when, how strong, and whether it is ectopic (early, wide, without a P wave).
struct Heartbeat: Hashable, Sendable {
  var time: Double
  var size: Double
  var isEctopic: Bool
  /// The period before it over the mean; the T wave comes later after a longer one.
  var period: Double

  /// Seconds that a beat reaches before and after its R wave.
  static let reach = (before: 0.4, after: 0.6)

  private struct Wave {
    var height: Double
    var center: Double
    var width: Double
  }

  private static let usual = [
    Wave(height: 0.12, center: -0.17, width: 0.025),
    Wave(height: -0.12, center: -0.028, width: 0.009),
    Wave(height: 1, center: 0, width: 0.011), Wave(height: -0.22, center: 0.027, width: 0.010),
    Wave(height: 0.28, center: 0.25, width: 0.045),
  ]
  private static let ectopic = [
    Wave(height: 1.1, center: 0.01, width: 0.028), Wave(height: -0.4, center: 0.08, width: 0.03),
    Wave(height: -0.3, center: 0.29, width: 0.055),
  ]

  /// Value at a time from the R wave, relative to a usual R wave.
  func value(_ time: Double) -> Double {
    var sum = 0.0
    for wave in isEctopic ? Self.ectopic : Self.usual {
      // Bazett: the T wave's delay goes with the root of the period.
      let center = wave.center > 0.2 ? wave.center * period.squareRoot() : wave.center
      let u = (time - center) / wave.width
      if abs(u) < 8 { sum += wave.height * PortableMath.exp(-u * u / 2) }
    }
    return size * sum
  }
}

extension Interference {
  /// QRS complexes of five Gaussians (McSharry 2003).
  ///
  /// The rate varies with breathing (0.25 Hz), with blood pressure (0.1 Hz) and at random; one
  /// beat in a hundred is ectopic. All
  /// channels see the same heart with leads of their own.
  mutating func heart(_ scenario: Scenario, _ random: inout RandomDeviates) {
    let period = 60 / random.uniform(55...85)
    var time = 0.5
    while time < scenario.duration - 0.5 {
      let breath = PortableMath.sine(turns: 0.25 * time)
      let factor =
        1 + 0.04 * breath + 0.03 * PortableMath.sine(turns: 0.1 * time)
        + 0.015 * random.boundedNormal()
      let isEctopic = random.flag(0.01)
      beats.append(
        Heartbeat(
          time: isEctopic ? time - 0.3 * period : time,
          size: 1 + 0.08 * breath + 0.02 * random.boundedNormal(), isEctopic: isEctopic,
          period: factor))
      time += period * factor
    }
    guard let first = beats.first, let last = beats.last else { return }
    let end = rate.samples(scenario.duration)
    for channel in 0..<channelCount {
      let amplitude = scenario.noise * random.uniform(15...50)
      leads.append(amplitude * (random.flag(0.3) ? -1 : 1))
      let range =
        max(
          0, rate.samples(first.time) - rate.samples(0.05))..<min(
          end, rate.samples(last.time + 0.05))
      record(
        .ecg, range, channel: channel, noise: scenario.noise,
        times: beats.map { rate.samples($0.time) }, peakToPeak: 1.22 * amplitude)
    }
  }

  func addHeart(to samples: inout [Float], from start: Int, lead: Double) {
    let low = rate.seconds(start) - Heartbeat.reach.after
    let high = rate.seconds(start + samples.count) + Heartbeat.reach.before
    var n = beats.partitioningIndex { $0.time > low }
    while n < beats.count, beats[n].time < high {
      let beat = beats[n]
      n += 1
      let first = max(start, rate.samples(max(0, beat.time - Heartbeat.reach.before)))
      let end = min(start + samples.count, rate.samples(beat.time + Heartbeat.reach.after))
      guard first < end else { continue }
      for i in first..<end {
        samples[i - start] += Float(lead * beat.value(rate.seconds(i) - beat.time))
      }
    }
  }
}
