public import EMGCore
internal import EMGKernels
internal import RealModule

/// Measures the power line in a band-passed signal and subtracts it where it is present.
///
/// Line and harmonics are fitted in windows at fixed positions of the segment that overlap by half
/// and are cross-faded, so that slow changes of amplitude and frequency are followed and cutting
/// the input anywhere changes no bit. Unlike a notch, a fit does not ring: a discharge enters it
/// only through its own short piece, which is weighted down by its power. Where no line stands
/// out, and in segments too short to tell one from muscle (a quarter of a second), the samples pass
/// unchanged.
///
/// Source: regression-subtraction after Mewett, Reynolds, Nazeran (2004), with iteratively
/// reweighted least squares.
///
/// - Shape: one channel; any block length.
/// - Latency: one window.
public struct MainsCanceller: Sendable {
  private let fitter: MainsFitter
  private let windowLength: Int
  private let rate: Double
  private let isOff: Bool
  /// What the samples came through.
  private let edges: MainsEdges?
  /// How a window is faded in over its first half.
  private let rise: [Double]

  private var samples: [Float] = []
  /// What the samples were that became ready last, where a line was taken out of them; else nothing.
  public private(set) var earlier: [Float] = []
  private var nextWindow = 0
  private var previousFit: MainsFit?
  private var lastFrequency: Double?
  /// What earlier windows of the stretch told of the line.
  private var held: MainsFitter.Held?
  private var windowIndex = 0
  private var memory = MainsFitter.Memory()

  private var windows = 0
  private var presentWindows = 0
  private var frequencySum = 0.0
  private var linePower = 0.0
  private var restPower = 0.0

  /// Makes a canceller.
  ///
  /// - Parameters:
  ///   - rate: Samples a second.
  ///   - settings: How the line is measured and removed.
  ///   - edges: What the samples came through, nil for a filter that sees the segment's ends as they are.
  public init(rate: SampleRate, settings: MainsSettings, edges: MainsEdges? = nil) {
    self.edges = edges
    windowLength = 2 * max(8, rate.samples(settings.window / 2))
    fitter = MainsFitter(settings: settings, rate: rate.hertz, windowLength: windowLength)
    self.rate = rate.hertz
    rise = Self.rise(windowLength / 2)
    isOff = !settings.nominal.contains { $0 >= 1 }
  }

  private var hop: Int { windowLength / 2 }

  /// Samples by which the output trails the input at most.
  public var latency: Int { isOff ? 0 : windowLength + hop }

  /// Takes samples of the segment.
  ///
  /// - Parameters:
  ///   - block: Any number of samples that follow those before.
  ///   - output: Receives the samples that are ready.
  public mutating func process(_ block: ArraySlice<Float>, into output: inout [Float]) {
    samples.append(contentsOf: block)
    hand(into: &output) { $0.takeOut(of: &$1, from: $2) }
  }

  /// Ends the segment; the measurement is kept.
  ///
  /// - Parameter output: Receives the rest of the samples.
  public mutating func finish(into output: inout [Float]) {
    hand(into: &output) { $0.finish(&$1, from: $2) }
  }

  /// Hands over the samples that are ready, as long as there are some.
  private mutating func hand(
    into output: inout [Float],
    _ ready: (inout MainsCanceller, inout [Float], _ first: Int) -> Int
  ) {
    // Taken out meanwhile, so that they are changed in place.
    var own: [Float] = []
    swap(&own, &samples)
    var first = 0
    while true {
      let count = ready(&self, &own, first)
      if count == 0 { break }
      first += count
    }
    output.append(contentsOf: own[..<first])
    own.removeFirst(first)
    swap(&own, &samples)
  }

  /// Takes the line out of samples that the caller keeps, where they are: of the next half window, as
  /// soon as there is a whole one.
  ///
  /// - Parameters:
  ///   - samples: Samples of the segment; those from an index on are changed and ready, as many as are
  ///     returned.
  ///   - first: The index of the first that is not ready yet.
  ///   - unfiltered: The samples from there on as the recorder gave them, as many at the least; nil where
  ///     `samples` are those.
  /// - Returns: How many samples became ready; zero where more must follow first.
  public mutating func takeOut(
    of samples: inout [Float], from first: Int, unfiltered: ArraySlice<Float>? = nil
  ) -> Int {
    earlier.removeAll(keepingCapacity: true)
    guard !isOff else { return min(windowLength, samples.count - first) }
    guard samples.count - first >= windowLength else { return 0 }
    let window = first..<(first + windowLength)
    let still = fitter.still((unfiltered ?? samples[window]).prefix(windowLength))
    let fit = self.fit(of: samples[window], still)
    if let fit, nextWindow == 0 {
      edges?.takeOut(.first, of: fit, from: first, in: &samples, first..<(first + hop))
    }
    // The half window that both this and the last window cover is ready.
    keep(samples, first..<(first + hop), fit)
    subtract(fit, from: first, count: hop, isFaded: nextWindow > 0, in: &samples)
    putBack(still, of: &samples, from: first)
    previousFit = fit
    nextWindow += hop
    return hop
  }

  /// Takes the line out of the rest of a segment that the caller keeps, after ``takeOut(of:from:unfiltered:)`` has
  /// nothing left to do; the measurement is kept.
  ///
  /// - Parameters:
  ///   - samples: Samples of the segment, to its end.
  ///   - first: The index of the first that is not ready yet.
  ///   - unfiltered: As of ``takeOut(of:from:unfiltered:)``.
  ///   - surplus: Samples of the segment before the filter that follow the last of these.
  /// - Returns: How many samples there were.
  public mutating func finish(
    _ samples: inout [Float], from first: Int, unfiltered: ArraySlice<Float>? = nil,
    surplus: Int = 0
  ) -> Int {
    defer {
      (nextWindow, previousFit, lastFrequency) = (0, nil, nil)
      (held, windowIndex) = (nil, 0)
      memory.screen.isFollowed = false
    }
    earlier.removeAll(keepingCapacity: true)
    let count = samples.count - first
    guard !isOff, count > 0 else { return count }
    // What is left is at least half a window, except in a short segment: one fit for all of it.
    let still = fitter.still((unfiltered ?? samples[first...]).prefix(count))
    let fit = self.fit(of: samples[first...], still)
    if let fit, let edges {
      let range = first..<samples.count
      if nextWindow == 0 { edges.takeOut(.first, of: fit, from: first, in: &samples, range) }
      edges.takeOut(.last(surplus: surplus), of: fit, from: first, in: &samples, range)
    }
    keep(samples, first..<samples.count, fit)
    let fade = nextWindow > 0 ? min(hop, count) : 0
    subtract(fit, from: first, count: fade, isFaded: true, in: &samples)
    if fade < count {
      fit?.subtract(from: &samples, (first + fade)..<samples.count, start: first, rate: rate) {
        _ in 1
      }
    }
    putBack(still, of: &samples, from: first)
    return count
  }

  /// Keeps what samples are before a line is taken out of them, if there is one.
  private mutating func keep(_ samples: [Float], _ range: Range<Int>, _ fit: MainsFit?) {
    guard fit != nil || previousFit != nil else { return }
    append(samples.span.extracting(range), to: &earlier)
  }

  /// Puts back what was taken out where samples stand still: there was no line.
  private func putBack(_ still: [Range<Int>], of samples: inout [Float], from first: Int) {
    for run in still {
      let known = run.clamped(to: 0..<earlier.count)
      for i in known { samples[first + i] = earlier[i] }
    }
  }

  /// What was measured so far.
  public var measurement: MainsMeasurement {
    var result = MainsMeasurement()
    guard windows > 0 else { return result }
    result.presentShare = Double(presentWindows) / Double(windows)
    if presentWindows > 0, linePower > 0, restPower > 0 {
      result.frequency = frequencySum / Double(presentWindows)
      result.ratioDecibels = 10 * Double.log10(linePower / restPower)
    }
    return result
  }

  private mutating func fit(of window: ArraySlice<Float>, _ still: [Range<Int>]) -> MainsFit? {
    guard Double(window.count) >= fitter.settings.shortest * rate else { return nil }
    let fit = held(
      in: window, still, fitter.fit(window, still: still, previous: lastFrequency, &memory))
    lastFrequency = fit?.frequency
    windows += 1
    let power = sumOfSquares(of: window.span) / Double(max(1, window.count))
    let line = fit?.power ?? 0
    linePower += line
    restPower += max(0, power - line)
    if let fit {
      presentWindows += 1
      frequencySum += fit.frequency
    }
    return fit
  }

  /// The fit with what earlier windows told of the line, and what this one tells for later ones.
  private mutating func held(
    in window: ArraySlice<Float>, _ still: [Range<Int>], _ fit: MainsFit?
  ) -> MainsFit? {
    defer { windowIndex += 1 }
    let oldest = windowIndex - Int(fitter.settings.heldTime * rate) / hop
    var known = held ?? MainsFitter.Held(frequency: fit?.frequency ?? 0)
    known.harmonics = known.harmonics.filter { $0.value.window >= oldest }
    let result = known.harmonics.isEmpty ? fit : fitter.holding(window, still: still, fit, known)
    if let fit {
      known.frequency = fit.frequency
      for h in fit.harmonics {
        known.harmonics[h.order] = (h.real * h.real + h.imaginary * h.imaginary, windowIndex)
      }
    }
    held = known.harmonics.isEmpty ? nil : known
    return result
  }

  /// Subtracts the models of the last window and of the one that starts at a kept sample from
  /// `count` samples there, the one faded into the other.
  private func subtract(
    _ fit: MainsFit?, from first: Int, count: Int, isFaded: Bool, in samples: inout [Float]
  ) {
    guard count > 0, fit != nil || previousFit != nil else { return }
    let rise = count == hop ? self.rise : Self.rise(count)
    let range = first..<(first + count)
    previousFit?.subtract(from: &samples, range, start: first - hop, rate: rate) {
      1 - rise[$0 - first]
    }
    fit?.subtract(from: &samples, range, start: first, rate: rate) {
      isFaded ? rise[$0 - first] : 1
    }
  }

  /// The weight of the following window across a fade.
  private static func rise(_ count: Int) -> [Double] {
    (0..<count).map { i in
      let s = Double.sin(.pi / 2 * (Double(i) + 0.5) / Double(count))
      return s * s
    }
  }
}
