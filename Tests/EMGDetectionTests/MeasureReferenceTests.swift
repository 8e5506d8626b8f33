import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection

/// Vectors of NumPy and SciPy, made by Fixtures/Scripts/make_measures_reference.py.
private struct Reference: Decodable {
  struct Train: Decodable {
    var intervals: [Double]
    var mean: Double
    var cv: Double
    var cv2: Double
    var lv: Double
    var lvr: Double
  }
  struct Spectra: Decodable {
    var x: [Float]
    var origin: Double
    var median_level: Double
    var median_slope: Double
    var median_error: Double
    var mean_level: Double
    var mean_slope: Double
    var mean_error: Double
  }
  struct Pair: Decodable {
    var a: [Float]
    var b: [Float]
    var coherence: Double
    var phase_deg: Double
    var limit: Double
    var segments: Double
    var peak_a: Float
    var peak_b: Float
    var falconer_winter: Double
    var rudolph: Double
  }
  var trains: [Train]
  var spectra: Spectra
  var pair: Pair
  var rhythm: [String: Value]

  enum Value: Decodable {
    case number(Double)
    case list([Double])
    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let number = try? box.decode(Double.self) {
        self = .number(number)
      } else {
        self = .list(try box.decode([Double].self))
      }
    }
  }

  static func load() throws -> Reference {
    let url = Fixture.url("Reference/scipy-1.17.1/measures.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }
}

private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1e-12, abs(b))
}

extension Episode {
  /// A stretch of samples over noise of one, without score.
  fileprivate init(_ signal: [Float], rate: Double) {
    self.init(
      start: 0, signal: signal, raw: signal, score: [Float](repeating: 0, count: signal.count),
      sigma: [Float](repeating: 1, count: signal.count), rate: rate)
  }
}

extension EnvelopeTrace {
  /// A trace with given values.
  fileprivate init(_ values: [Float], at first: Int = 0, rate: Double = 100) {
    self.init(
      of: values[...], from: Double(first) / rate, rate: rate, traceRate: rate)
  }
}

@Suite struct MeasureReferenceTests {
  @Test func irregularityEqualsNumPy() throws {
    for train in try Reference.load().trains {
      let own = try #require(IntervalStatistics(intervals: train.intervals))
      #expect(isClose(own.mean, train.mean))
      #expect(isClose(own.variation, train.cv))
      #expect(isClose(own.variation2, train.cv2))
      #expect(isClose(own.localVariation, train.lv))
      #expect(isClose(own.revisedLocalVariation(refractory: 0.005), train.lvr))
      #expect(own.revisedLocalVariation(refractory: 0) == own.localVariation)
    }
  }

  @Test func theCourseOfTheSpectrumEqualsSciPy() throws {
    let reference = try Reference.load().spectra
    let episode = Episode(reference.x, rate: 1000)
    let event = Event(
      type: .contraction, channelIndex: 0, onset: 0, end: episode.count, confidence: 1, noise: 1,
      threshold: 5)
    let course = ActivityCourse(
      of: event, in: episode, from: reference.origin, band: 20...400, settings: MeasureSettings())
    #expect(course.medianFrequency.count == 12)
    let middle = try #require(course.medianFrequency.slope)
    let mean = try #require(course.meanFrequency.slope)
    #expect(isClose(course.medianFrequency.meanY, reference.median_level, 1e-5))
    #expect(isClose(middle.value, reference.median_slope, 1e-4))
    #expect(isClose(middle.error, reference.median_error, 1e-4))
    #expect(isClose(course.meanFrequency.meanY, reference.mean_level, 1e-5))
    #expect(isClose(mean.value, reference.mean_slope, 1e-4))
    #expect(isClose(mean.error, reference.mean_error, 1e-4))
  }

  @Test func coherenceOfEnvelopesEqualsSciPy() throws {
    let reference = try Reference.load().pair
    let pairs = MusclePairs(settings: MeasureSettings())
    let measures = try #require(
      pairs.coherence(EnvelopeTrace(reference.a), EnvelopeTrace(reference.b), at: 5.02))
    let own = Dictionary(uniqueKeysWithValues: measures.map { ($0.name, $0.value) })
    #expect(own["frequency_hz"] == 5)
    #expect(isClose(own["value"] ?? 0, reference.coherence, 1e-5))
    #expect(isClose(own["phase_deg"] ?? 0, reference.phase_deg, 1e-4))
    #expect(isClose(own["limit_95"] ?? 0, reference.limit, 1e-9))
    #expect(isClose(own["segments"] ?? 0, reference.segments, 1e-9))
    // The second lags by three hundredths of a second.
    #expect(abs((own["delay_s"] ?? 0) - 0.03) < 0.002)
    #expect(own["measured_s"] == 24)
  }

  @Test func coContractionEqualsNumPy() throws {
    let reference = try Reference.load().pair
    let pairs = MusclePairs(settings: MeasureSettings())
    let measures = try #require(
      pairs.common(
        EnvelopeTrace(reference.a), [EnvelopeTrace(reference.b)],
        peaks: (reference.peak_a, reference.peak_b)))
    #expect(isClose(measures[0].value, reference.falconer_winter, 1e-5))
    #expect(isClose(measures[1].value, reference.rudolph, 1e-5))
  }

  @Test func theCourseOfARhythmEqualsSciPy() throws {
    let reference = try Reference.load().rhythm
    guard case .list(let bursts) = reference["bursts"],
      case .list(let amplitudes) = reference["amplitudes"]
    else {
      Issue.record("no bursts")
      return
    }
    let measures =
      RhythmCourse(of: bursts, pausePeriods: 2.5).measures
      + RhythmCourse.modulation(of: amplitudes.map { Float($0) }, quantile: 0.1)
    #expect(measures.count == 7)
    for measure in measures {
      guard case .number(let expected) = reference[measure.name] else {
        Issue.record("no \(measure.name)")
        continue
      }
      #expect(isClose(measure.value, expected, 1e-8), "\(measure.name)")
    }
  }
}

/// Laws that hold for any signal.
@Suite struct MeasureLawTests {
  @Test func fitsMergeIntoTheFitOfAll() throws {
    var generator = SplitMix64(seed: 5)
    let points = (0..<300).map { (86_000 + Double($0), 80 + 5 * generator.uniform()) }
    var all = LineFit()
    for (x, y) in points { all.add(x, y) }
    for cut in [0, 1, 2, 150, 299, 300] {
      var first = LineFit()
      var second = LineFit()
      for (x, y) in points[..<cut] { first.add(x, y) }
      for (x, y) in points[cut...] { second.add(x, y) }
      first.merge(second)
      let own = try #require(first.slope)
      let expected = try #require(all.slope)
      #expect(first.count == all.count)
      #expect(isClose(own.value, expected.value, 1e-9) && isClose(own.error, expected.error, 1e-9))
    }
  }

  @Test func coContractionDoesNotDependOnGainsAndIsSymmetric() throws {
    let reference = try Reference.load().pair
    let pairs = MusclePairs(settings: MeasureSettings())
    let a = EnvelopeTrace(reference.a)
    let b = EnvelopeTrace(reference.b)
    let louder = EnvelopeTrace(reference.b.map { $0 * 64 })
    let peaks = (a: reference.peak_a, b: reference.peak_b)
    let plain = try #require(pairs.common(a, [b], peaks: peaks))
    let scaled = try #require(pairs.common(a, [louder], peaks: (peaks.a, peaks.b * 64)))
    let turned = try #require(pairs.common(b, [a], peaks: (peaks.b, peaks.a)))
    let itself = try #require(pairs.common(a, [a], peaks: (peaks.a, peaks.a)))
    #expect(plain == scaled)
    for (x, y) in zip(plain, turned) { #expect(isClose(x.value, y.value)) }
    #expect(isClose(itself[0].value, 100))
  }

  @Test func coherenceDoesNotDependOnGainsAndTurnsItsPhase() throws {
    let reference = try Reference.load().pair
    let pairs = MusclePairs(settings: MeasureSettings())
    let a = EnvelopeTrace(reference.a)
    let b = EnvelopeTrace(reference.b.map { $0 * 1024 })
    let there = try #require(pairs.coherence(a, EnvelopeTrace(reference.b), at: 5))
    let scaled = try #require(pairs.coherence(a, b, at: 5))
    let back = try #require(pairs.coherence(b, a, at: 5))
    #expect(isClose(there[1].value, scaled[1].value, 1e-6))
    #expect(isClose(back[3].value, -there[3].value, 1e-4))
  }

  /// 200 pairs of unrelated noise: about one in twenty lies above the limit.
  @Test func unrelatedEnvelopesStayUnderTheLimitNineteenTimesOfTwenty() throws {
    var generator = SplitMix64(seed: 11)
    func noise() -> EnvelopeTrace {
      EnvelopeTrace(
        (0..<2000).map { _ in
          Float((0..<12).reduce(0.0) { sum, _ in sum + generator.uniform() })
        })
    }
    let pairs = MusclePairs(settings: MeasureSettings())
    var above = 0
    for _ in 0..<200 {
      let measures = try #require(pairs.coherence(noise(), noise(), at: 6))
      if measures[1].value > measures[2].value { above += 1 }
    }
    #expect((3...19).contains(above))
  }

  /// The grid belongs to the recording: an offset or another rate moves no value by more than noise.
  @Test func tracesOfTwoRatesStandOnOneGrid() {
    func ramp(_ rate: Double, from: Double) -> EnvelopeTrace {
      let samples = (0..<Int(3 * rate)).map { Float(from + Double($0) / rate) }
      return EnvelopeTrace(of: samples[...], from: from, rate: rate, traceRate: 100)
    }
    for (rate, from) in [(2000.0, 0.0), (1024.0, 0.3331), (1111.1, 1.7)] {
      let trace = ramp(rate, from: from)
      #expect(trace.values.count >= 298)
      for (k, value) in trace.values.enumerated() {
        let middle = (Double(trace.first + k) + 0.5) / 100
        #expect(abs(Double(value) - middle) <= 1 / rate)
      }
    }
  }

  @Test func whatIsKeptOfLongActivityIsBounded() {
    var settings = MeasureSettings()
    settings.traceLongest = 60
    settings.traceTotal = 100
    var courses = ActivityCourses(settings: settings)
    var first = Event(
      type: .contraction, channelIndex: 0, onset: 0, end: 80_000, confidence: 1, noise: 1,
      threshold: 5)
    for n in 0..<20 {
      let episode = Episode([Float](repeating: 10, count: 40_000), rate: 1000)
      var event = first
      (event.onset, event.end) = (0, 40_000)
      let course = ActivityCourse(
        of: event, in: episode, from: Double(n) * 40, band: 20...400, settings: settings)
      event.onset = n * 40_000
      courses.add(course, at: event.onset)
      if n > 0, n < 10 {
        courses.join(event.onset, to: first)
        first.end += 40_000
      }
    }
    #expect(courses.course(of: first)?.trace.values.count == 6000)
    var total = 6000
    for n in 10..<20 {
      var event = first
      event.onset = n * 40_000
      total += courses.course(of: event)?.trace.values.count ?? 0
    }
    #expect(total == 10_000)
    #expect(courses.course(of: first)?.medianFrequency.count == 0)
  }

  @Test func intervalsOverHiddenStretchesAreNone() {
    func discharge(_ second: Double) -> Event {
      let place = Int(second * 1000)
      var event = Event(
        type: .fasciculation, channelIndex: 0, onset: place - 5, end: place + 5, confidence: 1,
        noise: 1, threshold: 5)
      event.motorUnit = 3
      event.details.discharges = [place, place + 6]
      return event
    }
    var contraction = discharge(10)
    (contraction.type, contraction.motorUnit) = (.contraction, nil)
    (contraction.onset, contraction.end) = (5500, 7500)
    let events = ([1.0, 2, 4, 5] + [8.0, 9, 12, 13]).map(discharge) + [contraction]
    for settled in [[], [6000], [1000, 1001, 5000, 5500, 8000, 10_000, 13_000]] {
      var sums = UnitTrains(settings: MeasureSettings(), rate: SampleRate(checked: 1000))
      let mask = Mask(onset: 10_000, end: 10_001, cause: .dropout)
      var (last, left) = (0, events.shuffled())
      for end in settled + [.max] {
        for event in left where event.onset + 5 < end { sums.add(event) }
        left.removeAll { $0.onset + 5 < end }
        if (last..<end).contains(mask.onset) { sums.add(mask) }
        sums.settle(before: end)
        #expect(sums.waiting == 0)
        last = end
      }
      let trains = sums.finish()
      #expect(trains.count == 1)
      #expect(trains.first?.unit == 3)
      #expect(trains.first?.discharges == 8)
      // 1, 2, 1 · 1 · 1 seconds; pairs only within the first run.
      #expect(trains.first?.intervals == 5)
      #expect(isClose(trains.first?.meanInterval ?? 0, 1.2))
      #expect(isClose(trains.first?.localVariation ?? 0, 1.0 / 3))
      #expect(isClose(trains.first?.variation2 ?? 0, 2.0 / 3))
    }
  }
}
