internal import EMGCore

/// Tells what the channels of a recording are for, by their names and units.
enum ChannelNaming {
  /// Leads of the electrocardiogram by their usual names (ISO 11073-10102).
  private static let heartLeads: Set<String> = [
    "i", "ii", "iii", "avr", "avl", "avf", "mli", "mlii", "mliii", "mlv", "vx", "vy", "vz",
  ]
  /// Chest leads: names that other recordings use too, so that they count beside a limb lead only.
  private static let chestLeads: Set<String> = [
    "v", "v1", "v2", "v3", "v4", "v5", "v6", "mcl1", "mcl6",
  ]
  /// Electrodes of the 10-20 system on the midline and the forehead: a cap has several of them.
  private static let capMarks: Set<String> = ["fp1", "fp2", "fpz", "fz", "cz", "pz", "oz"]
  private static let capNames: Set<String> = [
    "fp1", "fp2", "fpz", "fz", "cz", "pz", "oz", "f3", "f4", "f7", "f8", "c3", "c4", "p3", "p4",
    "p7", "p8", "o1", "o2", "t3", "t4", "t5", "t6", "t7", "t8", "f1", "f2", "f5", "f6", "c1", "c2",
    "c5", "c6", "p1", "p2", "p5", "p6", "tp7", "tp8", "tp9", "tp10", "ft7", "ft8", "ft9", "ft10",
    "iz", "nz",
  ]
  private static let mastoids: Set<String> = ["a1", "a2", "m1", "m2"]
  private static let capPrefixes = ["af", "fc", "cp", "po", "ft", "tp"]
  /// Types of signal that begin a label of EDF+ (its table of standard texts), EMG left out.
  private static let otherTypes: Set<String> = [
    "eeg", "eog", "erg", "nc", "meg", "mcg", "ep", "temp", "resp", "sao2", "light", "sound",
    "event", "eda", "gsr", "abp", "bp", "co2", "spo2", "hr", "pulse", "pleth", "art", "cvp", "pap",
    "snore", "flow", "thorax", "abdomen", "veog", "heog",
  ]

  /// The kind of each channel; EMG unless name, unit or company say otherwise.
  ///
  /// - Parameter channels: Names with units in file order.
  /// - Returns: One kind a channel.
  static func kinds(_ channels: [(name: String, unit: String)]) -> [ChannelKind] {
    let marks = channels.filter { capMarks.contains(core($0.name)) }.count
    let hasHeart = channels.contains { heartLeads.contains($0.name.lowercased()) }
    let namesMuscle = channels.contains { $0.name.lowercased().contains("emg") }
    return channels.map { channel in
      let kind = kind(channel.name, unit: channel.unit)
      guard kind == .emg, !channel.name.lowercased().contains("emg") else { return kind }
      let name = core(channel.name)
      if hasHeart, chestLeads.contains(name) { return .ecg }
      let isCap =
        capNames.contains(name)
        || (name.count == 3 && capPrefixes.contains { name.hasPrefix($0) })
      // Beside channels that call themselves EMG, names of the 10-20 system are of the scalp.
      if namesMuscle, isCap || mastoids.contains(name) { return .other }
      return marks >= 3 && isCap ? .other : kind
    }
  }

  private static func core(_ name: String) -> String {
    let lower = name.lowercased()
    let text = lower.hasPrefix("eeg ") ? String(lower.dropFirst(4)) : lower
    return String(text.prefix { $0 != "-" && $0 != " " && $0 != "." })
  }

  private static func kind(_ name: String, unit: String) -> ChannelKind {
    let lower = name.lowercased()
    if lower.contains("emg") {
      // A number without a unit may still be muscle; degrees and newtons are not.
      let physical = PhysicalUnit(symbol: unit)
      return physical.isVoltage || unit.isEmpty || ColumnNames.kind("", unit: unit) == .emg
        ? .emg : .other
    }
    let first = String(lower.prefix { $0.isLetter || $0.isNumber })
    if heartLeads.contains(lower) { return .ecg }
    if otherTypes.contains(first) || otherTypes.contains(String(first.prefix { $0.isLetter })) {
      return .other
    }
    let kind = ColumnNames.kind(name, unit: unit.isEmpty ? nil : unit)
    guard kind == .emg, !unit.isEmpty, !PhysicalUnit(symbol: unit).isVoltage else { return kind }
    // Something measured in another unit is no muscle potential.
    return isCount(unit) ? .emg : .other
  }

  /// Whether a unit says only that the numbers are the converter's steps.
  private static func isCount(_ unit: String) -> Bool {
    ["adu", "count", "counts", "raw", "bit", "bits", "lsb", "nu", "n/a", "a.u.", "au"]
      .contains(unit.lowercased())
  }
}
