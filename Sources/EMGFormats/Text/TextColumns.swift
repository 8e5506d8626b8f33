internal import EMGCore

/// Which columns of a table hold samples, and what their numbers are.
struct TextColumns {
  /// The column of each channel.
  let indices: [Int]
  let channels: [Channel]
  /// From a number of the table to the channel's unit.
  let factors: [(scale: Double, offset: Double)]

  /// Chooses the columns.
  ///
  /// - Parameters:
  ///   - shape: The table's.
  ///   - time: The column of times, or nil.
  ///   - rate: Of all channels.
  ///   - options: What the user says of units.
  ///   - name: The table's name for messages.
  ///   - findings: Receives columns that are left out.
  /// - Throws: `FormatError` where a unit is missing or nothing is left.
  init(
    _ shape: TextShape, time: Int?, rate: SampleRate, _ options: ReadingOptions, name: String,
    _ findings: inout [Finding]
  ) throws(FormatError) {
    // Columns of text hold no samples, nor do those that are empty and say no unit.
    indices = shape.columns.indices.filter { index in
      guard index != time else { return false }
      let isText = shape.texts.allSatisfy { row in
        let bytes = Array(row[index].utf8)
        return DecimalNumber.parse(bytes, bytes.indices, decimal: shape.decimal) == nil
      }
      if isText {
        findings.append(
          Finding(
            code: "text_column",
            message: "column '\(shape.columns[index].name)' holds text and is left out"))
      }
      let isEmpty =
        shape.columns[index].unit == nil && shape.columns[index].kind == .emg
        && !shape.rows.isEmpty && shape.rows.allSatisfy { $0[index].isNaN }
      if isEmpty, !isText {
        findings.append(
          Finding(
            code: "empty_column",
            message: "column '\(shape.columns[index].name)' is empty in the first"
              + " \(shape.rows.count) rows and is left out"))
      }
      return !isText && !isEmpty
    }
    var channels: [Channel] = []
    var factors: [(scale: Double, offset: Double)] = []
    for index in indices {
      var column = shape.columns[index]
      var factor = (scale: column.scale, offset: column.offset)
      if column.unit == nil || !PhysicalUnit(symbol: column.unit ?? "").isVoltage,
        column.kind == .emg
      {
        let found = column.unit.map { "'\($0)'" } ?? "none"
        guard let unit = options.unit else {
          throw FormatError(
            .missingFact, field: "unit", location: name,
            detail: "channel '\(column.name)': expected a voltage, found \(found):"
              + " pass --unit (and --scale, --offset for counts)")
        }
        guard PhysicalUnit(symbol: unit).isVoltage else {
          throw FormatError(
            .badField, field: "unit", location: name,
            detail: "expected a voltage such as uV, mV or V, found '\(unit)'")
        }
        column.unit = unit
        factor = (options.scale ?? 1, options.offset ?? 0)
      }
      factors.append(factor)
      channels.append(
        Channel(
          name: column.name, unit: PhysicalUnit(symbol: column.unit ?? ""), kind: column.kind,
          rate: rate))
    }
    guard !channels.isEmpty else {
      throw FormatError(
        .inconsistent, field: "columns", location: name,
        detail: "expected a column of samples beside the time, found none")
    }
    self.channels = channels
    self.factors = factors
  }
}
