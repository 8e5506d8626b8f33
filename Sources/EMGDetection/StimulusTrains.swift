internal import RealModule

/// Which jumps of the unfiltered signal stand on a clock's grid.
extension StimulationTracker {
  /// A train with the stimuli on its grid whose shape the sampling made look different.
  func completed(_ train: [Int], by marks: [Int]) -> [Int] {
    let train = wholeRun(train, marks)
    guard let first = train.first, let last = train.last, train.count > 1 else { return train }
    var grid = ClockGrid(through: train)
    let tolerance = max(2, settings.clockReach * settings.clock * rate)
    func nearest(_ due: Double) -> Int? {
      marks.filter { abs(Double($0) - due) <= tolerance }
        .min { abs(Double($0) - due) < abs(Double($1) - due) }
    }
    // Within the train every place of the grid, also where sampling hid the pulse.
    let range = grid.cycle(of: first)...max(grid.cycle(of: first), grid.cycle(of: last))
    var result = range.map { nearest(grid.due($0)) ?? Int(grid.due($0).rounded()) }
    // Beyond its ends as long as pulses follow.
    for direction in [-1, 1] {
      var cycle = direction < 0 ? range.lowerBound : range.upperBound
      var pending: [Int] = []
      while pending.count < settings.mostMissed {
        cycle += direction
        if let mark = nearest(grid.due(cycle)) {
          result += pending + [mark]
          pending = []
          grid.add(mark, at: cycle)
        } else {
          pending.append(Int(grid.due(cycle).rounded()))
        }
      }
    }
    return Set(result.filter { $0 > 0 }).sorted()
  }

  /// How far a mark may stand from its place on a grid that other marks give, samples.
  ///
  /// - Parameters:
  ///   - count: Marks that give the grid.
  ///   - cycles: Cycles to the nearest of them.
  /// - Returns: Samples; the grid's own error is the larger the fewer marks give it.
  private func clockTolerance(_ count: Int, _ cycles: Int) -> Double {
    max(1.5, settings.clock * rate) * (1 + 2 * Double(cycles) / Double(count))
  }

  /// How much better a clock explains a mark than the steadiest motor unit does, nats: by chance it
  /// would lie on the grid with the share of the unit's intervals that the tolerance covers.
  private func evidence(_ period: Double, _ count: Int, _ cycles: Int) -> Double {
    let spread = settings.steadiestUnit * period * Double(cycles).squareRoot()
    let chance = 2 * clockTolerance(count, cycles) / (spread * (2 * Double.pi).squareRoot())
    // A clock seldom misses a beat; a unit that is on the grid by chance mostly does.
    return max(0, -Double.log(chance)) - settings.missedNats * Double(cycles - 1)
  }

  /// The same of a run; its first two marks give the grid.
  func clockEvidence(of run: [Int]) -> Double {
    let gaps = zip(run, run.dropFirst()).map { Double($1 - $0) }
    guard let shortest = gaps.min(), shortest > 0 else { return 0 }
    return gaps.indices.dropFirst().reduce(0) { sum, n in
      sum + evidence(shortest, n + 1, max(1, Int((gaps[n] / shortest).rounded())))
    }
  }

  /// The runs of marks that lie on a clock's grid, whatever marks stand between: a response may jump
  /// as far as its stimulus.
  func trains(_ marks: [Int], _ episode: Episode) -> [[Int]] {
    var result: [[Int]] = []
    var open = marks
    // Marks in a row first: every second stimulus is on a grid, too.
    for step in 1...(1 + settings.mostBetween) {
      var start = 0
      while start + settings.minimumCount <= open.count {
        if let run = run(from: start, by: step, open),
          clockEvidence(of: run) >= settings.clockEvidence
        {
          result.append(run)
          let own = Set(run)
          open.removeAll(where: own.contains)
        } else {
          start += 1
        }
      }
    }
    return result
  }

  /// A run with the marks between its own, where they stand on a finer grid: the first two marks may
  /// have stood too far beside it for the search.
  private func wholeRun(_ run: [Int], _ marks: [Int]) -> [Int] {
    let grid = ClockGrid(through: run)
    let first = grid.cycle(of: run[0])
    let last = grid.cycle(of: run[run.count - 1])
    for parts in stride(from: 1 + settings.mostBetween, through: 2, by: -1)
    where grid.period / Double(parts) >= rate * settings.shortestPeriod {
      let places = (first * parts...last * parts).filter { $0 % parts != 0 }.map {
        grid.due(0) + Double($0) * grid.period / Double(parts)
      }
      let between = places.compactMap { due in
        marks.first { abs(Double($0) - due) <= clockTolerance(run.count, 1) }
      }
      if Double(between.count) >= settings.betweenShare * Double(places.count) {
        return (run + between).sorted()
      }
    }
    return run
  }

  /// The run of marks on the grid that two of them give; nil where it is too brief or too fast, or
  /// what stands beside it keeps no latency.
  private func run(from start: Int, by step: Int, _ marks: [Int]) -> [Int]? {
    guard start + step < marks.count else { return nil }
    var run = [marks[start], marks[start + step]]
    var grid = ClockGrid(through: run)
    guard grid.period >= rate * settings.shortestPeriod else { return nil }
    var cycle = 1
    // Where what stands between lies in its cycle: a response keeps its latency, a unit does not.
    var between: [Double] = []
    for next in (start + step + 1)..<max(start + step + 1, marks.count) {
      let own = grid.cycle(of: marks[next])
      let cycles = own - cycle
      guard cycles <= 4 else { break }
      let beside = Double(marks[next]) - grid.due(own)
      if cycles >= 1, abs(beside) <= clockTolerance(run.count, cycles) {
        run.append(marks[next])
        grid.add(marks[next], at: own)
        cycle = own
      } else {
        guard step > 1 else { break }
        between.append(beside < 0 ? beside + grid.period : beside)
      }
    }
    let middle = median(between)
    let spread = median(between.map { abs($0 - middle) })
    guard run.count >= settings.minimumCount, spread <= clockTolerance(run.count, 0) else {
      return nil
    }
    return run
  }
}
