internal import EMGCore

/// Tables of what was measured: motor units, rhythms, contractions.
///
/// They are left out where empty.
struct MeasureTables {
  let document: SessionDocument

  /// Rows of a table; the document holds them all.
  private static let mostRows = 200

  /// The tables, each under its heading.
  var html: String { units + rhythms + contractions }

  private func name(_ index: Int) -> String {
    document.channels.first { $0.index == index }?.name ?? "channel \(index)"
  }

  private func table(_ title: String, _ note: String, _ heads: [String], _ rows: [[String]])
    -> String
  {
    guard !rows.isEmpty else { return "" }
    let body = rows.prefix(Self.mostRows).map { cells in
      "<tr><th scope=\"row\">\(escaped(cells.first ?? ""))</th>"
        + cells.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    let more =
      rows.count > Self.mostRows
      ? "<p class=\"soft\">The first \(Self.mostRows) of \(rows.count).</p>" : ""
    return "<h3>\(title)</h3><p class=\"soft\">\(note)</p><div class=\"scroll\"><table><thead><tr>"
      + heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
      + "</tr></thead><tbody>\(body.joined())</tbody></table></div>\(more)"
  }

  private func text(_ value: Double?, _ decimals: Int) -> String {
    value.map { fixed($0, decimals) } ?? "–"
  }

  /// A value with its standard error.
  private func text(_ value: Double?, error: Double?, _ decimals: Int) -> String {
    guard let value else { return "–" }
    return fixed(value, decimals) + (error.map { " ± \(fixed($0, decimals))" } ?? "")
  }

  private var units: String {
    let rows = document.channels.filter(\.isAnalysed).flatMap { channel in
      channel.units.map { unit in
        [
          "\(channel.name), unit \(text(unit["motor_unit"], 0))", text(unit["fasciculations"], 0),
          text(unit["intervals"], 0), text(unit["interval_mean_s"], 2),
          text(unit["interval_cv"], 2), text(unit["interval_cv2"], 2),
          text(unit["interval_lv"], 2), text(unit["interval_lvr"], 2),
        ]
      }
    }
    return table(
      "Motor units",
      "How irregularly each unit discharges: about 1 for a Poisson process, 0 for a clock.",
      ["Unit", "fasciculations", "intervals", "mean (s)", "CV", "CV2", "LV", "LvR"], rows)
  }

  private func measured(_ types: [EventType]) -> [SessionDocument.EventEntry] {
    document.events.filter { types.contains($0.type) }
  }

  private func head(_ event: SessionDocument.EventEntry) -> String {
    "\(name(event.channel)), \(Palette.name(event.type)) at \(clock(event.onset))"
  }

  private var rhythms: String {
    let rows = measured([.tremor, .clonus, .rhythmicBursting]).map { event in
      let measures = event.measures
      let pairs = event.pairs.map { pair in
        "\(pair.channel): \(text(pair.measures["value"], 2))"
          + " (limit \(text(pair.measures["limit_95"], 2)),"
          + " \(text(pair.measures["phase_deg"], 0))°)"
      }
      let pauses = measures["pauses"].map {
        "\(fixed($0, 0)) (\(text(measures["paused_s"], 1)) s)"
      }
      return [
        head(event), text(event.frequency, 2), text(measures["frequency_sd_hz"], 2),
        text(measures["frequency_half_width_hz"], 2),
        text(
          measures["frequency_drift_hz_per_min"],
          error: measures["frequency_drift_se_hz_per_min"], 2), pauses ?? "–",
        text(measures["amplitude_cv"], 2), pairs.isEmpty ? "–" : pairs.joined(separator: "; "),
      ]
    }
    return table(
      "Rhythms over time", "Measured, not judged; ± is one standard error.",
      [
        "Event", "frequency (Hz)", "SD (Hz)", "half-width (Hz)", "drift (Hz/min)", "pauses",
        "amplitude CV", "coherence",
      ], rows)
  }

  private var contractions: String {
    let rows = measured([.contraction, .cramp]).compactMap { event -> [String]? in
      let measures = event.measures
      guard measures["median_frequency_hz"] != nil || !event.pairs.isEmpty else { return nil }
      let pairs = event.pairs.map { pair in
        "\(pair.channel): \(text(pair.measures["overlap_s"], 1)) s,"
          + " \(text(pair.measures["falconer_winter_percent"], 0)) %"
      }
      return [
        head(event), text(event.duration, 1), text(measures["median_frequency_hz"], 1),
        text(
          measures["median_frequency_slope_hz_per_s"],
          error: measures["median_frequency_slope_se_hz_per_s"], 2),
        text(
          measures["mean_frequency_slope_hz_per_s"],
          error: measures["mean_frequency_slope_se_hz_per_s"], 2),
        pairs.isEmpty ? "–" : pairs.joined(separator: "; "),
      ]
    }
    return table(
      "Contractions",
      "Slopes of short-time spectra with one standard error; time and share of the activity that"
        + " other channels have in common with it (Falconer and Winter).",
      [
        "Event", "length (s)", "median frequency (Hz)", "its slope (Hz/s)",
        "slope of the mean frequency (Hz/s)", "together with",
      ], rows)
  }
}
