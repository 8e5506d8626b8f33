internal import EMGKernels

/// The unfiltered signal in the band of the QRS complex, some 5 to 40 Hz, and what in it looks alike.
struct CardiacBand: Sendable {
  private let settings: CardiacSettings
  private let rate: Double
  /// The signal smoothed, less its slow course, µV.
  let band: [Float]
  /// The unfiltered signal and its slow course: what is above the lower end of the band is their
  /// difference, µV.
  private let raw: [Float]
  private let slow: [Float]
  /// The standard deviation of the band's noise, by its median size, µV.
  let deviation: Float
  /// Samples on each side of a mark that are compared.
  let reach: Int

  init(of raw: [Float], settings: CardiacSettings, rate: Double) {
    self.settings = settings
    self.rate = rate
    reach = sampleCount(settings.compared, at: rate)
    func smoothed(_ x: [Float], _ seconds: Double) -> [Float] {
      movingMeans(of: x, length: sampleCount(seconds, at: rate), edge: .none)
    }
    let smooth = smoothed(smoothed(raw, settings.smoothing), settings.smoothing)
    self.raw = raw
    slow = smoothed(smooth, settings.baseline)
    band = differences(smooth, less: slow)
    deviation = Self.deviation(of: band)
  }

  private static func deviation(of band: [Float]) -> Float {
    let stride = max(1, band.count / 20_000)
    var sizes: [Float]
    if stride == 1 {
      sizes = band
      var span = sizes.mutableSpan
      rectify(&span)
    } else {
      sizes = Swift.stride(from: 0, to: band.count, by: stride).map { abs(band[$0]) }
    }
    guard !sizes.isEmpty else { return 0 }
    return value(ofRank: sizes.count / 2, in: sizes.span) * medianSizeToDeviation
  }

  /// Deflections of one shape.
  struct Shape: Sendable {
    /// Their mean, `2 * reach` samples with the mark in the middle.
    var template: [Float]
    /// Where they stand, ascending.
    var marks: [Int]
  }

  /// Clear deflections by their shape.
  ///
  /// - Parameter known: Marks near which nothing is looked for.
  /// - Returns: The shapes in the order in which they first occur.
  func shapes(besides known: [Int]) -> [Shape] {
    let near = Int(settings.refractory * rate)
    let peaks = peaks(above: Float(settings.peakThreshold) * deviation).filter { peak in
      peak >= reach && peak + reach < band.count && !known.contains { abs($0 - peak) < near }
    }
    let room = sampleCount(settings.alignment, at: rate)
    var shapes: [Shape] = []
    for peak in peaks {
      var joined = false
      for s in shapes.indices {
        let match = bestMatch(shapes[s].template, peak, room)
        guard match.similarity >= settings.similarity, match.gain >= settings.gainLow,
          match.gain <= settings.gainHigh
        else { continue }
        shapes[s].marks.append(match.position)
        let weight = Float(1) / Float(min(shapes[s].marks.count, 20))
        for i in 0..<(2 * reach) {
          let x = band[match.position - reach + i]
          shapes[s].template[i] += weight * (x - shapes[s].template[i])
        }
        joined = true
        break
      }
      if !joined, shapes.count < settings.maximumShapes {
        shapes.append(Shape(template: Array(band[(peak - reach)..<(peak + reach)]), marks: [peak]))
      }
    }
    for s in shapes.indices { shapes[s].marks = Array(Set(shapes[s].marks)).sorted() }
    return shapes
  }

  /// The share of the energy around like deflections that lies in the band of the QRS complex: most
  /// of a heartbeat's, little of a discharge's.
  func slowShare(_ marks: [Int]) -> Double {
    median(
      marks.map { mark in
        var low = 0.0
        var all = 0.0
        for i in max(0, mark - reach)..<min(band.count, mark + reach) {
          low += Double(band[i]) * Double(band[i])
          let whole = Double(raw[i] - slow[i])
          all += whole * whole
        }
        return all > 0 ? low / all : 0
      })
  }

  /// Deflections that are the largest within half the shortest interval.
  private func peaks(above limit: Float) -> [Int] {
    let dominance = sampleCount(settings.dominance, at: rate)
    var result: [Int] = []
    let span = band.span
    var i = firstIndex(beyond: limit, in: span, from: 0)
    while i < span.count {
      var top = i
      var j = i
      while j < span.count, j - top < dominance {
        if abs(span[j]) > abs(span[top]) { top = j }
        j += 1
      }
      result.append(top)
      i = firstIndex(beyond: limit, in: span, from: j)
    }
    return result
  }

  private func slidingSums(_ values: [Float], _ taps: [Float]) -> [Float] {
    var sums = [Float](repeating: 0, count: values.count - taps.count + 1)
    var span = sums.mutableSpan
    slidingDotProduct(values.span, taps: taps.span, into: &span)
    return sums
  }

  /// Where near a position a template fits best.
  func bestMatch(
    _ template: [Float], _ position: Int, _ room: Int
  ) -> (position: Int, similarity: Double, gain: Double) {
    let half = template.count / 2
    var best = (position: position, similarity: -1.0, gain: 0.0)
    var tt = 0.0
    for t in template { tt += Double(t) * Double(t) }
    guard tt > 0 else { return best }
    let low = max(0, position - room - half)
    let high = min(position + room - half, band.count - template.count)
    guard low <= high else { return best }
    // All shifts side by side, each sample after sample.
    let near = Array(band[low..<(high + template.count)])
    let products = slidingSums(near, template)
    let ones = [Float](repeating: 1, count: template.count)
    let energies = slidingSums(near.map { $0 * $0 }, ones)
    for (n, (ut, uu)) in zip(products, energies).enumerated() where uu > 0 {
      let similarity = Double(ut) / (tt * Double(uu)).squareRoot()
      if similarity > best.similarity {
        best = (low + n + half, similarity, Double(ut) / tt)
      }
    }
    return best
  }
}
