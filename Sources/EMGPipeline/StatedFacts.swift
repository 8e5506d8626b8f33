internal import EMGCore
internal import EMGDetection
internal import EMGFilters

extension AnalysisSettings {
  /// The settings with what the recording's description states of the mains.
  ///
  /// The stated frequency joins those that are looked for and is believed earlier; where the nominal
  /// frequencies were changed, they hold alone.
  ///
  /// - Parameters:
  ///   - header: The recording's header.
  ///   - findings: Receives what was used and why.
  /// - Returns: The settings for this recording.
  func stating(_ header: RecordingHeader, _ findings: inout [Finding]) -> AnalysisSettings {
    guard let stated = header.mainsHertz else { return self }
    var settings = self
    let usual = MainsSettings().nominal
    guard mains.nominal == usual else {
      findings.append(
        Finding(
          code: "mains_overridden",
          message: "the recording states a mains frequency of \(stated) Hz: mains.nominal_hz"
            + " was changed and holds"))
      return settings
    }
    settings.mains.stated = stated
    if !usual.contains(stated) { settings.mains.nominal.append(stated) }
    findings.append(
      Finding(
        code: "mains_stated",
        message: "the recording states a mains frequency of \(stated) Hz: it is believed from"
          + " \(mains.statedPresence) times its neighbourhood, others from"
          + " \(mains.presence) times"))
    return settings
  }
}
