internal import EMGKernels
internal import RealModule

/// Tells windows in which no line can be found before the whole fit is made: most of them.
///
/// The first steps of the fit in Float with tables for windows of one length: groups of pieces against
/// all harmonics, weighted, the frequency that explains most, and each harmonic against its
/// neighbourhood. Groups are summed before they are weighted, so that two windows that overlap share
/// them. Where a harmonic stands out here the whole fit decides.
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
    var nominal: Double
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
  /// By what each frequency's groups are turned back, frequency by frequency.
  private var turnCosines: [Float] = []
  private var turnSines: [Float] = []
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
        nominal: nominal, harmonics: harmonics, first: frequencies, coarse: coarse, fine: fine,
        neighbours: neighbours))
    frequencies += harmonics
    (cosines, sines) = (foldedTable(cosineRows), foldedTable(sineRows))
    let waves = jumps.map { wave($0) }
    let rest = [Float](repeating: 0, count: width - groups)
    turnCosines = waves.flatMap { $0.cosines + rest }
    turnSines = waves.flatMap { $0.sines + rest }
  }

  /// What is kept from window to window.
  struct Memory: Sendable {
    /// Whether the next window begins half a window behind the last one, in samples that have not
    /// changed.
    var isFollowed = false
    /// The groups of the last window against all harmonics, unweighted.
    fileprivate var real: [Float] = []
    fileprivate var imaginary: [Float] = []
    // Kept so that nothing is allocated.
    fileprivate var weights: [Float] = []
    fileprivate var means: [Double] = []
    fileprivate var x: [Float] = []
    fileprivate var y: [Float] = []
    fileprivate var down: [Float] = []
    fileprivate var up: [Float] = []
    fileprivate var sums: [Double] = []
    fileprivate var beside: [Double] = []
    fileprivate var own: [Double] = []
    fileprivate var turns: (cosines: [Float], sines: [Float]) = ([], [])
    fileprivate var near: (x: [Float], y: [Float]) = ([], [])
  }

  /// Whether half a window is of whole groups, whose sums then serve the next window, too.
  private var sharesGroups: Bool { windowLength == groups * groupLength && groups % 2 == 0 }

  /// Whether a harmonic of each nominal frequency stands out of its neighbourhood.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - weights: One a piece; a group counts by their mean.
  ///   - threshold: Power over the neighbourhood, by nominal frequency.
  ///   - memory: What is kept of the last window.
  /// - Returns: Of each nominal frequency the offset that explains most, Hz, or nil where none stands out.
  func candidates(
    _ window: Span<Float>, weights: [Double], threshold: (Double) -> Double,
    memory: inout Memory
  ) -> [Double?] {
    sumGroups(of: window, &memory)
    let some = groupLength / pieceLength
    // Taken out meanwhile, so that they are changed in place.
    var means: [Double] = []
    swap(&means, &memory.means)
    groupMeans(of: weights, group: some, into: &means)
    memory.weights.removeAll(keepingCapacity: true)
    for mean in means { memory.weights.append(Float(mean)) }
    swap(&means, &memory.means)
    let rest = weights[(weights.count / some * some)...]
    if !rest.isEmpty {
      memory.weights.append(Float(rest.reduce(0, +) / Double(rest.count)))
    }
    weighTurned(
      memory.real, memory.imaginary, cosines: turnCosines, sines: turnSines,
      weights: memory.weights, stride: width, real: &memory.x, imaginary: &memory.y)
    var (x, y) = ([Float](), [Float]())
    swap(&x, &memory.x)
    swap(&y, &memory.y)
    var result: [Double?] = []
    result.reserveCapacity(lines.count)
    for n in lines.indices {
      result.append(candidate(n, &x, &y, &memory, threshold(lines[n].nominal)))
    }
    swap(&x, &memory.x)
    swap(&y, &memory.y)
    return result
  }

  /// The groups of a window against all harmonics; those that the last window had are not summed again.
  private func sumGroups(of window: Span<Float>, _ memory: inout Memory) {
    let count = frequencies * width
    if memory.real.count != count {
      let none = [Float](repeating: 0, count: count)
      memory = Memory(real: none, imaginary: none, x: none, y: none)
      memory.down = [Float](repeating: 0, count: frequencies * turnsPerTable)
      memory.up = memory.down
    }
    var first = 0
    if memory.isFollowed, sharesGroups {
      first = groups / 2
      moveToFront(&memory.real, stride: width, first..<groups)
      moveToFront(&memory.imaginary, stride: width, first..<groups)
    }
    let whole = windowLength / pieceLength * pieceLength
    if whole == groups * groupLength {
      sum(window.extracting((first * groupLength)..<whole), from: first, &memory)
    } else {
      var padded: [Float] = []
      padded.reserveCapacity(groups * groupLength)
      append(window.extracting(..<whole), to: &padded)
      append(0, count: groups * groupLength - whole, to: &padded)
      sum(padded.span, from: 0, &memory)
    }
  }

  private func sum(_ samples: Span<Float>, from first: Int, _ memory: inout Memory) {
    foldedSums(
      of: samples, groupLength: groupLength, cosines: cosines.span, sines: sines.span,
      frequencies: frequencies, stride: width, from: first, real: &memory.real,
      imaginary: &memory.imaginary)
  }

  private func candidate(
    _ n: Int, _ x: inout [Float], _ y: inout [Float], _ memory: inout Memory, _ threshold: Double
  ) -> Double? {
    let (harmonics, first) = (lines[n].harmonics, lines[n].first * width)
    let searched = min(harmonics, Self.searched)
    let begin = first..<(first + searched * width)
    let coarse = best(
      lines[n].coarse, coarseCount, x.span.extracting(begin), y.span.extracting(begin), around: 0,
      &memory)
    let around = Double(coarse.index) * coarseStep
    let fine: (index: Int, shift: Double)
    if coarse.index == 0 {
      fine = best(
        lines[n].fine, fineCount, x.span.extracting(begin), y.span.extracting(begin), around: 0,
        &memory)
    } else {
      var near: (x: [Float], y: [Float]) = ([], [])
      swap(&near, &memory.near)
      near.x.removeAll(keepingCapacity: true)
      near.y.removeAll(keepingCapacity: true)
      append(x.span.extracting(begin), to: &near.x)
      append(y.span.extracting(begin), to: &near.y)
      turn(&near.x, &near.y, from: 0, searched, by: around, &memory)
      fine = best(lines[n].fine, fineCount, near.x.span, near.y.span, around: around, &memory)
      swap(&near, &memory.near)
    }
    let offset = around + (Double(fine.index) + fine.shift) * fineStep
    turn(&x, &y, from: first, harmonics, by: offset, &memory)
    let rows = first..<(first + harmonics * width)
    let stands = stands(
      lines[n].neighbours, x.span.extracting(rows), y.span.extracting(rows), harmonics,
      around: offset, threshold, &memory)
    return stands ? offset : nil
  }

  /// Whether a harmonic stands out of its neighbourhood.
  private func stands(
    _ neighbours: TurnSet, _ x: Span<Float>, _ y: Span<Float>, _ harmonics: Int,
    around offset: Double, _ threshold: Double, _ memory: inout Memory
  ) -> Bool {
    let places = Double(2 * (neighbours.count - 1))
    // Taken out meanwhile, so that they are changed in place.
    var (own, sums) = ([Double](), [Double]())
    swap(&own, &memory.own)
    swap(&sums, &memory.beside)
    defer {
      swap(&own, &memory.own)
      swap(&sums, &memory.beside)
    }
    own.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: harmonics))
    func isAny() -> Bool { own.indices.contains { own[$0] > threshold * (sums[$0] / places) } }
    for k in 0..<neighbours.tablesPerHarmonic {
      // Where the power is less than that of some neighbours asks for, no others can help.
      guard k == 0 || isAny() else { return false }
      turned(neighbours, k, x, y, harmonics, around: offset, &memory)
      let (down, up) = (memory.down.span, memory.up.span)
      if k == 0 { for h in 0..<harmonics { own.append(Double(down[h * turnsPerTable])) } }
      let last = min(turnsPerTable, neighbours.count - k * turnsPerTable)
      addBeside(up, down, turns: (k == 0 ? 1 : 0)..<last, to: &sums)
    }
    return isAny()
  }

  /// The powers of rows of harmonics at the distances of one of a set's tables, above their
  /// frequencies and below.
  private func turned(
    _ set: TurnSet, _ k: Int, _ x: Span<Float>, _ y: Span<Float>, _ rows: Int,
    around offset: Double, _ memory: inout Memory
  ) {
    let length = groups * 2 * turnsPerTable
    let table = set.tables.lowerBound + k
    let step = set.isShared ? 0 : set.tablesPerHarmonic
    turnedPowers(
      x, y, rows: rows, stride: width,
      turns: tables.span.extracting((table * length)...), turnStep: step * length,
      distances: distances.span.extracting((table * turnsPerTable)...),
      distanceStep: step * turnsPerTable, count: groups, scale: scale, middle: offset,
      down: &memory.down, up: &memory.up)
  }

  /// The offset that explains most, and where between the steps its parabola has its top.
  ///
  /// - Parameters:
  ///   - turns: Turns of the offsets.
  ///   - count: Offsets above zero.
  ///   - x: Real parts.
  ///   - y: Imaginary parts.
  ///   - middle: The offset of none of the turns, Hz.
  ///   - memory: Room for powers.
  /// - Returns: The step, and the share of a step beyond it.
  private func best(
    _ turns: TurnSet, _ count: Int, _ x: Span<Float>, _ y: Span<Float>, around middle: Double,
    _ memory: inout Memory
  ) -> (index: Int, shift: Double) {
    // Taken out meanwhile, so that they are changed in place.
    var sums: [Double] = []
    swap(&sums, &memory.sums)
    defer { swap(&sums, &memory.sums) }
    let total = 2 * count + 1
    if sums.count < total { sums = [Double](repeating: 0, count: total) }
    let rows = turns.tables.count / turns.tablesPerHarmonic
    for k in 0..<turns.tablesPerHarmonic {
      turned(turns, k, x, y, rows, around: middle, &memory)
      // What is turned down stands above the middle.
      let (below, above) = turnSums(memory.up.span, memory.down.span, rows: rows)
      for lane in 0..<min(turnsPerTable, turns.count - k * turnsPerTable) {
        let n = k * turnsPerTable + lane
        sums[count + n] = above[lane]
        if n > 0 { sums[count - n] = below[lane] }
      }
    }
    var best = 0
    for i in 0..<total where sums[i] > sums[best] { best = i }
    guard best > 0, best < total - 1 else { return (best - count, 0) }
    let curve = sums[best - 1] - 2 * sums[best] + sums[best + 1]
    let shift = curve < 0 ? 0.5 * (sums[best - 1] - sums[best + 1]) / curve : 0
    return (best - count, shift)
  }

  /// Turns the groups of harmonics, which begin at an index, back by their multiples of an offset,
  /// Hz.
  private func turn(
    _ x: inout [Float], _ y: inout [Float], from first: Int, _ harmonics: Int, by offset: Double,
    _ memory: inout Memory
  ) {
    let step = angle(offset)
    var turns: (cosines: [Float], sines: [Float]) = ([], [])
    swap(&turns, &memory.turns)
    defer { swap(&turns, &memory.turns) }
    multiples(
      cosine: Double.cos(step), sine: Double.sin(step), count: groups, cosines: &turns.cosines,
      sines: &turns.sines)
    var real = x.mutableSpan
    var imaginary = y.mutableSpan
    turnRows(
      &real, &imaginary, from: first, rows: harmonics, stride: width,
      cosines: turns.cosines.span, sines: turns.sines.span)
  }
}
