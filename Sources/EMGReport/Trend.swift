public import EMGCore
internal import Foundation

/// Sessions of one subject against each other.
///
/// A quieter session finds smaller discharges; to compare rates, each muscle's discharges are
/// counted only above the highest threshold that any of its sessions had: the common floor.
public struct Trend: Sendable {
  /// A session.
  public struct Session: Hashable, Sendable {
    /// The recording's name.
    public var source: String
    /// ISO 8601, where stated.
    public var startTime: String?
    /// Days from the first session, or the session's number from 0 where a time is missing.
    public var position: Double
  }

  /// One muscle in one session.
  public struct Point: Hashable, Sendable {
    /// The session's place.
    public var session: Int
    /// The session's own threshold, µV.
    public var threshold: Double?
    /// Fasciculations above the common floor.
    public var count: Int
    /// All fasciculations.
    public var all: Int
    /// Minutes in which one would have been counted.
    public var minutes: Double
    /// Above the floor, a minute.
    public var rate: Double
    /// The exact 95 % interval of the rate.
    public var interval: PoissonInterval
    /// Quartiles of the peak-to-peak amplitude above the floor, µV; empty without events.
    public var quartiles: [Double]
    /// Interquartile range over median.
    public var dispersion: Double? {
      guard quartiles.count == 3, quartiles[1] > 0 else { return nil }
      return (quartiles[2] - quartiles[0]) / quartiles[1]
    }
  }

  /// How a rate or a duration changes: a log-linear fit, wider where sessions scatter more than the noise
  /// of their events.
  public struct Change: Hashable, Sendable {
    /// Factor over one ``Trend/step``.
    public var factor: Double
    /// The lower limit of the 95 % interval.
    public var lower: Double
    /// The upper limit of the 95 % interval.
    public var upper: Double
    /// Variance over that of the noise of events, at least 1.
    public var overdispersion: Double
    /// The fitted rate a minute or duration in seconds at position 0, and its slope a position.
    public var start: Double, slope: Double
  }

  /// A muscle over the sessions.
  public struct Muscle: Hashable, Sendable {
    /// The channel's name.
    public var name: String
    /// The common floor, µV, in the gate's own measure; nil where no session states a threshold.
    public var floor: Double?
    /// By session.
    public var points: [Point]
    /// Nil where sessions or fasciculations are too few.
    public var change: Change?
    /// By type of event; types without any are left out.
    public var durations: [DurationCourse]
  }

  /// Right against left in one session.
  public struct Side: Hashable, Sendable {
    /// The muscle without its side.
    public var muscle: String
    /// The session's place.
    public var session: Int
    /// Right rate over left rate, half an event added to both.
    public var ratio: Double
    /// Limits of the approximate 95 % interval.
    public var lower: Double, upper: Double
  }

  /// By time, or in the order given.
  public private(set) var sessions: [Session]
  /// By name.
  public private(set) var muscles: [Muscle]
  /// By muscle, then session.
  public private(set) var sides: [Side]
  /// Whether positions are days.
  public private(set) var isDated: Bool
  /// Days since 1970 of the first session; nil where positions are no days.
  private(set) var firstDay: Double?
  /// What the subject noted; shown beside the sessions only.
  public var diary: Diary?
  /// What a change speaks of, in positions.
  public private(set) var step: Double
  /// The step in words: `30 days`, `day`, `hour`, `session`.
  public private(set) var stepName: String

  /// Compares sessions.
  ///
  /// - Parameter documents: One a session; all of one subject by the caller's word.
  public init(_ documents: [SessionDocument]) {
    let days = documents.map { $0.startTime.flatMap(Self.days) }
    isDated = !documents.isEmpty && days.allSatisfy { $0 != nil }
    var order = Array(documents.indices)
    if isDated { order.sort { (days[$0] ?? 0, $0) < (days[$1] ?? 0, $1) } }
    let first = order.first.flatMap { days[$0] } ?? 0
    firstDay = isDated ? first : nil
    let isDated = isDated
    sessions = order.enumerated().map { n, d in
      Session(
        source: documents[d].source, startTime: documents[d].startTime,
        position: isDated ? (days[d] ?? 0) - first : Double(n))
    }
    let span = sessions.last?.position ?? 0
    (step, stepName) =
      !isDated
      ? (1, "session") : span >= 14 ? (30, "30 days") : span >= 0.5 ? (1, "day") : (1 / 24, "hour")
    let sorted = order.map { documents[$0] }
    let names = Set(sorted.flatMap { $0.channels.filter(\.isAnalysed).map(\.name) }).sorted()
    let positions = sessions.map(\.position)
    muscles = []
    sides = []
    for name in names {
      muscles.append(Self.muscle(name, sorted, positions, step))
    }
    sides = Self.sides(names, sorted)
  }

  /// Muscles with a fasciculation above the floor, and muscles analysed, in a session.
  ///
  /// - Parameter session: The session's place.
  /// - Returns: Two counts.
  public func spread(_ session: Int) -> (active: Int, analysed: Int) {
    let points = muscles.flatMap(\.points).filter { $0.session == session }
    return (points.count { $0.count > 0 }, points.count)
  }

  /// Days since 1970 of an ISO 8601 time; a zone is not looked at.
  private static func days(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19 else { return nil }
    func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
    guard let year = number(0..<4), let month = number(5..<7), (1...12).contains(month),
      let day = number(8..<10), (1...31).contains(day), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    return Double(CivilDate(year: year, month: month, day: day).daysSince1970)
      + Double((hour * 60 + minute) * 60 + second) / 86_400
  }

  /// The threshold that a fasciculation had to reach all through a session, µV.
  private static func threshold(
    _ document: SessionDocument, _ channel: SessionDocument.ChannelEntry
  ) -> Double? {
    var values = document.events.filter { $0.channel == channel.index && $0.type == .fasciculation }
      .compactMap(\.threshold)
    if let noise = channel.noise, let factor = document.number("gate.wavelet_threshold") {
      values.append(noise * factor)
    }
    return values.max()
  }

  static func floor(_ names: [String], _ documents: [SessionDocument]) -> Double? {
    documents.flatMap { document in
      document.channels.filter { names.contains($0.name) && $0.isAnalysed && $0.analysable > 0 }
        .compactMap { threshold(document, $0) }
    }.max()
  }

  static func above(
    _ floor: Double?, _ document: SessionDocument, _ channel: SessionDocument.ChannelEntry
  ) -> [SessionDocument.EventEntry] {
    document.events.filter { event in
      guard event.channel == channel.index, event.type == .fasciculation else { return false }
      guard let floor else { return true }
      return (event.gateAmplitude ?? (event.peakToPeak ?? .infinity) / 2) >= floor
    }
  }

  private static func muscle(
    _ name: String, _ documents: [SessionDocument], _ positions: [Double], _ step: Double
  ) -> Muscle {
    let floor = floor([name], documents)
    var points: [Point] = []
    for (n, document) in documents.enumerated() {
      guard let channel = document.channels.first(where: { $0.name == name && $0.isAnalysed })
      else { continue }
      let minutes = channel.analysable / 60
      let events = above(floor, document, channel)
      guard let interval = PoissonInterval(count: events.count, exposure: minutes) else { continue }
      points.append(
        Point(
          session: n, threshold: threshold(document, channel), count: events.count,
          all: document.events.count { $0.channel == channel.index && $0.type == .fasciculation },
          minutes: minutes, rate: Double(events.count) / minutes, interval: interval,
          quartiles: quartiles(events.compactMap(\.peakToPeak))))
    }
    return Muscle(
      name: name, floor: floor, points: points,
      change: change(
        points.map { (positions[$0.session], $0.count, $0.minutes) }, step: step),
      durations: durations(name, floor, documents, positions, step))
  }

  static func quartiles(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    guard let last = sorted.last else { return [] }
    return [0.25, 0.5, 0.75].map { share in
      let place = share * Double(sorted.count - 1)
      let n = Int(place)
      let next = n + 1 < sorted.count ? sorted[n + 1] : last
      return sorted[n] + (place - Double(n)) * (next - sorted[n])
    }
  }
}
