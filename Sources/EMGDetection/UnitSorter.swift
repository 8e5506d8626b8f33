internal import EMGKernels

/// How a waveform fits another one.
struct WaveformFit: Hashable, Sendable {
  var gain: Double
  var shift: Int
  /// The fraction of a sample by which what was fitted is late.
  var lag = 0.0
  /// Energy that the fit does not explain.
  var residual: Double
}

/// The least-squares fit of a template to a snippet over shifts, with the template's derivative as
/// a second regressor for the fraction of a sample that remains.
///
/// - Parameters:
///   - template: The waveform to fit, as long as the snippet's core.
///   - snippet: The waveform to explain.
/// - Returns: Gain, shift and what is left.
func fit(_ template: [Float], to snippet: Snippet) -> WaveformFit {
  var shifted = ShiftedSnippet(snippet, window: template.count)
  return fit(FittedWaveform(template), to: &shifted)
}

/// A snippet with what its fits over shifts have in common.
struct ShiftedSnippet: Sendable {
  let room: Int
  /// The samples, and zeros behind them for more shifts than there are: a vector holds so many.
  fileprivate let samples: [Double]
  /// The energy at each shift.
  fileprivate let energies: [Double]
  /// The least and the largest of them that a fit looks at.
  fileprivate let leastEnergy: Double
  fileprivate let mostEnergy: Double
  /// What the last waveform and its slope have in common with it at each shift; kept so that nothing is
  /// allocated.
  fileprivate var likeness: [Double] = []
  fileprivate var lateness: [Double] = []

  /// - Parameters:
  ///   - snippet: The snippet.
  ///   - window: Samples of the waveforms to fit.
  init(_ snippet: Snippet, window: Int) {
    room = snippet.room
    let shifts = (2 * room + 1 + 7) / 8 * 8
    var padded = snippet.samples[..<(window + 2 * room)].map(Double.init)
    padded += repeatElement(0, count: shifts - 2 * room - 1)
    samples = padded
    energies = slidingSums(padded.map { $0 * $0 }, Array(repeating: 1, count: window))
    let own = energies[...(2 * room)]
    (leastEnergy, mostEnergy) = (own.min() ?? 0, own.max() ?? 0)
  }
}

/// The sums of products of taps with values from each place on at which all taps lie within them.
func slidingSums(_ values: [Double], _ taps: [Double]) -> [Double] {
  var result: [Double] = []
  slidingSums(values, taps, into: &result)
  return result
}

/// The sums of ``slidingSums(_:_:)`` in an array that is kept from call to call.
func slidingSums(_ values: [Double], _ taps: [Double], into result: inout [Double]) {
  let count = values.count - taps.count + 1
  if result.count != count { result = [Double](repeating: 0, count: count) }
  var span = result.mutableSpan
  slidingDotProduct(values.span, taps: taps.span, into: &span)
}

/// A waveform with what its fits have in common.
struct FittedWaveform: Sendable {
  let values: [Double]
  fileprivate let slope: [Double]
  let energy: Double
  fileprivate let slopeEnergy: Double
  /// The most that a gain of one explains, moved by a part of a sample.
  fileprivate var energyWithLag: Double { energy + mostLag * mostLag * slopeEnergy }

  init(_ waveform: [Float]) {
    values = waveform.map(Double.init)
    slope = waveform.indices.map { derivative(waveform, $0) }
    energy = EMGDetection.energy(values)
    slopeEnergy = EMGDetection.energy(slope)
  }
}

/// The derivative may move a template by about half a sample at the most.
private let mostLag = 0.6

/// The fit of a template to a snippet, as ``fit(_:to:)``.
func fit(_ template: FittedWaveform, to snippet: inout ShiftedSnippet) -> WaveformFit {
  let (tt, dd) = (template.energy, template.slopeEnergy)
  var best = WaveformFit(gain: 0, shift: 0, residual: .infinity)
  guard tt > 0 else { return best }
  let room = snippet.room
  slidingSums(snippet.samples, template.values, into: &snippet.likeness)
  slidingSums(snippet.samples, template.slope, into: &snippet.lateness)
  for shift in -room...room {
    let place = room + shift
    let uu = snippet.energies[place]
    let (ut, ud) = (snippet.likeness[place], snippet.lateness[place])
    var explained = ut * ut / tt
    var lag = 0.0
    if dd > 0, abs(ud / dd) <= abs(ut / tt) * mostLag {
      explained += ud * ud / dd
      lag = -(ud / dd) / (ut / tt)
    }
    let residual = max(0, uu - explained)
    if residual < best.residual {
      best = WaveformFit(gain: ut / tt, shift: shift, lag: lag, residual: residual)
    }
  }
  return best
}

/// The sum of squares.
func energy(_ values: some Sequence<Double>) -> Double { values.reduce(0) { $0 + $1 * $1 } }

/// The slope of a waveform at a sample, zero beyond its ends.
func derivative(_ x: [Float], _ i: Int) -> Double {
  let before = i > 0 ? x[i - 1] : 0
  let after = i + 1 < x.count ? x[i + 1] : 0
  return Double(after - before) / 2
}

/// How alike two discharges are once the noise is allowed for: one for the same waveform, near
/// zero for unrelated ones.
func similarity(_ a: Snippet, _ b: Snippet) -> Double {
  let result = fit(Array(a.core), to: b)
  let count = Double(a.core.count)
  let moved = b.samples[(b.room + result.shift)..<(b.room + result.shift + a.core.count)]
  let total = moved.reduce(0.0) { $0 + Double($1) * Double($1) }
  let signalA = max(a.energy - count * a.sigma * a.sigma, 0.1 * a.energy)
  let signalB = max(total - count * b.sigma * b.sigma, 0.1 * total)
  guard signalA > 0, signalB > 0, result.gain > 0 else { return 0 }
  let explained = result.gain * result.gain * a.energy
  // E[⟨a,b⟩²] holds the noise of one through the other: a·b has variance σ²(E_a + E_b).
  return min(1, (explained * a.energy / (signalA * signalB)).squareRoot())
}

/// Tells the discharges of one channel apart by their waveforms, in the order in which they come.
///
/// A discharge joins the unit whose template leaves the least residual, if that is within what
/// noise and a few per cent of shape jitter explain; a strong one without a unit founds a new one.
/// Source: noise-scaled residual instead of a fixed correlation, methods as in leader–follower
/// clustering (Hartigan 1975).
struct UnitSorter: Sendable {
  let settings: UnitSettings
  let window: Int
  /// Samples between two discharges of a superposition at the least.
  let separation: Int
  private let room: Int
  private(set) var templates: [Template] = []
  /// Those of them that are doublets, and of which unit.
  var composites: [Int: Int] = [:]
  /// What two units were when they were last compared.
  var compared: [Int: Comparison] = [:]
  /// The noise in the discharges so far, µV; that of the last one.
  private(set) var noise = 0.0

  /// A sorter of waveforms longer than a unit's usual ones.
  static func long(settings: UnitSettings, rate: Double) -> UnitSorter {
    var own = settings
    (own.window, own.maximumCount) = (settings.longWindow, settings.longCount)
    own.recentMembers = 0
    return UnitSorter(settings: own, rate: rate)
  }

  init(settings: UnitSettings, rate: Double) {
    self.settings = settings
    self.window = sampleCount(settings.window, at: rate, minimum: 4)
    self.separation = sampleCount(settings.leastSeparation, at: rate)
    self.room = sampleCount(settings.maximumShift, at: rate)
  }

  /// A unit's mean discharge.
  struct Template: Sendable {
    let waveform: [Float]
    let members: Int
    /// How many bursts of its waveform had the signs of a pop.
    var pops = 0
    /// The waveform for fits.
    let fitted: FittedWaveform
    /// Its latest discharges.
    let recent: [Snippet]

    init(_ waveform: [Float], members: Int, recent: [Snippet] = []) {
      (self.waveform, self.members, self.recent) = (waveform, members, recent)
      fitted = FittedWaveform(waveform)
    }
  }

  /// The weight that a new member keeps in a grown template, so that slow change is followed.
  private static let leastWeight = 0.05

  func snippet(of burst: Burst, in episode: Episode) -> Snippet {
    Snippet(of: burst, in: episode, window: window, room: room)
  }

  /// The unit that a discharge of its own founded, or nil.
  func only(_ burst: Burst, in episode: Episode) -> Int? {
    let snippet = snippet(of: burst, in: episode)
    return templates.indices.first {
      templates[$0].members == 1 && templates[$0].waveform == Array(snippet.core)
    }
  }

  /// Takes in a unit whose waveform is known from several discharges.
  ///
  /// - Returns: Its number, or nil where there are as many as may be.
  mutating func add(_ waveform: [Float], members: Int, recent: [Snippet] = []) -> Int? {
    guard templates.count < settings.maximumCount else { return nil }
    templates.append(Template(waveform, members: members, recent: recent))
    return templates.count - 1
  }

  /// How often a waveform has come so far, this time included; the older half of those that came but
  /// once gives way where there are too many.
  mutating func occurrences(of snippet: Snippet, snr: Double) -> Int {
    if templates.count >= settings.maximumCount {
      var left = settings.maximumCount / 2
      templates.removeAll { template in
        guard template.members == 1, left > 0 else { return false }
        left -= 1
        return true
      }
    }
    return assign(snippet, snr: snr).map { templates[$0].members } ?? 1
  }

  /// What noise and the jitter of a unit's shape leave of a fit.
  private func expectedRest(of unit: Template, _ sigma: Double) -> Double {
    let noise = Double(window) * sigma * sigma * (1 + 1 / Double(unit.members))
    return noise + settings.shapeJitter * settings.shapeJitter * unit.fitted.energy * 4
  }

  /// Whether a discharge may be a unit's by its energy alone: by Cauchy and Schwarz's inequality the gain
  /// is no more than the root of the energies' ratio, and what the largest gain explains is not left.
  private func mayFit(_ unit: Template, _ snippet: ShiftedSnippet, _ sigma: Double) -> Bool {
    let low = settings.gainLow
    let high = max(settings.gainHigh, -low)
    let waveform = unit.fitted
    let most = snippet.mostEnergy * Self.rounding
    guard low <= 0 || most >= low * low * waveform.energy else { return false }
    let explained = high * high * waveform.energyWithLag * Self.rounding
    return snippet.leastEnergy - explained
      <= settings.residual * expectedRest(of: unit, sigma) * Self.rounding
  }

  /// Well above what rounding adds to an energy.
  private static let rounding = 1 + 1e-9

  /// The unit whose waveform leaves the least of a discharge, with its fit; nil where each leaves too much.
  private func best(for snippet: Snippet) -> (unit: Int, fit: WaveformFit)? {
    var best: (unit: Int, ratio: Double, fit: WaveformFit)?
    var shifted = ShiftedSnippet(snippet, window: window)
    for unit in templates.indices where mayFit(templates[unit], shifted, snippet.sigma) {
      let result = fit(templates[unit].fitted, to: &shifted)
      guard result.gain >= settings.gainLow, result.gain <= settings.gainHigh else { continue }
      let ratio = result.residual / expectedRest(of: templates[unit], snippet.sigma)
      if ratio <= settings.residual, ratio < best?.ratio ?? .infinity {
        best = (unit, ratio, result)
      }
    }
    return best.map { ($0.unit, $0.fit) }
  }

  /// The unit that a burst would be a discharge of, or nil.
  func unit(of burst: Burst, in episode: Episode) -> Int? {
    best(for: snippet(of: burst, in: episode))?.unit
  }

  /// Takes note that a burst of a unit's waveform has the signs of a pop.
  mutating func countPop(of unit: Int) { templates[unit].pops += 1 }

  /// The unit of a discharge, or nil where it cannot be told.
  mutating func assign(_ snippet: Snippet, snr: Double) -> Int? {
    noise = snippet.sigma
    if let best = best(for: snippet) {
      let members = templates[best.unit].members + 1
      let weight = Float(max(1 / Double(members), Self.leastWeight))
      let offset = snippet.room + best.fit.shift
      // Between two samples too: else the mean of many is broader than each of them.
      let moved = delayed(snippet.samples, by: -best.fit.lag)
      var waveform = templates[best.unit].waveform
      for i in 0..<window { waveform[i] += weight * (Float(moved[offset + i]) - waveform[i]) }
      let recent = (templates[best.unit].recent + [snippet]).suffix(settings.recentMembers)
      let pops = templates[best.unit].pops
      templates[best.unit] = Template(waveform, members: members, recent: Array(recent))
      templates[best.unit].pops = pops
      return best.unit
    }
    return snr >= settings.minimumSNR
      ? add(Array(snippet.core), members: 1, recent: settings.recentMembers > 0 ? [snippet] : [])
      : nil
  }
}
