internal import EMGCore

/// What the muscles of a simulation do and when, drawn as time goes on.
struct SimulationPlan {
  /// Quiet seconds at the start and the end.
  static let margin = 2.0
  /// No potential reaches further from its discharge, seconds.
  static let reach = 0.12
  /// Standard deviation of the size of each of a unit's two groups of fibres from discharge to
  /// discharge.
  private static let variability = 0.03
  /// Seconds between one component and the next.
  private static let pause = 1.5
  /// The size of a doublet's second discharge: fibres are still refractory.
  private static let secondSize = 0.85

  /// A pool of fasciculating units over a range of time.
  private struct Train {
    var muscle: Int
    var end: Double
    var units: FasciculationTrain
  }

  private let scenario: Scenario
  private let seed: UInt64
  private let firstChannels: [Int]
  private let levels: [NoiseLevel]
  private var episodes: [Episode] = []
  private var next = 0
  private var trains: [Train] = []

  /// Plans a recording: components share the time between the margins; overlays take all of it.
  ///
  /// - Parameters:
  ///   - scenario: What to simulate.
  ///   - seed: Any number.
  ///   - firstChannels: The first channel of each muscle.
  ///   - levels: The noise of each channel.
  init(_ scenario: Scenario, seed: UInt64, firstChannels: [Int], levels: [NoiseLevel]) {
    (self.scenario, self.seed) = (scenario, seed)
    (self.firstChannels, self.levels) = (firstChannels, levels)
    let bodies = scenario.components.filter { !$0.isOverlay }
    let span = (scenario.duration - 2 * Self.margin) / Double(max(1, bodies.count))
    for (n, component) in bodies.enumerated() where span > 0 {
      var random = RandomDeviates(seed: seed, purpose: 100 + UInt64(n))
      let start = Self.margin + span * Double(n)
      let end = start + span - (bodies.count > 1 ? Self.pause : 0)
      guard end > start else { continue }
      if component == .fasciculations || component == .doublets {
        for muscle in firstChannels.indices {
          let units = FasciculationTrain(
            scenario, doubletShare: component == .doublets ? 0.5 : 0, from: start,
            seed: random.seed())
          trains.append(Train(muscle: muscle, end: end, units: units))
        }
      } else if let timing = EpisodeTiming(component) {
        episodes += timing.episodes(
          component, in: start...end, muscles: firstChannels.count, random: &random)
      }
    }
    episodes.sort { ($0.start, $0.muscles.first ?? 0) < ($1.start, $1.muscles.first ?? 0) }
  }

  /// Draws what begins before a time and was not drawn yet.
  ///
  /// - Parameter time: Seconds; it never goes back.
  /// - Returns: What begins, its discharges of varied sizes.
  mutating func activities(before time: Double) -> [Activity] {
    var drawn: [Activity] = []
    while next < episodes.count, episodes[next].start - Self.reach < time {
      let episode = episodes[next]
      next += 1
      var random = RandomDeviates(seed: episode.seed, purpose: 2)
      drawn += activities(of: episode).map { varied($0, &random) }
    }
    for n in trains.indices {
      let limit = min(trains[n].end, time + Self.reach)
      while let occurrence = trains[n].units.occurrence(before: limit) {
        var random = RandomDeviates(
          seed: seed, purpose: occurrence.times[0].bitPattern &+ UInt64(trains[n].muscle))
        drawn.append(varied(activity(of: occurrence, muscle: trains[n].muscle), &random))
      }
    }
    return drawn
  }

  /// No two discharges of a unit are of quite the same size.
  private func varied(_ drawn: Activity, _ random: inout RandomDeviates) -> Activity {
    var activity = drawn
    for n in activity.discharges.indices {
      activity.discharges[n].gains = SIMD2(
        Float(1 + Self.variability * random.boundedNormal()),
        Float(1 + Self.variability * random.boundedNormal()))
    }
    return activity
  }

  private func activities(of episode: Episode) -> [Activity] {
    var rhythm = RhythmMaker(episode, noise: scenario.noise)
    var sustained = SustainedMaker(episode, noise: scenario.noise)
    switch episode.component {
    case .tremor, .parkinsonianTremor, .essentialTremor, .orthostaticTremor:
      return rhythm.tremor(.of(episode.component))
    case .physiologicalTremor: return rhythm.modulatedContraction(8...12)
    case .clonus: return rhythm.clonus()
    case .tapping: return rhythm.tapping()
    case .myoclonus: return rhythm.myoclonus()
    case .contraction: return sustained.contraction()
    case .weakContraction: return sustained.weakContraction()
    case .tonicFiring: return sustained.tonicFiring()
    case .negativeMyoclonus: return sustained.interrupted()
    case .cramp: return sustained.cramp()
    case .groupedDischarge: return sustained.grouped()
    case .evoked: return sustained.stimulation(isAnswered: true)
    case .stimulation: return sustained.stimulation(isAnswered: false)
    default: return []
    }
  }

  private func activity(of occurrence: FasciculationTrain.Occurrence, muscle: Int) -> Activity {
    let channel = firstChannels[muscle]
    let noise = levels[channel].value(at: occurrence.times[0])
    let discharges = occurrence.times.enumerated().map { n, time in
      Discharge(
        time: time, unit: occurrence.number,
        amplitude: noise * occurrence.snr * (n == 0 ? 1 : Self.secondSize))
    }
    return Activity(
      muscle: muscle, discharges: discharges, truth: .fasciculation(unit: occurrence.unit))
  }
}
