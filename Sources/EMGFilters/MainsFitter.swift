internal import EMGKernels
internal import RealModule

/// Fits line and harmonics in a window by least squares that are reweighted piece by piece.
///
/// Each piece is weighted with the inverse of the power that the fit leaves in it, so that bursts
/// and discharges hardly enter, even where they come as regularly as the line. A harmonic is kept
/// where its power exceeds the same measure at neighbouring frequencies, and that of the rhythms
/// whose own harmonics fall upon it.
struct MainsFitter: Sendable {
  let settings: MainsSettings
  let rate: Double
  let pieceLength: Int

  /// Pieces that are taken together where time need not be resolved.
  static let coarseness = 5
  /// Parts of the line's frequency at which a rhythm may have harmonics beside those of the line.
  static let parts: [Double] = {
    let pairs = (2...6).flatMap { k in (1..<k).map { Double($0) / Double(k) } }
    return Set(pairs).sorted()
  }()
  /// Neighbours on each side that are worked out together with a harmonic.
  static let nearest = 2
  /// Steps to each side of the second search.
  static let fineSteps = 4
  /// Added to the diagonal of the equations as a share of it, for pieces that see little.
  static let ridge = 1e-6

  /// What tells whole windows without a line, and the taper of such windows.
  private var screen: MainsScreen?
  private var screened: [Double] = []
  private let wholeTaper: [Double]
  /// The waves of a piece of each nominal frequency's harmonics.
  private(set) var nominalWaves: [Double: HarmonicTable] = [:]

  /// - Parameters:
  ///   - settings: How the line is found.
  ///   - rate: Samples a second.
  ///   - windowLength: The length of most windows; others take longer.
  ///   - isScreened: Whether a screen goes before the whole fit; for tests.
  init(settings: MainsSettings, rate: Double, windowLength: Int, isScreened: Bool = true) {
    self.settings = settings
    self.rate = rate
    pieceLength = max(4, Int((settings.piece * rate).rounded()))
    wholeTaper = Self.taper(windowLength / pieceLength)
    for nominal in settings.nominal where nominal >= 1 && nominal < settings.highestShare * rate {
      nominalWaves[nominal] = table(nominal, pieces: windowLength / pieceLength)
    }
    guard isScreened else { return }
    let steps = Self.coarseSteps(settings)
    var screen = MainsScreen(
      rate: rate, windowLength: windowLength, pieceLength: pieceLength,
      groupLength: Self.coarseness * pieceLength,
      coarse: (steps, settings.deviation / Double(steps)),
      fine: (Self.fineSteps, settings.searchStep / Double(Self.fineSteps)))
    for nominal in settings.nominal where nominal >= 1 && nominal < settings.highestShare * rate {
      let distances = neighbours(seconds: Double(windowLength) / rate, nominal: nominal)
      guard joins(distances) else { return }
      screen.add(
        nominal: nominal, harmonics: harmonicCount(nominal), distances: distances)
      screened.append(nominal)
    }
    if !screened.isEmpty { self.screen = screen }
  }

  /// Whether a window of so many samples can tell a line from muscle.
  func isLongEnough(_ count: Int) -> Bool {
    Double(count) >= settings.shortest * rate && count / pieceLength >= Self.fewestPieces
  }

  /// Pieces of a window that its weights need at the least.
  private static let fewestPieces = 8

  /// Far neighbours of a short window need short pieces.
  func joins(_ distances: [Double]) -> Bool { (distances.last ?? 0) < 12 }

  static func coarseSteps(_ settings: MainsSettings) -> Int {
    max(1, Int((settings.deviation / settings.searchStep).rounded(.up)))
  }

  /// Taper over a window, so that the fit speaks for its middle.
  static func taper(_ count: Int) -> [Double] {
    (0..<count).map { k in
      let s = Double.sin(.pi * (Double(k) + 0.5) / Double(count))
      return s * s + 0.02
    }
  }

  func harmonicCount(_ nominal: Double) -> Int {
    max(1, Int(min(settings.highest, settings.highestShare * rate) / nominal))
  }

  /// The fit of the nominal frequency that explains most, or nil where no line stands out.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - still: Runs of the window in which there is no signal.
  ///   - previous: The fundamental of the window before, if a line was present there.
  ///   - memory: What is kept from window to window.
  /// - Returns: The fit.
  func fit(
    _ window: ArraySlice<Float>, still: [Range<Int>] = [], previous: Double?,
    _ memory: inout Memory
  ) -> MainsFit? {
    guard isLongEnough(window.count) else { return nil }
    let isWhole = window.count == screen?.windowLength
    let full = isWhole ? wholeTaper : Self.taper(window.count / pieceLength)
    measure(window, isWhole, &memory)
    let (taper, seconds) = live(full, besides: still)
    guard seconds >= settings.shortest else {
      memory.screen.isFollowed = false
      return nil
    }
    // Taken out meanwhile, so that they are changed in place.
    var (means, weights) = ([Double](), [Double]())
    swap(&means, &memory.means)
    swap(&weights, &memory.weights)
    defer {
      swap(&means, &memory.means)
      swap(&weights, &memory.weights)
    }
    if still.isEmpty {
      firstWeights(memory.energies, taper, &means, into: &weights)
    } else {
      firstWeights(filled(memory.energies, taper), taper, &means, into: &weights)
    }
    func continues(_ nominal: Double) -> Bool {
      previous.map { abs($0 - nominal) <= settings.deviation } ?? false
    }
    var wanted: [(nominal: Double, offset: Double?)] = []
    // The screen's neighbours are those of a window that is all signal.
    let isScreened = isWhole && still.isEmpty
    if isScreened,
      let offsets = screen?.candidates(
        window.span, weights: weights,
        threshold: { candidateThreshold($0, continues($0)) },
        memory: &memory.screen)
    {
      for (nominal, offset) in zip(screened, offsets) {
        if let offset { wanted.append((nominal, offset)) }
      }
    } else {
      wanted = settings.nominal.filter { $0 >= 1 && $0 < settings.highestShare * rate }
        .map { ($0, nil) }
    }
    memory.screen.isFollowed = isScreened
    guard !wanted.isEmpty else { return nil }
    let begun = Window(
      samples: Array(window), taper: taper, weights: weights, seconds: seconds)
    return wanted.compactMap {
      fit(begun, nominal: $0.nominal, screened: $0.offset, continues: continues($0.nominal))
    }
    .max { $0.power < $1.power }
  }

  /// What is kept from window to window, as long as the next begins half a window behind the last, in
  /// samples that have not changed.
  struct Memory: Sendable {
    var screen = MainsScreen.Memory()
    fileprivate var energies: [Double] = []
    // Kept so that nothing is allocated.
    fileprivate var means: [Double] = []
    fileprivate var weights: [Double] = []
  }

  /// Measures the energies of a window's pieces; those that the last window had are not summed again.
  private func measure(_ window: ArraySlice<Float>, _ isWhole: Bool, _ memory: inout Memory) {
    let half = window.count / 2
    let isShared = isWhole && window.count % 2 == 0 && half % pieceLength == 0
    if isShared, memory.screen.isFollowed {
      memory.energies.removeFirst(half / pieceLength)
    } else {
      memory.energies.removeAll(keepingCapacity: true)
    }
    let rest = window.span.extracting((memory.energies.count * pieceLength)...)
    appendPieceEnergies(of: rest, length: pieceLength, to: &memory.energies)
  }

  /// The fit of a window that follows no other.
  func fit(_ window: ArraySlice<Float>, previous: Double?) -> MainsFit? {
    var memory = Memory()
    return fit(window, previous: previous, &memory)
  }

  /// Power over its neighbourhood from which a harmonic is kept: less where the line was present
  /// just before, or where the recording's description states it.
  private func threshold(_ nominal: Double, _ continues: Bool) -> Double {
    if continues { return settings.persistence }
    return nominal == settings.stated
      ? min(settings.presence, settings.statedPresence) : settings.presence
  }

  private func candidateThreshold(_ nominal: Double, _ continues: Bool) -> Double {
    min(threshold(nominal, continues), settings.persistence)
  }

  /// A window and what of it does not depend on the nominal frequency.
  private struct Window {
    var samples: [Float]
    var taper: [Double]
    /// The weights before anything is known of the line.
    var weights: [Double]
    /// How long it is, but for what is no signal, seconds.
    var seconds: Double
  }

  /// The share of what is asked for that a fit at the screen's offset must have, which is the exact one
  /// but for the rounding of Float.
  private static let hasty = 0.99

  /// - Parameters:
  ///   - window: The window.
  ///   - nominal: The nominal frequency.
  ///   - screened: About the offset that explains most, Hz; nil where nothing is known of it.
  ///   - continues: Whether the line was present just before.
  /// - Returns: The fit, or nil where no line stands out.
  private func fit(
    _ window: Window, nominal: Double, screened: Double?, continues: Bool
  ) -> MainsFit? {
    let (x, taper) = (window.samples, window.taper)
    let count = x.count / pieceLength
    let harmonics = harmonicCount(nominal)
    let threshold = threshold(nominal, continues)
    let distances = neighbours(seconds: window.seconds, nominal: nominal)
    let joins = joins(distances)
    var weights = window.weights
    let sums = demodulated(x, nominal: nominal, count: count)
    let first = Array(1...min(harmonics, settings.firstHarmonics))
    let hopeful = max(candidateThreshold(nominal, continues), settings.hopefulShare * threshold)
    // The first round by an offset, where something stands out after it.
    func begun(_ offset: Double, over limit: Double) -> MainsFit? {
      let begun = MainsFit(
        frequency: nominal + offset,
        harmonics: solved(sums, first, nominal: nominal, offset: offset, window.weights))
      let weighed = robustWeights(piecePowers(remainder(x, begun)), taper)
      let near = weighted(sums, weighed, joins: joins)
      return stands(near, offset: offset, distances, over: limit) ? begun : nil
    }
    // Most windows of noise that passed the screen by chance end here.
    if let screened, !continues, begun(screened, over: Self.hasty * hopeful) == nil { return nil }
    let joined = weighted(sums, weights, joins: true)
    var offset = bestOffset(joined, around: 0, isFine: false)
    offset = bestOffset(joined, around: offset, isFine: true)
    let near = joins ? joined : weighted(sums, weights, joins: false)
    guard
      stands(near, offset: offset, distances, over: candidateThreshold(nominal, continues))
    else { return nil }

    // The others before the rounds.
    guard let begun = begun(offset, over: hopeful) else { return nil }
    var (model, residual) = refined(begun, x, sums, nominal: nominal, taper: taper, &weights)
    // What comes in every other period may be taken for the line as well as the periods without
    // it: where the rest has half the line's frequency, the fit that begins from no line is tried,
    // and the weaker line is believed unless the stronger one explains more.
    var rest = demodulated(residual, nominal: nominal, count: count)
    if repeatsEveryOtherPeriod(rest, model, nominal: nominal, taper) {
      let nothing = MainsFit(frequency: nominal + offset, harmonics: [])
      var others = weights
      let other = refined(nothing, x, sums, nominal: nominal, taper: taper, &others)
      let costs = costs([residual, other.rest].map { piecePowers($0) })
      if costs[1] < costs[0] + settings.costMargin, other.model.power < model.power {
        (model, residual, weights) = (other.model, other.rest, others)
        rest = demodulated(residual, nominal: nominal, count: count)
      }
    }
    offset = model.frequency - nominal
    let restNear = weighted(rest, weights, joins: joins)
    let restFine = joins ? weighted(rest, weights, joins: false) : restNear
    let kept = model.harmonics.filter { h in
      let power = h.real * h.real + h.imaginary * h.imaginary
      let floor = neighbourhood(restNear, h.order, offset: offset, distances)
      guard power > threshold * floor else { return false }
      let rhythm = rhythmPower(restFine, h.order, frequency: model.frequency, offset: offset)
      return power > settings.overRhythm * max(0, rhythm - settings.pairNoise * floor)
    }.map(\.order)
    guard !kept.isEmpty else { return nil }
    model.harmonics = solved(sums, kept, nominal: nominal, offset: offset, weights)
    return bySilence(model, x, sums, nominal: nominal, taper)
  }

  /// Rounds of weighting by what is left and fitting again.
  private func refined(
    _ begun: MainsFit, _ x: [Float], _ sums: Sums, nominal: Double, taper: [Double],
    _ weights: inout [Double]
  ) -> (model: MainsFit, rest: [Float]) {
    var model = begun
    var rest = remainder(x, model)
    let harmonics = Array(1...sums.harmonics)
    for round in 1...max(1, settings.rounds) {
      weights = robustWeights(piecePowers(rest), taper)
      if round == 1 {
        model.frequency =
          nominal
          + bestOffset(
            weighted(sums, weights, joins: true), around: model.frequency - nominal, isFine: true)
      }
      model.harmonics = solved(
        sums, harmonics, nominal: nominal, offset: model.frequency - nominal, weights)
      rest = remainder(x, model)
    }
    return (model, rest)
  }

  private func repeatsEveryOtherPeriod(
    _ rest: Sums, _ model: MainsFit, nominal: Double, _ taper: [Double]
  ) -> Bool {
    let sums = weighted(rest, taper, joins: false)
    let offset = model.frequency - nominal
    let beside = (1...sums.harmonics).reduce(0.0) { sum, h in
      sum + power(sums, h, offset * Double(h) - model.frequency / 2)
    }
    return beside / 2 > settings.halfShare * model.power
  }
}
