import EMGTestSupport
import Foundation
import Testing

@Suite struct LiveCommandTests {
  /// Samples of a simulated recording and the options that describe them as a stream.
  private struct Stream {
    var data: Data
    var options: [String]
    var file: String

    init(_ folder: Folder, seconds: Int = 90) throws {
      file = folder.path("x.raw")
      let made = try Program([
        "simulate", "fasciculations", "--seed", "5", "--duration", "\(seconds)", "--output", file,
      ])
      #expect(made.code == 0)
      data = try Data(contentsOf: URL(filePath: file))
      options = [
        "--rate", "2000", "--channel-count", "1", "--sample-type", "float32le", "--unit", "uV",
      ]
    }
  }

  private static let live = ["analyze", "-", "--format", "jsonl", "--live", "-q"]

  /// The text of an event without what differs between a batch and a live run.
  private func known(_ line: [String: Any]) -> String {
    var line = line
    line["id"] = nil
    line["source"] = nil
    line["co_contraction"] = nil
    if ["saturation", "flatline", "dropout"].contains(line["cause"] as? String) {
      line["noise_uv"] = nil
    }
    let data = try? JSONSerialization.data(withJSONObject: line, options: .sortedKeys)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  @Test func linesWaitedForTheEndOfTheStream() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let stream = try Stream(folder)
    let run = try LiveProgram(Self.live + stream.options)
    // The first line comes before any sample.
    #expect(run.waits { $0.lines.count == 1 })
    #expect(run.lines.first?["duration_s"] is NSNull)
    for start in stride(from: 0, to: stream.data.count, by: 4001) {
      try run.write(stream.data[start..<min(start + 4001, stream.data.count)])
    }
    // The producer stalls: what is decided comes all the same.
    #expect(run.waits { $0.lines("event").count >= 5 })
    #expect(run.isRunning && run.lines("summary").isEmpty)
    try run.closeInput()
    #expect(run.end() == 0)
    let batch = try Program(
      ["analyze", "-", "--format", "jsonl", "-q"] + stream.options, input: stream.data)
    let lines = batch.output.split(separator: "\n").map {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any] ?? [:]
    }
    let events = lines.filter { $0["record"] as? String == "event" }.map(known)
    #expect(!events.isEmpty && run.lines("event").map(known).sorted() == events.sorted())
    #expect(run.lines("event").compactMap { $0["id"] as? Int } == Array(events.indices))
    let (summary, whole) = (try #require(run.lines.last), try #require(lines.last))
    for key in ["channels", "classes"] {
      #expect((summary[key] as? NSObject) == (whole[key] as? NSObject))
    }
    let recording = try #require(summary["recording"] as? [String: Any])
    for key in ["sha256", "duration_s", "channels"] {
      #expect((recording[key] as? NSObject) == (lines[0][key] as? NSObject))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func anInterruptLostTheSummary(signal: Int32) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let stream = try Stream(folder)
    let run = try LiveProgram(Self.live + stream.options)
    // The stream is cut off within a sample.
    try run.write(stream.data.dropLast(2))
    #expect(run.waits { !$0.lines("event").isEmpty })
    run.interrupt(signal)
    #expect(run.end() == 130)
    #expect(run.lines.last?["record"] as? String == "summary")
    let recording = run.lines.last?["recording"] as? [String: Any]
    // What was still in the pipe is not waited for.
    let duration = recording?["duration_s"] as? Double ?? 0
    #expect(duration > 30 && duration <= 90 - 1.0 / 2000)
  }

  @Test func anInterruptReadHalfANumber() throws {
    let run = try LiveProgram(Self.live + ["--rate", "1000"])
    var text = "EMG1 (uV)\n"
    for i in 0..<500 { text += "\(i % 7)\n" }
    try run.write(Data((text + "123").utf8))
    #expect(run.waits { $0.lines.count == 1 })
    Thread.sleep(forTimeInterval: 1)
    run.interrupt(SIGINT)
    #expect(run.end() == 130)
    let recording = run.lines.last?["recording"] as? [String: Any]
    let duration = recording?["duration_s"] as? Double ?? 0
    #expect(duration > 0 && duration <= 0.5)
  }

  @Test func badDataInMidStreamEndWithTheSummary() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let stream = try Stream(folder)
    let run = try LiveProgram(Self.live + stream.options)
    try run.write(stream.data.dropLast(2))
    try run.closeInput()
    #expect(run.end() == 65)
    #expect(!run.lines("event").isEmpty)
    #expect(run.lines.last?["record"] as? String == "summary")
  }

  @Test func aReaderThatWentAwayIsSuccess() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let stream = try Stream(folder)
    let words = ([Program.url.path] + Self.live + stream.options).map { "'\($0)'" }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c",
      "cat '\(stream.file)' | \(words.joined(separator: " ")) | head -n 1 >/dev/null;"
        + " exit ${PIPESTATUS[1]}",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func theConsumerOfThePageRuns() throws {
    let page = try String(
      contentsOf: Fixture.root.appending(path: "docs/live.md"), encoding: .utf8)
    let blocks = page.components(separatedBy: "```python\n").dropFirst()
    let code = try #require(blocks.first?.components(separatedBy: "\n```").first)
    let folder = try Folder()
    defer { folder.remove() }
    let stream = try Stream(folder)
    try code.write(toFile: folder.path("consumer.py"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c",
      "command -v python3 >/dev/null || exit 99; cat '\(stream.file)' |"
        + " python3 '\(folder.path("consumer.py"))' '\(Program.url.path)'"
        + " \(stream.options.joined(separator: " "))",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus != 99 else {
      print("skipped: python3 is not here")
      return
    }
    #expect(process.terminationStatus == 0)
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    #expect(lines.first?.hasPrefix("channels: ") == true)
    #expect(lines.contains { $0.contains(": fasciculation (") })
    #expect(lines.last?.contains("fasciculations, ") == true)
  }

  @Test(arguments: [
    ["analyze", "-", "--live"], ["analyze", "a", "b", "--live", "--format", "jsonl", "-o", "x"],
    ["analyze", "-", "--live", "--format", "jsonl", "-o", "x"],
  ]) func liveAsksForOneInputAndLines(arguments: [String]) throws {
    let run = try Program(arguments, input: Data())
    #expect(run.code == 64 || run.code == 66)
    #expect(run.output.isEmpty)
  }
}
