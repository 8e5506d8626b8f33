internal import EMGCore
public import EMGReport

/// The report with what a review needs: the list of events, buttons, keys, tiles of the trace.
public enum ReviewPage {
  /// The page.
  ///
  /// - Parameters:
  ///   - entry: The recording with what was read of it.
  ///   - levels: The resolutions of each channel's trace.
  ///   - reviewer: Who decides.
  /// - Returns: HTML that asks the server it came from for events and tiles.
  public static func html(
    _ entry: ReportPage.Entry, levels: [Int: Int], reviewer: String
  ) -> String {
    let counts = levels.keys.sorted().map { "\"\($0)\":\(levels[$0] ?? 1)" }
    let names = EventType.allCases.map { "\"\($0.rawValue)\"" }
    let facts =
      "const levels={\(counts.joined(separator: ","))},"
      + "tileValues=\(TracePyramid.tileValues),factor=\(TracePyramid.factor),"
      + "typeNames=[\(names.joined(separator: ","))];"
    let options = EventType.allCases.map {
      "<option value=\"\($0.rawValue)\">"
        + "\($0.rawValue.split(separator: "_").joined(separator: " "))</option>"
    }.joined()
    let safe = String(
      reviewer.map { "<>&\"'".contains($0) ? " " : $0 })
    return ReportPage([entry]).html(
      ReportPage.Extension(
        style: style,
        script: "\"use strict\";(function(){" + facts + ReviewScript.text + "})();",
        section: section(options, safe)))
  }

  private static func section(_ options: String, _ reviewer: String) -> String {
    func button(_ action: String, _ label: String, _ key: String) -> String {
      "<button type=\"button\" data-review=\"\(action)\" aria-keyshortcuts=\"\(key)\">"
        + "\(label) <kbd>\(key)</kbd></button>"
    }
    return """
      <section class="review" aria-labelledby="review-head"><h3 id="review-head">Review</h3>\
      <p class="soft">Decisions by \(reviewer) are kept as they are made. In the strips filled marks are accepted, pale ones undecided, \
      crosses rejected; another label moves a mark to its row, or above the strip. The other pictures and \
      the tables show what the analysis found.</p>\
      <div class="bar-row"><progress max="1" value="0" aria-label="Events decided"></progress>\
      <span id="review-progress" role="status"></span></div>\
      <div class="bar-row"><label>Show <select id="review-show">\
      <option value="all">all events</option><option value="undecided">undecided</option>\
      <option value="accepted">accepted</option><option value="rejected">rejected</option>\
      </select></label><label>of type <select id="review-type"><option value="">any</option>\
      \(options)</select></label>\
      \(button("acceptall", "Accept all shown, undecided", "Shift+A"))</div>\
      <div class="bar-row">\(button("accept", "Accept", "A"))\(button("reject", "Reject", "X"))\
      <label>Label <select id="review-label" aria-keyshortcuts="L">\(options)</select>\
      <kbd>L</kbd></label>\(button("relabel", "Relabel", "Enter"))\
      \(button("clear", "Undecide", "C"))\(button("add", "Add", "I"))\
      \(button("undo", "Undo", "U"))\(button("redo", "Redo", "Y"))</div>\
      <div class="bar-row"><a id="export-reviewed" download>Reviewed events (JSON)</a>\
      <a id="export-truth" download>Training truth (JSON)</a></div>\
      <p id="review-now" class="now" role="status" aria-live="polite"></p>\
      <p id="review-error" class="problem" role="alert"></p>\
      <details><summary>Keys and mouse</summary><ul class="soft">\
      <li>N and P step through the events shown.</li>\
      <li>A accepts and X rejects the one that is outlined and goes on to the next undecided.</li>\
      <li>L chooses another label; Enter in that list gives it.</li>\
      <li>Drag the outlined event's edge to move the edge, drag it with Shift to move it whole; \
      , and . move it by one point of the screen or one sample, with Shift its end.</li>\
      <li>I adds an event of the chosen label: drag over its place, or press I again for the \
      middle of the view; Escape leaves it.</li>\
      <li>U or Ctrl+Z undoes, Y does again.</li></ul></details>\
      </section>

      """
  }

  private static let style = """
    .review{background:var(--panel);padding:4px 12px 12px;border-radius:8px;margin:16px 0}
    .review h3{margin-top:10px}kbd{font-size:11px;border:1px solid var(--grid);border-radius:3px;
    padding:0 4px;color:var(--soft)}progress{width:240px;height:14px}
    .now{font-weight:600;min-height:1.5em;margin:6px 0}.problem{color:var(--limit);
    font-weight:600;margin:0}.adding canvas{cursor:crosshair!important}
    .fig .undecided{opacity:.35}.fig .rejected{stroke:var(--ink);fill:none;stroke-width:1.4}
    .review a[aria-disabled=true]{color:var(--soft);text-decoration:none;cursor:not-allowed}
    """
}
