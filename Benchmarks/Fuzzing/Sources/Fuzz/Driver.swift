import CFuzzer
import EMGCore
import EMGFormats
import Foundation

/// Reads the bytes at hand as a recording, whatever they are; an error is right, a trap is not.
///
/// `FUZZ_NAME` names the file whose bytes are varied, with the ending that tells the reader
/// (`x.xdf`); files that stand beside it, such as the samples of a header, are those of `FUZZ_BESIDE`.
@main enum Driver {
  /// More samples than so few bytes can hold.
  static let mostSamples = 50_000_000
  static let mostBlocks = 200_000
  nonisolated(unsafe) static var path = ""

  static func main() {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["FUZZ_NAME"] ?? "x.dat"
    let manager = FileManager.default
    let base = manager.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(base)/myosift-fuzz-\(getpid())"
    try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let beside = environment["FUZZ_BESIDE"] {
      for file in (try? manager.contentsOfDirectory(atPath: beside)) ?? [] {
        try? manager.copyItem(atPath: "\(beside)/\(file)", toPath: "\(folder)/\(file)")
      }
    }
    path = "\(folder)/\(name)"
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let code = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      Driver.read(data, size)
      return 0
    }
    try? manager.removeItem(atPath: folder)
    exit(code)
  }

  static func read(_ data: UnsafePointer<UInt8>?, _ size: Int) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    if let data { _ = write(file, data, size) }
    close(file)
    var options = ReadingOptions()
    options.rate = path.hasSuffix("csv") || path.hasSuffix("mat") ? 1000 : nil
    options.unit = "uV"
    do {
      let source = try Recordings.open(path: path, options: options)
      var block = SignalBlock(channelCount: source.header.channels.count)
      var samples = 0
      var blocks = 0
      while try source.next(into: &block) {
        samples += block.samples.reduce(0) { $0 + $1.count }
        blocks += 1
        precondition(samples < mostSamples && blocks < mostBlocks, "no end in sight")
      }
    } catch {
      precondition(!error.field.isEmpty && !error.detail.isEmpty, "an error says what and where")
    }
  }
}
