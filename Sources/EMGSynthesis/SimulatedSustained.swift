internal import EMGCore

/// Courses of drive, 0 to 1.
enum Drive {
  /// Rises, holds and falls.
  static func trapezoid(_ time: Double, _ range: ClosedRange<Double>, ramp: Double) -> Double {
    max(0, min(1, (time - range.lowerBound) / ramp, (range.upperBound - time) / ramp))
  }
}

/// Activity that lasts: contractions, steady units, cramps, groups of discharges.
struct SustainedMaker {
  var random: RandomDeviates
  let noise: Double
  let episode: Episode

  /// Peak-to-peak of the smallest unit over the noise.
  private static let smallest = 8.0

  init(_ episode: Episode, noise: Double) {
    self.episode = episode
    self.noise = noise
    random = RandomDeviates(seed: episode.seed, purpose: 1)
  }

  private var range: ClosedRange<Double> { episode.start...episode.end }

  private func activity(_ discharges: [Discharge], _ truth: TruthPlan) -> [Activity] {
    episode.muscles.prefix(1).map {
      Activity(muscle: $0, discharges: discharges.sorted { $0.time < $1.time }, truth: truth)
    }
  }

  private mutating func force(drive top: Double, ramp: Double) -> [Discharge] {
    var discharges: [Discharge] = []
    // Force wavers slowly by a tenth.
    let phase = random.uniform(0...1)
    let coding = RateCoding()
    for unit in 0..<Muscle.unitCount {
      let times = coding.times(
        threshold: Muscle.threshold(unit), in: range, random: &random
      ) { time in
        Drive.trapezoid(time, episode.start...episode.end, ramp: ramp) * top
          * (1 + 0.1 * PortableMath.sine(turns: 0.4 * time + phase))
      }
      let size = Self.smallest * noise * Muscle.size(unit)
      discharges += times.map { Discharge(time: $0, unit: unit, amplitude: size) }
    }
    return discharges
  }

  /// Drives that recruit from a quarter of the units to all.
  private static let drive = 0.08...0.9

  /// A voluntary contraction.
  mutating func contraction() -> [Activity] {
    let drive = random.logUniform(Self.drive)
    let discharges = force(drive: drive, ramp: random.uniform(0.2...0.8))
    return activity(discharges, .sustained(.contraction, details: EventDetails()))
  }

  /// A contraction in which all units fall silent for 50–300 ms now and then.
  mutating func interrupted() -> [Activity] {
    let drive = random.logUniform(0.2...0.9)
    let all = force(drive: drive, ramp: random.uniform(0.2...0.8))
    var silences: [ClosedRange<Double>] = []
    var time = episode.start + 1.5
    while time < episode.end - 1.5 {
      let length = random.uniform(0.07...0.3)
      silences.append(time...(time + length))
      time += length + random.uniform(0.9...2)
    }
    // Units stop within 5 ms of one another.
    var kept: [Discharge] = []
    for discharge in all {
      let shift = random.uniform(0...0.005)
      let isSilent = silences.contains { $0.contains(discharge.time - shift) }
      if !isSilent { kept.append(discharge) }
    }
    return activity(kept, .interrupted(silences: silences))
  }

  /// One to forty units at 6–12 discharges a second: one to three are steady firing, more are a
  /// contraction.
  mutating func weakContraction() -> [Activity] {
    let count = min(Muscle.unitCount, Int(random.logUniform(1...41)))
    var discharges: [Discharge] = []
    var details = EventDetails()
    var rates: [Double] = []
    let coding = RateCoding(lowest: 6, highest: 12, variation: 0.15)
    for unit in 0..<count {
      let level = random.uniform(0...1)
      let times = coding.times(
        threshold: 0, in: range, random: &random, drive: { _ in level })
      if times.count > 2, let first = times.first, let last = times.last {
        rates.append(Double(times.count - 1) / (last - first))
      }
      let size = Self.smallest * noise * Muscle.size(unit)
      discharges += times.map { Discharge(time: $0, unit: unit, amplitude: size) }
    }
    guard count <= 3 else {
      return activity(discharges, .sustained(.contraction, details: details))
    }
    details.rateHz = rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
    details.intervalCV = coding.variation
    return activity(discharges, .sustained(.tonicFiring, details: details))
  }

  /// One unit at 5–14 discharges a second.
  mutating func tonicFiring() -> [Activity] {
    let unit = random.integer(0...(Muscle.unitCount - 1))
    let frequency = random.uniform(5...14)
    let variation = random.uniform(0.08...0.2)
    let amplitude = noise * random.uniform(12...60)
    var discharges: [Discharge] = []
    var time = episode.start
    while time < episode.end {
      discharges.append(Discharge(time: time, unit: unit, amplitude: amplitude))
      time += random.interval(mean: 1 / frequency, variation: variation, refractory: 0.03)
    }
    guard discharges.count >= 5 else { return [] }
    let intervals = zip(discharges, discharges.dropFirst()).map { $1.time - $0.time }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    let variance =
      intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count - 1)
    var details = EventDetails()
    details.rateHz = 1 / mean
    details.intervalCV = variance.squareRoot() / mean
    return activity(discharges, .sustained(.tonicFiring, details: details))
  }

  /// A cramp.
  ///
  /// Units join in no order of size over 1–5 s at 20–60 discharges a second, tire, and fall away
  /// one by one in the last third. Conduction slows by up to a fifth.
  mutating func cramp() -> [Activity] {
    let length = episode.end - episode.start
    let rise = min(random.uniform(1...5), length / 3)
    let slowing = random.uniform(0.1...0.2)
    let count = random.integer(15...30)
    var units = Array(0..<Muscle.unitCount)
    var discharges: [Discharge] = []
    for n in 0..<count {
      let unit = units.remove(at: random.integer(0...(units.count - 1)))
      // Some units are there from the start, so that its beginning is clear.
      let begin = episode.start + (n < 3 ? 0 : rise * random.uniform(0...1))
      let end = episode.end - (n < 2 ? 0 : length / 3 * random.uniform(0...1))
      let first = random.uniform(20...60)
      let last = random.uniform(0.3...0.6) * first
      let size = Self.smallest * noise * Muscle.size(unit) * random.uniform(0.8...1.6)
      var time = begin + random.uniform(0...0.03)
      while time < end {
        let age = (time - episode.start) / length
        discharges.append(
          Discharge(time: time, unit: unit, amplitude: size, stretch: 1 + slowing * age))
        let rate = first + (last - first) * age
        time += random.interval(mean: 1 / rate, variation: 0.25, refractory: 0.008)
      }
    }
    return activity(discharges, .sustained(.cramp, details: EventDetails()))
  }

  /// Groups of discharges of one or two units: 2–10 at 15–60 a second every 0.4–2 s, or 20–80 at
  /// 150–250 a second that wane, every 1–3 s.
  mutating func grouped() -> [Activity] {
    let isFast = random.flag(0.3)
    let recurrence = isFast ? random.uniform(1...3) : random.uniform(0.4...2)
    let variation = random.uniform(0.08...0.3)
    let inner = isFast ? random.uniform(150...250) : random.uniform(15...60)
    let sizes = isFast ? 20...80 : 2...10
    let count = random.integer(sizes)
    let unit = random.integer(0...(Muscle.unitCount - 3))
    let amplitude = noise * random.uniform(15...60)
    let unitCount = isFast ? 1 : random.integer(1...2)
    var discharges: [Discharge] = []
    var groups = 0
    var time = episode.start
    while true {
      let size = max(
        sizes.lowerBound, count + Int((0.15 * Double(count) * random.normal()).rounded()))
      guard time + Double(size) / inner < episode.end else { break }
      groups += 1
      for n in 0..<unitCount {
        var place = time + Double(n) * random.uniform(0.003...0.012)
        for k in 0..<size {
          // Fast trains lose up to six tenths of their size.
          let wane = isFast ? 1 - 0.6 * Double(k) / Double(size) : 1
          discharges.append(
            Discharge(time: place, unit: unit + n, amplitude: amplitude * wane * (n == 0 ? 1 : 0.7))
          )
          place += random.interval(mean: 1 / inner, variation: 0.08, refractory: 0.5 / inner)
        }
      }
      let pause = random.interval(
        mean: recurrence, variation: variation, refractory: 0.3 * recurrence)
      time += max(pause, Double(size) / inner + 0.15)
    }
    guard groups >= 3 else { return [] }
    var details = EventDetails()
    details.groups = groups
    return activity(discharges, .sustained(.groupedDischarge, details: details))
  }

  /// Stimuli, with an M-wave of all large units whose peak comes 13–18 ms later, or without.
  mutating func stimulation(isAnswered: Bool) -> [Activity] {
    let frequency = isAnswered ? random.uniform(0.5...3) : random.uniform(2...20)
    let times = stride(from: episode.start, to: episode.end, by: 1 / frequency).map(\.self)
    let width = random.uniform(0.0002...0.001)
    let tail = random.uniform(0.001...0.003)
    return episode.muscles.map { muscle in
      let amplitude = noise * random.uniform(200...1500)
      let latency = random.uniform(0.013...0.018)
      let response = noise * random.uniform(80...400)
      var discharges: [Discharge] = []
      if isAnswered {
        for time in times {
          let gain = 1 + 0.02 * random.boundedNormal()
          for unit in 10..<Muscle.unitCount {
            let late = latency + 0.0002 * random.boundedNormal() + 0.00004 * Double(unit)
            let size = response * gain * Muscle.size(unit) / 100
            discharges.append(Discharge(time: time + late, unit: unit, amplitude: size))
          }
        }
      }
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: isAnswered ? .evoked : .stimulation,
        stimuli: StimulusTrain(times: times, amplitude: amplitude, width: width, tail: tail))
    }
  }
}
