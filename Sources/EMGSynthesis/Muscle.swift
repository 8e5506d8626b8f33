internal import EMGCore

/// A muscle: the channels over it and its motor units in order of size.
///
/// Units are made when first needed and kept, so that a unit has one shape for the whole recording.
struct Muscle: Sendable {
  let index: Int
  /// The channels that see it.
  let channels: Range<Int>
  private let geometry: MuscleGeometry
  private let filters: UnitFilters
  private let rate: SampleRate
  private let seed: UInt64
  private var units: [MotorUnitModel?]

  /// Motor units of a muscle (of its hundreds, those near the electrodes).
  static let unitCount = 40
  /// Natural logarithm of the largest over the smallest unit's amplitude: a factor of nine.
  static let sizeRange = 2.2
  /// Largest over smallest recruitment threshold (Fuglevand 1993).
  static let thresholdRange = 30.0

  init(
    index: Int, channels: Range<Int>, geometry: MuscleGeometry, filters: UnitFilters,
    rate: SampleRate, seed: UInt64
  ) {
    self.index = index
    self.channels = channels
    self.geometry = geometry
    self.filters = filters
    self.rate = rate
    self.seed = seed
    units = Array(repeating: nil, count: Self.unitCount)
  }

  /// The muscles of a scenario: one for each channel, or one under an array.
  static func all(of scenario: Scenario, seed: UInt64) -> [Muscle] {
    let filters = UnitFilters(electrode: scenario.electrode, rate: scenario.rate)
    var random = RandomDeviates(seed: seed, purpose: 2)
    func geometry(_ places: [ElectrodePlace], _ distance: Double, _ width: Double) -> MuscleGeometry
    {
      MuscleGeometry(
        electrode: scenario.electrode, places: places, interelectrode: distance,
        innervation: random.uniform(-12...12), polarity: random.sign(), halfWidth: width)
    }
    guard let array = scenario.array else {
      // Usual bipolar electrodes are 20 mm apart (SENIAM).
      return (0..<scenario.channelCount).map {
        Muscle(
          index: $0, channels: $0..<($0 + 1), geometry: geometry([], 20, 0), filters: filters,
          rate: scenario.rate, seed: random.seed())
      }
    }
    let places = (0..<scenario.channelCount).map { channel in
      ElectrodePlace(
        along: (Double(channel / array.columns) - Double(array.rows - 1) / 2) * array.spacing,
        across: (Double(channel % array.columns) - Double(array.columns - 1) / 2) * array.spacing)
    }
    let width = Double(array.columns - 1) / 2 * array.spacing + 5
    return [
      Muscle(
        index: 0, channels: 0..<scenario.channelCount,
        geometry: geometry(places, array.spacing, width), filters: filters, rate: scenario.rate,
        seed: random.seed())
    ]
  }

  /// A unit by its number, 0 the smallest.
  mutating func unit(_ number: Int) -> MotorUnitModel {
    let k = max(0, min(units.count - 1, number))
    if let unit = units[k] { return unit }
    var random = RandomDeviates(seed: seed, purpose: UInt64(k))
    let unit = MotorUnitModel(geometry: geometry, rate: rate, filters: filters, random: &random)
    units[k] = unit
    return unit
  }

  /// A unit's potential at a channel of the muscle.
  mutating func potential(_ number: Int, channel: Int) -> UnitPotential {
    unit(number).potentials[channel - channels.lowerBound]
  }

  /// Amplitude of a unit relative to the smallest, by its place in the order of size.
  static func size(_ unit: Int) -> Double {
    PortableMath.exp(sizeRange * Double(unit) / Double(unitCount))
  }

  /// The share of the largest drive at which a unit is recruited.
  static func threshold(_ unit: Int) -> Double {
    PortableMath.exp(PortableMath.log(thresholdRange) * (Double(unit) / Double(unitCount) - 1))
  }
}
