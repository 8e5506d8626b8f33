import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// What stands beside a recording in a BIDS dataset.
@Suite struct BIDSDescriptionTests {
  private func dataset(_ files: [(String, String)]) throws -> (Scratch, String) {
    let scratch = try Scratch()
    var file = EDFBytes()
    file.signals = [
      .init(label: "E1", dimension: "", records: [[1, 2, 3, 4]]),
      .init(label: "E2", dimension: "uV", records: [[1, 2, 3, 4]]),
    ]
    let path = try scratch.write("sub-1_task-rest_emg.edf", Data(file.bytes))
    for (name, text) in files { _ = try scratch.write("sub-1_task-rest_\(name)", Data(text.utf8)) }
    return (scratch, path)
  }

  @Test func muscleMainsUnitsAndEventsAreTaken() throws {
    let (scratch, path) = try dataset([
      (
        "channels.tsv",
        "name\ttype\tunits\tsignal_electrode\ttarget_muscle\tsampling_frequency\n"
          + "E1\tEMG\tmV\te1\ttibialis anterior\t4\nE2\tMISC\tuV\te2\tn/a\t4\n"
      ),
      ("electrodes.tsv", "name\tx\ty\ttarget_muscle\ne1\t0\t0\tn/a\ne2\t1\t0\tsoleus\n"),
      (
        "emg.json",
        "{\"PowerLineFrequency\": 60, \"SamplingFrequency\": 4, \"Manufacturer\": \"x\"}"
      ),
      ("events.tsv", "onset\tduration\ttrial_type\n0.5\t0.25\tmove\n0.25\tn/a\tgo\nx\t1\tbad\n"),
    ])
    defer { scratch.remove() }
    let header = try Recordings.open(path: path).header
    #expect(header.channels.map(\.targetMuscle) == ["tibialis anterior", "soleus"])
    #expect(header.channels.map(\.kind) == [.emg, .other])
    #expect(header.channels[0].unit.microvolts == 1000)
    #expect(header.mainsHertz == 60)
    #expect(
      header.annotations == [
        Annotation(onset: 0.25, duration: nil, text: "go"),
        Annotation(onset: 0.5, duration: 0.25, text: "move"),
      ])
    #expect(header.findings.map(\.code) == ["bad_annotations"])
  }

  @Test func whatTheDatasetSaysAboveTheRecordingWasUnseen() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let manager = FileManager.default
    let folder = scratch.folder.appending(path: "set/sub-1/ses-2/emg")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    func put(_ place: String, _ text: String) throws {
      try Data(text.utf8).write(to: scratch.folder.appending(path: place))
    }
    var file = EDFBytes()
    file.date = "xx.xx.xx"
    file.signals = [.init(label: "E1", dimension: "", records: [[1, 2, 3, 4]])]
    let path = folder.appending(path: "sub-1_ses-2_task-rest_emg.edf")
    try Data(file.bytes).write(to: path)
    let own = "set/sub-1/ses-2/emg/sub-1_ses-2_task-rest_channels.tsv"
    try put("set/task-rest_emg.json", "{\"PowerLineFrequency\": 50, \"SamplingFrequency\": 4}")
    try put("set/sub-1/sub-1_task-rest_emg.json", "{\"PowerLineFrequency\": 60}")
    try put("set/task-walk_channels.tsv", "name\ttype\tunits\nE1\tMISC\tV\n")
    try put("set/task-rest_channels.tsv", "name\ttype\tunits\nE1\tEMG\tmV\n")
    try put(
      "set/sub-1/ses-2/sub-1_ses-2_scans.tsv",
      "filename\tacq_time\nemg/sub-1_ses-2_task-rest_emg.edf\t2021-03-04T05:06:07.250\n")
    // Without a dataset around it only its own folder speaks.
    #expect(try Recordings.open(path: path.path).header.mainsHertz == nil)
    try put("set/dataset_description.json", "{}")
    let header = try Recordings.open(path: path.path).header
    // The nearer sidecar says it otherwise.
    #expect(header.mainsHertz == 60)
    #expect(header.channels[0].unit.symbol == "mV" && header.channels[0].kind == .emg)
    #expect(header.startTime == "2021-03-04T05:06:07.25")
    // The nearest table counts alone.
    try put(own, "name\ttype\tunits\nE1\tEMG\tuV\n")
    #expect(try Recordings.open(path: path.path).header.channels[0].unit.symbol == "uV")
    // A zone would have to be dropped.
    try put(
      "set/sub-1/ses-2/sub-1_ses-2_scans.tsv",
      "filename\tacq_time\nemg/sub-1_ses-2_task-rest_emg.edf\t2021-03-04T05:06:07Z\n")
    let zoned = try Recordings.open(path: path.path).header
    #expect(zoned.startTime == nil && zoned.findings.contains { $0.code == "bad_start" })
  }

  @Test func whatContradictsTheFileIsTold() throws {
    let (scratch, path) = try dataset([
      ("channels.tsv", "name\ttype\tunits\tsampling_frequency\nE2\tEMG\tmV\t8\n"),
      ("emg.json", "{\"PowerLineFrequency\": \"n/a\", \"SamplingFrequency\": 100}"),
    ])
    defer { scratch.remove() }
    let header = try Recordings.open(path: path).header
    #expect(header.channels[1].unit.microvolts == 1)
    #expect(header.mainsHertz == nil)
    #expect(
      header.findings.map(\.code) == ["units_disagree", "rate_disagrees", "rate_disagrees"])
  }

  @Test(arguments: ["[1]", "{", "{\"PowerLineFrequency\": -1}"])
  func brokenSidecarsAreRefused(text: String) throws {
    let (scratch, path) = try dataset([("emg.json", text)])
    defer { scratch.remove() }
    let found = Compliance.survives(path)
    #expect(found?.code == .badField && found?.location.hasSuffix("emg.json") == true)
  }
}
