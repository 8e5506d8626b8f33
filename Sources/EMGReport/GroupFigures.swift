internal import EMGCore
internal import EMGKernels

/// Pictures of a study: each muscle's fasciculations and noise over its participants.
public struct GroupFigures: Sendable {
  /// A channel of one recording.
  public struct Entry: Sendable {
    /// Whom it is of.
    public var participant: String
    /// The channel's name: channels of one name are one muscle.
    public var muscle: String
    /// Fasciculations counted.
    public var fasciculations: Int
    /// Seconds in which one would have been counted.
    public var analysable: Double
    /// Standard deviation of the noise, µV; nil where it is not known.
    public var noise: Double?

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - participant: Whom it is of.
    ///   - muscle: The channel's name.
    ///   - fasciculations: Fasciculations counted.
    ///   - analysable: Seconds in which one would have been counted.
    ///   - noise: Standard deviation of the noise, µV.
    public init(
      participant: String, muscle: String, fasciculations: Int, analysable: Double, noise: Double?
    ) {
      self.participant = participant
      self.muscle = muscle
      self.fasciculations = fasciculations
      self.analysable = analysable
      self.noise = noise
    }
  }

  /// A participant's muscle over all its recordings.
  private struct Point {
    var value: Double
    var interval: PoissonInterval?
  }

  private let entries: [String: [String: [Entry]]]
  private let participants: [String]

  /// Rows of a picture; the tables hold them all.
  private static let mostMuscles = 80
  /// Participants up to whom each has a line of its own with its interval.
  private static let mostLines = 12

  /// Gathers the channels of a study.
  ///
  /// - Parameter entries: All analysed channels, in any order.
  public init(_ entries: [Entry]) {
    self.entries = Dictionary(grouping: entries, by: \.muscle)
      .mapValues { Dictionary(grouping: $0, by: \.participant) }
    participants = Set(entries.map(\.participant)).sorted()
  }

  /// The pictures; none without a channel.
  public var all: [Figure] {
    guard !entries.isEmpty else { return [] }
    return [rates, noise]
  }

  private var shownMuscles: [String] { Array(entries.keys.sorted().prefix(Self.mostMuscles)) }

  private var told: String {
    "\(counted(participants.count, "participant"))"
      + (entries.count > Self.mostMuscles
        ? "; the first \(Self.mostMuscles) of \(entries.count) muscles" : "")
  }

  private var rates: Figure {
    picture(
      "group-rate", "Fasciculations by muscle and participant", "fasciculations a minute",
      "Each dot: a participant's rate over all recordings of the muscle"
        + (participants.count > Self.mostLines ? "" : " with its exact 95 % Poisson interval")
        + "; stroke: the median. \(told)."
    ) { entries in
      let minutes = entries.reduce(0) { $0 + $1.analysable } / 60
      let count = entries.reduce(0) { $0 + $1.fasciculations }
      guard minutes > 0 else { return nil }
      return Point(
        value: Double(count) / minutes, interval: PoissonInterval(count: count, exposure: minutes))
    }
  }

  private var noise: Figure {
    picture(
      "group-noise", "Noise by muscle and participant", "standard deviation of the noise (µV)",
      "Each dot: the median noise of a participant's recordings of the muscle; stroke: the median"
        + " over participants. \(told)."
    ) { entries in
      median(of: entries.compactMap(\.noise)).map { Point(value: $0, interval: nil) }
    }
  }

  private func picture(
    _ name: String, _ title: String, _ label: String, _ summary: String,
    _ measure: ([Entry]) -> Point?
  ) -> Figure {
    let points = shownMuscles.map { muscle in
      participants.map { (entries[muscle]?[$0]).flatMap(measure) }
    }
    let hasLines = participants.count <= Self.mostLines
    let row = hasLines ? max(24, 9 * Double(participants.count) + 10) : 34
    let base = 8 + row * Double(points.count)
    let all = points.joined().compactMap(\.self)
    // An interval of few minutes may be wide: three times the largest rate is enough of it.
    let largest = all.map(\.value).max() ?? 1
    let peak = min(
      all.compactMap { hasLines ? $0.interval?.upper : nil }.max() ?? largest,
      max(3 * largest, 1))
    let x = Scale(0, max(peak, largest) * 1.05, to: StripFigures.left, StripFigures.right)
    var canvas = Canvas()
    canvas.axis(x, y: base, top: 8, count: 8, label: label)
    for (n, values) in points.enumerated() {
      let top = 8 + row * Double(n)
      canvas.line("gr", StripFigures.left, top + row, StripFigures.right, top + row)
      canvas.text(
        "nm", StripFigures.left - 8, top + row / 2 + 4, shortened(shownMuscles[n]))
      for (k, point) in values.enumerated() {
        guard let point else { continue }
        let share = (Double(k) + 0.5) / Double(participants.count)
        let y = top + 5 + share * (row - 10)
        if hasLines, let interval = point.interval {
          canvas.line("err", x.at(interval.lower), y, x.at(interval.upper), y)
        }
        canvas.dot("bar", x.at(point.value), y, 3)
      }
      if let median = median(of: values.compactMap { $0?.value }) {
        canvas.line("exp", x.at(median), top + 2, x.at(median), top + row - 2)
      }
    }
    return Figure(
      name: name, title: title, summary: summary, width: StripFigures.width, height: base + 36,
      body: canvas.body)
  }
}
