internal import EMGCore

/// What one muscle does for a while, with what the truth is to say of it.
struct Activity: Sendable {
  var muscle: Int
  /// In order of time.
  var discharges: [Discharge]
  var truth: TruthPlan
  /// The electrical stimuli that go with it.
  var stimuli: StimulusTrain?

  /// From the first discharge to the last, seconds.
  var span: ClosedRange<Double> {
    let times = [
      discharges.first?.time, discharges.last?.time, stimuli?.times.first, stimuli?.times.last,
    ].compactMap(\.self)
    return (times.min() ?? 0)...(times.max() ?? 0)
  }
}

/// Stimuli and what they look like.
struct StimulusTrain: Hashable, Sendable {
  var times: [Double]
  /// Largest value, µV.
  var amplitude: Double
  /// Seconds of the pulse.
  var width: Double
  /// Time constant of the tail that follows, seconds.
  var tail: Double
}

/// How an activity's truth is found from its clean signal.
enum TruthPlan: Sendable {
  /// One discharge or a few of one unit.
  case fasciculation(unit: Int)
  /// Bursts about given times.
  case rhythm(EventType, bursts: [Double], pattern: RhythmPattern?)
  /// One event from where it leaves the noise to where it returns.
  case sustained(EventType, details: EventDetails)
  /// A contraction with silences about given ranges.
  case interrupted(silences: [ClosedRange<Double>])
  /// A response to each stimulus.
  case evoked
  /// Stimuli alone.
  case stimulation
}

/// Which muscles take part in a rhythm, and with which phase.
struct RhythmPattern: Hashable, Sendable {
  /// Phase of each muscle in turns.
  var phases: [Double]
}

/// A stretch of time in which something happens, planned before its details are drawn.
struct Episode: Hashable, Sendable {
  var component: Scenario.Component
  var start: Double
  var end: Double
  var muscles: [Int]
  var seed: UInt64
}

/// How long the episodes of a component last and pause, and whether muscles take part together.
struct EpisodeTiming: Sendable {
  /// Seconds.
  var length: ClosedRange<Double>
  /// Seconds.
  var pause: ClosedRange<Double>
  var isShared = false

  init?(_ component: Scenario.Component) {
    switch component {
    case .tremor, .parkinsonianTremor, .essentialTremor:
      self.init(length: 7...18, pause: 4...7, isShared: true)
    case .physiologicalTremor: self.init(length: 12...25, pause: 4...7, isShared: true)
    case .orthostaticTremor: self.init(length: 12...30, pause: 5...8, isShared: true)
    case .clonus: self.init(length: 1.2...9, pause: 3...6, isShared: true)
    case .tapping: self.init(length: 6...15, pause: 4...7, isShared: true)
    case .contraction: self.init(length: 2...7, pause: 3...7)
    case .weakContraction, .tonicFiring: self.init(length: 4...12, pause: 3...6)
    case .cramp: self.init(length: 8...20, pause: 6...10)
    case .groupedDischarge: self.init(length: 6...14, pause: 4...7)
    case .myoclonus: self.init(length: 0.15...0.15, pause: 1.2...4, isShared: true)
    case .negativeMyoclonus: self.init(length: 5...10, pause: 3...6)
    case .evoked, .stimulation: self.init(length: 5...12, pause: 3...6, isShared: true)
    default: return nil
    }
  }

  private init(length: ClosedRange<Double>, pause: ClosedRange<Double>, isShared: Bool = false) {
    self.length = length
    self.pause = pause
    self.isShared = isShared
  }

  /// Seconds of quiet before the first episode and after the last.
  static let edge = 0.5

  /// The episodes of a component within a range of time.
  func episodes(
    _ component: Scenario.Component, in range: ClosedRange<Double>, muscles: Int,
    random: inout RandomDeviates
  ) -> [Episode] {
    var episodes: [Episode] = []
    let groups = isShared ? [Array(0..<muscles)] : (0..<muscles).map { [$0] }
    for group in groups {
      var time = range.lowerBound + Self.edge
      while true {
        let room = range.upperBound - Self.edge - time
        let length = min(room, random.uniform(length))
        let seed = random.seed()
        // A rhythm needs room for its beats.
        guard length >= min(5, self.length.lowerBound) else { break }
        episodes.append(
          Episode(
            component: component, start: time, end: time + length, muscles: group, seed: seed))
        time += length + random.uniform(pause)
      }
    }
    return episodes
  }
}
