import Testing

@testable import EMGDetection

/// Laws of a run's course.
@Suite struct RunCourseTests {
  private static let places = (0..<21).map { (Double($0) - 10) / 20 }

  @Test func aLineHasItsRiseAndNoBow() {
    let course = RunCourse(of: Self.places.map { 3 - 1.5 * $0 })
    #expect(abs(course.change.value + 1.5) < 1e-12)
    #expect(abs(course.bow.value) < 1e-12)
    #expect(course.change.error < 1e-6)
  }

  @Test func aParabolaHasTheBowBetweenItsEndsAndItsMiddle() {
    let course = RunCourse(of: Self.places.map { 0.7 * $0 + 2 * $0 * $0 })
    #expect(abs(course.change.value - 0.7) < 1e-12)
    #expect(abs(course.bow.value - 0.5) < 1e-12)
  }

  @Test func tooFewValuesTellNothing() {
    let course = RunCourse(of: [1, 0.2])
    #expect(course.change.logRatio(mean: -1, spread: 0.5, over: 0.2) == 0)
    #expect(course.bow.logRatio(mean: -1, spread: 0.5, over: 0.2) == 0)
  }

  /// The same fall tells the less the more the values scatter about it.
  @Test func scatterTakesTheWeightOfACourse() {
    let nats = [0.01, 0.2, 1].map { size in
      let values = Self.places.indices.map { n in
        -Self.places[n] + size * (n % 2 == 0 ? 1 : -1)
      }
      return RunCourse(of: values).change.logRatio(mean: -1, spread: 0.5, over: 0.2)
    }
    #expect(nats[0] > nats[1] && nats[1] > nats[2] && nats[2] > 0)
  }

  /// An amplitude that grew by much counted as decay, for clonus varies more than tremor does.
  @Test(arguments: [(-0.8, 0.6, 0.25), (0.06, 0.08, 0.04)])
  func whatRunsTheOtherWayCountedAsTheCourse(mean: Double, spread: Double, other: Double) {
    let nats = stride(from: -4.0, through: 4, by: 0.05).map { share in
      RunCourse.Part(value: share * mean, error: 0.02)
        .logRatio(mean: mean, spread: spread, over: other)
    }
    for (less, more) in zip(nats, nats.dropFirst()) { #expect(more >= less - 1e-9) }
    #expect((nats.first ?? 0) < 0 && (nats.last ?? 0) > 0)
  }
}
