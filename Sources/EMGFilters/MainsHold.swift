/// A line under activity that drowns it: a muscle that contracts does not switch the mains off.
extension MainsFitter {
  /// What was last found of each harmonic.
  struct Held: Sendable {
    /// The line's frequency where it was last found, Hz.
    var frequency: Double
    /// The square of each harmonic's amplitude, and the window in which it was found, by order.
    var harmonics: [Int: (power: Double, window: Int)] = [:]
  }

  /// A fit with the harmonics that were found in earlier windows and do not stand out of this one.
  ///
  /// Their phase is that of this window, at the frequency known. A harmonic is kept where what was
  /// found of it is more than the fit's own error, which its neighbourhood tells, and where the fit
  /// finds about as much: a line that has gone is not put back.
  ///
  /// - Parameters:
  ///   - window: The samples.
  ///   - still: Runs of the window in which there is no signal.
  ///   - fit: What stands out of this window by itself, if anything.
  ///   - held: What was found before; orders that the fit has are passed over.
  /// - Returns: The fit with what was held, or the same fit.
  func holding(
    _ window: ArraySlice<Float>, still: [Range<Int>] = [], _ fit: MainsFit?, _ held: Held
  ) -> MainsFit? {
    let found = Set(fit?.harmonics.map(\.order) ?? [])
    let frequency = fit?.frequency ?? held.frequency
    let missing = held.harmonics.keys.filter { !found.contains($0) }
    guard !missing.isEmpty, isLongEnough(window.count),
      let nominal = settings.nominal.min(by: { abs($0 - frequency) < abs($1 - frequency) }),
      abs(nominal - frequency) <= settings.deviation
    else { return fit }
    let x = Array(window)
    let count = x.count / pieceLength
    let taper = live(Self.taper(count), besides: still).taper
    guard taper.contains(where: { $0 > 0 }) else { return fit }
    let offset = frequency - nominal
    let sums = demodulated(x, nominal: nominal, count: count)
    let orders = (Array(found) + missing).filter { $0 <= sums.harmonics }.sorted()
    var (means, weights) = ([Double](), [Double]())
    firstWeights(filled(piecePowers(x), taper), taper, &means, into: &weights)
    var model = MainsFit(frequency: frequency, harmonics: [])
    var rest = x
    for _ in 1...max(1, settings.rounds) {
      model.harmonics = solved(sums, orders, nominal: nominal, offset: offset, weights)
      rest = remainder(x, model)
      weights = silentWeights(piecePowers(rest), taper).weights
    }
    let distances = neighbours(seconds: seconds(of: weights), nominal: nominal)
    let left = demodulated(rest, nominal: nominal, count: count)
    let near = weighted(left, weights, joins: joins(distances))
    let fine = weighted(left, weights, joins: false)
    let kept = model.harmonics.filter { h in
      guard !found.contains(h.order), let before = held.harmonics[h.order]?.power else {
        return false
      }
      let power = h.real * h.real + h.imaginary * h.imaginary
      let floor = neighbourhood(near, h.order, offset: offset, distances)
      guard before > settings.heldOver * floor, power * settings.heldRatio > before,
        power < settings.heldRatio * before
      else { return false }
      // Bursts that come at a part of the line's frequency have a harmonic there too.
      let rhythm = rhythmPower(fine, h.order, frequency: frequency, offset: offset)
      return power > settings.overRhythm * max(0, rhythm - settings.pairNoise * floor)
    }.map(\.order)
    guard !kept.isEmpty else { return fit }
    model.harmonics = solved(
      sums, (Array(found) + kept).sorted(), nominal: nominal, offset: offset, weights)
    return bySilence(model, x, sums, nominal: nominal, taper)
  }
}
