internal import EMGCore
internal import EMGDetection
internal import EMGFilters

/// What is told of a channel's signal as a whole.
struct ChannelQuality {
  let plan: ChannelPlan
  /// What was measured of the power line.
  let line: MainsMeasurement

  /// A strong power line is one artifact over the whole recording; it was taken out, and what lies
  /// under it was analysed.
  ///
  /// - Parameters:
  ///   - noise: The channel's noise, µV.
  ///   - first: The first sample that was analysed.
  ///   - last: One past the last.
  /// - Returns: Nil where no line stands out enough.
  func mainsEvent(noise: Double, from first: Int?, to last: Int) -> Event? {
    guard let ratio = line.ratioDecibels, let frequency = line.frequency,
      ratio > plan.settings.conditioning.mainsWarning, let first, first < last
    else { return nil }
    var event = Event(
      type: .artifact, channelIndex: plan.index, onset: first, end: last,
      confidence: 1, noise: noise, threshold: 0)
    event.details.cause = .mains
    event.features = [Measure("mains_hz", frequency), Measure("mains_ratio_db", ratio)]
    event.evidence = [
      Evidence("mains_ratio_db", value: ratio, threshold: plan.settings.conditioning.mainsWarning)
    ]
    if let stated = plan.settings.mains.stated {
      event.evidence.append(Evidence("mains_stated_hz", value: frequency, threshold: stated))
    }
    return event
  }

  /// Shares and flags.
  func measured(_ inspector: SignalInspector, _ summary: ChannelSummary) -> SignalQuality {
    var quality = SignalQuality()
    if inspector.sampleCount > 0 {
      quality.clippedFraction = Double(inspector.clippedSamples) / Double(inspector.sampleCount)
    }
    quality.mainsHz = line.frequency
    quality.mainsRatioDecibels = line.ratioDecibels
    if let ratio = line.ratioDecibels, ratio > plan.settings.conditioning.mainsWarning {
      quality.flags.append("mains")
    }
    if quality.clippedFraction > plan.settings.conditioning.clippedWarning {
      quality.flags.append("clipping")
    }
    if let noise = summary.noise {
      let limits = plan.settings.conditioning
      if noise < limits.implausiblyLow || noise > limits.implausiblyHigh {
        quality.flags.append("implausible_amplitude")
      }
      if let step = plan.channel.resolution, noise < limits.coarseSteps * step * Double(plan.factor)
      {
        quality.flags.append("coarse_resolution")
      }
    }
    if plan.channel.rate.samples(plan.settings.detection.noise.lookBack) > summary.sampleCount {
      quality.flags.append("short")
    }
    return quality
  }
}
