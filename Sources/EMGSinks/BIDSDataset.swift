/// The file `dataset_description.json` of a BIDS derivative dataset.
public enum BIDSDataset {
  /// The file's name.
  public static let fileName = "dataset_description.json"

  /// The text of `.bidsignore`: what BIDS has no place for and stands beside the tables of events.
  public static let ignored =
    "*.events.json\n*.report.html\nsummary.*\nbatch.sqlite\nfigures\n.myosift-*\n*.part\n"

  /// The file's text: name, version of BIDS, and what made the dataset.
  public static var description: String {
    JSONValue.object([
      ("Name", .text("Events detected in EMG")), ("BIDSVersion", .text("1.11.0")),
      ("DatasetType", .text("derivative")),
      (
        "GeneratedBy",
        .list([
          .object([
            ("Name", .text(EventSchema.generatorName)),
            ("Version", .text(EventSchema.generatorVersion)),
          ])
        ])
      ),
    ]).indentedText
  }
}
