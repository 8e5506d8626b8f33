internal import EMGCore
internal import RealModule

/// What muscles do.
extension SimulationBuilder {
  mutating func place(_ component: Scenario.Component, from start: Double, to end: Double) {
    switch component {
    case .fasciculations:
      for channel in 0..<scenario.channelCount { fasciculations(channel, start, end) }
    case .tremor: tremor(start, end)
    case .clonus: runs(start, end, pause: 3...6) { $0.clonus($1, limit: $2) }
    case .contraction: runs(start, end, pause: 3...7) { $0.contraction($1, limit: $2) }
    case .tonicFiring: runs(start, end, pause: 3...6) { $0.tonicFiring($1, limit: $2) }
    case .myoclonus: runs(start, end, pause: 1...4) { $0.myoclonus($1, limit: $2) }
    case .negativeMyoclonus: runs(start, end, pause: 3...6) { $0.interrupted($1, limit: $2) }
    default: break
    }
  }

  private mutating func runs(
    _ start: Double, _ end: Double, pause: ClosedRange<Double>,
    _ body: (inout SimulationBuilder, Double, Double) -> Double
  ) {
    var time = start + 0.5
    while time < end - 1 { time = body(&self, time, end) + random.uniform(pause) }
  }

  /// Independent units with their own rates and sizes; discharges of a unit keep a refractory time.
  private mutating func fasciculations(_ channel: Int, _ start: Double, _ end: Double) {
    let models = units(random.integer(3...6))
    let weights = models.map { _ in random.exponential(mean: 1) + 0.2 }
    let total = weights.reduce(0, +)
    var times: [(time: Double, unit: Int)] = []
    for (u, weight) in weights.enumerated() {
      let mean = 60 / scenario.fasciculationRate * total / weight
      var time = start + random.exponential(mean: mean)
      while time < end {
        times.append((time, u))
        time += 0.25 + random.exponential(mean: max(0.01, mean - 0.25))
      }
    }
    times.sort { $0.time < $1.time }
    let low = Double.log(scenario.fasciculationSNR.lowerBound)
    let high = Double.log(scenario.fasciculationSNR.upperBound)
    let sizes = models.map { _ in Double.exp(random.uniform(low...high)) }
    var previous = -1.0
    for (time, unit) in times where time - previous >= 0.06 {
      previous = time
      let snr = sizes[unit] * (1 + 0.04 * random.normal())
      var clean = [Float](repeating: 0, count: samples[channel].count)
      add(models[unit], snr * scenario.noise, at: time, to: &clean)
      let peak = rate.samples(time)
      let reach = models[unit].waveform.count
      guard let range = commit(clean, channel: channel, within: (peak - reach)..<(peak + reach))
      else { continue }
      for i in (peak - reach)..<(peak + reach) where clean.indices.contains(i) {
        samples[channel][i] += clean[i]
      }
      let noise = scenario.noise
      record(.fasciculation, range, channel: channel) {
        $0.motorUnit = unit
        $0.details.discharges = [peak]
        $0.features = [Measure("peak_to_peak_uv", snr * noise), Measure("snr", snr)]
      }
    }
  }

  /// One burst of many discharges under a bell-shaped density; gives its largest deflection.
  private mutating func burst(
    _ models: [MotorUnitModel], center: Double, width: Double, amplitude: Double,
    discharges: Int, into clean: inout [Float]
  ) -> Int {
    for _ in 0..<discharges {
      let offset = max(-0.5, min(0.5, 0.22 * random.normal())) * width
      let size = amplitude * random.logNormal(median: 0.5, spread: 0.4)
      add(models[random.integer(0...(models.count - 1))], size, at: center + offset, to: &clean)
    }
    let middle = rate.samples(center)
    let reach = rate.samples(width / 2 + 0.01)
    var top = middle
    for i in (middle - reach)...(middle + reach)
    where clean.indices.contains(i) && abs(clean[i]) > abs(clean[top]) {
      top = i
    }
    return top
  }

  /// Tremor in all channels; with two or more it is alternating or synchronous.
  private mutating func tremor(_ start: Double, _ end: Double) {
    var time = start + 0.5
    while time < end - 5 {
      let length = min(end - time - 0.5, random.uniform(7...18))
      let frequency = random.uniform(4...9)
      let isAlternating = random.flag(0.5)
      let amplitude = scenario.noise * random.uniform(15...60)
      let width = random.uniform(0.35...0.5) / frequency
      let tone = random.flag(0.3) ? scenario.noise * random.uniform(1...3) : 0
      // Beats of all channels hang on one oscillator whose period wanders.
      var beats: [Double] = []
      var beat = time
      var wander = 0.0
      while beat < time + length {
        beats.append(beat)
        wander = 0.8 * wander + 0.02 * random.normal()
        beat += (1 + wander + 0.03 * random.normal()) / frequency
      }
      guard beats.count >= 5 else { break }
      let names = (0..<scenario.channelCount).map { "EMG\($0 + 1)" }
      for channel in 0..<scenario.channelCount {
        let models = units(10)
        var clean = [Float](repeating: 0, count: samples[channel].count)
        let shift = isAlternating && channel % 2 == 1 ? 0.5 / frequency : 0
        var peaks: [Int] = []
        for (n, beat) in beats.enumerated() {
          // Grows and fades over the first and last second, waxes and wanes between.
          let edge = min(1, 0.25 + (beat - time) / 1.2, 0.25 + (time + length - beat) / 1.2)
          let wax = 1 + 0.2 * Double.sin(2 * .pi * 0.3 * Double(n) / frequency)
          let center = beat + shift + 0.004 * random.normal()
          peaks.append(
            burst(
              models, center: center, width: width, amplitude: amplitude * edge * wax,
              discharges: 14, into: &clean))
        }
        let low = rate.samples(time - 0.3)
        let high = rate.samples(time + length + 0.6)
        guard let range = commit(clean, channel: channel, within: low..<high) else { continue }
        if tone > 0 { addTone(tone, range, models, to: &clean) }
        mix(clean, into: channel)
        let intervals = zip(peaks, peaks.dropFirst()).map { rate.seconds($1 - $0) }
        let count = scenario.channelCount
        record(.tremor, range, channel: channel) {
          $0.details.bursts = peaks
          $0.details.frequencyHz = Double(intervals.count) / intervals.reduce(0, +)
          if count > 1 {
            $0.details.partners = names.filter { $0 != names[channel] }
            $0.details.pattern = isAlternating ? "alternating" : "synchronous"
          }
        }
      }
      time += length + random.uniform(4...7)
    }
  }

  /// Low background activity of independent units.
  private mutating func addTone(
    _ level: Double, _ range: Range<Int>, _ models: [MotorUnitModel], to clean: inout [Float]
  ) {
    for model in models {
      var time = rate.seconds(range.lowerBound) + random.uniform(0...0.1)
      while time < rate.seconds(range.upperBound) {
        add(model, 4 * level, at: time, to: &clean)
        time += random.gamma(mean: 0.1, variation: 0.18)
      }
    }
  }

  /// A run of beats that starts abruptly, decays and slows.
  private mutating func clonus(_ start: Double, limit: Double) -> Double {
    let models = units(10)
    let frequency = random.uniform(4...7.5)
    let count = random.integer(7...35)
    let amplitude = scenario.noise * random.uniform(40...150)
    let decay = random.uniform(1...2.2)
    let slowing = random.uniform(0...0.25)
    var clean = [Float](repeating: 0, count: samples[0].count)
    var time = start
    var peaks: [Int] = []
    for k in 0..<count where time < limit - 0.3 {
      let part = Double(k) / Double(count)
      let size = amplitude * Double.exp(-decay * part) * (1 + 0.1 * random.normal())
      peaks.append(
        burst(
          models, center: time, width: random.uniform(0.035...0.07), amplitude: size,
          discharges: 10, into: &clean))
      time += (1 + slowing * part) / frequency * (1 + 0.03 * random.normal())
    }
    let range = rate.samples(start - 0.2)..<rate.samples(time + 0.2)
    guard peaks.count >= 5, let found = commit(clean, channel: 0, within: range) else {
      return time
    }
    mix(clean, into: 0)
    let intervals = zip(peaks, peaks.dropFirst()).map { rate.seconds($1 - $0) }
    record(.clonus, found, channel: 0) {
      $0.details.bursts = peaks
      $0.details.frequencyHz = Double(intervals.count) / intervals.reduce(0, +)
    }
    return time
  }

  /// Units recruited in order of size while force ramps up, holds and falls (Fuglevand 1993).
  private mutating func force(_ start: Double, _ length: Double, into clean: inout [Float]) {
    let count = random.integer(12...40)
    let models = units(min(count, 16))
    let drive = random.uniform(0.5...1)
    let ramp = random.uniform(0.2...0.8)
    for k in 0..<count {
      let threshold = drive * Double(k) / Double(count + 4)
      let size = scenario.noise * 8 * Double.exp(2.2 * Double(k) / Double(count))
      var time = start + ramp * threshold + random.uniform(0...0.08)
      while time < start + length - ramp * threshold {
        add(models[k % models.count], size, at: time, to: &clean)
        let pulse = 8 + 14 * (drive - threshold)
        time += max(0.02, random.gamma(mean: 1 / pulse, variation: 0.18))
      }
    }
  }

  private mutating func contraction(_ start: Double, limit: Double) -> Double {
    let length = min(limit - start - 0.5, random.uniform(2...7))
    guard length > 1 else { return limit }
    var clean = [Float](repeating: 0, count: samples[0].count)
    force(start, length, into: &clean)
    let range = rate.samples(start - 0.3)..<rate.samples(start + length + 0.3)
    guard let found = commit(clean, channel: 0, within: range) else { return limit }
    mix(clean, into: 0)
    record(.contraction, found, channel: 0)
    return start + length
  }

  /// A contraction with brief silences in it.
  private mutating func interrupted(_ start: Double, limit: Double) -> Double {
    let length = min(limit - start - 0.5, random.uniform(5...10))
    guard length > 3 else { return limit }
    var clean = [Float](repeating: 0, count: samples[0].count)
    force(start, length, into: &clean)
    let range = rate.samples(start - 0.3)..<rate.samples(start + length + 0.3)
    guard let found = commit(clean, channel: 0, within: range) else { return limit }
    var time = start + 1.5
    while time < start + length - 1.5 {
      let silence = rate.samples(time)..<rate.samples(time + random.uniform(0.07...0.3))
      let edge = max(1, rate.samples(0.004))
      for i in (silence.lowerBound - edge)..<(silence.upperBound + edge)
      where clean.indices.contains(i) {
        let outside = max(silence.lowerBound - i, i - silence.upperBound + 1)
        clean[i] *= outside > 0 ? Float(outside) / Float(edge) : 0
      }
      record(.negativeMyoclonus, silence, channel: 0)
      time = rate.seconds(silence.upperBound) + random.uniform(0.9...2)
    }
    mix(clean, into: 0)
    record(.contraction, found, channel: 0)
    return start + length
  }

  private mutating func tonicFiring(_ start: Double, limit: Double) -> Double {
    let model = units(1)[0]
    let frequency = random.uniform(5...14)
    let variation = random.uniform(0.08...0.2)
    let amplitude = scenario.noise * random.uniform(12...60)
    let end = min(limit - 0.5, start + random.uniform(4...12))
    var clean = [Float](repeating: 0, count: samples[0].count)
    var times: [Double] = []
    var time = start
    while time < end {
      times.append(time)
      add(model, amplitude * (1 + 0.03 * random.normal()), at: time, to: &clean)
      time += max(0.03, random.gamma(mean: 1 / frequency, variation: variation))
    }
    let range = rate.samples(start - 0.1)..<rate.samples(end + 0.3)
    guard times.count >= 5, let found = commit(clean, channel: 0, within: range) else { return end }
    mix(clean, into: 0)
    record(.tonicFiring, found, channel: 0) {
      $0.details.rateHz = Double(times.count - 1) / ((times.last ?? 0) - (times.first ?? 0))
      $0.details.intervalCV = variation
    }
    return end
  }

  private mutating func myoclonus(_ start: Double, limit: Double) -> Double {
    let models = units(10)
    let width = random.uniform(0.035...0.09)
    var clean = [Float](repeating: 0, count: samples[0].count)
    _ = burst(
      models, center: start, width: width, amplitude: scenario.noise * random.uniform(30...120),
      discharges: 16, into: &clean)
    let range = rate.samples(start - 0.1)..<rate.samples(start + 0.1)
    guard let found = commit(clean, channel: 0, within: range) else { return start }
    mix(clean, into: 0)
    record(.myoclonus, found, channel: 0)
    return start + width
  }
}
