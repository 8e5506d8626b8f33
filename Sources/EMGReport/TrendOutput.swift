internal import EMGCore
public import EMGSinks
internal import Foundation

extension Trend {
  /// The comparison as JSON.
  public var json: JSONValue {
    let facts: [(String, JSONValue)] = [
      ("schema", .text("myosift-trend")), ("schema_version", .text("1.1.0")),
      ("position_unit", .text(isDated ? "days" : "session")), ("change_per", .text(stepName)),
      (
        "sessions",
        .list(
          sessions.enumerated().map { n, session in
            let (active, analysed) = spread(n)
            return .object([
              ("source", .text(session.source)), ("start_time", .optional(session.startTime)),
              ("position", .rounded(session.position, 6)), ("muscles_active", .integer(active)),
              ("muscles_analysed", .integer(analysed)),
              ("muscles_share", activeShare(n)?.json ?? .null),
              ("regions_active", .list(regions(n).active.map { .text($0.rawValue) })),
              ("regions_analysed", .list(regions(n).analysed.map { .text($0.rawValue) })),
            ])
          })
      ), ("muscles", .list(muscles.map(value))),
      (
        "sides",
        .list(
          sides.map {
            .object([
              ("muscle", .text($0.muscle)), ("session", .integer($0.session)),
              ("right_over_left", .rounded($0.ratio, 4)),
              ("ci95", .list([.rounded($0.lower, 4), .rounded($0.upper, 4)])),
            ])
          })
      ),
    ]
    return .object(facts + (diaryJSON.map { [("diary", $0)] } ?? []))
  }

  private func value(_ muscle: Muscle) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .rounded($0, 4) } ?? .null }
    return .object([
      ("channel", .text(muscle.name)), ("floor_uv", number(muscle.floor)),
      ("change", json(muscle.change)),
      ("persistence", persistence(muscle)?.json ?? .null),
      (
        "points",
        .list(
          muscle.points.map { point in
            .object([
              ("session", .integer(point.session)), ("threshold_uv", number(point.threshold)),
              ("fasciculations", .integer(point.count)),
              ("fasciculations_all", .integer(point.all)),
              ("analysable_s", .rounded(point.minutes * 60, 4)), ("per_min", number(point.rate)),
              (
                "per_min_ci95",
                .list([.rounded(point.interval.lower, 4), .rounded(point.interval.upper, 4)])
              ), ("peak_to_peak_quartiles_uv", .list(point.quartiles.map { .rounded($0, 4) })),
              ("amplitude_dispersion", number(point.dispersion)),
            ])
          })
      ), ("durations", durationsJSON(muscle)),
    ])
  }

  func json(_ change: Change?) -> JSONValue {
    change.map {
      .object([
        ("factor", .rounded($0.factor, 4)),
        ("ci95", .list([.rounded($0.lower, 4), .rounded($0.upper, 4)])),
        ("overdispersion", .rounded($0.overdispersion, 4)),
      ])
    } ?? .null
  }

  /// The change of a muscle's rate in words.
  ///
  /// - Parameter muscle: The muscle.
  /// - Returns: Per cent with its interval, or why there is none.
  public func change(of muscle: Muscle) -> String { words(muscle.change) }

  func words(_ change: Change?) -> String {
    guard let change else { return "not estimable" }
    func percent(_ factor: Double) -> String {
      let value = (factor - 1) * 100
      return value > 1000 ? "×\(readable(factor))" : (value > 0 ? "+" : "") + fixed(value, 0) + " %"
    }
    return "\(percent(change.factor)) (\(percent(change.lower)) to \(percent(change.upper)))"
      + " per \(stepName)"
  }

  /// Tables for people: rates and their changes, durations and theirs, spread and sides, each with its
  /// heading row.
  public var tables: [[[String]]] {
    var rates = [
      [
        "muscle", "session", "above floor", "all", "a minute", "95 %", "median (µV)", "IQR/median",
        "floor (µV)",
      ]
    ]
    for muscle in muscles {
      for point in muscle.points {
        rates.append([
          muscle.name, sessions[point.session].source, "\(point.count)", "\(point.all)",
          readable(point.rate),
          "\(readable(point.interval.lower))–\(readable(point.interval.upper))",
          readable(point.quartiles.count == 3 ? point.quartiles[1] : nil),
          readable(point.dispersion), readable(muscle.floor),
        ])
      }
    }
    var result = [rates]
    if sessions.count > 1 {
      result.append(
        [["muscle", "change (95 %)", "sessions with fasciculations (95 %)"]]
          + muscles.map { [$0.name, change(of: $0), persistence($0)?.text ?? "–"] })
    }
    result += durationTables
    result.append(
      [["session", "begins", "muscles with fasciculations (95 %)", "regions", "of"]]
        + sessions.enumerated().map { n, session in
          let (active, analysed) = regions(n)
          return [
            session.source, session.startTime ?? "–", activeShare(n)?.text ?? "–",
            active.isEmpty ? "–" : active.map(\.rawValue).joined(separator: ", "),
            "\(analysed.count)",
          ]
        })
    if !sides.isEmpty {
      result.append(
        [["muscle", "session", "right/left", "95 %"]]
          + sides.map {
            [
              $0.muscle, sessions[$0.session].source, readable($0.ratio),
              "\(readable($0.lower))–\(readable($0.upper))",
            ]
          })
    }
    if let diaryTable { result.append(diaryTable) }
    return result
  }
}
