internal import EMGCore
internal import EMGSinks

/// How far fasciculations reach, over muscles, regions and sessions.
extension Trend {
  /// A share with its 95 % interval by Wilson's score (Wilson 1927).
  struct Share: Hashable {
    var count: Int
    var total: Int

    var value: Double { Double(count) / Double(total) }

    /// Nil without a total.
    init?(_ count: Int, of total: Int) {
      guard total > 0 else { return nil }
      (self.count, self.total) = (count, total)
    }

    var limits: (lower: Double, upper: Double) {
      let z = 1.959964
      let n = Double(total)
      let center = (value + z * z / (2 * n)) / (1 + z * z / n)
      let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
      return (max(0, center - half), min(1, center + half))
    }

    var json: JSONValue {
      .object([
        ("count", .integer(count)), ("of", .integer(total)), ("share", .rounded(value, 4)),
        ("ci95", .list([.rounded(limits.lower, 4), .rounded(limits.upper, 4)])),
      ])
    }

    /// `2 of 3 (21 to 94 %)`.
    var text: String {
      "\(count) of \(total) (\(fixed(limits.lower * 100, 0)) to \(fixed(limits.upper * 100, 0)) %)"
    }
  }

  /// Sessions in which a muscle had a fasciculation above the floor, of those in which it was analysed.
  func persistence(_ muscle: Muscle) -> Share? {
    Share(muscle.points.count { $0.count > 0 }, of: muscle.points.count)
  }

  /// Muscles with a fasciculation above the floor in a session, of those analysed.
  func activeShare(_ session: Int) -> Share? {
    let (active, analysed) = spread(session)
    return Share(active, of: analysed)
  }

  /// Body regions with a fasciculation above the floor, and those analysed, as the muscles' names tell them.
  func regions(_ session: Int) -> (active: [BodyRegion], analysed: [BodyRegion]) {
    var active: Set<BodyRegion> = []
    var analysed: Set<BodyRegion> = []
    for muscle in muscles {
      guard let region = BodyRegion(channel: muscle.name) else { continue }
      for point in muscle.points where point.session == session {
        analysed.insert(region)
        if point.count > 0 { active.insert(region) }
      }
    }
    return (
      BodyRegion.allCases.filter(active.contains), BodyRegion.allCases.filter(analysed.contains)
    )
  }
}
