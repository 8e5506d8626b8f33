internal import EMGKernels

extension Section {
  var coefficients: SectionCoefficients {
    SectionCoefficients(b0: b0, b1: b1, b2: b2, a1: a1, a2: a2)
  }
}

/// A cascade that runs causally over blocks, with its state.
///
/// - Shape: one channel; any block length; cutting the input anywhere changes no bit.
/// - Units: any; output in the input's unit.
/// - Latency: none declared; the filter's own group delay remains.
public struct SectionFilter: Sendable {
  private let sections: [SectionCoefficients]
  private var states: [SIMD2<Double>]
  private var scratch: [Double] = []
  private let startsSteady: Bool
  private var hasStarted = false

  /// Makes a filter at rest.
  ///
  /// - Parameters:
  ///   - cascade: The design.
  ///   - startsSteady: Whether the first sample is taken as having stood for ever, so that an
  ///     offset makes no step; otherwise the past is zero.
  public init(_ cascade: SectionCascade, startsSteady: Bool = false) {
    sections = cascade.sections.map(\.coefficients)
    states = Array(repeating: .zero, count: cascade.sections.count)
    self.startsSteady = startsSteady
  }

  /// Filters samples in place.
  ///
  /// - Parameter samples: One block of one channel.
  public mutating func process(_ samples: inout [Float]) {
    guard let first = samples.first else { return }
    if startsSteady, !hasStarted { steady(Double(first)) }
    hasStarted = true
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: samples.lazy.map(Double.init))
    var values: [Double] = []
    swap(&values, &scratch)
    for k in sections.indices {
      var state = states[k]
      var span = values.mutableSpan
      runSection(&span, sections[k], state: &state)
      states[k] = state
    }
    for i in samples.indices { samples[i] = Float(values[i]) }
    swap(&values, &scratch)
  }

  /// Forgets all samples.
  public mutating func reset() {
    for k in states.indices { states[k] = .zero }
    hasStarted = false
  }

  private mutating func steady(_ value: Double) {
    var level = value
    for k in sections.indices {
      states[k] = sections[k].steadyState * level
      level *= sections[k].constantGain
    }
  }
}

/// Filters forwards and backwards, so that nothing is delayed.
public struct ZeroPhaseFilter: Sendable {
  private let sections: [SectionCoefficients]
  /// Samples on each side of a page that its filtering needs.
  public let margin: Int

  /// Makes a filter.
  ///
  /// - Parameters:
  ///   - cascade: The design; the magnitude is applied twice.
  ///   - tail: The relative amplitude below which a cut-off response is neglected.
  public init(_ cascade: SectionCascade, tail: Double = 1e-7) {
    sections = cascade.sections.map(\.coefficients)
    margin = cascade.settlingTime(to: tail)
  }

  /// Filters a whole signal with odd extension at both ends, as `scipy.signal.sosfiltfilt`.
  ///
  /// - Parameters:
  ///   - signal: The signal.
  ///   - padding: Samples of extension at each end; the margin where nil.
  /// - Returns: The filtered signal, as long as the input.
  public func filtered(_ signal: [Double], padding: Int? = nil) -> [Double] {
    guard !signal.isEmpty else { return [] }
    let reach = min(padding ?? margin, signal.count - 1)
    var padded = Self.extended(signal, before: reach, after: reach)
    run(&padded)
    return Array(padded[reach..<(reach + signal.count)])
  }

  /// A signal continued at its ends by its own reflection through the end points.
  static func extended(_ signal: [Double], before: Int, after: Int) -> [Double] {
    let n = signal.count
    let first = signal.first ?? 0
    let last = signal.last ?? 0
    var result: [Double] = []
    result.reserveCapacity(n + before + after)
    for i in stride(from: before, to: 0, by: -1) {
      result.append(2 * first - signal[min(i, n - 1)])
    }
    result += signal
    for i in 0..<after { result.append(2 * last - signal[max(0, n - 2 - i)]) }
    return result
  }

  /// Forwards and backwards over a padded window, each start taken as steady.
  func run(_ window: inout [Double]) {
    guard let first = window.first else { return }
    var level = first
    var span = window.mutableSpan
    for section in sections {
      var state = section.steadyState * level
      level *= section.constantGain
      runSection(&span, section, state: &state)
    }
    level = span[span.count - 1]
    for section in sections {
      var state = section.steadyState * level
      level *= section.constantGain
      runSection(&span, section, state: &state, isReversed: true)
    }
  }
}

/// Zero-phase filtering of a stream, page by page, with optional decimation.
///
/// Pages stand at fixed positions of the segment, and each is filtered from the samples of its own
/// surroundings, so that cutting the input anywhere changes no bit. At the ends of the segment
/// the signal is continued by reflection through its end points, as `scipy.signal.sosfiltfilt`.
///
/// - Latency: one page and one margin.
public struct ZeroPhaseStream: Sendable {
  private let filter: ZeroPhaseFilter
  private let pageLength: Int
  private let decimation: Int
  private var samples: [Float] = []
  /// Segment position of the first kept sample, and of the next page.
  private var base = 0
  private var next = 0
  private var output: [Float] = []
  private var window: [Double] = []

  /// Makes a stream.
  ///
  /// - Parameters:
  ///   - filter: The filter.
  ///   - pageLength: Samples a page at the least; rounded up to a multiple of `decimation`.
  ///   - decimation: Every how many samples of the output are kept; the filter must have removed
  ///     what would alias.
  public init(_ filter: ZeroPhaseFilter, pageLength: Int = 8192, decimation: Int = 1) {
    precondition(decimation > 0 && pageLength > 0, "pages and decimation are above zero")
    self.filter = filter
    let least = max(pageLength, 4 * filter.margin)
    self.pageLength = (least + decimation - 1) / decimation * decimation
    self.decimation = decimation
  }

  /// Takes samples of the segment.
  ///
  /// - Parameter block: Any number of samples that follow those before.
  public mutating func append(_ block: ArraySlice<Float>) {
    samples.append(contentsOf: block)
    while base + samples.count >= next + pageLength + filter.margin {
      page(next..<(next + pageLength), isLast: false)
    }
  }

  /// Ends the segment; what was held back is filtered and the next sample begins a new segment.
  public mutating func end() {
    let total = base + samples.count
    while next < total { page(next..<min(next + pageLength, total), isLast: true) }
    samples.removeAll(keepingCapacity: true)
    (base, next) = (0, 0)
  }

  /// Hands over what has been filtered since the last call.
  ///
  /// - Returns: Filtered, decimated samples.
  public mutating func take() -> [Float] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  private mutating func page(_ range: Range<Int>, isLast: Bool) {
    let total = base + samples.count
    let low = max(0, range.lowerBound - filter.margin)
    let high = min(total, range.upperBound + filter.margin)
    window.removeAll(keepingCapacity: true)
    window.append(contentsOf: samples[(low - base)..<(high - base)].lazy.map(Double.init))
    let before = low == 0 ? min(filter.margin, window.count - 1) : 0
    let after = isLast && high == total ? min(filter.margin, window.count - 1) : 0
    if before > 0 || after > 0 {
      window = ZeroPhaseFilter.extended(window, before: before, after: after)
    }
    filter.run(&window)
    let offset = before + range.lowerBound - low
    for i in stride(from: 0, to: range.count, by: decimation) {
      output.append(Float(window[offset + i]))
    }
    next = range.upperBound
    let needed = max(0, next - filter.margin)
    if needed > base {
      samples.removeFirst(min(samples.count, needed - base))
      base = needed
    }
  }
}
