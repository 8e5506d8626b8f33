internal import EMGKernels
internal import RealModule

/// The line and its harmonics in one window: a sum of cosines.
struct MainsFit: Sendable {
  /// Fundamental frequency, Hz.
  var frequency: Double
  /// Amplitude and phase of each harmonic that stands out, as real and imaginary parts relative
  /// to the window's first sample.
  var harmonics: [(order: Int, real: Double, imaginary: Double)]

  var power: Double {
    harmonics.reduce(0) { $0 + ($1.real * $1.real + $1.imaginary * $1.imaginary) / 2 }
  }

  /// Subtracts the model times a weight from samples.
  ///
  /// - Parameters:
  ///   - samples: Samples to change.
  ///   - range: Which of them.
  ///   - start: The index of the window's first sample.
  ///   - rate: Samples a second.
  ///   - weight: Weight by index.
  func subtract(
    from samples: inout [Float], _ range: Range<Int>, start: Int, rate: Double,
    weight: (Int) -> Double
  ) {
    for h in harmonics {
      let step = 2 * Double.pi * frequency * Double(h.order) / rate
      let (cosStep, sinStep) = (Double.cos(step), Double.sin(step))
      var (c, s) = (1.0, 0.0)
      for (n, i) in range.enumerated() {
        if n % 256 == 0 {
          (c, s) = (Double.cos(step * Double(i - start)), Double.sin(step * Double(i - start)))
        }
        samples[i] -= Float(weight(i) * (h.real * c - h.imaginary * s))
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
    }
  }
}

/// Fits line and harmonics in a window by least squares that are reweighted piece by piece.
///
/// Each piece is weighted with the inverse of the power that the fit leaves in it, so that bursts
/// and discharges hardly enter, even where they come as regularly as the line. A harmonic is kept
/// where its power exceeds the same measure at neighbouring frequencies, and that of the rhythms
/// whose own harmonics fall upon it.
struct MainsFitter: Sendable {
  let settings: MainsSettings
  let rate: Double
  private let pieceLength: Int

  /// Shortest window in which a line can be told from muscle, seconds.
  static let shortest = 0.25
  /// Harmonics of the first round: what only repeats with the line's period has many more.
  private static let firstHarmonics = 3
  /// Pieces that are taken together where time need not be resolved.
  private static let coarseness = 5
  /// Parts of the line's frequency at which a rhythm may have harmonics beside those of the line.
  private static let parts: [Double] = {
    let pairs = (2...6).flatMap { k in (1..<k).map { Double($0) / Double(k) } }
    return Set(pairs).sorted()
  }()
  /// Power over that of a rhythm's neighbouring harmonics from which a harmonic is the line's.
  private static let overRhythm = 4.0
  /// What the largest pair of such frequencies reaches in noise alone, in mean powers.
  private static let pairNoise = 3.0
  /// Spacing of the first search for the line's frequency, Hz: a fifth of a window's resolution.
  private static let fineSpan = 0.1
  /// Steps to each side of the second search.
  private static let fineSteps = 4
  /// Power at half the line's frequency over the line's from which another fit is tried.
  private static let halfShare = 0.1
  /// By how much the stronger of two lines must explain more, in logarithms of a piece's power.
  private static let costMargin = 0.1
  /// Added to the diagonal of the equations as a share of it, for pieces that see little.
  private static let ridge = 1e-6

  /// What tells whole windows without a line, and the taper of such windows.
  private var screen: MainsScreen?
  private var screened: [Double] = []
  private let wholeTaper: [Double]

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
    guard isScreened else { return }
    let steps = Self.coarseSteps(settings)
    var screen = MainsScreen(
      rate: rate, windowLength: windowLength, pieceLength: pieceLength,
      groupLength: Self.coarseness * pieceLength,
      coarse: (steps, settings.deviation / Double(steps)),
      fine: (Self.fineSteps, Self.fineSpan / Double(Self.fineSteps)))
    for nominal in settings.nominal where nominal >= 1 && nominal < 0.45 * rate {
      let distances = neighbours(seconds: Double(windowLength) / rate, nominal: nominal)
      guard joins(distances) else { return }
      screen.add(
        nominal: nominal, harmonics: harmonicCount(nominal), distances: distances)
      screened.append(nominal)
    }
    if !screened.isEmpty { self.screen = screen }
  }

  /// Far neighbours of a short window need short pieces.
  private func joins(_ distances: [Double]) -> Bool { (distances.last ?? 0) < 12 }

  private static func coarseSteps(_ settings: MainsSettings) -> Int {
    max(1, Int((settings.deviation / fineSpan).rounded(.up)))
  }

  /// Taper over a window, so that the fit speaks for its middle.
  private static func taper(_ count: Int) -> [Double] {
    (0..<count).map { k in
      let s = Double.sin(.pi * (Double(k) + 0.5) / Double(count))
      return s * s + 0.02
    }
  }

  private func harmonicCount(_ nominal: Double) -> Int {
    max(1, Int(min(settings.highest, 0.45 * rate) / nominal))
  }

  /// The fit of the nominal frequency that explains most, or nil where no line stands out.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - previous: The fundamental of the window before, if a line was present there.
  /// - Returns: The fit.
  func fit(_ window: ArraySlice<Float>, previous: Double?) -> MainsFit? {
    guard Double(window.count) >= Self.shortest * rate, window.count / pieceLength >= 8 else {
      return nil
    }
    let begun = Window(
      samples: Array(window), taper: window.count == screen?.windowLength ? wholeTaper : nil, self)
    func continues(_ nominal: Double) -> Bool {
      previous.map { abs($0 - nominal) <= settings.deviation } ?? false
    }
    var wanted = settings.nominal.filter { $0 >= 1 && $0 < 0.45 * rate }
    if let screen, screen.windowLength == window.count {
      let stand = screen.candidates(
        begun.samples, weights: begun.weights,
        thresholds: screened.map { candidateThreshold(continues($0)) })
      wanted = zip(screened, stand).filter(\.1).map(\.0)
    }
    return wanted.compactMap { fit(begun, nominal: $0, continues: continues($0)) }
      .max { $0.power < $1.power }
  }

  private func candidateThreshold(_ continues: Bool) -> Double {
    min(continues ? settings.persistence : settings.presence, settings.persistence)
  }

  /// A window and what of it does not depend on the nominal frequency.
  private struct Window {
    var samples: [Float]
    var taper: [Double]
    /// The weights before anything is known of the line.
    var weights: [Double]

    init(samples: [Float], taper: [Double]?, _ fitter: MainsFitter) {
      self.samples = samples
      let count = samples.count / fitter.pieceLength
      self.taper = taper ?? MainsFitter.taper(count)
      weights = fitter.firstWeights(fitter.piecePowers(samples, count: count), self.taper)
    }
  }

  /// The window's pieces against the cosine and sine of each harmonic of the nominal frequency.
  private struct Sums {
    /// Pieces, and samples of each.
    var count: Int
    var length: Int
    /// Harmonic by harmonic, piece by piece.
    var real: [Double]
    var imaginary: [Double]
    /// Sum of the weights that are in them, for a piece of its length.
    var weight = 0.0
  }

  private func fit(_ window: Window, nominal: Double, continues: Bool) -> MainsFit? {
    let (x, taper) = (window.samples, window.taper)
    let count = x.count / pieceLength
    let harmonics = harmonicCount(nominal)
    let threshold = continues ? settings.persistence : settings.presence
    let distances = neighbours(seconds: Double(x.count) / rate, nominal: nominal)
    let joins = joins(distances)
    var weights = window.weights
    let sums = demodulated(x, nominal: nominal, harmonics: harmonics, count: count)
    var offset = bestOffset(sums, weights, around: 0, isFine: false)
    offset = bestOffset(sums, weights, around: offset, isFine: true)
    let near = weighted(sums, weights, harmonics: harmonics, joins: joins)
    let isCandidate = (1...harmonics).contains { h in
      let power = power(near, h, offset * Double(h))
      let floor = neighbourhood(near, h, offset: offset, distances)
      return power > candidateThreshold(continues) * floor
    }
    guard isCandidate else { return nil }

    let first = Array(1...min(harmonics, Self.firstHarmonics))
    let begun = MainsFit(
      frequency: nominal + offset,
      harmonics: solved(sums, first, nominal: nominal, offset: offset, weights))
    var (model, residual) = refined(begun, x, sums, nominal: nominal, taper: taper, &weights)
    // What comes in every other period may be taken for the line as well as the periods without
    // it: where the rest has half the line's frequency, the fit that begins from no line is tried,
    // and the weaker line is believed unless the stronger one explains more.
    if repeatsEveryOtherPeriod(residual, model, nominal: nominal, harmonics: harmonics, taper) {
      let nothing = MainsFit(frequency: nominal + offset, harmonics: [])
      var others = weights
      let other = refined(nothing, x, sums, nominal: nominal, taper: taper, &others)
      let costs = costs([residual, other.rest].map { piecePowers($0, count: count) })
      if costs[1] < costs[0] + Self.costMargin, other.model.power < model.power {
        (model, residual, weights) = (other.model, other.rest, others)
      }
    }
    offset = model.frequency - nominal
    let rest = demodulated(residual, nominal: nominal, harmonics: harmonics, count: count)
    let restNear = weighted(rest, weights, harmonics: harmonics, joins: joins)
    let restFine = weighted(rest, weights, harmonics: harmonics, joins: false)
    let kept = model.harmonics.filter { h in
      let power = h.real * h.real + h.imaginary * h.imaginary
      let floor = neighbourhood(restNear, h.order, offset: offset, distances)
      guard power > threshold * floor else { return false }
      let rhythm = rhythmPower(restFine, h.order, frequency: model.frequency, offset: offset)
      return power > Self.overRhythm * max(0, rhythm - Self.pairNoise * floor)
    }.map(\.order)
    guard !kept.isEmpty else { return nil }
    model.harmonics = solved(sums, kept, nominal: nominal, offset: offset, weights)
    return model
  }

  /// Rounds of weighting by what is left and fitting again.
  private func refined(
    _ begun: MainsFit, _ x: [Float], _ sums: Sums, nominal: Double, taper: [Double],
    _ weights: inout [Double]
  ) -> (model: MainsFit, rest: [Float]) {
    var model = begun
    var rest = remainder(x, model)
    let harmonics = Array(1...(sums.real.count / sums.count))
    for round in 1...max(1, settings.rounds) {
      weights = robustWeights(piecePowers(rest, count: sums.count), taper)
      if round == 1 {
        model.frequency =
          nominal + bestOffset(sums, weights, around: model.frequency - nominal, isFine: true)
      }
      model.harmonics = solved(
        sums, harmonics, nominal: nominal, offset: model.frequency - nominal, weights)
      rest = remainder(x, model)
    }
    return (model, rest)
  }

  private func repeatsEveryOtherPeriod(
    _ rest: [Float], _ model: MainsFit, nominal: Double, harmonics: Int, _ taper: [Double]
  ) -> Bool {
    let sums = weighted(
      demodulated(rest, nominal: nominal, harmonics: harmonics, count: taper.count), taper,
      harmonics: harmonics, joins: false)
    let offset = model.frequency - nominal
    let beside = (1...harmonics).reduce(0.0) { sum, h in
      sum + power(sums, h, offset * Double(h) - model.frequency / 2)
    }
    return beside / 2 > Self.halfShare * model.power
  }

  /// What fits leave, in mean logarithms of a piece's power over the quietest one's floor.
  private func costs(_ rests: [[Double]]) -> [Double] {
    let quiet = rests.map { 2 * $0.sorted()[$0.count / 4] }.min() ?? 0
    let floor = max(quiet, .leastNormalMagnitude)
    return rests.map { powers in
      powers.reduce(0) { $0 + Double.log(max($1, floor) / floor) } / Double(powers.count)
    }
  }

  /// What the model leaves in the pieces.
  private func remainder(_ x: [Float], _ model: MainsFit) -> [Float] {
    let count = x.count / pieceLength
    var residual = x
    var span = residual.mutableSpan
    var (real, imaginary) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for h in model.harmonics {
      let step = 2 * Double.pi * model.frequency * Double(h.order) / rate
      let (cosines, sines) = waves(step)
      // The amplitude as it stands at the first sample of each piece.
      let jump = step * Double(pieceLength)
      let (cosStep, sinStep) = (Double.cos(jump), Double.sin(jump))
      var (x, y) = (h.real, h.imaginary)
      for k in 0..<count {
        (real[k], imaginary[k]) = (x, y)
        (x, y) = (x * cosStep - y * sinStep, y * cosStep + x * sinStep)
      }
      subtractWave(
        from: &span, cosines: cosines.span, sines: sines.span, real: real.span,
        imaginary: imaginary.span)
    }
    return residual
  }

  private func waves(_ step: Double) -> (cosines: [Double], sines: [Double]) {
    let angles = (0..<pieceLength).map { step * Double($0) }
    return (angles.map { Double.cos($0) }, angles.map { Double.sin($0) })
  }

  private func piecePowers(_ x: [Float], count: Int) -> [Double] {
    let span = x.span
    return (0..<count).map { k in
      sumOfSquares(of: span.extracting((k * pieceLength)..<((k + 1) * pieceLength)))
    }
  }

  /// Weights before anything is known of the line: over stretches of some of its periods, so that
  /// they do not follow its phase.
  private func firstWeights(_ powers: [Double], _ taper: [Double]) -> [Double] {
    let count = powers.count
    // The means of stretches one after the other, the last of which may lie across the one before.
    let whole = count / Self.coarseness
    var means: [Double] = []
    for start in stride(from: 0, to: count, by: Self.coarseness) {
      let low = min(start, max(0, count - Self.coarseness))
      let high = min(count, low + Self.coarseness)
      var sum = 0.0
      for k in low..<high { sum += powers[k] }
      means.append(sum / Double(high - low))
    }
    // The lower quartile of the pieces, each of which has its stretch's mean.
    var left = count / 4
    var quartile = 0.0
    for n in means.indices.sorted(by: { means[$0] < means[$1] }) {
      quartile = means[n]
      left -= n < whole ? Self.coarseness : count % Self.coarseness
      if left < 0 { break }
    }
    let floor = max(quartile, .leastNormalMagnitude)
    return (0..<count).map { taper[$0] / max(means[$0 / Self.coarseness], floor) }
  }

  private func robustWeights(_ powers: [Double], _ taper: [Double]) -> [Double] {
    // Twice the lower quartile: noise counts alike, only what rises above it counts less.
    let floor = max(2 * powers.sorted()[powers.count / 4], .leastNormalMagnitude)
    return powers.indices.map { taper[$0] * floor / max(powers[$0], floor) }
  }

  private func demodulated(
    _ x: [Float], nominal: Double, harmonics: Int, count: Int
  ) -> Sums {
    var sums = Sums(
      count: count, length: pieceLength, real: Array(repeating: 0, count: count * harmonics),
      imaginary: Array(repeating: 0, count: count * harmonics))
    let part = [Double](repeating: 0, count: count)
    for h in 1...harmonics {
      let step = 2 * Double.pi * nominal * Double(h) / rate
      let (cosines, sines) = waves(step)
      var (real, imaginary) = (part, part)
      var realSpan = real.mutableSpan
      var imaginarySpan = imaginary.mutableSpan
      pieceSums(
        of: x.span, cosines: cosines.span, sines: sines.span, real: &realSpan,
        imaginary: &imaginarySpan)
      // Phases are those of the window's first sample.
      let jump = step * Double(pieceLength)
      let (cosStep, sinStep) = (Double.cos(jump), Double.sin(jump))
      var (c, s) = (1.0, 0.0)
      let first = (h - 1) * count
      for k in 0..<count {
        sums.real[first + k] = real[k] * c + imaginary[k] * s
        sums.imaginary[first + k] = imaginary[k] * c - real[k] * s
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
    }
    return sums
  }

  /// The sums times weights, and some pieces together where only what is near the nominal
  /// frequency is asked for.
  private func weighted(
    _ sums: Sums, _ weights: [Double], harmonics: Int, joins: Bool
  ) -> Sums {
    let group = joins ? Self.coarseness : 1
    let count = (sums.count + group - 1) / group
    var result = Sums(
      count: count, length: sums.length * group,
      real: Array(repeating: 0, count: count * harmonics),
      imaginary: Array(repeating: 0, count: count * harmonics),
      weight: weights.reduce(0, +) / Double(group))
    for h in 0..<harmonics {
      for k in 0..<sums.count {
        let to = h * count + k / group
        result.real[to] += weights[k] * sums.real[h * sums.count + k]
        result.imaginary[to] += weights[k] * sums.imaginary[h * sums.count + k]
      }
    }
    return result
  }

  /// Power at a distance in hertz from a harmonic of the nominal frequency, by weighted projection:
  /// the square of the amplitude.
  private func power(_ sums: Sums, _ h: Int, _ distance: Double) -> Double {
    powers(sums, h, SIMD4(repeating: distance))[0]
  }

  /// Powers at four distances, side by side: each waits for its own last turn only.
  private func powers(_ sums: Sums, _ h: Int, _ distances: SIMD4<Double>) -> SIMD4<Double> {
    var (cosStep, sinStep) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var scale = cosStep
    for lane in 0..<4 {
      let step = 2 * Double.pi * distances[lane] * Double(sums.length) / rate
      (cosStep[lane], sinStep[lane]) = (Double.cos(step), Double.sin(step))
      let loss = loss(distances[lane], length: sums.length)
      scale[lane] = 2 / (sums.weight * Double(sums.length) * loss)
    }
    var (c, s) = (SIMD4<Double>(repeating: 1), SIMD4<Double>.zero)
    var (real, imaginary) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for k in ((h - 1) * sums.count)..<(h * sums.count) {
      let (x, y) = (sums.real[k], sums.imaginary[k])
      real += x * c + y * s
      imaginary += y * c - x * s
      (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
    }
    return (real * real + imaginary * imaginary) * scale * scale
  }

  /// Powers at any count of distances.
  private func powers(_ sums: Sums, _ h: Int, _ distances: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(distances.count + 3)
    for first in stride(from: 0, to: distances.count, by: 4) {
      var four = SIMD4<Double>.zero
      for lane in 0..<4 { four[lane] = distances[min(first + lane, distances.count - 1)] }
      let found = powers(sums, h, four)
      for lane in 0..<min(4, distances.count - first) { result.append(found[lane]) }
    }
    return result
  }

  /// What a piece keeps of a wave that is off the nominal frequency.
  private func loss(_ distance: Double, length: Int) -> Double {
    let half = Double.pi * distance * Double(length) / rate
    return abs(half) < 1e-6 ? 1 : max(0.2, Double.sin(half) / half)
  }

  /// Distances in hertz at which there is no line: beyond the resolution of the window, short of
  /// the middle between harmonics.
  private func neighbours(seconds: Double, nominal: Double) -> [Double] {
    let start = min(max(settings.neighbourStart, 2 / seconds), 0.3 * nominal)
    let step = max(settings.neighbourStep, 0.8 / seconds)
    let last = min(start + 7 * step, 0.45 * nominal)
    return (0..<8).map { start + (last - start) * Double($0) / 7 }
  }

  /// Mean power at frequencies around a harmonic, where there is no line.
  private func neighbourhood(
    _ sums: Sums, _ h: Int, offset: Double, _ distances: [Double]
  ) -> Double {
    let middle = offset * Double(h)
    let total = powers(sums, h, distances.flatMap { [middle - $0, middle + $0] }).reduce(0, +)
    return max(total / Double(2 * distances.count), .leastNormalMagnitude)
  }

  /// The largest power of two frequencies beside a harmonic at which a rhythm would have harmonics
  /// that also has one here.
  private func rhythmPower(
    _ sums: Sums, _ h: Int, frequency: Double, offset: Double
  ) -> Double {
    let middle = offset * Double(h)
    let below = powers(sums, h, Self.parts.map { middle - $0 * frequency })
    let above = powers(sums, h, Self.parts.map { middle + $0 * frequency })
    return zip(below, above).reduce(0.0) { max($0, ($1.0 + $1.1) / 2) }
  }

  private func bestOffset(
    _ sums: Sums, _ weights: [Double], around: Double, isFine: Bool
  ) -> Double {
    let span = isFine ? Self.fineSpan : settings.deviation
    let steps = isFine ? Self.fineSteps : Self.coarseSteps(settings)
    let harmonics = min(5, sums.real.count / sums.count)
    // Pieces together: the search looks near the nominal frequency only.
    let near = weighted(sums, weights, harmonics: harmonics, joins: true)
    let offsets = (-steps...steps).map { around + span * Double($0) / Double(steps) }
    var powers = [Double](repeating: 0, count: offsets.count)
    for h in 1...harmonics {
      let found = self.powers(near, h, offsets.map { $0 * Double(h) })
      for i in powers.indices { powers[i] += found[i] }
    }
    var best = 0
    for i in powers.indices where powers[i] > powers[best] { best = i }
    guard isFine, best > 0, best < powers.count - 1 else { return offsets[best] }
    let (a, b, c) = (powers[best - 1], powers[best], powers[best + 1])
    let curve = a - 2 * b + c
    let shift = curve < 0 ? 0.5 * (a - c) / curve : 0
    return offsets[best] + shift * span / Double(steps)
  }

  /// Weighted least squares for some harmonics at once.
  private func solved(
    _ sums: Sums, _ orders: [Int], nominal: Double, offset: Double, _ weights: [Double]
  ) -> [(order: Int, real: Double, imaginary: Double)] {
    let (co, si) = waveSums(2 * (orders.last ?? 1), nominal + offset, weights)
    let n = orders.count
    var matrix = [Double](repeating: 0, count: 4 * n * n)
    var right = [Double](repeating: 0, count: 2 * n)
    for (row, b) in orders.enumerated() {
      for (column, a) in orders.enumerated() {
        let (even, odd) = (co[abs(a - b)], a >= b ? si[a - b] : -si[b - a])
        matrix[2 * row * 2 * n + 2 * column] = even + co[a + b]
        matrix[2 * row * 2 * n + 2 * column + 1] = -odd - si[a + b]
        matrix[(2 * row + 1) * 2 * n + 2 * column] = odd - si[a + b]
        matrix[(2 * row + 1) * 2 * n + 2 * column + 1] = even - co[a + b]
      }
    }
    // Four orders side by side, as in ``powers(_:_:_:)``.
    for first in stride(from: 0, to: n, by: 4) {
      let rows = (0..<4).map { min(first + $0, n - 1) }
      var (c, s) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var (cosStep, sinStep, scale) = (c, c, c)
      var starts = SIMD4<Int>.zero
      for (lane, row) in rows.enumerated() {
        let distance = offset * Double(orders[row])
        let step = 2 * Double.pi * distance / rate
        scale[lane] = 2 / loss(distance, length: pieceLength)
        let jump = step * Double(pieceLength)
        (cosStep[lane], sinStep[lane]) = (Double.cos(jump), Double.sin(jump))
        let middle = step * Double(pieceLength - 1) / 2
        (c[lane], s[lane]) = (Double.cos(middle), Double.sin(middle))
        starts[lane] = (orders[row] - 1) * sums.count
      }
      var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      let (real, imaginary) = (sums.real, sums.imaginary)
      for k in 0..<sums.count {
        let x = SIMD4(
          real[starts[0] + k], real[starts[1] + k], real[starts[2] + k], real[starts[3] + k])
        let y = SIMD4(
          imaginary[starts[0] + k], imaginary[starts[1] + k], imaginary[starts[2] + k],
          imaginary[starts[3] + k])
        let factor = weights[k] * scale
        even += factor * (x * c + y * s)
        odd += factor * (y * c - x * s)
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
      for (lane, row) in rows.enumerated() {
        (right[2 * row], right[2 * row + 1]) = (even[lane], odd[lane])
      }
    }
    let values = Self.solve(&matrix, &right, size: 2 * n, ridge: Self.ridge * co[0])
    return orders.enumerated().map { ($1, values[2 * $0], values[2 * $0 + 1]) }
  }

  /// Weighted sums of the cosine and sine of multiples of the fundamental's phase.
  private func waveSums(
    _ highest: Int, _ frequency: Double, _ weights: [Double]
  ) -> (cosine: [Double], sine: [Double]) {
    var co = [Double](repeating: 0, count: highest + 1)
    var si = co
    // Four multiples side by side: each waits for its own last turn only.
    for first in stride(from: 0, through: highest, by: 4) {
      let multiples = (0..<4).map { min(first + $0, highest) }
      var (c, s) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var (cosStep, sinStep) = (c, s)
      var width = c
      for (lane, m) in multiples.enumerated() {
        let step = 2 * Double.pi * frequency * Double(m) / rate
        // The sum over a piece of equal weight, about its middle.
        let half = Double.sin(step / 2)
        width[lane] =
          abs(half) < 1e-9
          ? Double(pieceLength) : Double.sin(step * Double(pieceLength) / 2) / half
        let jump = step * Double(pieceLength)
        (cosStep[lane], sinStep[lane]) = (Double.cos(jump), Double.sin(jump))
        let middle = step * Double(pieceLength - 1) / 2
        (c[lane], s[lane]) = (Double.cos(middle), Double.sin(middle))
      }
      var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      for k in weights.indices {
        let factor = weights[k] * width
        even += factor * c
        odd += factor * s
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
      for (lane, m) in multiples.enumerated() { (co[m], si[m]) = (even[lane], odd[lane]) }
    }
    return (co, si)
  }

  /// Solves symmetric equations by Cholesky's method; what they leave open is nought.
  private static func solve(
    _ a: inout [Double], _ b: inout [Double], size n: Int, ridge: Double
  ) -> [Double] {
    for j in 0..<n {
      var pivot = a[j * n + j] + ridge
      for k in 0..<j { pivot -= a[j * n + k] * a[j * n + k] }
      let root = max(pivot, ridge).squareRoot()
      a[j * n + j] = root
      guard root > 0 else { return Array(repeating: 0, count: n) }
      for i in (j + 1)..<max(n, j + 1) {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        a[i * n + j] = sum / root
      }
    }
    for i in 0..<n {
      for k in 0..<i { b[i] -= a[i * n + k] * b[k] }
      b[i] /= a[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in (i + 1)..<max(n, i + 1) { b[i] -= a[k * n + i] * b[k] }
      b[i] /= a[i * n + i]
    }
    return b
  }
}
