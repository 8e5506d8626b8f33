internal import ComplexModule
internal import RealModule

/// The phase that each of some times has in the cycles of a rhythm.
///
/// - Parameters:
///   - times: Seconds, ascending.
///   - marks: Where a cycle ends and the next begins, seconds, ascending.
///   - longest: Length from which a cycle has none, seconds: a mark was missed in it.
/// - Returns: Radians from nought to 2π for each time; nil for those in no cycle.
func cyclePhases(
  of times: [Double], in marks: [Double], longest: Double = .infinity
) -> [Double?] {
  var next = 0
  return times.map { time in
    while next < marks.count, marks[next] <= time { next += 1 }
    guard next > 0, next < marks.count else { return nil }
    let cycle = marks[next] - marks[next - 1]
    guard cycle > 0, cycle < longest else { return nil }
    return 2 * .pi * (time - marks[next - 1]) / cycle
  }
}

/// The mean of unit vectors of some phases: its length is one where they are all the same; nought without
/// phases.
func meanVector(of phases: [Double]) -> Complex<Double> {
  guard !phases.isEmpty else { return .zero }
  let sum = phases.reduce(Complex<Double>.zero) { $0 + Complex(length: 1, phase: $1) }
  return sum.divided(by: Double(phases.count))
}
