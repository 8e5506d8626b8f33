import EMGTestSupport
import Foundation
import Testing

/// `myosift score` as a user calls it.
@Suite struct ScoreCommandTests {
  private func document(_ source: String, _ times: [Double]) -> String {
    let events = times.map { time in
      """
      {"type": "fasciculation", "channel": "x", "onset_s": \(time - 0.005), "duration_s": 0.01,
       "discharges_s": [\(time)], "confidence": 0.9, "features": {"snr": 9}}
      """
    }
    return """
      {"schema": "myosift-events", "schema_version": "1.0.0", "recording": {"source": "\(source)",
       "duration_s": 60, "channels": [{"name": "x", "masks": []}]},
       "events": [\(events.joined(separator: ","))]}
      """
  }

  private func write(_ text: String, _ folder: Folder, _ name: String) throws {
    try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
  }

  @Test func foldersArePairedByRecordingWhateverTheFilesAreCalled() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try write(document("a.raw", [1, 2]), folder, "1.truth.json")
    try write(document("b.raw", [3]), folder, "2.truth.json")
    try write(document("b.raw", [3.001]), folder, "1.events.json")
    try write(document("a.raw", [1, 5]), folder, "2.events.json")
    let run = try Program(["score", folder.path(""), folder.path(""), "--json"])
    #expect(run.code == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(json?["schema"] as? String == "myosift-score")
    #expect(json?["recordings"] as? Int == 2)
    let types = json?["types"] as? [String: [String: Any]]
    let score = types?["fasciculation"]
    #expect(score?["hits"] as? Int == 2)
    #expect(score?["missed"] as? Int == 1)
    #expect(score?["false"] as? Int == 1)
    #expect((score?["tolerance_curve"] as? [Any])?.count == 4)
    #expect((score?["quiet_false_per_min_ci95"] as? [Double])?.count == 2)
    // The reliability of each type, bin by bin, and not only of all types together.
    let worth = (json?["calibration_by_type"] as? [String: [String: Any]])?["fasciculation"]
    let bins = worth?["bins"] as? [[String: Any]] ?? []
    #expect(bins.count == 10)
    #expect(bins.compactMap { $0["detections"] as? Int }.reduce(0, +) == 3)
    #expect(bins.compactMap { $0["right"] as? Int }.reduce(0, +) == 2)
  }

  @Test func whatCannotBePairedIsRefusedWithItsName() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try write(document("a.raw", [1]), folder, "1.truth.json")
    try write(document("b.raw", [3]), folder, "2.truth.json")
    try write(document("a.raw", [1]), folder, "1.events.json")
    let cut = try Program(["score", folder.path(""), folder.path("")])
    #expect(cut.code == 65)
    #expect(cut.errors.contains("'b.raw'"))
    #expect(cut.output.isEmpty)
    let mixed = try Program(["score", folder.path(""), folder.path("1.events.json")])
    #expect(mixed.code == 64)
    let absent = try Program(["score", folder.path("no.json"), folder.path("1.events.json")])
    #expect(absent.code == 66)
    let range = try Program([
      "score", folder.path("1.truth.json"), folder.path("1.events.json"), "--overlap", "2",
    ])
    #expect(range.code == 64)
  }

  @Test func twoDocumentsAreTakenAtTheUsersWordWithANote() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try write(document("a.raw", [1]), folder, "t.json")
    try write(document("a.csv", [1]), folder, "e.json")
    let run = try Program(["score", folder.path("t.json"), folder.path("e.json")])
    #expect(run.code == 0)
    #expect(run.errors.contains("a.csv"))
    #expect(run.output.contains("fasciculation"))
  }
}
