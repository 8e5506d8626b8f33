internal import EMGCore
internal import Foundation
public import EMGSpectra

/// A picture of a power spectrum.
public enum SpectrumFigure {
  /// Decibels shown below the peak at most.
  private static let depth = 80.0

  /// Draws a density over frequency with a band and the power line.
  ///
  /// - Parameters:
  ///   - spectrum: The density, units squared a hertz.
  ///   - name: The channel's name.
  ///   - rate: Samples a second.
  ///   - unit: The unit of the samples.
  ///   - band: The band that is shaded and whose median frequency is told, Hz.
  ///   - lines: The power line and its multiples, which are dotted, Hz.
  /// - Returns: Nil where there is no density to draw.
  public static func figure(
    _ spectrum: PowerSpectrum, name: String, rate: Double, unit: String,
    band: ClosedRange<Double>, lines: [Double]
  ) -> Figure? {
    guard spectrum.density.count > 4 else { return nil }
    let (low, high) = (band.lowerBound, band.upperBound)
    let top = min(rate / 2, high * 1.25)
    let last = min(spectrum.density.count - 1, Int(top / spectrum.resolution))
    guard last > 2 else { return nil }
    let stride = max(1, last / 780)
    var points: [(Double, Double)] = []
    var n = 1
    while n <= last {
      let value = spectrum.density[n...min(last, n + stride - 1)].max() ?? 0
      if value > 0 { points.append((spectrum.frequency(n), 10 * log10(value))) }
      n += stride
    }
    guard let floor = points.map(\.1).min(), let peak = points.map(\.1).max() else { return nil }
    let x = Scale(0, top, to: 60, 450)
    let y = Scale(max(floor, peak - depth) - 2, peak + 3, to: 170, 10)
    var canvas = Canvas()
    canvas.rect("band", x.at(low), 10, x.at(high) - x.at(low), 160)
    canvas.axis(x, y: 170, top: 10, label: "frequency (Hz)")
    canvas.upright(y, x: 60, right: 450, count: 4, label: "dB re 1 \(unit)²/Hz")
    for line in lines where line >= 1 && line < top {
      canvas.line("mains", x.at(line), 10, x.at(line), 170)
    }
    var path = PathText()
    path.curve(points.map { (x.at($0.0), y.at($0.1)) })
    canvas.path("tr", path.text)
    let median = spectrum.medianFrequency(in: band)
    let told =
      lines.prefix(4).map { fixed($0, 2) }.joined(separator: ", ") + (lines.count > 4 ? ", …" : "")
      + " Hz"
    return Figure(
      name: "spectrum-\(name)", title: "\(name): spectrum",
      summary: "Welch power density of the unfiltered signal; shaded: the analysed band of"
        + " \(readable(low)) to \(readable(high)) Hz, in it the median frequency is"
        + " \(readable(median)) Hz. "
        + (lines.isEmpty ? "No power line stands out." : "Dotted: the power line, \(told)."),
      width: 470, height: 208, body: canvas.body)
  }
}
