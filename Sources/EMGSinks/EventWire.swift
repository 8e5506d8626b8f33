public import EMGCore

extension EventSchema {
  /// One event's keys in the contract's order.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - id: Its number within the recording.
  /// - Returns: Keys with values.
  public func event(_ event: Event, id: Int) -> [(String, JSONValue)] {
    let channel = result.channels[event.channelIndex].channel
    let rate = channel.rate
    var pairs: [(String, JSONValue)] = []
    pairs.reserveCapacity(Self.mostPairs)
    pairs += [
      ("id", .integer(id)), ("type", .text(event.type.rawValue)),
      ("channel", .text(channel.name)), ("channel_index", .integer(event.channelIndex)),
      ("onset_s", time(event.onset, rate)), ("duration_s", time(event.end - event.onset, rate)),
      ("onset_sample", .integer(event.onset)),
      (
        "onset_time",
        .optional(
          result.header.startTime.flatMap { LocalTime.adding(rate.seconds(event.onset), to: $0) })
      ),
      ("confidence", .rounded(event.confidence, 4)), ("noise_uv", measure(event.noise)),
      ("threshold_uv", measure(event.threshold)),
    ]
    if event.type == .fasciculation {
      pairs.append(("motor_unit", event.motorUnit.map(JSONValue.integer) ?? .null))
    } else if let unit = event.motorUnit {
      pairs.append(("motor_unit", .integer(unit)))
    }
    add(event.details, rate, to: &pairs)
    pairs.append(("features", .object(event.features.map { ($0.name, measure($0.value)) })))
    pairs.append(
      (
        "evidence",
        .list(
          event.evidence.map {
            .object([
              ("rule", .text($0.rule)), ("value", measure($0.value)),
              ("threshold", measure($0.threshold)),
            ])
          })
      ))
    return pairs
  }

  /// Room for the keys of most events.
  private static let mostPairs = 24

  /// Adds what an event of its type has; most have little of it.
  private func add(
    _ details: EventDetails, _ rate: SampleRate, to pairs: inout [(String, JSONValue)]
  ) {
    func times(_ positions: [Int]) -> JSONValue { .list(positions.map { time($0, rate) }) }
    if !details.discharges.isEmpty { pairs.append(("discharges_s", times(details.discharges))) }
    if let value = details.frequencyHz { pairs.append(("frequency_hz", .rounded(value, 4))) }
    if !details.bursts.isEmpty { pairs.append(("bursts_s", times(details.bursts))) }
    if let value = details.band { pairs.append(("band", .text(value))) }
    if let value = details.pattern { pairs.append(("pattern", .text(value))) }
    if let value = details.partners { pairs.append(("partners", .list(value.map(JSONValue.text)))) }
    if !details.coherence.isEmpty { pairs.append(("coherence", pairing(details.coherence))) }
    if !details.coContraction.isEmpty {
      pairs.append(("co_contraction", pairing(details.coContraction)))
    }
    if let value = details.amplitudeSlope { pairs.append(("amplitude_slope", .rounded(value, 6))) }
    if let value = details.intervalSlope { pairs.append(("interval_slope", .rounded(value, 6))) }
    if !details.probabilities.isEmpty {
      pairs.append(
        ("probabilities", .object(details.probabilities.map { ($0.name, .rounded($0.value, 4)) })))
    }
    if let value = details.rateHz { pairs.append(("rate_hz", .rounded(value, 4))) }
    if let value = details.intervalCV { pairs.append(("interval_cv", .rounded(value, 4))) }
    if let value = details.groups { pairs.append(("groups", .integer(value))) }
    if let value = details.latency { pairs.append(("latency_s", .rounded(value, 7))) }
    if let value = details.cause { pairs.append(("cause", .text(value.rawValue))) }
    if !details.times.isEmpty { pairs.append(("times_s", times(details.times))) }
    if let value = details.channels { pairs.append(("channels", .list(value.map(JSONValue.text)))) }
  }

  private func pairing(_ list: [PairMeasures]) -> JSONValue {
    .list(
      list.map { pair in
        .object(
          [("channel", .text(pair.channel))] + pair.measures.map { ($0.name, measure($0.value)) })
      })
  }
}
