import CFuzzer
import EMGCore
import EMGPipeline
import EMGSinks
import Foundation

/// Analyses the recording that the bytes at hand tell of, whatever it is: an error is right, a trap, an event
/// outside the recording or a result that depends on the cuts is not.
@main enum Driver {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let code = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      let script = SignalScript(Array(UnsafeBufferPointer(start: data, count: size)))
      guard !script.samples[0].isEmpty else { return 0 }
      let done = DispatchSemaphore(value: 0)
      Task.detached {
        await Driver.analyse(script)
        done.signal()
      }
      done.wait()
      return 0
    }
    exit(code)
  }

  static func source(_ script: SignalScript, _ cuts: [Int]) -> MemorySource {
    let channels = script.samples.indices.map { c in
      Channel(
        name: "\(c)", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: script.rate))
    }
    return MemorySource(
      header: RecordingHeader(format: "fuzz", channels: channels), samples: script.samples,
      blockLengths: cuts)
  }

  static func analyse(_ script: SignalScript) async {
    if script.isLive { return await followLive(script) }
    guard let result = await run(script, [65_536]) else { return }
    check(result.events, script)
    _ = EventSchema(result).document.compactText
    guard script.cuts != [65_536] else { return }
    let other = await run(script, script.cuts)
    // As text, where NaN equals itself.
    precondition(
      other.map { "\($0.events)" } == "\(result.events)", "the cuts change the events")
  }

  static func run(_ script: SignalScript, _ cuts: [Int]) async -> AnalysisResult? {
    do {
      return try await Analysis(settings: script.settings).run(source(script, cuts), name: "fuzz")
    } catch {
      precondition(!error.description.isEmpty, "an error says what and where")
      return nil
    }
  }

  static func followLive(_ script: SignalScript) async {
    let source = source(script, script.cuts)
    guard
      let live = try? LiveAnalysis(Analysis(settings: script.settings), of: source, name: "fuzz")
    else { return }
    var block = SignalBlock(channelCount: script.samples.count)
    var events: [Event] = []
    while (try? source.next(into: &block)) == true { events += await live.append(block) }
    events += await live.finish(source).events
    check(events, script)
  }

  static func check(_ events: [Event], _ script: SignalScript) {
    let length = script.samples[0].count
    for event in events {
      expect(
        event.onset >= 0 && event.onset <= event.end && event.end <= length,
        "lies outside the recording of \(length) samples", event)
      expect(event.confidence >= 0 && event.confidence <= 1, "has no confidence", event)
      expect(
        event.features.allSatisfy { !$0.value.isInfinite }
          && event.evidence.allSatisfy { !$0.value.isInfinite }, "has an infinite measure", event)
    }
  }

  /// Traps with a message, also in a release build.
  static func expect(_ holds: Bool, _ what: String, _ event: Event) {
    guard !holds else { return }
    FileHandle.standardError.write(Data("an event \(what): \(event)\n".utf8))
    fatalError()
  }
}
