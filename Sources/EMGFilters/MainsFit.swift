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

/// Fits line and harmonics in a window by weighted projection, piece by piece.
///
/// Each piece is weighted with the inverse of its own power, so that bursts and discharges hardly
/// enter the fit. A harmonic is kept where its power exceeds the same measure at neighbouring
/// frequencies.
struct MainsFitter: Sendable {
  let settings: MainsSettings
  let rate: Double

  private struct Sums {
    /// Demodulated sums of each piece at the nominal frequency of each harmonic.
    var real: [[Double]]
    var imaginary: [[Double]]
  }

  private var pieceLength: Int { max(4, Int((settings.piece * rate).rounded())) }

  private func harmonicCount(_ nominal: Double) -> Int {
    max(1, Int(min(settings.highest, 0.45 * rate) / nominal))
  }

  /// The fit of the nominal frequency that explains most, or nil where no line stands out.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - previous: The fundamental of the window before, if a line was present there.
  /// - Returns: The fit.
  func fit(_ window: ArraySlice<Float>, previous: Double?) -> MainsFit? {
    settings.nominal.compactMap { nominal -> MainsFit? in
      guard nominal < 0.45 * rate else { return nil }
      let continues = previous.map { abs($0 - nominal) <= settings.deviation } ?? false
      return fit(window, nominal: nominal, continues: continues)
    }.max { $0.power < $1.power }
  }

  private func fit(_ window: ArraySlice<Float>, nominal: Double, continues: Bool) -> MainsFit? {
    let count = window.count / pieceLength
    guard count >= 4 else { return nil }
    let harmonics = harmonicCount(nominal)
    // Taper over the window, so that the fit speaks for its middle.
    let taper = (0..<count).map { k -> Double in
      let s = Double.sin(.pi * (Double(k) + 0.5) / Double(count))
      return s * s + 0.02
    }
    var residual = Array(window)
    var model = MainsFit(frequency: nominal, harmonics: [])
    var offset = 0.0
    for round in 0..<max(1, settings.rounds) {
      let weights = weights(of: residual, count: count, taper: taper)
      let sums = demodulated(residual, nominal: nominal, harmonics: harmonics, count: count)
      if round == 0 {
        offset = bestOffset(sums, weights: weights, count: count, isFine: false, around: 0)
        offset = bestOffset(sums, weights: weights, count: count, isFine: true, around: offset)
        model.frequency = nominal + offset
      }
      for h in 1...harmonics {
        let z = amplitude(sums, h, offset: offset, weights: weights, count: count)
        if round == 0 {
          let threshold = continues ? settings.persistence : settings.presence
          let floor = neighbourhood(sums, h, offset: offset, weights: weights, count: count)
          guard z.real * z.real + z.imaginary * z.imaginary > threshold * floor else { continue }
          model.harmonics.append((h, z.real, z.imaginary))
        } else if let i = model.harmonics.firstIndex(where: { $0.order == h }) {
          model.harmonics[i].real += z.real
          model.harmonics[i].imaginary += z.imaginary
        }
      }
      if model.harmonics.isEmpty { return nil }
      residual = Array(window)
      model.subtract(from: &residual, residual.indices, start: 0, rate: rate) { _ in 1 }
    }
    return model
  }

  private func weights(of x: [Float], count: Int, taper: [Double]) -> [Double] {
    var powers = (0..<count).map { k -> Double in
      x[(k * pieceLength)..<((k + 1) * pieceLength)].reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let floor = max(powers.sorted()[count / 4], .leastNormalMagnitude)
    for k in 0..<count { powers[k] = taper[k] / max(powers[k], floor) }
    return powers
  }

  private func demodulated(
    _ x: [Float], nominal: Double, harmonics: Int, count: Int
  ) -> Sums {
    var sums = Sums(
      real: Array(repeating: Array(repeating: 0, count: count), count: harmonics),
      imaginary: Array(repeating: Array(repeating: 0, count: count), count: harmonics))
    for h in 1...harmonics {
      let step = 2 * Double.pi * nominal * Double(h) / rate
      let (cosStep, sinStep) = (Double.cos(step), Double.sin(step))
      for k in 0..<count {
        let first = k * pieceLength
        var (c, s) = (Double.cos(step * Double(first)), Double.sin(step * Double(first)))
        var (real, imaginary) = (0.0, 0.0)
        for i in first..<(first + pieceLength) {
          let value = Double(x[i])
          real += value * c
          imaginary -= value * s
          (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
        }
        sums.real[h - 1][k] = real
        sums.imaginary[h - 1][k] = imaginary
      }
    }
    return sums
  }

  /// Amplitude of a harmonic at an offset from its nominal frequency, in hertz of the fundamental.
  private func amplitude(
    _ sums: Sums, _ h: Int, offset: Double, shift: Double = 0, weights: [Double], count: Int
  ) -> (real: Double, imaginary: Double) {
    let frequency = offset * Double(h) + shift
    let step = 2 * Double.pi * frequency * Double(pieceLength) / rate
    let middle = 2 * Double.pi * frequency * Double(pieceLength - 1) / 2 / rate
    let half = Double.pi * frequency * Double(pieceLength) / rate
    let loss = abs(half) < 1e-6 ? 1 : Double.sin(half) / half
    var (real, imaginary, total) = (0.0, 0.0, 0.0)
    for k in 0..<count {
      let angle = step * Double(k) + middle
      let (c, s) = (Double.cos(angle), Double.sin(angle))
      let (x, y) = (sums.real[h - 1][k], sums.imaginary[h - 1][k])
      real += weights[k] * (x * c + y * s)
      imaginary += weights[k] * (y * c - x * s)
      total += weights[k]
    }
    let scale = 2 / (total * Double(pieceLength) * max(loss, 0.2))
    return (real * scale, imaginary * scale)
  }

  /// Mean power at frequencies around a harmonic, where there is no line.
  private func neighbourhood(
    _ sums: Sums, _ h: Int, offset: Double, weights: [Double], count: Int
  ) -> Double {
    let shifts = (0..<8).flatMap { k -> [Double] in
      let distance = settings.neighbourStart + settings.neighbourStep * Double(k)
      return [-distance, distance]
    }
    let powers = shifts.map { shift -> Double in
      let z = amplitude(sums, h, offset: offset, shift: shift, weights: weights, count: count)
      return z.real * z.real + z.imaginary * z.imaginary
    }
    return max(powers.reduce(0, +) / Double(powers.count), .leastNormalMagnitude)
  }

  private func bestOffset(
    _ sums: Sums, weights: [Double], count: Int, isFine: Bool, around: Double
  ) -> Double {
    let span = isFine ? 0.1 : settings.deviation
    let steps = isFine ? 8 : 12
    let harmonics = min(5, sums.real.count)
    func power(_ offset: Double) -> Double {
      (1...harmonics).reduce(0.0) { sum, h in
        let z = amplitude(sums, h, offset: offset, weights: weights, count: count)
        return sum + z.real * z.real + z.imaginary * z.imaginary
      }
    }
    let offsets = (-steps...steps).map { around + span * Double($0) / Double(steps) }
    let powers = offsets.map(power)
    var best = 0
    for i in powers.indices where powers[i] > powers[best] { best = i }
    guard isFine, best > 0, best < powers.count - 1 else { return offsets[best] }
    let (a, b, c) = (powers[best - 1], powers[best], powers[best + 1])
    let curve = a - 2 * b + c
    let shift = curve < 0 ? 0.5 * (a - c) / curve : 0
    return offsets[best] + shift * span / Double(steps)
  }
}
