import EMGCore
import EMGDetection
import EMGFormats
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// A channel of the electrocardiogram tells when the heart beats.
@Suite struct CardiacReferenceTests {
  private static let rate = 2000.0

  private func header(_ emg: Int, ecg: Double? = 2000) -> RecordingHeader {
    let rate = SampleRate(checked: Self.rate)
    var channels = (0..<emg).map {
      Channel(name: "EMG\($0 + 1)", unit: PhysicalUnit(symbol: "uV"), rate: rate)
    }
    if let ecg {
      channels.append(
        Channel(
          name: "ECG", unit: PhysicalUnit(symbol: "mV"), kind: .ecg,
          rate: SampleRate(checked: ecg)))
    }
    return RecordingHeader(format: "test", channels: channels)
  }

  /// Fasciculations in one channel, with truth.
  private func muscle(_ seconds: Double, seed: UInt64) -> (samples: [Float], truth: [Int]) {
    var scenario = Scenario(name: "fasciculations", components: [.fasciculations])
    scenario.duration = seconds
    let simulation = Simulation(scenario: scenario, seed: seed)
    return (
      simulation.samples[0],
      simulation.truth.filter { $0.type == .fasciculation }.flatMap(\.details.discharges)
    )
  }

  /// Times of beats, seconds, whose intervals have a coefficient of variation.
  private func beats(_ seconds: Double, variation: Double, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    var (times, time) = ([Double](), 0.7)
    while time < seconds - 0.7 {
      times.append(time)
      // An interval of a fibrillating heart: evenly spread, with its refractory time.
      time += 0.75 * (1 + variation * (2 * random.uniform() - 1) * 3.0.squareRoot())
    }
    return times
  }

  /// A lead of a heart, its R wave one high and late by some seconds; one beat in `ectopic` is wide.
  private func lead(
    _ times: [Double], seconds: Double, late: Double = 0, width: Double = 1, ectopic: Int = 0,
    rate: Double = rate
  ) -> [Float] {
    var x = [Float](repeating: 0, count: Int(seconds * rate))
    for (n, time) in times.enumerated() {
      let isWide = ectopic > 0 && n % ectopic == ectopic - 1
      let scale = isWide ? 2.6 * width : width
      for i in Int((time - 0.3) * rate)..<Int((time + 0.5) * rate) where x.indices.contains(i) {
        let t = Double(i) / rate - time - late
        func wave(_ height: Double, _ center: Double, _ deviation: Double) -> Double {
          height * exp(-pow((t - center * scale) / deviation / scale, 2) / 2)
        }
        let qrs = wave(-0.12, -0.028, 0.009) + wave(1, 0, 0.011) + wave(-0.22, 0.027, 0.01)
        x[i] += Float((isWide ? -1.2 : 1) * qrs + 0.28 * exp(-pow((t - 0.25) / 0.045, 2) / 2))
      }
    }
    return x
  }

  private func noise(_ count: Int, _ amplitude: Float, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      amplitude * Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() })
    }
  }

  private func sum(_ a: [Float], _ b: [Float], times factor: Float = 1) -> [Float] {
    zip(a, b).map { $0 + factor * $1 }
  }

  /// How many of the discharges of truth were found, and how many were found that are none.
  private func score(
    _ result: AnalysisResult, _ truth: [Int], channel: Int = 0
  ) -> (found: Int, surplus: Int) {
    let discharges = result.events.filter {
      $0.type == .fasciculation && $0.channelIndex == channel
    }.flatMap(\.details.discharges)
    let near = Int(0.02 * Self.rate)
    return (
      truth.count { t in discharges.contains { abs($0 - t) <= near } },
      discharges.count { d in !truth.contains { abs($0 - d) <= near } }
    )
  }

  private func heart(_ result: AnalysisResult, channel: Int = 0) -> [Event] {
    result.events.filter { $0.details.cause == .ecg && $0.channelIndex == channel }
  }

  private func missed(_ result: AnalysisResult, _ beats: [Double]) -> Int {
    let times = heart(result).flatMap(\.details.times).map { Double($0) / Self.rate }
    return beats.count { beat in !times.contains { abs($0 - beat) < 0.1 } }
  }

  @Test(arguments: [0.02, 0.2, 0.3]) func anIrregularHeartIsToldByItsReference(
    variation: Double
  ) async throws {
    let seconds = 60.0
    var (found, all, surplus, missing) = (0, 0, 0, 0)
    for seed in 3...5 as ClosedRange<UInt64> {
      let muscle = muscle(seconds, seed: seed)
      let times = beats(seconds, variation: variation, seed: seed)
      let emg = sum(
        muscle.samples,
        lead(times, seconds: seconds, late: 0.012, width: 1.1, ectopic: 11), times: 150)
      let ecg = sum(
        lead(times, seconds: seconds, ectopic: 11),
        noise(emg.count, 0.03, seed: seed))
      let result = try await InvarianceTests.run(header(1), [emg, ecg])
      let own = score(result, muscle.truth)
      found += own.found
      surplus += own.surplus
      all += muscle.truth.count
      missing += missed(result, times)
      let event = try #require(heart(result).first)
      #expect(event.measure("reference_channel") == 1)
      #expect(event.evidence.last?.rule == "cardiac_reference_beats")
      #expect(result.header.findings.map(\.code) == ["cardiac_reference"])
      #expect(
        result.events.allSatisfy { event in
          event.type == .fasciculation || event.details.cause == .ecg
            || muscle.truth.contains { abs($0 - event.onset) < 400 }
        })
    }
    #expect(Double(found) >= 0.95 * Double(all) && surplus <= 1 && missing <= 2)
  }

  private func plain(_ settings: AnalysisSettings = AnalysisSettings()) -> AnalysisSettings {
    var settings = settings
    settings.detection.cardiac.usesReference = false
    return settings
  }

  @Test func theSettingTurnsItOff() async throws {
    let times = beats(60, variation: 0.2, seed: 4)
    let emg = sum(muscle(60, seed: 4).samples, lead(times, seconds: 60), times: 150)
    let samples = [emg, lead(times, seconds: 60)]
    let off = try await InvarianceTests.run(header(1), samples, settings: plain())
    let without = try await InvarianceTests.run(header(1, ecg: nil), [emg], settings: plain())
    #expect(off.events == without.events && off.header.findings.isEmpty)
  }

  @Test func aChannelWithoutTheHeartKeepsAllItsDischarges() async throws {
    let muscle = muscle(60, seed: 8)
    let ecg = lead(beats(60, variation: 0.05, seed: 2), seconds: 60)
    let result = try await InvarianceTests.run(header(1), [muscle.samples, ecg])
    let without = try await InvarianceTests.run(header(1, ecg: nil), [muscle.samples])
    #expect(result.events == without.events)
    #expect(score(result, muscle.truth).found >= muscle.truth.count - 1)
  }

  @Test func aSteadyUnitAtTheRateOfAHeartWasTakenForOne() async throws {
    // Wide and even as beats are, but at times of its own.
    let unit = beats(60, variation: 0.03, seed: 31).map { $0 * 1.07 }.filter { $0 < 59 }
    let heart = beats(60, variation: 0.03, seed: 32)
    let emg = sum(
      noise(120_000, 3, seed: 1), lead(unit, seconds: 60, width: 1.1), times: 150)
    let alone = try await InvarianceTests.run(header(1, ecg: nil), [emg])
    #expect(!self.heart(alone).isEmpty)
    let result = try await InvarianceTests.run(header(1), [emg, lead(heart, seconds: 60)])
    #expect(self.heart(result).isEmpty)
    // What it is by others' rules is theirs to say: it is kept.
    let kept = unit.count { time in
      let place = Int(time * Self.rate)
      return result.events.contains { $0.onset - 400 <= place && place <= $0.end + 400 }
    }
    #expect(kept > unit.count / 2)
  }

  @Test func aReferenceWithAClockOfItsOwnStillAgrees() async throws {
    let times = beats(60, variation: 0.05, seed: 6)
    let emg = sum(noise(120_000, 3, seed: 1), lead(times, seconds: 60), times: 150)
    let ecg = lead(times.map { $0 + 0.3 }, seconds: 60)
    let result = try await InvarianceTests.run(header(1), [emg, ecg])
    #expect(missed(result, times) <= 1)
    #expect(heart(result).allSatisfy { $0.measure("reference_channel") == nil })
  }

  /// What an electrocardiogram's channel holds that is none.
  enum Lead: CaseIterable { case flat, noise, muscle, movement }

  @Test(arguments: Lead.allCases) func aLeadThatShowsNoHeartDoesNoHarm(_ kind: Lead) async throws {
    let times = beats(60, variation: 0.05, seed: 9)
    let muscle = muscle(60, seed: 9)
    let emg = sum(muscle.samples, lead(times, seconds: 60), times: 150)
    let ecg: [Float] =
      switch kind {
      case .flat: [Float](repeating: 0.1, count: emg.count)
      case .noise: noise(emg.count, 0.02, seed: 3)
      // The leads were swapped: discharges, at times of their own.
      case .muscle: self.muscle(60, seed: 77).samples
      case .movement:
        (0..<emg.count).map { Float(sin(Double($0) / 700) + sin(Double($0) / 1111)) }
      }
    let result = try await InvarianceTests.run(header(1), [emg, ecg])
    let without = try await InvarianceTests.run(header(1, ecg: nil), [emg])
    #expect(result.events == without.events)
    #expect(result.header.findings.first?.message.contains("no heart") == true)
  }

  @Test func swappedLeadsDoNoHarm() async throws {
    let times = beats(60, variation: 0.05, seed: 12)
    let (first, second) = (muscle(60, seed: 12), muscle(60, seed: 13))
    let heart = sum(lead(times, seconds: 60), noise(120_000, 0.02, seed: 5))
    // The second muscle's channel holds the heart, and the heart's the second muscle.
    let samples = [first.samples, heart.map { 1000 * $0 }, second.samples]
    let result = try await InvarianceTests.run(header(2), samples)
    let without = try await InvarianceTests.run(header(2, ecg: nil), Array(samples.prefix(2)))
    #expect(result.events == without.events)
    #expect(score(result, first.truth).found >= first.truth.count - 1)
  }

  @Test func aLeadThatFallsOffLeavesTheHeartKnown() async throws {
    let times = beats(120, variation: 0.05, seed: 14)
    let emg = sum(noise(240_000, 3, seed: 2), lead(times, seconds: 120), times: 150)
    var ecg = sum(lead(times, seconds: 120), noise(240_000, 0.02, seed: 5))
    for i in 90_000..<240_000 { ecg[i] = 0 }
    let result = try await InvarianceTests.run(header(1), [emg, ecg])
    #expect(missed(result, times) <= 1)
    #expect(result.events.allSatisfy { $0.details.cause == .ecg })
  }

  @Test func cutsAndJobsChangeNothingOfAReference() async throws {
    let times = beats(80, variation: 0.2, seed: 21)
    let emg = [31, 32].map {
      sum(muscle(80, seed: $0).samples, lead(times, seconds: 80), times: 150)
    }
    var samples = emg + [sum(lead(times, seconds: 80), noise(160_000, 0.02, seed: 5))]
    // Gaps of the muscle, of the reference and of both.
    for i in 60_000..<61_000 { samples[0][i] = .nan }
    for i in 80_000..<82_000 { samples[2][i] = .nan }
    for c in 0..<3 { for i in 100_000..<103_000 { samples[c][i] = .nan } }
    let whole = try await InvarianceTests.run(header(2), samples)
    #expect(heart(whole).contains { $0.measure("reference_channel") == 2 })
    for (cuts, jobs) in [([1000, 1, 0, 7, 3333], 1), ([4097], 2), ([100], 1)] {
      let pieces = try await InvarianceTests.run(header(2), samples, cuts: cuts, jobs: jobs)
      #expect(pieces == whole)
    }
  }

  /// Times found by the reader alone.
  private func found(_ x: [Float], rate: Double, cuts: [Int] = [1 << 20]) -> [ReferenceBeat] {
    var reader = HeartbeatReference(rate: SampleRate(checked: rate), settings: CardiacSettings())
    var (result, at, n) = ([ReferenceBeat](), 0, 0)
    while at < x.count {
      let end = min(x.count, at + cuts[n % cuts.count])
      result += reader.append(Array(x[at..<end]), at: at)
      (at, n) = (end, n + 1)
    }
    return result + reader.finish()
  }

  @Test(arguments: [125.0, 250, 360, 1000, 5000]) func beatsAreFoundAtAnyRate(rate: Double) {
    let times = beats(60, variation: 0.2, seed: 5)
    let clean = lead(times, seconds: 60, ectopic: 9, rate: rate)
    // Breath, the power line and noise of a tenth of the R wave at 1 kHz, as dense at other rates.
    let level = Float(0.1 * (rate / 1000).squareRoot())
    let noisy = zip(clean, noise(clean.count, level, seed: 8)).enumerated().map { i, x in
      let t = Double(i) / rate
      return x.0 + x.1 + Float(0.5 * sin(1.6 * t) + 0.2 * sin(100 * Double.pi * t))
    }
    for x in [clean, noisy, noisy.map { -0.001 * $0 }] {
      let beats = found(x, rate: rate)
      let missed = times.filter { time in !beats.contains { abs($0.time - time) < 0.04 } }
      let surplus = beats.filter { beat in !times.contains { abs($0 - beat.time) < 0.04 } }
      #expect(missed.isEmpty && surplus.isEmpty, "\(rate) \(missed) \(surplus.map(\.time))")
      #expect(Double(beats.count(where: \.isTypical)) > 0.7 * Double(beats.count))
      #expect(found(x, rate: rate, cuts: [1, 17, 1000]) == beats)
    }
  }

  @Test func aLiveRunHasTheSameReference() async throws {
    let times = beats(60, variation: 0.2, seed: 22)
    let emg = sum(muscle(60, seed: 33).samples, lead(times, seconds: 60), times: 150)
    let samples = [emg, sum(lead(times, seconds: 60), noise(120_000, 0.02, seed: 5))]
    let batch = try await InvarianceTests.run(header(1), samples)
    for cuts in [[100], [7, 33_333]] {
      let source = MemorySource(header: header(1), samples: samples, blockLengths: cuts)
      let live = try LiveAnalysis(
        Analysis(settings: AnalysisSettings()), of: source, name: "test")
      var events: [Event] = []
      var block = SignalBlock(channelCount: 2)
      while try source.next(into: &block) { events += await live.append(block) }
      let (rest, end) = await live.finish(source)
      events = (events + rest).sorted { ($0.onset, $0.end) < ($1.onset, $1.end) }
      #expect(events == batch.events.sorted { ($0.onset, $0.end) < ($1.onset, $1.end) })
      #expect(end.header == batch.header)
    }
  }

  /// Beats that cardiologists marked, within the 150 ms of the standard for such detectors (EC57).
  @Test(arguments: ["100"]) func beatsOfPublicRecordsAreFound(name: String) throws {
    guard let url = Fixture.realRecording("formats-wfdb-python/\(name).hea") else {
      print("skipped: formats-wfdb-python is not here")
      return
    }
    let source = try Recordings.open(path: url.path)
    let channel = try #require(source.header.channels.firstIndex { $0.kind == .ecg })
    var reader = HeartbeatReference(
      rate: source.header.channels[channel].rate, settings: CardiacSettings())
    var beats: [ReferenceBeat] = []
    var block = SignalBlock(channelCount: source.header.channels.count)
    while try source.next(into: &block) {
      beats += reader.append(block.samples[channel], at: block.start[channel])
    }
    beats += reader.finish()
    let marks = source.header.annotations.filter { ["N", "A", "V"].contains($0.text) }.map(\.onset)
    #expect(marks.count > 900)
    let missed = marks.count { mark in !beats.contains { abs($0.time - mark) <= 0.15 } }
    let surplus = beats.count { beat in !marks.contains { abs($0 - beat.time) <= 0.15 } }
    #expect(missed <= 2 && surplus <= 2, "\(name): \(missed) missed, \(surplus) surplus")
    #expect(Double(beats.count(where: \.isTypical)) > 0.9 * Double(beats.count))
  }
}
