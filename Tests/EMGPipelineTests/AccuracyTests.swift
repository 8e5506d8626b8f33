import EMGCore
import EMGEvaluation
import EMGPipeline
import EMGSinks
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// Floors on the project's own simulator; seeds 1000 and up are for reporting only.
@Suite struct AccuracyTests {
  private func score(
    _ name: String, seeds: ClosedRange<UInt64>, duration: Double = 120,
    _ change: (inout Scenario) -> Void = { _ in }
  ) async throws -> Score {
    var truth: [EventDocument] = []
    var found: [EventDocument] = []
    for seed in seeds {
      var scenario = try #require(Scenario.named(name))
      scenario.duration = duration
      change(&scenario)
      let simulation = Simulation(scenario: scenario, seed: seed)
      let source = MemorySource(header: simulation.header, samples: simulation.samples)
      let label = "\(name)-\(seed)"
      let result = try await Analysis(settings: AnalysisSettings()).run(source, name: label)
      let exact = simulation.truthResult(name: label, scenario: scenario, seed: seed)
      truth.append(try EventDocument(json: Data(ResultFormat.json.text(of: exact).utf8)))
      found.append(try EventDocument(json: Data(ResultFormat.json.text(of: result).utf8)))
    }
    var settings = MatchingSettings()
    settings.tolerance = 0.01
    return try Score(truth: truth, found: found, settings: settings)
  }

  private func f1(_ score: Score, _ type: EventType) -> Double {
    score.types.first { $0.type == type }?.f1 ?? 0
  }

  private func count(_ score: Score, _ type: EventType) -> Int {
    score.types.first { $0.type == type }.map { $0.hits + $0.falseAlarms } ?? 0
  }

  @Test func fasciculationsInQuietMuscle() async throws {
    let score = try await score("fasciculations", seeds: 1000...1004)
    #expect(f1(score, .fasciculation) >= 0.90)
  }

  @Test func fasciculationsOverMains() async throws {
    let score = try await score("mains", seeds: 1000...1002)
    #expect(f1(score, .fasciculation) >= 0.90)
  }

  @Test func aHeartIsNamedAndDischargesUnderItAreKept() async throws {
    let score = try await score("ecg", seeds: 1000...1001, duration: 60)
    #expect(f1(score, .fasciculation) >= 0.95)
    #expect(f1(score, .artifact) >= 0.6)
    #expect(count(score, .myoclonus) <= 1)
  }

  @Test func popsAreTakenOutAndDischargesBesideThemAreKept() async throws {
    let score = try await score("pops", seeds: 1000...1001, duration: 60)
    #expect(f1(score, .fasciculation) >= 0.90)
    #expect(f1(score, .artifact) >= 0.90)
  }

  @Test func stimuliAndTheirResponsesAreNamed() async throws {
    let score = try await score("evoked", seeds: 1000...1001, duration: 60)
    #expect(f1(score, .evoked) >= 0.85)
    #expect(f1(score, .artifact) >= 0.70)
    #expect(count(score, .tremor) == 0)
  }

  @Test func tappingIsNoTremor() async throws {
    let score = try await score("tapping", seeds: 1000...1001, duration: 60)
    #expect(f1(score, .rhythmicBursting) >= 0.7)
    #expect(count(score, .tremor) == 0)
  }

  @Test func aSteadyUnitIsNoFasciculation() async throws {
    let score = try await score("tonic_firing", seeds: 1000...1001, duration: 60)
    #expect(f1(score, .tonicFiring) >= 0.85)
    #expect(count(score, .fasciculation) <= 3)
  }

  @Test func tremorIsFoundAndItsBurstsAreNoFasciculations() async throws {
    let score = try await score("tremor", seeds: 1000...1002)
    #expect(f1(score, .tremor) >= 0.85)
    #expect(count(score, .fasciculation) <= 2)
    let errors = score.types.first { $0.type == .tremor }?.frequencyErrors ?? []
    // A run whose beats are cut in two now and then may be told too fast or too slow.
    #expect(errors.count(where: { abs($0) >= 0.3 }) <= 1)
    let typical = errors.map(abs).sorted()
    #expect(typical.isEmpty || typical[typical.count / 2] < 0.1)
  }

  @Test func clonusIsFoundAndItsBurstsAreNoFasciculations() async throws {
    let score = try await score("clonus", seeds: 1000...1002)
    #expect(f1(score, .clonus) >= 0.85)
    #expect(count(score, .fasciculation) <= 2)
  }

  @Test func quietMuscleStaysQuiet() async throws {
    let score = try await score("quiet", seeds: 1000...1004)
    // Ten minutes at about a tenth of a false event a minute.
    #expect(count(score, .fasciculation) <= 4)
  }

  @Test func missingSamplesAreGapsAndNothingElse() async throws {
    let score = try await score("dropouts", seeds: 1000...1001)
    #expect(f1(score, .artifact) >= 0.95)
    #expect(f1(score, .fasciculation) >= 0.85)
  }
}
