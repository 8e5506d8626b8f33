import EMGTestSupport
import Foundation
import Testing

@Suite struct BIDSCommandTests {
  private let manager = FileManager.default
  private let places = ["sub-01", "sub-02/ses-1", "sub-02/ses-2"]

  private func dataset(_ folder: Folder) throws {
    for place in places {
      let emg = folder.path("study/\(place)/emg")
      try manager.createDirectory(atPath: emg, withIntermediateDirectories: true)
      let stem = place.replacing("/", with: "_") + "_task-rest_run-1"
      let run = try Program([
        "convert", Fixture.url("Recordings/clonus.csv").path, "-q", "--output",
        "\(emg)/\(stem)_emg.edf",
      ])
      #expect(run.code == 0)
    }
    try Data("{}".utf8).write(to: URL(filePath: folder.path("study/dataset_description.json")))
  }

  private func bids(_ folder: Folder, _ out: String, _ more: [String]) throws -> Program {
    try Program(["bids", folder.path("study"), folder.path(out)] + more + ["-q"])
  }

  private func contents(_ folder: String) throws -> [String: Data] {
    try files(below: folder) { !$0.hasSuffix(".jsonl") && $0 != "batch.sqlite" }
  }

  @Test func participantsAreIndependentAndTheGroupIsWhole() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try dataset(folder)
    let before = try contents(folder.path("study"))
    #expect(try bids(folder, "all", ["participant"]).code == 0)
    #expect(try bids(folder, "all", ["group"]).code == 0)
    let all = try contents(folder.path("all"))
    // A document, a page, a table and its sidecar each; two summaries, two files of the dataset, two
    // pictures.
    #expect(all.count == 3 * 4 + 6, "\(all.keys.sorted())")
    for name in ["group-rate", "group-noise"] {
      let picture = try #require(
        all["figures/\(name).svg"].map { String(decoding: $0, as: UTF8.self) })
      #expect(picture.contains("2 participants") && picture.contains("EMG1"))
    }
    #expect(all["sub-02/ses-1/emg/sub-02_ses-1_task-rest_run-1_events.tsv"] != nil)
    // A pattern that ends in a slash leaves the folder itself to the validator, which knows none of that name.
    let ignored = all[".bidsignore"].map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(ignored.split(separator: "\n").contains("figures"), "\(ignored)")
    for label in [["02", "--session-label", "ses-2"], ["sub-01"], ["02"]] {
      #expect(try bids(folder, "steps", ["participant", "--participant-label"] + label).code == 0)
      #expect((try bids(folder, "steps", ["group"]).code == 0) == (label == ["02"]))
    }
    #expect(try contents(folder.path("steps")) == all)
    #expect(try contents(folder.path("study")) == before)
    let summary = try #require(all["summary.csv"].map { String(decoding: $0, as: UTF8.self) })
    let lines = summary.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("source,status,reason,subject,session,run,task,duration_s,"))
    #expect(lines[2].contains(",done,,02,1,1,rest,"))
    try manager.removeItem(
      atPath: folder.path("all/sub-01/emg/sub-01_task-rest_run-1_events.tsv"))
    let stale = try bids(folder, "all", ["group"])
    #expect(stale.code == 65 && stale.errors.contains("stale"))
    #expect(try bids(folder, "all", ["participant"]).code == 0)
    // The pictures are the group's.
    #expect(try bids(folder, "all", ["group"]).code == 0)
    #expect(try contents(folder.path("all")) == all)
  }

  @Test func whatIsNotThereIsNamed() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try dataset(folder)
    let label = try bids(folder, "out", ["participant", "--participant_label", "07"])
    #expect(label.code == 66 && label.errors.contains("expected one of 01, 02, found '07'"))
    #expect(try bids(folder, "out", ["participant", "--session-label", "9"]).code == 66)
    #expect(try bids(folder, "out", ["everyone"]).code == 64)
    let group = try bids(folder, "out", ["group"])
    #expect(group.code == 66 && group.errors.contains("sub-01_task-rest_run-1_emg.edf"))
    try manager.removeItem(atPath: folder.path("study/dataset_description.json"))
    #expect(try bids(folder, "out", ["participant"]).code == 66)
  }
}
