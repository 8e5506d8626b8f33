import EMGKernels
import EMGTestSupport
import Foundation
import Testing

@Suite struct PieceWavesTests {
  @Test(arguments: [(16, 5), (7, 3), (4, 1), (3, 4)]) func piecesAreSummedAndSubtractedOneByOne(
    length: Int, count: Int
  ) {
    let x = (0..<(length * count + 2)).map { Float(sin(Double($0) * 1.7) * 10) }
    let cosines = (0..<length).map { cos(Double($0) * 0.4) }
    let sines = (0..<length).map { sin(Double($0) * 0.4) }
    var real = [Double](repeating: 0, count: count)
    var imaginary = real
    var realSpan = real.mutableSpan
    var imaginarySpan = imaginary.mutableSpan
    pieceSums(
      of: x.span, cosines: cosines.span, sines: sines.span, real: &realSpan,
      imaginary: &imaginarySpan)
    for k in 0..<count {
      let a = (0..<length).reduce(0.0) { $0 + Double(x[k * length + $1]) * cosines[$1] }
      let b = (0..<length).reduce(0.0) { $0 - Double(x[k * length + $1]) * sines[$1] }
      #expect(abs(real[k] - a) < 1e-9 && abs(imaginary[k] - b) < 1e-9)
    }
    var y = x
    var span = y.mutableSpan
    subtractWave(
      from: &span, cosines: cosines.span, sines: sines.span, real: real.span,
      imaginary: imaginary.span)
    for i in x.indices {
      let k = i / length
      let wave =
        k < count ? real[k] * cosines[i % length] - imaginary[k] * sines[i % length] : 0
      #expect(y[i] == x[i] - Float(wave))
    }
  }
}
