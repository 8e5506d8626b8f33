import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

@Suite struct MainsCancellerTests {
  private static let rate = SampleRate(checked: 2000)

  private static func line(
    _ count: Int, amplitude: Double, frequency: Double, drift: Double = 0
  ) -> [Float] {
    var phase = 0.0
    return (0..<count).map { i in
      let t = Double(i) / 2000
      phase += 2 * .pi * (frequency + drift * t) / 2000
      let fundamental = cos(phase + 0.3)
      return Float(amplitude * (fundamental + 0.3 * cos(3 * phase + 1) + 0.1 * cos(2 * phase + 2)))
    }
  }

  private static func run(_ signal: [Float]) -> (output: [Float], measured: MainsMeasurement) {
    var canceller = MainsCanceller(rate: rate, settings: MainsSettings())
    var output: [Float] = []
    canceller.process(signal[...], into: &output)
    canceller.finish(into: &output)
    return (output, canceller.measurement)
  }

  /// The same of samples that are kept, where they are; and what they were.
  private static func runInPlace(_ signal: [Float]) -> (output: [Float], earlier: [Float]) {
    var canceller = MainsCanceller(rate: rate, settings: MainsSettings())
    var (kept, earlier) = (signal, signal)
    var first = 0
    while true {
      var count = canceller.takeOut(of: &kept, from: first)
      if count == 0 { count = canceller.finish(&kept, from: first) }
      if count == 0 { return (kept, earlier) }
      let own = first..<(first + count)
      // Where nothing is told of what they were nothing was changed.
      earlier.replaceSubrange(
        own, with: canceller.earlier.isEmpty ? Array(kept[own]) : canceller.earlier)
      first += count
    }
  }

  @Test(arguments: [0, 1, 3999, 4000, 30_001]) func samplesThatAreKeptAreChangedAlike(count: Int)
    throws
  {
    let clean = try InterferenceSignals.noise(16, seed: 4).prefix(count)
    let line = Self.line(clean.count, amplitude: 5, frequency: 50)
    // The line is switched on halfway.
    let signal = zip(clean, line).enumerated().map { $0 < count / 2 ? $1.0 : $1.0 + $1.1 }
    let own = Self.runInPlace(signal)
    #expect(own.output == Self.run(signal).output)
    #expect(own.earlier == signal)
    if count > 8000 { #expect(own.output != signal) }
  }

  private static func power(_ x: [Float]) -> Double {
    x.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(x.count)
  }

  @Test func noiseWithoutALinePassesBitForBit() throws {
    let signal = try InterferenceSignals.noise(60, seed: 1)
    let result = Self.run(signal)
    let isUnchanged = result.output == signal
    #expect(isUnchanged)
    #expect(result.measured.frequency == nil)
  }

  @Test(arguments: [50.0, 60.0, 49.8]) func aStrongLineIsRemoved(frequency: Double) throws {
    let clean = try InterferenceSignals.noise(30, seed: 2)
    let line = Self.line(clean.count, amplitude: 5, frequency: frequency)
    let result = Self.run(zip(clean, line).map { $0 + $1 })
    let error = zip(result.output, clean).map { $0 - $1 }
    #expect(Self.power(error) < 1e-3 * Self.power(line))
    #expect(abs(Self.power(result.output) - 1) < 0.02)
    #expect(abs((result.measured.frequency ?? 0) - frequency) < 0.02)
  }

  @Test func aDriftingLineIsFollowed() throws {
    let clean = try InterferenceSignals.noise(20, seed: 3)
    let line = Self.line(clean.count, amplitude: 5, frequency: 49.7, drift: 0.03)
    let result = Self.run(zip(clean, line).map { $0 + $1 })
    let error = zip(result.output, clean).map { $0 - $1 }
    #expect(Self.power(error) < 1e-2 * Self.power(line))
  }

  @Test func aDischargeOverTheLineIsHardlyAltered() throws {
    let quiet = try InterferenceSignals.noise(20, seed: 4)
    let line = Self.line(quiet.count, amplitude: 5, frequency: 50)
    let peak: Float = 40
    var clean = quiet
    for i in 0..<40 {
      let t = (Double(i) - 20) / 6
      clean[20_000 + i] += peak * Float(-t * exp(0.5 - t * t / 2))
    }
    // The difference that the discharge itself makes to what is subtracted.
    let with = Self.run(zip(clean, line).map { $0 + $1 }).output
    let without = Self.run(zip(quiet, line).map { $0 + $1 }).output
    var largest: Float = 0
    for i in clean.indices {
      largest = max(largest, abs((with[i] - without[i]) - (clean[i] - quiet[i])))
    }
    #expect(largest < 0.005 * peak)
  }

  @Test func aLineThatComesAndGoesIsRemovedWhereItIs() throws {
    let clean = try InterferenceSignals.noise(30, seed: 5)
    var line = Self.line(clean.count, amplitude: 5, frequency: 50)
    for i in line.indices where i < 20_000 || i > 40_000 { line[i] = 0 }
    let output = Self.run(zip(clean, line).map { $0 + $1 }).output
    let isUnchanged = output[..<16_000].elementsEqual(clean[..<16_000])
    #expect(isUnchanged)
    let inside = (24_000..<36_000).map { output[$0] - clean[$0] }
    #expect(Self.power(inside) < 0.01)
  }

  @Test(arguments: [11, 12] as [UInt64]) func cutAnywhereGivesTheSameBits(seed: UInt64) throws {
    let clean = try InterferenceSignals.noise(17.3, seed: seed).enumerated().map { i, x in
      (10_000..<18_000).contains(i) && i % 2000 >= 200 ? 20 * x : x
    }
    var signal = zip(clean, Self.line(clean.count, amplitude: 3, frequency: 50.1)).map { $0 + $1 }
    for i in 23_000..<24_300 { signal[i] = signal[23_000] }
    let whole = Self.run(signal).output
    var canceller = MainsCanceller(rate: Self.rate, settings: MainsSettings())
    var generator = SplitMix64(seed: seed)
    var pieces: [Float] = []
    var i = 0
    while i < signal.count {
      let end = min(signal.count, i + Int(generator.next() % 3000))
      canceller.process(signal[i..<end], into: &pieces)
      i = end
    }
    canceller.finish(into: &pieces)
    let isSame = pieces == whole
    #expect(isSame)
    #expect(whole.count == signal.count)
  }

  @Test func aContractionLeftTheLineInItsSilences() throws {
    // A muscle that contracts from 10 s on, but for a tenth of each second.
    let clean = try InterferenceSignals.noise(30, seed: 9).enumerated().map { i, x in
      i >= 20_000 && i % 2000 >= 200 ? 20 * x : x
    }
    let line = Self.line(clean.count, amplitude: 3, frequency: 50.03)
    let result = Self.run(zip(clean, line).map { $0 + $1 })
    let silences = clean.indices.filter {
      $0 > 22_000 && $0 < 56_000 && (20..<180).contains($0 % 2000)
    }
    let left = silences.map { result.output[$0] - clean[$0] }
    #expect(Self.power(left) < 0.05 * Self.power(silences.map { line[$0] }))
  }

  /// The line was fitted to the flat stretch as well: half of it was left beside and put into that.
  @Test func besideAFlatLineThePowerLineWasLeft() throws {
    let clean = try InterferenceSignals.noise(30, seed: 12)
    let line = Self.line(clean.count, amplitude: 7, frequency: 50.05)
    let flat = [21_000..<21_400, 26_000..<28_400, 33_100..<36_500]
    var signal = zip(clean, line).map { $0 + $1 }
    for run in flat { for i in run { signal[i] = signal[run.lowerBound] } }
    let result = Self.run(signal)
    for run in flat {
      let isKept = result.output[run].elementsEqual(signal[run])
      #expect(isKept)
      let beside = [
        (run.lowerBound - 1600)..<run.lowerBound, run.upperBound..<(run.upperBound + 1600),
      ]
      for own in beside {
        let left = own.map { result.output[$0] - clean[$0] }
        #expect(Self.power(left) < 0.01 * Self.power(Array(line[own])))
      }
    }
  }

  @Test func aLineThatEndsUnderAContractionIsNotPutBack() throws {
    let clean = try InterferenceSignals.noise(30, seed: 10).enumerated().map { i, x in
      (20_000..<30_000).contains(i) ? 20 * x : x
    }
    var line = Self.line(clean.count, amplitude: 3, frequency: 50)
    for i in 24_000..<line.count { line[i] = 0 }
    let result = Self.run(zip(clean, line).map { $0 + $1 })
    let after = (32_000..<60_000).map { result.output[$0] - clean[$0] }
    #expect(Self.power(after) < 1e-3)
  }
}
