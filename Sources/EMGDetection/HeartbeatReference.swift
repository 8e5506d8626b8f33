public import EMGCore
internal import EMGKernels

/// A beat of the heart as a channel of the electrocardiogram shows it.
public struct ReferenceBeat: Hashable, Sendable {
  /// The middle of its steepest part, seconds of the recording.
  public var time: Double
  /// The second of the channel up to which it had to be known for this beat to be found.
  public var known: Double
  /// Whether it looks like beats shortly before it, and as wide as a beat.
  public var isTypical: Bool
}

/// Finds the beats of a channel of the electrocardiogram.
///
/// The channel, reduced to a rate of its own and to the band of the QRS complex, is held to its steepness: the
/// energy of its slope over a tenth of a second. A beat is where that is largest for a refractory time
/// to both sides and reaches a share of what it is at the beats around; that height is the median of
/// the largest values of several windows, so that neither one movement nor one pause moves it.
/// Polarity, unit and amplitude play no part. Source: the energy of the slope after Pan and Tompkins (1985);
/// thresholds from both sides instead of running ones, since what is found may come late.
///
/// - Shape: one channel; blocks of any length; equal samples give equal beats however cut.
/// - Latency: a window (``CardiacSettings/referenceWindow``) and those after it that are compared, or the end of
///   the stretch.
/// - Memory: some windows of the reduced channel.
public struct HeartbeatReference: Sendable {
  private let settings: CardiacSettings
  private let rate: SampleRate
  /// Samples that are averaged to one.
  private let factor: Int
  private let reduced: Double
  /// Reduced samples of a window.
  private let window: Int

  /// The position of the first sample of the stretch, and of the one that should come next.
  private var origin = 0
  private var next: Int?
  /// The samples averaged so far to the next reduced one.
  private var sum = 0.0
  private var count = 0
  /// Reduced samples from `base` of the stretch on.
  private var values: [Float] = []
  private var base = 0
  /// Windows of the stretch that were searched.
  private var searched = 0
  /// The shapes of the last beats, of one length.
  private var shapes: [[Float]] = []

  /// Begins a channel.
  ///
  /// - Parameters:
  ///   - rate: Samples a second.
  ///   - settings: What a beat is.
  public init(rate: SampleRate, settings: CardiacSettings) {
    self.settings = settings
    self.rate = rate
    factor = max(1, Int(rate.hertz / settings.referenceRate))
    reduced = rate.hertz / Double(factor)
    window = sampleCount(settings.referenceWindow, at: reduced)
  }

  /// Takes samples of the channel's timeline; missing ones are NaN.
  ///
  /// - Parameters:
  ///   - samples: What follows.
  ///   - start: The position of the first.
  /// - Returns: Beats that became known, ascending.
  public mutating func append(_ samples: [Float], at start: Int) -> [ReferenceBeat] {
    var found: [ReferenceBeat] = []
    for (i, value) in samples.enumerated() {
      if value.isNaN {
        found += finish()
        continue
      }
      if next != start + i {
        found += finish()
        origin = start + i
      }
      next = start + i + 1
      sum += Double(value)
      count += 1
      guard count == factor else { continue }
      values.append(Float(sum / Double(factor)))
      (sum, count) = (0, 0)
      if values.count + base == (searched + 1 + settings.referenceContext) * window {
        found += search(isOver: false)
      }
    }
    return found
  }

  /// Ends a stretch without gaps.
  ///
  /// - Returns: The rest of its beats, ascending.
  public mutating func finish() -> [ReferenceBeat] {
    guard next != nil else { return [] }
    var found: [ReferenceBeat] = []
    while searched * window < base + values.count { found += search(isOver: true) }
    next = nil
    (sum, count, base, searched) = (0, 0, 0, 0)
    values.removeAll(keepingCapacity: true)
    shapes.removeAll(keepingCapacity: true)
    return found
  }

  /// The beats of the next window.
  private mutating func search(isOver: Bool) -> [ReferenceBeat] {
    defer {
      searched += 1
      let surplus = max(0, (searched - settings.referenceContext) * window - base)
      values.removeFirst(min(surplus, values.count))
      base += surplus
    }
    let first = searched * window - base
    let last = min(values.count, first + window)
    func mean(_ x: [Float], _ seconds: Double) -> [Float] {
      movingMeans(of: x, length: sampleCount(seconds, at: reduced), edge: .none)
    }
    let smooth = mean(mean(values, settings.referenceSmoothing), settings.referenceSmoothing)
    let slow = mean(smooth, 2 * settings.baseline)
    let band = differences(smooth, less: slow)
    let whole = differences(values, less: slow)
    guard band.count > 2 else { return [] }
    var slopes = [Float](repeating: 0, count: band.count)
    for i in 1..<(band.count - 1) {
      let slope = band[i + 1] - band[i - 1]
      slopes[i] = slope * slope
    }
    let energy = mean(slopes, settings.baseline)
    let limit = height(of: energy) * Float(settings.referenceHeight)
    guard limit > 0 else { return [] }
    let refractory = sampleCount(settings.refractory, at: reduced)
    let known = rate.seconds(origin + (base + values.count) * factor)
    var beats: [ReferenceBeat] = []
    for i in first..<last where energy[i] >= limit {
      let near = max(0, i - refractory)..<min(energy.count, i + refractory + 1)
      // Of equal ones the first.
      guard energy[near.lowerBound..<i].allSatisfy({ $0 < energy[i] }),
        energy[i..<near.upperBound].allSatisfy({ $0 <= energy[i] })
      else { continue }
      let middle = center(of: slopes, around: i)
      let position = Int(middle.rounded())
      beats.append(
        ReferenceBeat(
          time: rate.seconds(origin) + (Double(base) + middle + 0.5) / reduced
            - 0.5 / rate.hertz,
          known: known, isTypical: isAlike(band, position) && isWide(band, whole, position)))
    }
    return beats
  }

  /// How large the energy is at beats: the median over windows of its largest value.
  private func height(of energy: [Float]) -> Float {
    var largest: [Float] = []
    for start in stride(from: 0, to: energy.count, by: window) {
      let part = energy[start..<min(energy.count, start + window)]
      // A rest of a window may hold no beat.
      if part.count == window || largest.isEmpty { largest.append(part.max() ?? 0) }
    }
    largest.sort()
    return largest.isEmpty ? 0 : largest[largest.count / 2]
  }

  /// The centre of the slope's energy: it stays where it is when R and S are equally high.
  private func center(of slopes: [Float], around position: Int) -> Double {
    let reach = sampleCount(settings.compared, at: reduced)
    var weight = 0.0
    var moment = 0.0
    for i in max(0, position - reach)..<min(slopes.count, position + reach + 1) {
      weight += Double(slopes[i])
      moment += Double(slopes[i]) * Double(i)
    }
    return weight > 0 ? moment / weight : Double(position)
  }

  /// Whether most of what stands at a position lies in the band: of a discharge little does.
  private func isWide(_ band: [Float], _ whole: [Float], _ position: Int) -> Bool {
    let reach = sampleCount(settings.compared, at: reduced)
    let near = max(0, position - reach)..<min(band.count, position + reach + 1)
    func energy(_ x: [Float]) -> Double { near.reduce(0) { $0 + Double(x[$1]) * Double(x[$1]) } }
    return energy(band) >= settings.slowShare * energy(whole)
  }

  /// Whether what stands at a position looks like several of the last beats, and keeps it for the next.
  private mutating func isAlike(_ band: [Float], _ position: Int) -> Bool {
    let reach = sampleCount(settings.compared, at: reduced)
    let room = sampleCount(settings.alignment, at: reduced)
    let low = position - reach
    guard low - room >= 0, position + reach + room < band.count else { return false }
    let similar = shapes.count { shape in
      (-room...room).contains { shift in
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for i in shape.indices {
          let (x, y) = (Double(shape[i]), Double(band[low + shift + i]))
          xy += x * y
          xx += x * x
          yy += y * y
        }
        return xy >= settings.similarity * (xx * yy).squareRoot() && xy > 0
      }
    }
    shapes.append(Array(band[low...(position + reach)]))
    if shapes.count > settings.referenceCompared { shapes.removeFirst() }
    return similar >= settings.referenceAlike
  }
}
