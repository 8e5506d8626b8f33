/// Discharges too weak for a unit of their own, kept until enough of them are alike.
struct LooseDischarges: Sendable {
  /// One of them.
  struct Item: Sendable {
    /// The onset of its event on the channel's timeline.
    var onset: Int
    var snippet: Snippet
  }

  private let settings: UnitSearchSettings
  private(set) var items: [Item] = []

  init(settings: UnitSearchSettings) { self.settings = settings }

  /// Whether units are due to be made of them.
  var isFull: Bool { items.count >= settings.mostLoose }

  mutating func keep(_ item: Item) { items.append(item) }

  /// The units among them, the largest first; those that are of none are kept, or the newer half of
  /// them where there are too many.
  ///
  /// The one that most others are like is the middle of a unit; its members' mean then takes in those
  /// that are like it.
  mutating func takeUnits() -> [(waveform: [Float], members: [Item])] {
    var units: [(waveform: [Float], members: [Item])] = []
    while items.count >= settings.members {
      let counts = items.map { seed in
        items.count { isAlike(Array(seed.snippet.core), $0.snippet) }
      }
      guard let most = counts.max(), most >= settings.members,
        let seed = counts.firstIndex(of: most)
      else { break }
      let core = Array(items[seed].snippet.core)
      let mean = mean(of: items.filter { isAlike(core, $0.snippet) }, like: core)
      let members = items.filter { isAlike(mean, $0.snippet) }
      guard members.count >= settings.members else { break }
      units.append((self.mean(of: members, like: mean), members))
      items = items.filter { !isAlike(mean, $0.snippet) }
    }
    if isFull { items.removeFirst(items.count / 2) }
    return units
  }

  private func isAlike(_ waveform: [Float], _ snippet: Snippet) -> Bool {
    snippet.likeness(to: waveform) >= settings.similarity
  }

  /// The mean of discharges, each moved to where a waveform fits it best.
  private func mean(of members: [Item], like waveform: [Float]) -> [Float] {
    var sum = [Float](repeating: 0, count: waveform.count)
    for member in members {
      let snippet = member.snippet
      let result = fit(waveform, to: snippet)
      let moved = delayed(snippet.samples, by: -result.lag)
      for i in sum.indices { sum[i] += Float(moved[snippet.room + result.shift + i]) }
    }
    return sum.map { $0 / Float(members.count) }
  }
}
