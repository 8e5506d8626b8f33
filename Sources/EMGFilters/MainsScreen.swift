internal import EMGKernels
internal import RealModule

/// Tells windows in which no line can be found before the whole fit is made: most of them.
///
/// The first steps of the fit in Float with tables for windows of one length: the weighted pieces
/// against all harmonics, the frequency that explains most, and each harmonic against its
/// neighbourhood. Where it stands out here the whole fit decides.
struct MainsScreen: Sendable {
  /// Any count of turns for each of some harmonics, the first of which turns nothing: where they
  /// stand among all tables.
  private struct TurnSet: Sendable {
    /// Tables for each harmonic, or once for all of them.
    var tables: Range<Int>
    var tablesPerHarmonic: Int
    var isShared: Bool
    /// Turns, the first included.
    var count: Int
  }

  /// One nominal frequency.
  private struct Line: Sendable {
    var harmonics: Int
    /// The index of its first harmonic among all.
    var first: Int
    /// The offsets of the first and of the second search.
    var coarse: TurnSet
    var fine: TurnSet
    /// The neighbours' distances.
    var neighbours: TurnSet
  }

  private let rate: Double
  /// Samples of a window.
  let windowLength: Int
  private let pieceLength: Int
  private let groupLength: Int
  private let groups: Int
  private let width: Int
  private let coarseStep: Double
  private let fineStep: Double
  private let coarseCount: Int
  private let fineCount: Int
  /// Half of what a wave turns in a group, by its frequency.
  private let scale: Float
  /// Factors of half a group, frequency by frequency, and as the kernel takes them; angles of groups.
  private var cosineRows: [[Float]] = []
  private var sineRows: [[Float]] = []
  private var cosines: [Float] = []
  private var sines: [Float] = []
  private var jumps: [Double] = []
  private var turns = GroupTurns(cosines: [], sines: [])
  private var lines: [Line] = []
  private var frequencies = 0
  /// Tables of turns one after the other, and the distances in frequency of each, Hz.
  private var tables: [Float] = []
  private var distances: [Float] = []

  /// Harmonics by which the frequency is found.
  private static let searched = 5

  /// Tables for windows of one length.
  ///
  /// - Parameters:
  ///   - rate: Samples a second.
  ///   - windowLength: Samples of a window.
  ///   - pieceLength: Samples of a piece.
  ///   - groupLength: Samples that are taken together.
  ///   - coarse: Offsets of the first search: steps to each side and their width, Hz.
  ///   - fine: The same of the second search.
  init(
    rate: Double, windowLength: Int, pieceLength: Int, groupLength: Int,
    coarse: (count: Int, step: Double), fine: (count: Int, step: Double)
  ) {
    self.rate = rate
    self.windowLength = windowLength
    self.pieceLength = pieceLength
    self.groupLength = groupLength
    let pieces = windowLength / pieceLength
    groups = (pieces * pieceLength + groupLength - 1) / groupLength
    width = (groups + 7) / 8 * 8
    coarseStep = coarse.step
    fineStep = fine.step
    coarseCount = coarse.count
    fineCount = fine.count
    scale = Float(Double.pi * Double(groupLength) / rate)
  }

  private func angle(_ distance: Double) -> Double {
    2 * Double.pi * distance * Double(groupLength) / rate
  }

  /// The cosines and sines of multiples of an angle, one a group.
  private func wave(_ angle: Double) -> (cosines: [Float], sines: [Float]) {
    let angles = (0..<groups).map { angle * Double($0) }
    return (angles.map { Float(Double.cos($0)) }, angles.map { Float(Double.sin($0)) })
  }

  /// Tables of turns by distances in frequency, Hz, harmonic by harmonic or once for all.
  private mutating func add(_ sets: [[Double]], isShared: Bool) -> TurnSet {
    let first = distances.count / turnsPerTable
    let count = 1 + (sets.first?.count ?? 0)
    for set in sets {
      let all = [0] + set
      for start in stride(from: 0, to: count, by: turnsPerTable) {
        let some = all[start...].prefix(turnsPerTable)
        let waves = some.map { wave(angle($0)) }
        tables += turnTable(cosines: waves.map(\.cosines), sines: waves.map(\.sines))
        distances += some.map { Float($0) }
        distances += repeatElement(0, count: turnsPerTable - some.count)
      }
    }
    return TurnSet(
      tables: first..<(distances.count / turnsPerTable),
      tablesPerHarmonic: (count + turnsPerTable - 1) / turnsPerTable, isShared: isShared,
      count: count)
  }

  /// Adds a nominal frequency to look for.
  mutating func add(nominal: Double, harmonics: Int, distances: [Double]) {
    let half = (groupLength + 1) / 2
    for h in 1...harmonics {
      let step = 2 * Double.pi * nominal * Double(h) / rate
      let phases = (0..<half).map { step * (Double(groupLength - 1) / 2 - Double($0)) }
      cosineRows.append(phases.map { Float(Double.cos($0)) })
      sineRows.append(phases.map { Float(Double.sin($0)) })
      jumps.append(angle(nominal * Double(h)))
    }
    let searched = 1...min(harmonics, Self.searched)
    func offsets(_ count: Int, _ step: Double) -> [[Double]] {
      searched.map { h in (1...count).map { step * Double($0 * h) } }
    }
    let coarse = add(offsets(coarseCount, coarseStep), isShared: false)
    let fine = add(offsets(fineCount, fineStep), isShared: false)
    let neighbours = add([distances], isShared: true)
    lines.append(
      Line(
        harmonics: harmonics, first: frequencies, coarse: coarse, fine: fine,
        neighbours: neighbours))
    frequencies += harmonics
    (cosines, sines) = (foldedTable(cosineRows), foldedTable(sineRows))
    let waves = jumps.map { wave($0) }
    turns = GroupTurns(cosines: waves.map(\.cosines), sines: waves.map(\.sines))
  }

  /// Whether a harmonic of each nominal frequency stands out of its neighbourhood.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - weights: One a piece.
  ///   - thresholds: Power over the neighbourhood, one a nominal frequency.
  /// - Returns: One answer a nominal frequency.
  func candidates(_ window: Span<Float>, weights: [Double], thresholds: [Double]) -> [Bool] {
    let weighed = weighedPieces(
      of: window, length: pieceLength, weights: weights, count: groups * groupLength)
    var real = [Float](repeating: 0, count: frequencies * width)
    var imaginary = real
    var x = real.mutableSpan
    var y = imaginary.mutableSpan
    foldedSums(
      of: weighed.span, groupLength: groupLength, cosines: cosines.span, sines: sines.span,
      turns: turns, frequencies: frequencies, stride: width, real: &x, imaginary: &y)
    var result: [Bool] = []
    for n in lines.indices { result.append(isCandidate(n, &x, &y, thresholds[n])) }
    return result
  }

  private func isCandidate(
    _ n: Int, _ x: inout MutableSpan<Float>, _ y: inout MutableSpan<Float>, _ threshold: Double
  ) -> Bool {
    let (harmonics, first) = (lines[n].harmonics, lines[n].first * width)
    let searched = min(harmonics, Self.searched)
    let begin = first..<(first + searched * width)
    let coarse = best(
      lines[n].coarse, coarseCount, x.span.extracting(begin), y.span.extracting(begin), around: 0)
    let around = Double(coarse.index) * coarseStep
    let fine: (index: Int, shift: Double)
    if coarse.index == 0 {
      fine = best(
        lines[n].fine, fineCount, x.span.extracting(begin), y.span.extracting(begin), around: 0)
    } else {
      var (near, other) = ([Float](), [Float]())
      append(x.span.extracting(begin), to: &near)
      append(y.span.extracting(begin), to: &other)
      var nearX = near.mutableSpan
      var nearY = other.mutableSpan
      turn(&nearX, &nearY, from: 0, searched, by: around)
      fine = best(lines[n].fine, fineCount, nearX.span, nearY.span, around: around)
    }
    let offset = around + (Double(fine.index) + fine.shift) * fineStep
    turn(&x, &y, from: first, harmonics, by: offset)
    let rows = first..<(first + harmonics * width)
    let neighbours = lines[n].neighbours
    for h in 0..<harmonics {
      var (own, sum) = (0.0, 0.0)
      powers(
        neighbours, h, x.span.extracting(rows), y.span.extracting(rows), around: offset
      ) { n, above, below in
        if n == 0 { own = Double(above) } else { sum += Double(above) + Double(below) }
      }
      let floor = sum / Double(2 * (neighbours.count - 1))
      if own > threshold * floor { return true }
    }
    return false
  }

  /// The power of a harmonic at each distance of a set above and below its frequency.
  @inline(__always)
  private func powers(
    _ set: TurnSet, _ h: Int, _ x: Span<Float>, _ y: Span<Float>, around offset: Double,
    _ body: (Int, Float, Float) -> Void
  ) {
    let row = (h * width)..<((h + 1) * width)
    let length = groups * 2 * turnsPerTable
    let first = set.tables.lowerBound + (set.isShared ? 0 : h * set.tablesPerHarmonic)
    for k in 0..<set.tablesPerHarmonic {
      let table = first + k
      let (down, up) = turnedPowers(
        x.extracting(row), y.extracting(row),
        turns: tables.span.extracting((table * length)..<((table + 1) * length)),
        distances: distances.span.extracting(
          (table * turnsPerTable)..<((table + 1) * turnsPerTable)),
        scale: scale, middle: Float(offset * Double(h + 1)))
      for lane in 0..<min(turnsPerTable, set.count - k * turnsPerTable) {
        body(k * turnsPerTable + lane, down[lane], up[lane])
      }
    }
  }

  /// The offset that explains most, and where between the steps its parabola has its top.
  ///
  /// - Parameters:
  ///   - turns: Turns of the offsets.
  ///   - count: Offsets above zero.
  ///   - x: Real parts.
  ///   - y: Imaginary parts.
  ///   - middle: The offset of none of the turns, Hz.
  /// - Returns: The step, and the share of a step beyond it.
  private func best(
    _ turns: TurnSet, _ count: Int, _ x: Span<Float>, _ y: Span<Float>, around middle: Double
  ) -> (index: Int, shift: Double) {
    var sums = [Double](repeating: 0, count: 2 * count + 1)
    for h in 0..<(turns.tables.count / turns.tablesPerHarmonic) {
      powers(turns, h, x, y, around: middle) { n, above, below in
        sums[count + n] += Double(above)
        if n > 0 { sums[count - n] += Double(below) }
      }
    }
    var best = 0
    for i in sums.indices where sums[i] > sums[best] { best = i }
    guard best > 0, best < sums.count - 1 else { return (best - count, 0) }
    let curve = sums[best - 1] - 2 * sums[best] + sums[best + 1]
    let shift = curve < 0 ? 0.5 * (sums[best - 1] - sums[best + 1]) / curve : 0
    return (best - count, shift)
  }

  /// Turns the groups of harmonics, which begin at an index, back by their multiples of an offset,
  /// Hz.
  private func turn(
    _ x: inout MutableSpan<Float>, _ y: inout MutableSpan<Float>, from first: Int,
    _ harmonics: Int, by offset: Double
  ) {
    let step = angle(offset)
    let (cosStep, sinStep) = (Double.cos(step), Double.sin(step))
    var one = (cosines: [Float](), sines: [Float]())
    one.cosines.reserveCapacity(groups)
    one.sines.reserveCapacity(groups)
    var (c, s) = (1.0, 0.0)
    for _ in 0..<groups {
      one.cosines.append(Float(c))
      one.sines.append(Float(s))
      (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
    }
    turnRows(
      &x, &y, from: first, rows: harmonics, stride: width, cosines: one.cosines.span,
      sines: one.sines.span)
  }
}
