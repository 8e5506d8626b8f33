internal import EMGKernels

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
    self.rmsLength = sampleCount(settings.rmsWindow, at: rate)
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
    let wanted = (range.lowerBound - margin)..<(range.upperBound + margin)
    let known = wanted.clamped(to: 0..<signal.count)
    var scratch: [Float] = []
    if known == wanted {
      self.score(
        window: signal.span.extracting(wanted), noise: noise, scratch: &scratch, into: &score)
      return
    }
    var padded: [Float] = []
    padded.reserveCapacity(wanted.count)
    append(0, count: known.lowerBound - wanted.lowerBound, to: &padded)
    padded.append(contentsOf: signal[known])
    append(0, count: wanted.count - padded.count, to: &padded)
    self.score(window: padded.span, noise: noise, scratch: &scratch, into: &score)
  }

  /// The score of each sample but those of a margin at both ends.
  ///
  /// - Parameters:
  ///   - window: Conditioned samples, two margins at the least.
  ///   - noise: The noise there.
  ///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
  ///   - score: Receives one value a sample between the margins.
  func score(
    window: Span<Float>, noise: NoiseState, scratch: inout [Float], into score: inout [Float]
  ) {
    score.removeAll(keepingCapacity: true)
    append(0, count: window.count - 2 * margin, to: &score)
    var scores = score.mutableSpan
    raise(&scores, window, noise, &scratch)
  }

  /// Raises scores to those of samples that stand a margin behind the beginning of others.
  private func raise(
    _ scores: inout MutableSpan<Float>, _ signal: Span<Float>, _ noise: NoiseState,
    _ scratch: inout [Float]
  ) {
    var taps: [Float] = []
    taps.reserveCapacity(bank.tapCount)
    for wavelet in bank.wavelets { appendScaledHalf(wavelet, noise, to: &taps) }
    raiseToPairResponses(&scores, of: signal, center: margin, taps: taps, reaches: bank.reaches)
    raiseToMovingRMS(
      &scores, of: signal, start: margin - rmsLength / 2, length: rmsLength,
      factor: Float(1 / (rmsThreshold(in: noise) * noise.sigma)), scratch: &scratch)
  }

  /// Appends the taps from the centre on, so that a response of one opens the gate in this noise.
  private func appendScaledHalf(
    _ wavelet: WaveletBank.Wavelet, _ noise: NoiseState, to taps: inout [Float]
  ) {
    let limit =
      settings.waveletThreshold
      * noise.sigma(
        afterTapCorrelation: wavelet.correlation, leastWhite: settings.leastWhite)
    let scale = Float(1 / limit)
    for tap in wavelet.half { taps.append(tap * scale) }
  }
}
