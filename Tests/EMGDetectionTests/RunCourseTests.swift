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
    #expect(course.change.logDensity(mean: -1, spread: 0.5) == 0)
    #expect(course.bow.logDensity(mean: -1, spread: 0.5) == 0)
  }

  /// The same rise tells the less the more the values scatter about it.
  @Test func scatterTakesTheWeightOfACourse() {
    let nats = [0.01, 0.2, 1].map { size in
      let values = Self.places.indices.map { n in
        -Self.places[n] + size * (n % 2 == 0 ? 1 : -1)
      }
      let change = RunCourse(of: values).change
      return change.logDensity(mean: -1, spread: 0.5) - change.logDensity(mean: 0, spread: 0.2)
    }
    #expect(nats[0] > nats[1] && nats[1] > nats[2] && nats[2] > 0)
  }
}
