extension ReportPage {
  /// What a served page has beyond one that stands alone.
  package struct Extension {
    /// Rules of style.
    package var style: String
    /// A script that runs before the page's own.
    package var script: String
    /// Elements before the trace.
    package var section: String

    /// Makes an extension.
    ///
    /// - Parameters:
    ///   - style: Rules of style.
    ///   - script: A script that runs before the page's own.
    ///   - section: Elements before the trace.
    package init(style: String, script: String, section: String) {
      self.style = style
      self.script = script
      self.section = section
    }
  }
}
