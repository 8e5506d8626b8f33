import EMGCore
import EMGKernels
import Testing

@Suite struct SectionLanesTests {
  private static let mixed = [
    SectionCoefficients(b0: 0.2, b1: -0.1, b2: 0.05, a1: -1.2, a2: 0.5),
    SectionCoefficients(b0: 1, b1: -2, b2: 1, a1: -1.9, a2: 0.91),
    SectionCoefficients(b0: 1, b1: 0.3, b2: 0, a1: 0.4, a2: 0),
  ]
  /// Zeros on the unit circle, all gain in the first section; more sections than one pass takes.
  private static let even: [SectionCoefficients] =
    [SectionCoefficients(b0: 0.07, b1: -0.11, b2: 0.07, a1: 0, a2: 0.5)]
    + stride(from: -1.2, through: 1.2, by: 0.3).map { (value: Double) in
      SectionCoefficients(b0: 1, b1: value, b2: 1, a1: -0.8 * value, a2: 0.5)
    }

  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(generator.uniform() - 0.5) + 100 }
  }

  /// One section after the other over the whole signal.
  private func twin(
    _ signal: [Float], _ cascade: [SectionCoefficients], isReversed: Bool
  ) -> [Float] {
    var values = signal.map { Double($0) }
    for section in cascade {
      var state = SIMD2<Double>.zero
      var span = values.mutableSpan
      runSection(&span, section, state: &state, isReversed: isReversed)
    }
    return values.map { Float($0) }
  }

  @Test(arguments: Array(0...67) + [127, 128, 129, 300, 1000], [RunDirection.forward, .backward])
  func everyLaneEqualsTheSectionsOneByOne(count: Int, direction: RunDirection) {
    for cascade in [Self.mixed, Self.even, Array(Self.even.prefix(7)), Array(Self.even.prefix(1))] {
      expectTwin(cascade, count: count, direction: direction)
    }
  }

  private func expectTwin(
    _ cascade: [SectionCoefficients], count: Int, direction: RunDirection
  ) {
    let channels = (0..<laneCount).map { noise(count, seed: UInt64(count * 8 + $0)) }
    var lanes = [SignalLanes](repeating: SignalLanes(repeating: .nan), count: count)
    var states = [SignalLanes](repeating: .zero, count: 2 * cascade.count)
    var span = lanes.mutableSpan
    interleave(channels, into: &span)
    // Cut somewhere: the state carries over.
    let cut = count / 3
    let pieces =
      direction == .forward ? [0..<cut, cut..<count] : [cut..<count, 0..<cut]
    for piece in pieces {
      var state = states.mutableSpan
      runLanes(&span, in: piece, sections: cascade.span, states: &state, direction: direction)
    }
    for lane in 0..<laneCount {
      var output: [Float] = []
      drainLane(lanes.span, lane, from: 0, count: count, into: &output)
      let isSame =
        output
        == twin(
          channels[lane], cascade, isReversed: direction == .backward)
      #expect(isSame)
    }
  }

  @Test(arguments: [0, 1, 2, 65, 1000]) func sampleBySampleEqualsSectionBySection(count: Int) {
    let cascade = Self.mixed
    let signal = noise(count, seed: UInt64(count))
    var values = signal
    var states = [SIMD2<Double>](repeating: .zero, count: cascade.count)
    var span = values.mutableSpan
    var state = states.mutableSpan
    runCascade(&span, in: 0..<(count / 2), sections: cascade.span, states: &state)
    runCascade(&span, in: (count / 2)..<count, sections: cascade.span, states: &state)
    let isSame = values == twin(signal, cascade, isReversed: false)
    #expect(isSame)
  }

  @Test func lanesAreFilledAndDrainedInPlace() {
    var lanes = [SignalLanes](repeating: SignalLanes(repeating: -1), count: 6)
    var span = lanes.mutableSpan
    fillLane(2, from: ([1, 2, 3] as [Float]).span, into: &span, at: 1)
    fillLane(7, from: ([4, 5] as [Double]).span, into: &span, at: 4)
    #expect(lanes.map { $0[2] } == [-1, 1, 2, 3, -1, -1])
    #expect(lanes.map { $0[7] } == [-1, -1, -1, -1, 4, 5])
    #expect(lanes.allSatisfy { $0[3] == -1 })
    var output: [Float] = [9]
    drainLane(lanes.span, 2, from: 1, stride: 2, count: 2, into: &output)
    #expect(output == [9, 1, 3])
  }

  @Test(arguments: [0, 1, 7, 8, 9, 40, 100]) func stretchesStandInLanesAndAreDrained(count: Int) {
    let (first, distance) = (3, 11)
    let signal = noise(first + 7 * distance + count, seed: 5)
    var lanes = stretches(of: signal.span, from: first, distance: distance, count: count)
    #expect(lanes.count == count)
    for i in 0..<count {
      for lane in 0..<laneCount {
        #expect(lanes[i][lane] == Double(signal[first + lane * distance + i]))
        // Not a Float: it is rounded.
        lanes[i][lane] += 1e-9
      }
    }
    let kept = max(0, count - 2)
    let start = min(1, count)
    var output: [Float] = [9]
    drainLanes(lanes.span, from: start, count: kept, into: &output)
    var twin: [Float] = [9]
    for lane in 0..<laneCount {
      drainLane(lanes.span, lane, from: start, count: kept, into: &twin)
    }
    #expect(output == twin)
  }
}
