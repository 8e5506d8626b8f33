internal import EMGCore
internal import EMGFilters

/// What a channel needs that was worked out from settings and header: cannot be wrong.
struct ChannelPlan: Sendable {
  var index: Int
  var channel: Channel
  /// Factor to microvolts.
  var factor: Float
  /// Samples of the timeline per analysed sample.
  var decimation: Int
  var analysisRate: SampleRate
  var band: ClosedRange<Double>
  var filter: ZeroPhaseFilter
  /// The filter's answer to a step of one at the analysis rate, its middle the step.
  var stepResponse: [Float]
  var settings: AnalysisSettings
  /// Positions to analyse.
  var window: Range<Int>

  /// The highest sampling rate that is analysed, Hz: memory grows with it, some 200 MB a channel here.
  static let highestRate = 1e6

  /// The filter of another channel's plan with the same settings serves where the rate is the same.
  ///
  /// - Throws: `ConfigurationError` where the settings do not fit the channel's rate.
  init(
    index: Int, channel: Channel, factor: Double, window: Range<Int>, settings: AnalysisSettings,
    pagesPerBatch: Int = ZeroPhaseFilter.laneCount, like: ChannelPlan? = nil
  ) throws(ConfigurationError) {
    self.index = index
    self.channel = channel
    self.factor = Float(factor)
    self.window = window
    self.settings = settings
    let rate = channel.rate
    let conditioning = settings.conditioning
    let low = conditioning.highPass
    let high = min(conditioning.lowPass, conditioning.highestShare * rate.hertz)
    guard high > 2 * low else {
      throw ConfigurationError(
        key: "conditioning.high_pass_hz",
        detail:
          "expected a sampling rate above \(2 * low / conditioning.highestShare) Hz for this band,"
          + " found \(rate.hertz) Hz")
    }
    guard rate.hertz <= Self.highestRate else {
      throw ConfigurationError(
        key: "rate",
        detail: "expected a sampling rate of at most \(Self.highestRate) Hz, found \(rate.hertz) Hz"
      )
    }
    band = low...high
    decimation = max(1, Int(rate.hertz / max(conditioning.analysisRate, 4 * high)))
    analysisRate = SampleRate(checked: rate.hertz / Double(decimation))
    if let like, like.channel.rate == rate {
      (filter, stepResponse) = (like.filter, like.stepResponse)
      return
    }
    filter = ZeroPhaseFilter(
      try SectionCascade(
        .butterworth(order: conditioning.order), .bandpass(low, high), rate: rate),
      pagesPerBatch: max(1, min(ZeroPhaseFilter.laneCount, pagesPerBatch)))
    let stride = decimation
    let reach = Int((Self.responsePeriods / low * analysisRate.hertz).rounded(.up))
    let step = (-2 * reach * stride...2 * reach * stride).map { $0 >= 0 ? 1.0 : 0 }
    let answer = filter.filtered(step)
    stepResponse = (-reach...reach).map { Float(answer[($0 + 2 * reach) * stride]) }
  }

  /// A canceller of the power line at its beginning.
  var mains: MainsCanceller {
    MainsCanceller(
      rate: analysisRate, settings: settings.mains,
      edges: MainsEdges(filter, rate: channel.rate, decimation: decimation))
  }

  /// The answer to a step has died away after this many periods of the band's lower edge.
  private static let responsePeriods = 2.5
}
