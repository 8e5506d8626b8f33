internal import EMGCore
internal import EMGFilters

/// The kind of electrode whose potentials are simulated.
public enum Electrode: Hashable, Sendable {
  /// Two surface electrodes along the fibres.
  case bipolarSurface
  /// One surface electrode against a distant one.
  case monopolarSurface
  /// A concentric needle.
  case needle

  /// Whether potentials are picked up within the muscle.
  var isNeedle: Bool { self == .needle }
}

/// Electrodes in rows along the fibres of one muscle.
///
/// Channel `r * columns + c` stands in row `r`, column `c`; the array's middle is the origin.
public struct ElectrodeArray: Hashable, Sendable {
  /// Electrodes along the fibres.
  public var rows: Int
  /// Electrodes across the fibres.
  public var columns: Int
  /// Distance between neighbours, millimetres.
  public var spacing: Double

  /// Makes an array.
  ///
  /// - Parameters:
  ///   - rows: Electrodes along the fibres.
  ///   - columns: Electrodes across the fibres.
  ///   - spacing: Distance between neighbours, millimetres.
  public init(rows: Int, columns: Int, spacing: Double) {
    self.rows = max(1, rows)
    self.columns = max(1, columns)
    self.spacing = spacing
  }
}

/// Where an electrode stands: along the fibres from the muscle's origin, and across them, mm.
struct ElectrodePlace: Hashable, Sendable {
  var along: Double
  var across: Double
}

/// The geometry of a muscle under its electrodes.
struct MuscleGeometry: Sendable {
  var electrode: Electrode
  /// One place a channel of the muscle; empty where each unit finds the electrode at a distance of
  /// its own from its end plates (muscles with an electrode each).
  var places: [ElectrodePlace]
  /// Distance of the two electrodes of a bipolar channel, mm.
  var interelectrode: Double
  /// Where the end plates lie, mm along the fibres.
  var innervation: Double
  /// Which way round the electrodes are: 1 or −1.
  var polarity: Double
  /// Half of the width over which units lie, mm across the fibres.
  var halfWidth: Double
}

/// The numbers from which units are drawn.
///
/// Sources: fibre length, velocity, depth, and scatter of end plates as in Merletti et al. (1999)
/// and Farina, Merletti (2001); needle distances and temporal dispersion as in Nandedkar,
/// Stålberg (1983).
private struct UnitRanges {
  /// Fibres simulated (of the hundreds a unit has).
  var fibres: ClosedRange<Int>
  /// Depth of the unit's middle under the electrode, mm.
  var depth: ClosedRange<Double>
  /// Relative scatter of the fibres' depth.
  var depthScatter: Double
  /// Distance of the end plates from the electrode, mm, where the muscle's geometry states none.
  var position: ClosedRange<Double>
  /// Scatter of the end plates, mm.
  var zoneScatter: ClosedRange<Double>
  /// Scatter of the discharge over the fibres, ms.
  var delayScatter: Double
  /// Upper edge of the recorder's pass band, Hz.
  ///
  /// There is no lower edge: a high-pass without phase would begin a response before its stimulus.
  var edge: Double
  /// Step along the fibre, mm.
  var step: Double
  /// Samples a second of the stored waveform at the least.
  var resolution: Double
  /// Seconds before and after the discharge that a waveform covers.
  var span: (before: Double, after: Double)

  static let surface = UnitRanges(
    fibres: 14...26, depth: 5...16, depthScatter: 0.15, position: 8...35, zoneScatter: 2...7,
    delayScatter: 0.2, edge: 480, step: 0.25, resolution: 16_000, span: (0.02, 0.05))
  static let needle = UnitRanges(
    fibres: 8...16, depth: 0.25...1.3, depthScatter: 0.6, position: 8...30, zoneScatter: 0.5...3,
    delayScatter: 0.4, edge: 4000, step: 0.04, resolution: 64_000, span: (0.012, 0.04))

  /// Conduction velocity, m/s (mm/ms).
  static let velocity = 3.4...4.8
  /// Half length of a fibre from the muscle's middle, mm.
  static let halfLength = 45.0...65
  /// Probability that a needle potential has satellites.
  static let satelliteProbability = 0.2
  /// How late satellites come, ms.
  static let satelliteDelay = 4.0...12
}

/// A motor unit's potentials at the electrodes of its muscle.
///
/// Rosenfalck's intracellular potential `V(z) = 96 z³ e^(−z) − 90` (z in mm) travels from the end
/// plate to both ends of each fibre. The potential outside is the integral along the fibre of the
/// dipole density `V′` times the derivative of the lead field, an inverse distance. Starting at the
/// end plate and stopping at the tendon are in the integral's limits, so that the currents sum to
/// zero at every moment and the end effects are those of a real fibre.
///
/// Sources: Rosenfalck (1969); Dimitrov, Dimitrova (1998), convolution along the fibre;
/// Merletti et al. (1999), end effects.
struct MotorUnitModel: Sendable {
  /// One potential an electrode of the muscle.
  var potentials: [UnitPotential]
  /// The electrode with the largest potential, whose peak stands at the time of a discharge.
  var reference: Int
  /// How strong the unit appears for where it lies; about one.
  var strength: Double
  /// Conduction velocity, m/s.
  var velocity: Double

  init(
    geometry: MuscleGeometry, rate: SampleRate, filters: UnitFilters, random: inout RandomDeviates
  ) {
    let isNeedle = geometry.electrode.isNeedle
    let ranges = isNeedle ? UnitRanges.needle : .surface
    let depth = random.uniform(ranges.depth)
    let velocity = random.uniform(UnitRanges.velocity)
    let position = random.uniform(ranges.position)
    let scatter = random.uniform(ranges.zoneScatter)
    let across = random.uniform(-1...1) * geometry.halfWidth
    let places =
      geometry.places.isEmpty ? [ElectrodePlace(along: position, across: 0)] : geometry.places
    let zone = geometry.places.isEmpty ? 0 : geometry.innervation
    var fibres: [Fibre] = []
    let count = random.integer(ranges.fibres)
    for n in 0..<count {
      let factor = PortableMath.exp(ranges.depthScatter * random.boundedNormal())
      fibres.append(
        Fibre(
          zone: zone + scatter * random.normal(), depth: max(0.15, depth * factor),
          across: across + (isNeedle ? 0 : random.normal()),
          ends: -random.uniform(UnitRanges.halfLength)...random.uniform(UnitRanges.halfLength),
          lead: velocity * ranges.delayScatter * random.normal(), isSecond: n % 2 == 1))
    }
    if isNeedle, random.flag(UnitRanges.satelliteProbability) {
      let late = random.uniform(UnitRanges.satelliteDelay)
      for n in 0..<random.integer(1...2) {
        fibres.append(
          Fibre(
            zone: zone, depth: random.uniform(0.25...0.6), across: across, ends: -55...55,
            lead: -velocity * (late + 0.3 * Double(n)), isSecond: true))
      }
    }
    let kernel = Self.dipoleDensity(step: ranges.step)
    var raw: [[[Double]]] = []
    for place in places {
      let parts = [false, true].map { isSecond in
        Self.potential(
          fibres.filter { $0.isSecond == isSecond }, place: place, geometry: geometry,
          kernel: kernel, velocity: velocity, ranges: ranges, filters: filters)
      }
      raw.append(parts)
    }
    // Sizes are meant in the band in which events are detected.
    let sizes = raw.map { parts -> Double in
      let sum = zip(parts[0], parts[1]).map { $0 + $1 }
      let inBand = filters.sizing.map { $0.filtered(sum, padding: 0) } ?? sum
      return (inBand.max() ?? 0) - (inBand.min() ?? 0)
    }
    let reference = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
    let unit = geometry.polarity / max(sizes[reference], 1e-12)
    let before = ranges.span.before * filters.resolution
    func table(_ n: Int, origin: Double) -> UnitPotential {
      UnitPotential(
        parts: raw[n].map { $0.map { $0 * unit } }, oversampling: filters.oversampling,
        origin: origin, peakToPeak: sizes[n] / max(sizes[reference], 1e-12))
    }
    let oversampling = Double(filters.oversampling)
    // The peak at the reference electrode is the time of the discharge.
    let lag = table(reference, origin: -before / oversampling).peak
    potentials = raw.indices.map { table($0, origin: -before / oversampling - lag) }
    self.reference = reference
    self.velocity = velocity
    let typical = isNeedle ? 0.6 : 10
    let nearest = isNeedle ? fibres.map(\.depth).min() ?? typical : depth
    strength = max(0.4, min(2.5, PortableMath.pow(typical / nearest, isNeedle ? 0.7 : 1.5)))
  }

  private struct Fibre {
    var zone: Double
    var depth: Double
    var across: Double
    var ends: ClosedRange<Double>
    /// How far the action potential is ahead of the others, mm.
    var lead: Double
    /// A unit has two groups of fibres that vary on their own from discharge to discharge.
    var isSecond: Bool
  }

  /// `V′(z)` behind the front, mV/mm, at multiples of a step.
  private static func dipoleDensity(step: Double) -> [Double] {
    // Beyond 15 mm nothing is left.
    (0..<Int(15 / step)).map {
      let z = (Double($0) + 0.5) * step
      return 96 * z * z * (3 - z) * PortableMath.exp(-z) * step
    }
  }

  private static func potential(
    _ fibres: [Fibre], place: ElectrodePlace, geometry: MuscleGeometry, kernel: [Double],
    velocity: Double, ranges: UnitRanges, filters: UnitFilters
  ) -> [Double] {
    let poles: [(along: Double, sign: Double)] =
      geometry.electrode == .bipolarSurface
      ? [
        (place.along - geometry.interelectrode / 2, 1),
        (place.along + geometry.interelectrode / 2, -1),
      ] : [(place.along, 1)]
    // The derivative of the lead field by distance from the end plate, summed over fibres; the
    // front of a fibre that leads is further on at a time.
    let most = 40.0
    let length = Int((UnitRanges.halfLength.upperBound + 30 + 2 * most) / ranges.step)
    var lead = [Double](repeating: 0, count: length)
    for fibre in fibres {
      let offset = max(-most, min(most, -fibre.lead))
      let shift = Int(((offset + most) / ranges.step).rounded())
      let radius =
        fibre.depth * fibre.depth
        + (fibre.across - place.across) * (fibre.across - place.across)
      for direction in [-1.0, 1.0] {
        let reach =
          direction < 0 ? fibre.zone - fibre.ends.lowerBound : fibre.ends.upperBound - fibre.zone
        let steps = min(max(0, Int(reach / ranges.step)), length - shift)
        for pole in poles {
          let first = fibre.zone - pole.along
          for k in 0..<max(0, steps) {
            let x = first + direction * (Double(k) + 0.5) * ranges.step
            let square = radius + x * x
            // d/ds of 1/r along the direction of travel.
            lead[shift + k] -= pole.sign * direction * x / (square * square.squareRoot())
          }
        }
      }
    }
    // φ at the front's distance from the end plate.
    var field = [Double](repeating: 0, count: length + kernel.count)
    for k in lead.indices where lead[k] != 0 {
      let value = lead[k]
      for j in kernel.indices { field[k + j] -= value * kernel[j] }
    }
    let count = Int((ranges.span.before + ranges.span.after) * filters.resolution)
    var wave = [Double](repeating: 0, count: count)
    for i in 0..<count {
      let time = Double(i) / filters.resolution - ranges.span.before
      let place = (time * 1000 * velocity + most) / ranges.step
      let index = Int(place.rounded(.down))
      guard index >= 0, index + 1 < field.count else { continue }
      let part = place - Double(index)
      wave[i] = field[index] * (1 - part) + field[index + 1] * part
    }
    if let recorder = filters.recorder { wave = recorder.filtered(wave, padding: 0) }
    // The ends fade, so that a cut tail makes no edge.
    let fade = count / 8
    for i in 0..<fade {
      let (_, cosine) = PortableMath.sineCosine(turns: 0.5 * Double(i) / Double(fade))
      wave[i] *= 0.5 - 0.5 * cosine
      wave[count - 1 - i] *= 0.5 - 0.5 * cosine
    }
    return wave
  }
}

/// The filters through which all potentials of a recording pass, at the stored waveforms' rate.
struct UnitFilters: Sendable {
  let oversampling: Int
  /// Samples a second of the stored waveforms.
  let resolution: Double
  let recorder: ZeroPhaseFilter?
  /// The band in which sizes are stated; nil for needles, whose whole band counts.
  let sizing: ZeroPhaseFilter?

  init(electrode: Electrode, rate: SampleRate) {
    let ranges = electrode.isNeedle ? UnitRanges.needle : .surface
    oversampling = max(1, Int((ranges.resolution / rate.hertz).rounded(.up)))
    resolution = Double(oversampling) * rate.hertz
    let fine = SampleRate(checked: resolution)
    let limit = 0.45 * rate.hertz
    func filter(_ order: Int, _ response: FilterResponse) -> ZeroPhaseFilter? {
      (try? SectionCascade(.butterworth(order: order), response, rate: fine)).map {
        ZeroPhaseFilter($0, tail: 1e-3)
      }
    }
    recorder = filter(2, .lowpass(min(ranges.edge, limit)))
    sizing = electrode.isNeedle ? nil : filter(4, .bandpass(20, min(450, limit)))
  }
}
