internal import RealModule

/// The line and its harmonics in one window: a sum of cosines.
struct MainsFit: Sendable {
  /// Fundamental frequency, Hz.
  var frequency: Double
  /// Amplitude and phase of each harmonic that stands out, as real and imaginary parts relative
  /// to the window's first sample.
  var harmonics: [(order: Int, real: Double, imaginary: Double)]

  var power: Double {
    harmonics.reduce(0) { $0 + ($1.real * $1.real + $1.imaginary * $1.imaginary) / 2 }
  }

  /// Subtracts the model times a weight from samples.
  ///
  /// - Parameters:
  ///   - samples: Samples to change.
  ///   - range: Which of them.
  ///   - start: The index of the window's first sample.
  ///   - rate: Samples a second.
  ///   - weight: Weight by index.
  func subtract(
    from samples: inout [Float], _ range: Range<Int>, start: Int, rate: Double,
    weight: (Int) -> Double
  ) {
    for h in harmonics {
      let step = 2 * Double.pi * frequency * Double(h.order) / rate
      let (cosStep, sinStep) = (Double.cos(step), Double.sin(step))
      var (c, s) = (1.0, 0.0)
      for (n, i) in range.enumerated() {
        if n % 256 == 0 {
          (c, s) = (Double.cos(step * Double(i - start)), Double.sin(step * Double(i - start)))
        }
        samples[i] -= Float(weight(i) * (h.real * c - h.imaginary * s))
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
    }
  }
}
