internal import EMGCore

/// Colours that stay apart for colour-blind eyes (Okabe and Ito 2008; Tol 2021), never alone:
/// classes also have rows, labels and hatches.
enum Palette {
  /// Light and dark.
  static func colours(_ type: EventType) -> (light: String, dark: String) {
    switch type {
    case .fasciculation: ("#0072B2", "#56B4E9")
    case .tremor: ("#D55E00", "#FF8A3D")
    case .clonus: ("#CC79A7", "#E8A0C8")
    case .rhythmicBursting: ("#AA4499", "#D67AC9")
    case .myoclonus: ("#882255", "#D2608F")
    case .negativeMyoclonus: ("#332288", "#A79BEB")
    case .tonicFiring: ("#009E73", "#2BC79B")
    case .contraction: ("#8A6D00", "#DDB92B")
    case .cramp: ("#661100", "#D98C6F")
    case .groupedDischarge: ("#117733", "#5FC27F")
    case .evoked: ("#00838F", "#4DD0E1")
    case .artifact: ("#6B6B6B", "#A0A0A0")
    case .unclassified: ("#9A7B4F", "#CBB48F")
    }
  }

  /// The name as people write it.
  static func name(_ type: EventType) -> String {
    type.rawValue.split(separator: "_").joined(separator: " ")
  }

  /// The class of a type's marks.
  static func mark(_ type: EventType) -> String { "c-\(type.rawValue)" }

  private static let ink = [
    ("ink", "#1b1f24", "#e8eaed"), ("soft", "#57606a", "#a9b1ba"), ("grid", "#d9dee3", "#3a4149"),
    ("paper", "#ffffff", "#15181c"), ("trace", "#3d4650", "#b9c2cc"),
    ("mask", "#8c959f", "#8c959f"),
    ("limit", "#B3261E", "#FF8A80"), ("panel", "#f6f8fa", "#1e2329"),
    ("link", "#0550ae", "#79b8ff"),
  ]

  /// Variables of a page: light, dark where wanted, light on paper.
  static var variables: String {
    func list(_ isDark: Bool) -> String {
      ink.map { "--\($0.0):\(isDark ? $0.2 : $0.1);" }.joined()
        + EventType.allCases.map {
          "--\(mark($0)):\(isDark ? colours($0).dark : colours($0).light);"
        }.joined()
    }
    return ":root{color-scheme:light dark;\(list(false))}"
      + "@media screen and (prefers-color-scheme:dark){:root{\(list(true))}}"
  }

  private static let rules = """
    .fig text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:$ink$}
    .fig .tm{text-anchor:middle;fill:$soft$}.fig .te{text-anchor:end;fill:$soft$}
    .fig .ts{text-anchor:start;fill:$soft$}.fig .nm{text-anchor:end;fill:$ink$}
    .fig .hd{font-size:15px;font-weight:600}.fig .bg{fill:$paper$}
    .fig .gr{stroke:$grid$;fill:none}.fig .ax{stroke:$soft$;fill:none}
    .fig .tr{stroke:$trace$;fill:none;stroke-width:1}.fig .th{stroke:$limit$;fill:none;\
    stroke-width:1.2;stroke-dasharray:6 3}
    .fig .one{stroke:$trace$;fill:none;stroke-width:.8;opacity:.35}
    .fig .mean{stroke:$c-fasciculation$;fill:none;stroke-width:2}
    .fig .bar{fill:$c-fasciculation$}.fig .mark{fill:$ink$}.fig .err{stroke:$ink$;fill:none;stroke-width:1.2}
    .fig .exp{stroke:$limit$;fill:none;stroke-width:2;stroke-dasharray:6 3}
    .fig .band{fill:$c-fasciculation$;opacity:.09}.fig .mains{stroke:$limit$;fill:none;\
    stroke-dasharray:2 3}
    .fig .maskfill{fill:url(#hatch)}.fig .hatchline{stroke:$mask$;stroke-width:1.4}
    """

  private static var marks: String {
    EventType.allCases.map {
      let c = mark($0)
      return ".fig .\(c){fill:$\(c)$}.fig .s-\($0.rawValue){stroke:$\(c)$;fill:none;"
        + "stroke-width:1.4}"
    }.joined() + ".fig .dots{stroke-width:2}"
  }

  /// Rules of figures inside a page.
  static var pageFigureStyle: String { substituted { "var(--\($0))" } }

  /// Rules of a figure that stands alone: plain colours, understood by every program.
  static var figureStyle: String {
    let table = Dictionary(
      ink.map { ($0.0, $0.1) } + EventType.allCases.map { (mark($0), colours($0).light) },
      uniquingKeysWith: { a, _ in a })
    return substituted { table[$0] ?? "#000" }.split(separator: ".fig ").joined(separator: "")
      .split(separator: "\n").joined(separator: "\n")
  }

  private static func substituted(_ colour: (String) -> String) -> String {
    (rules + marks).split(separator: "$", omittingEmptySubsequences: false).enumerated()
      .map { $0 % 2 == 1 ? colour(String($1)) : String($1) }.joined()
  }

  /// Hatches for what was left out.
  static let patterns =
    "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
    + " patternTransform=\"rotate(45)\"><path class=\"hatchline\" d=\"M0 0V6\"/></pattern></defs>"
}
