internal import EMGKernels
internal import RealModule

/// Tells windows in which no line can be found before the whole fit is made: most of them.
///
/// The first steps of the fit in Float with tables for windows of one length: the weighted pieces
/// against all harmonics, the frequency that explains most, and each harmonic against its
/// neighbourhood. Where it stands out here the whole fit decides.
struct MainsScreen: Sendable {
  /// Angles by group of pieces, as a row of cosines and one of sines.
  private struct Rows: Sendable {
    private(set) var values: [Float] = []
    private let width: Int

    init(width: Int) { self.width = width }

    /// Adds a row and tells its index.
    mutating func add(_ angle: Double) -> Int {
      let index = values.count / (2 * width)
      values += (0..<width).map { Float(Double.cos(angle * Double($0))) }
      values += (0..<width).map { Float(Double.sin(angle * Double($0))) }
      return index
    }

    func cosines(_ row: Int) -> Range<Int> { (2 * row * width)..<((2 * row + 1) * width) }
    func sines(_ row: Int) -> Range<Int> { ((2 * row + 1) * width)..<((2 * row + 2) * width) }
  }

  /// One nominal frequency.
  private struct Line: Sendable {
    var harmonics: Int
    /// The index of its first harmonic among all.
    var first: Int
    /// The row that brings each harmonic's groups to one phase.
    var jumps: [Int]
    /// Rows of the offsets above zero of the first search, harmonic by harmonic.
    var coarse: [[Int]]
    /// Turns of none and of those offsets, harmonic by harmonic; of the second search too.
    var coarseTurns: [TurnSet] = []
    var fineTurns: [TurnSet] = []
    /// What groups keep at those offsets; around the middle too.
    var coarseLosses: [[Double]]
    /// Turns of none and of the neighbours' distances.
    var neighbours: TurnSet
    var distances: [Double]
  }

  /// Any count of turns, the first of which turns nothing.
  private struct TurnSet: Sendable {
    private let tables: [TurnTable]
    private let count: Int

    /// - Parameters:
    ///   - angles: From one value to the next, beside none.
    ///   - length: How many values.
    init(_ angles: [Double], length: Int) {
      let all = [0] + angles
      count = all.count
      tables = stride(from: 0, to: all.count, by: TurnTable.most).map { first in
        let some = all[first...].prefix(TurnTable.most)
        func values(_ function: (Double) -> Double) -> [[Float]] {
          some.map { angle in (0..<length).map { Float(function(angle * Double($0))) } }
        }
        return TurnTable(cosines: values { Double.cos($0) }, sines: values { Double.sin($0) })
      }
    }

    /// The power after each turn and after its opposite.
    func powers(_ x: Span<Float>, _ y: Span<Float>, _ body: (Int, Float, Float) -> Void) {
      for (n, table) in tables.enumerated() {
        let (down, up) = turnedPowers(x, y, table)
        for lane in 0..<min(TurnTable.most, count - n * TurnTable.most) {
          body(n * TurnTable.most + lane, down[lane], up[lane])
        }
      }
    }
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
  private var rows: Rows
  /// Factors of half a group, frequency by frequency, and as the kernel takes them.
  private var cosineRows: [[Float]] = []
  private var sineRows: [[Float]] = []
  private var cosines: [Float] = []
  private var sines: [Float] = []
  private var lines: [Line] = []
  private var frequencies = 0

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
    rows = Rows(width: width)
  }

  private func angle(_ distance: Double) -> Double {
    2 * Double.pi * distance * Double(groupLength) / rate
  }

  /// Adds a nominal frequency to look for.
  mutating func add(nominal: Double, harmonics: Int, distances: [Double]) {
    let half = (groupLength + 1) / 2
    var line = Line(
      harmonics: harmonics, first: frequencies, jumps: [], coarse: [], coarseLosses: [],
      neighbours: TurnSet(distances.map { angle($0) }, length: groups), distances: distances)
    for h in 1...harmonics {
      let step = 2 * Double.pi * nominal * Double(h) / rate
      let phases = (0..<half).map { step * (Double(groupLength - 1) / 2 - Double($0)) }
      cosineRows.append(phases.map { Float(Double.cos($0)) })
      sineRows.append(phases.map { Float(Double.sin($0)) })
      line.jumps.append(rows.add(angle(nominal * Double(h))))
      guard h <= Self.searched else { continue }
      let offsets = (1...coarseCount).map { angle(coarseStep * Double($0 * h)) }
      line.coarse.append(offsets.map { rows.add($0) })
      line.coarseTurns.append(TurnSet(offsets, length: groups))
      line.coarseLosses.append(
        (-coarseCount...coarseCount).map { loss(Double($0) * coarseStep * Double(h)) })
      line.fineTurns.append(
        TurnSet((1...fineCount).map { angle(fineStep * Double($0 * h)) }, length: groups))
    }
    lines.append(line)
    frequencies += harmonics
    (cosines, sines) = (foldedTable(cosineRows), foldedTable(sineRows))
  }

  /// Whether a harmonic of each nominal frequency stands out of its neighbourhood.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - weights: One a piece.
  ///   - thresholds: Power over the neighbourhood, one a nominal frequency.
  /// - Returns: One answer a nominal frequency.
  func candidates(_ window: [Float], weights: [Double], thresholds: [Double]) -> [Bool] {
    var weighted = [Float](repeating: 0, count: groups * groupLength)
    for (k, weight) in weights.enumerated() {
      let factor = Float(weight)
      for i in (k * pieceLength)..<((k + 1) * pieceLength) { weighted[i] = window[i] * factor }
    }
    var real = [Float](repeating: 0, count: frequencies * width)
    var imaginary = real
    var realSpan = real.mutableSpan
    var imaginarySpan = imaginary.mutableSpan
    foldedSums(
      of: weighted.span, groupLength: groupLength, cosines: cosines.span, sines: sines.span,
      frequencies: frequencies, stride: width, real: &realSpan, imaginary: &imaginarySpan)
    return zip(lines, thresholds).map { line, threshold in
      let part = (line.first * width)..<((line.first + line.harmonics) * width)
      return isCandidate(line, Array(real[part]), Array(imaginary[part]), threshold)
    }
  }

  /// What a group keeps of a wave that is off the nominal frequency, squared.
  private func loss(_ distance: Double) -> Double {
    let half = Double.pi * distance * Double(groupLength) / rate
    let square = half * half
    guard square < 4 else {
      let share = max(0.2, Double.sin(half) / half)
      return share * share
    }
    // The series of sin(x)/x: the next term is below 1e-8.
    var sum = 1 - square * (1 / 210.0)
    sum = 1 - square * (1 / 156.0) * sum
    sum = 1 - square * (1 / 110.0) * sum
    sum = 1 - square * (1 / 72.0) * sum
    sum = 1 - square * (1 / 42.0) * sum
    sum = 1 - square * (1 / 20.0) * sum
    sum = 1 - square * (1 / 6.0) * sum
    let share = max(0.2, sum)
    return share * share
  }

  private func isCandidate(
    _ line: Line, _ real: [Float], _ imaginary: [Float], _ threshold: Double
  ) -> Bool {
    var (x, y) = (real, imaginary)
    for h in 0..<line.harmonics { turnPart(&x, &y, h, row: line.jumps[h]) }
    let coarse = best(line.coarseTurns, coarseCount, x, y) { line.coarseLosses[$0][$1] }
    var (nearX, nearY) = (x, y)
    if coarse.index != 0 {
      for h in line.coarse.indices {
        let row = line.coarse[h][abs(coarse.index) - 1]
        if coarse.index < 0 { for i in part(h) { nearY[i] = -nearY[i] } }
        turnPart(&nearX, &nearY, h, row: row)
        if coarse.index < 0 { for i in part(h) { nearY[i] = -nearY[i] } }
      }
    }
    let around = Double(coarse.index) * coarseStep
    let fine = best(line.fineTurns, fineCount, nearX, nearY) { h, n in
      loss((around + Double(n - fineCount) * fineStep) * Double(h + 1))
    }
    let offset = Double(coarse.index) * coarseStep + (Double(fine.index) + fine.shift) * fineStep
    turnByMultiples(&x, &y, line.harmonics, offset)
    for h in 0..<line.harmonics {
      let middle = offset * Double(h + 1)
      var (own, sum) = (0.0, 0.0)
      line.neighbours.powers(x.span.extracting(part(h)), y.span.extracting(part(h))) {
        n, above, below in
        guard n > 0 else {
          own = Double(above) / loss(middle)
          return
        }
        let distance = line.distances[n - 1]
        sum += Double(above) / loss(middle + distance) + Double(below) / loss(middle - distance)
      }
      let floor = sum / Double(2 * line.distances.count)
      if own > threshold * floor { return true }
    }
    return false
  }

  private func part(_ h: Int) -> Range<Int> { (h * width)..<((h + 1) * width) }

  private func turnPart(_ x: inout [Float], _ y: inout [Float], _ h: Int, row: Int) {
    turnRange(
      &x, &y, part(h), cosines: rows.values.span.extracting(rows.cosines(row)),
      sines: rows.values.span.extracting(rows.sines(row)))
  }

  private func turnRange(
    _ x: inout [Float], _ y: inout [Float], _ range: Range<Int>, cosines: Span<Float>,
    sines: Span<Float>
  ) {
    var realSpan = x.mutableSpan
    var imaginarySpan = y.mutableSpan
    turn(&realSpan, &imaginarySpan, in: range, cosines: cosines, sines: sines)
  }

  /// The offset that explains most, and where between the steps its parabola has its top.
  ///
  /// - Parameters:
  ///   - turns: Turns of the offsets, harmonic by harmonic.
  ///   - count: Offsets above zero.
  ///   - x: Real parts.
  ///   - y: Imaginary parts.
  ///   - loss: What a group keeps, by harmonic and by offset from the lowest on.
  /// - Returns: The step, and the share of a step beyond it.
  private func best(
    _ turns: [TurnSet], _ count: Int, _ x: [Float], _ y: [Float], loss: (Int, Int) -> Double
  ) -> (index: Int, shift: Double) {
    var sums = [Double](repeating: 0, count: 2 * count + 1)
    for (h, turns) in turns.enumerated() {
      turns.powers(x.span.extracting(part(h)), y.span.extracting(part(h))) { n, above, below in
        sums[count + n] += Double(above) / loss(h, count + n)
        if n > 0 { sums[count - n] += Double(below) / loss(h, count - n) }
      }
    }
    var best = 0
    for i in sums.indices where sums[i] > sums[best] { best = i }
    guard best > 0, best < sums.count - 1 else { return (best - count, 0) }
    let curve = sums[best - 1] - 2 * sums[best] + sums[best + 1]
    let shift = curve < 0 ? 0.5 * (sums[best - 1] - sums[best + 1]) / curve : 0
    return (best - count, shift)
  }

  /// Turns each harmonic's groups back by its multiple of an offset.
  private func turnByMultiples(
    _ x: inout [Float], _ y: inout [Float], _ harmonics: Int, _ offset: Double
  ) {
    let step = angle(offset)
    let (cosStep, sinStep) = (Double.cos(step), Double.sin(step))
    var one = (cosines: [Float](), sines: [Float]())
    var (c, s) = (1.0, 0.0)
    for _ in 0..<width {
      one.cosines.append(Float(c))
      one.sines.append(Float(s))
      (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
    }
    let back = one.sines.map { -$0 }
    var all = one
    for h in 0..<harmonics {
      turnRange(&x, &y, part(h), cosines: all.cosines.span, sines: all.sines.span)
      // Turning a turn back by the negative angle adds the angles.
      turnRange(
        &all.cosines, &all.sines, 0..<width, cosines: one.cosines.span, sines: back.span)
    }
  }
}
