import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Discharges too weak for the gate, found by the waveform of their unit.
@Suite struct WeakDischargeTests {
  private static let rate = 2000.0
  private static let seconds = 90.0
  private static let sigma: Float = 3

  private func noise(seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<Int(Self.seconds * Self.rate)).map { _ in
      Self.sigma * Float((0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
  }

  /// A potential of many phases, unlike the gate's wavelets; `size` is its largest deflection, µV.
  private func add(to x: inout [Float], at time: Double, _ size: Double, hertz: Double = 170) {
    for i in Int((time - 0.02) * Self.rate)..<Int((time + 0.02) * Self.rate) {
      let t = Double(i) / Self.rate - time
      x[i] += Float(size * sin(2 * Double.pi * hertz * t + 0.6) * exp(-t * t / 2 / 0.00003))
    }
  }

  private func result(
    _ x: [Float], cuts: [Int] = [65_536], _ changes: [String: String] = [:]
  ) async throws -> AnalysisResult {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [x],
      blockLengths: cuts)
    var settings = AnalysisSettings()
    for (key, value) in changes { try settings.set(key, to: value) }
    return try await Analysis(settings: settings).run(source, name: "weak")
  }

  private func discharges(_ result: AnalysisResult) -> [Double] {
    result.events.filter { $0.type == .fasciculation }
      .flatMap { $0.details.discharges.map { Double($0) / Self.rate } }
  }

  /// A strong discharge every few seconds, weak ones between, and others of another shape.
  private func recording(weak: Double, seed: UInt64) -> (
    x: [Float], weak: [Double], other: [Double]
  ) {
    var x = noise(seed: seed)
    var random = SplitMix64(seed: seed + 1)
    var (own, other): ([Double], [Double]) = ([], [])
    for n in 0..<21 {
      let start = 3 + 4.0 * Double(n)
      add(to: &x, at: start + 0.3 * random.uniform(), 40)
      own.append(start + 1.2 + 0.5 * random.uniform())
      add(to: &x, at: own[n], weak)
      other.append(start + 2.4 + 0.5 * random.uniform())
      add(to: &x, at: other[n], weak, hertz: 90)
    }
    return (x, own, other)
  }

  private func hits(_ found: [Double], _ places: [Double]) -> Int {
    places.count { place in found.contains { abs($0 - place) < 0.005 } }
  }

  @Test func whatTheGateMissesItsUnitFinds() async throws {
    // Deflections that the gate sees now and then.
    let (x, weak, other) = recording(weak: 5.5, seed: 31)
    let changes = ["units.superposed_low": "0.1", "classification.minimum_snr": "3"]
    let without = discharges(
      try await result(x, changes.merging(["unit_search.most_places": "0"]) { $1 }))
    let with = discharges(try await result(x, changes))
    #expect(hits(with, weak) >= hits(without, weak) + 1)
    // Nothing but the shapes of units is added; those of the other shape that open the gate make one, too.
    let added = hits(with, weak) - hits(without, weak) + hits(with, other) - hits(without, other)
    #expect(with.count - without.count == added)
  }

  @Test func cutsChangeNothingOfWeakDischarges() async throws {
    let x = recording(weak: 5.5, seed: 32).x
    // So few places that they are searched again and again.
    let changes = [
      "units.superposed_low": "0.1", "classification.minimum_snr": "3",
      "unit_search.most_places": "12",
    ]
    let whole = try await result(x, changes)
    #expect(
      whole.events.contains { $0.evidence.contains { $0.rule == "unit_match" } })
    for cuts in [[1000, 1, 0, 7, 33_333], [4097], [17, 2_000_000]] {
      #expect(try await result(x, cuts: cuts, changes) == whole)
    }
  }

  @Test func anEvenTrainIsNotFilledUp() async throws {
    // A pulse of something, now above the gate and now below it.
    var x = noise(seed: 33)
    for n in 0..<70 { add(to: &x, at: 3 + 1.2 * Double(n), n % 3 == 0 ? 16 : 11) }
    let found = try await result(x)
    #expect(!found.events.contains { $0.evidence.contains { $0.rule == "unit_match" } })
  }
}
