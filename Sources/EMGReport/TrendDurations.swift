public import EMGCore
internal import EMGSinks
internal import Foundation

/// How long discharges and episodes last, over the sessions.
extension Trend {
  /// Events of one type in one muscle and session.
  public struct DurationPoint: Hashable, Sendable {
    /// The session's place.
    public var session: Int
    /// Events with a duration; fasciculations above the common floor only.
    public var count: Int
    /// Those of them that a mask or an end of the recording cuts: they lasted at least so long.
    public var cut: Int
    /// Quartiles of the duration, seconds.
    public var quartiles: [Double]
  }

  /// Events of one type in one muscle over the sessions.
  public struct DurationCourse: Hashable, Sendable {
    /// The type.
    public var type: EventType
    /// Sessions that have such events, in order.
    public var points: [DurationPoint]
    /// Change of the median; nil where sessions or events are too few.
    public var change: Change?
  }

  /// Types whose durations are compared: not those that are made at will, by others or by no muscle.
  static let timedTypes: [EventType] = [
    .fasciculation, .tremor, .clonus, .rhythmicBursting, .myoclonus, .negativeMyoclonus,
    .tonicFiring, .cramp, .groupedDischarge,
  ]
  /// Durations of one muscle and session are not known to scatter by less than a hundredth.
  private static let leastScatter = 0.01
  /// An event that ends so near to a mask or an end of the recording, in seconds, is cut by it.
  private static let touching = 0.05

  static func durations(
    _ name: String, _ floor: Double?, _ documents: [SessionDocument], _ positions: [Double],
    _ step: Double
  ) -> [DurationCourse] {
    timedTypes.compactMap { type in
      var points: [DurationPoint] = []
      var logs: [[Double]] = []
      for (n, document) in documents.enumerated() {
        guard let channel = document.channels.first(where: { $0.name == name && $0.isAnalysed })
        else { continue }
        let all =
          type == .fasciculation
          ? above(floor, document, channel) : document.events(of: channel.index)
        let events = all.filter { $0.type == type && $0.duration > 0 }
        guard !events.isEmpty else { continue }
        let edges: [Double] =
          [0, document.duration] + channel.masks.flatMap { [$0.onset, $0.onset + $0.duration] }
        points.append(
          DurationPoint(
            session: n, count: events.count,
            cut: events.count { event in
              edges.contains {
                abs($0 - event.onset) < touching || abs($0 - event.end) < touching
              }
            }, quartiles: quartiles(events.map(\.duration))))
        logs.append(events.map { log($0.duration) })
      }
      guard !points.isEmpty else { return nil }
      let data = zip(points, logs).map { (positions[$0.session], $1) }
      return DurationCourse(
        type: type, points: points, change: durationChange(data, step: step))
    }
  }

  /// Fits a line to the logarithms of the sessions' medians, each weighed by its standard error.
  ///
  /// The error of a median is `s·√(π/2n)`, s the scatter of the logarithms within sessions; where the
  /// medians scatter more about the line than that, it is wider by as much.
  ///
  /// - Parameters:
  ///   - data: Position, and the logarithms of the durations there.
  ///   - step: Positions that the factor speaks of.
  /// - Returns: Nil with under two different positions or without any session of two events.
  static func durationChange(
    _ data: [(position: Double, logs: [Double])], step: Double
  ) -> Change? {
    let within = data.reduce(0) { $0 + $1.logs.count - 1 }
    guard within > 0 else { return nil }
    let squares = data.reduce(0.0) { sum, session in
      let mean = session.logs.reduce(0, +) / Double(session.logs.count)
      return sum + session.logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let scatter = max(leastScatter, (squares / Double(within)).squareRoot())
    let points = data.map { session in
      (
        x: session.position, y: quartiles(session.logs)[1],
        weight: Double(session.logs.count) / (.pi / 2 * scatter * scatter)
      )
    }
    let sum = points.reduce(0) { $0 + $1.weight }
    let x = points.reduce(0) { $0 + $1.weight * $1.x } / sum
    let y = points.reduce(0) { $0 + $1.weight * $1.y } / sum
    let width = points.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.x - x) }
    let span = (points.map(\.x).max() ?? 0) - (points.map(\.x).min() ?? 0)
    guard span > 0, width > 0 else { return nil }
    let slope = points.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.y - y) } / width
    let freedom = points.count - 2
    let rest = points.reduce(0) { sum, point in
      let left = point.y - y - slope * (point.x - x)
      return sum + point.weight * left * left
    }
    let dispersion = freedom > 0 ? max(1, rest / Double(freedom)) : 1
    let limit = studentLimit(dispersion > 1 ? min(freedom, within) : within)
    let error = (dispersion / width).squareRoot()
    return Change(
      factor: exp(slope * step), lower: exp((slope - limit * error) * step),
      upper: exp((slope + limit * error) * step), overdispersion: dispersion,
      start: exp(y - slope * x), slope: slope)
  }

  /// Durations as JSON, a muscle's.
  func durationsJSON(_ muscle: Muscle) -> JSONValue {
    .list(
      muscle.durations.map { course in
        .object([
          ("type", .text(course.type.rawValue)), ("change", json(course.change)),
          (
            "points",
            .list(
              course.points.map { point in
                .object([
                  ("session", .integer(point.session)), ("events", .integer(point.count)),
                  ("cut", .integer(point.cut)),
                  ("quartiles_s", .list(point.quartiles.map { .rounded($0, 6) })),
                ])
              })
          ),
        ])
      })
  }

  /// Durations by session, and their changes; empty where there are none.
  var durationTables: [[[String]]] {
    var rows: [[String]] = []
    var changes: [[String]] = []
    for muscle in muscles {
      for course in muscle.durations {
        let type = course.type.rawValue
        for point in course.points {
          rows.append([
            muscle.name, type, sessions[point.session].source, "\(point.count)", "\(point.cut)",
            readable(point.quartiles[1]),
            "\(readable(point.quartiles[0]))–\(readable(point.quartiles[2]))",
          ])
        }
        changes.append([muscle.name, type, words(course.change)])
      }
    }
    guard !rows.isEmpty else { return [] }
    let table =
      [["muscle", "type", "session", "events", "cut", "median duration (s)", "quartiles"]] + rows
    let ofChange = [["muscle", "type", "change of duration (95 %)"]] + changes
    return sessions.count > 1 ? [table, ofChange] : [table]
  }

  /// The median duration of each muscle and type that more than one session has.
  var durationFigure: Figure? {
    let shown = muscles.flatMap { muscle in
      muscle.durations.filter { $0.points.count > 1 }.map { (muscle.name, $0) }
    }
    return panels(
      "trend-duration", "Duration of discharges and episodes",
      "Median and quartiles of each session; dashed: a log-linear fit of the medians.",
      label: "s",
      shown.map { name, course in
        Panel(
          name: "\(name), \(course.type.rawValue)", note: words(course.change),
          change: course.change,
          points: course.points.map {
            ($0.session, $0.quartiles[1], $0.quartiles[0], $0.quartiles[2])
          })
      })
  }
}
