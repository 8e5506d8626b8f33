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
    var scratch = Scratch()
    prepare(for: noise, &scratch)
    score.removeAll(keepingCapacity: true)
    if known == wanted {
      appendScores(window: signal.span.extracting(wanted), &scratch, to: &score)
      return
    }
    var padded: [Float] = []
    padded.reserveCapacity(wanted.count)
    append(0, count: known.lowerBound - wanted.lowerBound, to: &padded)
    padded.append(contentsOf: signal[known])
    append(0, count: wanted.count - padded.count, to: &padded)
    appendScores(window: padded.span, &scratch, to: &score)
  }

  /// What scores in one noise need, kept by the caller so that nothing is allocated once it has grown.
  struct Scratch: Sendable {
    /// Taps of all wavelets from the centre on, so that a response of one opens the gate.
    fileprivate var taps: [Float] = []
    /// One over the moving RMS that opens it.
    fileprivate var factor: Float = 0
    fileprivate var sigmas: [Double] = []
    fileprivate var squares: [Float] = []
  }

  /// Samples at each end of a stretch that are scored by themselves where what is beside it stands
  /// elsewhere: no fewer than are scored at a time.
  var rim: Int { max(margin, pairResponsesAtATime) }

  /// Works out what scores in a noise need.
  func prepare(for noise: NoiseState, _ scratch: inout Scratch) {
    noise.sigmas(
      afterTapCorrelations: bank.correlations, leastWhite: settings.leastWhite,
      into: &scratch.sigmas)
    scratch.taps.removeAll(keepingCapacity: true)
    for (wavelet, sigma) in zip(bank.wavelets, scratch.sigmas) {
      let scale = Float(1 / (settings.waveletThreshold * sigma))
      for tap in wavelet.half { scratch.taps.append(tap * scale) }
    }
    scratch.factor = Float(1 / (rmsThreshold(in: noise) * noise.sigma))
  }

  /// Appends the score of each sample but those of a margin at both ends.
  ///
  /// - Parameters:
  ///   - window: Conditioned samples, two margins at the least.
  ///   - scratch: Prepared for the noise there.
  ///   - score: Gains one value a sample between the margins.
  func appendScores(window: Span<Float>, _ scratch: inout Scratch, to score: inout [Float]) {
    let known = score.count
    appendPairResponses(
      to: &score, count: window.count - 2 * margin, of: window, center: margin, taps: scratch.taps,
      reaches: bank.reaches)
    var scores = score.mutableSpan
    raiseToMovingRMS(
      &scores, from: known, of: window, start: margin - rmsLength / 2, length: rmsLength,
      factor: scratch.factor, scratch: &scratch.squares)
  }
}
