public import EMGCore
internal import EMGKernels

extension Section {
  var coefficients: SectionCoefficients {
    SectionCoefficients(b0: b0, b1: b1, b2: b2, a1: a1, a2: a2)
  }
}

/// A cascade that runs causally over blocks, with its state.
///
/// - Shape: one channel, one segment; any block length; cutting the input anywhere changes no bit.
/// - Units: any; output in the input's unit.
/// - Latency: none declared; the filter's own group delay remains
///   (``SectionCascade/groupDelay(at:rate:)``).
/// - Accuracy: state and sections in Double, rounded to Float once.
public struct SectionFilter: BlockProcessor, Sendable {
  private let sections: [SectionCoefficients]
  private var states: [SIMD2<Double>]
  private let startsSteady: Bool
  private var position = 0

  /// At multiples of this position states below `negligible` become zero.
  ///
  /// A filter that decays in silence would end in subnormal numbers, which are slow. Fixed
  /// positions keep the bits independent of the blocks.
  private static let flushInterval = 1024
  private static let negligible = 1e-150

  /// Makes a filter at rest.
  ///
  /// - Parameters:
  ///   - cascade: The design.
  ///   - startsSteady: Whether the first sample is taken as having stood for ever, so that an
  ///     offset makes no step (as `scipy.signal.sosfilt_zi`); otherwise the past is zero.
  public init(_ cascade: SectionCascade, startsSteady: Bool = false) {
    sections = cascade.sections.map(\.coefficients)
    states = Array(repeating: .zero, count: cascade.sections.count)
    self.startsSteady = startsSteady
  }

  /// None: output sample `i` comes with input sample `i`.
  public var latency: Int { 0 }

  /// Filters samples in place.
  public mutating func process(_ samples: inout MutableSpan<Float>) {
    guard samples.count > 0 else { return }
    if startsSteady, position == 0 { steady(Double(samples[0])) }
    let cascade = sections
    var done = 0
    while done < samples.count {
      let room = Self.flushInterval - position % Self.flushInterval
      let count = min(room, samples.count - done)
      var state = states.mutableSpan
      runCascade(&samples, in: done..<(done + count), sections: cascade.span, states: &state)
      done += count
      position += count
      if position % Self.flushInterval == 0 { flush() }
    }
  }

  /// Filters samples in place.
  ///
  /// - Parameter samples: One block of one channel.
  public mutating func process(_ samples: inout [Float]) {
    var span = samples.mutableSpan
    process(&span)
  }

  /// Forgets all samples.
  public mutating func reset() {
    for k in states.indices { states[k] = .zero }
    position = 0
  }

  private mutating func flush() {
    for k in states.indices {
      for i in 0..<2 where abs(states[k][i]) < Self.negligible { states[k][i] = 0 }
    }
  }

  private mutating func steady(_ value: Double) {
    var level = value
    for k in sections.indices {
      states[k] = sections[k].steadyState * level
      level *= sections[k].constantGain
    }
  }
}
