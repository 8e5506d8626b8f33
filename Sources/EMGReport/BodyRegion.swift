internal import EMGCore

/// The part of the body that a muscle belongs to, by the segments that supply it.
///
/// The four regions are those in which spread is counted in neurophysiology (Brooks et al. 2000,
/// "El Escorial revisited": jaw, face, tongue; neck, arm, hand; back, abdomen; leg, foot). They say
/// where a muscle is and nothing about its cause.
public enum BodyRegion: String, Hashable, Sendable, CaseIterable {
  /// Jaw, face, palate, tongue.
  case cranial
  /// Neck, arm, hand.
  case cervical
  /// Back and abdomen.
  case thoracic
  /// Leg and foot.
  case lumbosacral

  /// Words of muscles' names, the telling ones first; abbreviations count as whole words only.
  private static let names: [(region: BodyRegion, words: [String], abbreviations: Set<String>)] = [
    (
      .lumbosacral,
      [
        "biceps femoris", "rectus femoris", "vastus", "quadriceps", "tibialis", "tib ant",
        "gastroc", "soleus", "hamstring", "glute", "peroneus", "fibularis",
        "extensor digitorum brevis",
        "hallucis", "gracilis", "sartorius", "tensor fasciae", "iliopsoas", "adductor",
        "semitendinosus", "semimembranosus", "calf",
        "thigh",
      ],
      [
        "vl", "vm", "rf", "ta", "ga", "gm", "gl", "mg", "lg", "sol", "bf", "edb", "ah", "st", "gc",
      ]
    ),
    (
      .thoracic,
      [
        "rectus abdominis", "abdominal", "abdominis", "obliquus", "oblique", "intercostal",
        "thoracic", "erector spinae", "paraspinal", "multifidus", "longissimus",
      ], ["ra"]
    ),
    (
      .cranial,
      [
        "tongue", "genioglossus", "masseter", "temporalis", "orbicularis", "mentalis", "frontalis",
        "nasalis", "submental", "zygomatic", "digastric",
      ], []
    ),
    (
      .cervical,
      [
        "sternocleidomastoid", "trapezius", "deltoid", "biceps", "triceps", "brachioradialis",
        "brachialis", "flexor carpi", "extensor carpi", "extensor digitorum", "interosse",
        "abductor pollicis", "abductor digiti", "thenar", "pronator", "diaphragm", "forearm",
        "flexor digitorum", "flexor pollicis", "opponens", "supinator", "infraspinatus",
        "supraspinatus", "pectoralis", "serratus",
      ],
      ["scm", "bb", "tb", "br", "fcr", "fcu", "ecr", "ecu", "edc", "fdi", "apb", "adm", "fds"]
    ),
  ]

  /// The region of a channel's muscle, told by its name.
  ///
  /// - Parameter channel: The channel's name, such as `BB_R` or `Tibialis anterior left`.
  public init?(channel: String) {
    let words = channel.lowercased().split { !$0.isLetter }.map(String.init)
    let text = words.joined(separator: " ")
    let found =
      Self.names.first { entry in entry.words.contains(where: text.contains) }
      ?? Self.names.first { entry in words.contains(where: entry.abbreviations.contains) }
    guard let found else { return nil }
    self = found.region
  }
}

/// Which regions had fasciculations.
struct RegionTable {
  let document: SessionDocument

  /// A table, or nothing where no channel's name tells a muscle.
  var html: String {
    let channels = document.channels.filter(\.isAnalysed)
    let groups = Dictionary(grouping: channels) { BodyRegion(channel: $0.name) }
    guard groups.keys.contains(where: { $0 != nil }) else { return "" }
    let rows = (BodyRegion.allCases.map(Optional.some) + [nil]).compactMap { region -> String? in
      guard let members = groups[region] else { return nil }
      let counts = members.map { channel in
        document.events.count { $0.channel == channel.index && $0.type == .fasciculation }
      }
      let minutes = members.reduce(0) { $0 + $1.analysable } / 60
      let total = counts.reduce(0, +)
      let active = zip(members, counts).filter { $0.1 > 0 }.map(\.0.name)
      return "<tr><th scope=\"row\">\(region?.rawValue ?? "not told by the name")</th>"
        + "<td>\(members.count)</td><td>\(active.count)</td><td>\(total)</td>"
        + "<td>\(minutes > 0 ? readable(Double(total) / minutes) : "–")</td>"
        + "<td class=\"left\">\(escaped(active.isEmpty ? "–" : active.joined(separator: ", ")))"
        + "</td></tr>"
    }
    return "<h3>Body regions</h3><div class=\"scroll\"><table><thead><tr>"
      + "<th scope=\"col\">Region</th><th scope=\"col\">muscles</th>"
      + "<th scope=\"col\">with fasciculations</th><th scope=\"col\">fasciculations</th>"
      + "<th scope=\"col\">a minute of a muscle</th>"
      + "<th scope=\"col\" class=\"left\">which</th></tr></thead><tbody>\(rows.joined())"
      + "</tbody></table></div><p class=\"soft\">Regions are told by the channels' names.</p>"
  }
}
