/// The candidate score; above one, the gate is open.
///
/// The better of a short moving RMS and a bank of wavelets, each over what noise reaches at the
/// same false-alarm rate.
struct Gate: Sendable {
  private let settings: GateSettings
  private let bank: WaveletBank
  private let rmsLength: Int

  init(rate: Double, settings: GateSettings) {
    self.settings = settings
    self.bank = WaveletBank(scales: settings.waveletScales, rate: rate)
    self.rmsLength = max(1, Int((settings.rmsWindow * rate).rounded()))
  }

  /// Samples that must be known on both sides of a sample for its score.
  var margin: Int { max(bank.reach, rmsLength) }
  /// Lags of the noise's autocorrelation that the gate makes use of.
  var lagCount: Int { max(bank.lagCount, rmsLength) }

  /// The moving RMS over noise that opens the gate in this noise.
  func rmsThreshold(in noise: NoiseState) -> Double {
    noise.meanSquareLimit(count: rmsLength, tail: settings.rmsTail).squareRoot()
  }

  /// The score of each sample.
  ///
  /// - Parameters:
  ///   - signal: Conditioned samples; what lies outside counts as zero.
  ///   - range: The samples to score, a range of `signal`'s indices.
  ///   - noise: The noise there.
  ///   - score: Receives one value a sample of `range`.
  func score(
    _ signal: [Float], range: Range<Int>, noise: NoiseState, into score: inout [Float]
  ) {
    score.removeAll(keepingCapacity: true)
    score.append(contentsOf: repeatElement(0, count: range.count))
    let low = max(0, range.lowerBound - margin)
    let high = min(signal.count, range.upperBound + margin)
    var padded = [Float](repeating: 0, count: range.count + 2 * margin)
    let shift = range.lowerBound - margin
    for i in low..<high { padded[i - shift] = signal[i] }

    for wavelet in bank.wavelets {
      let limit = noise.sigma(afterTapCorrelation: wavelet.correlation) * settings.waveletThreshold
      let scale = Float(1 / limit)
      let first = margin - wavelet.reach
      accumulateMaximum(of: padded, taps: wavelet.taps, first: first, scale: scale, into: &score)
    }
    let scale = Float(1 / (rmsThreshold(in: noise) * noise.sigma))
    accumulateRMS(of: padded, scale: scale, into: &score)
  }

  private func accumulateMaximum(
    of signal: [Float], taps: [Float], first: Int, scale: Float, into score: inout [Float]
  ) {
    var sums = [Float](repeating: 0, count: score.count)
    for (k, tap) in taps.enumerated() {
      let offset = first + k
      for i in sums.indices { sums[i] += signal[offset + i] * tap }
    }
    for i in sums.indices { score[i] = max(score[i], abs(sums[i]) * scale) }
  }

  private func accumulateRMS(of signal: [Float], scale: Float, into score: inout [Float]) {
    let start = margin - rmsLength / 2
    var sum = 0.0
    for i in start..<(start + rmsLength) { sum += Double(signal[i]) * Double(signal[i]) }
    let count = Double(rmsLength)
    for i in score.indices {
      score[i] = max(score[i], Float((max(0, sum) / count).squareRoot()) * scale)
      let leaving = Double(signal[start + i])
      let entering =
        start + i + rmsLength < signal.count ? Double(signal[start + i + rmsLength]) : 0
      sum += entering * entering - leaving * leaving
    }
  }
}
