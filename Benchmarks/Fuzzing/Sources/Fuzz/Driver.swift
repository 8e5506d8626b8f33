import CFuzzer
import EMGCore
import EMGFormats
import Foundation

/// Reads the bytes at hand as a recording, whatever they are; an error is right, a trap is not.
///
/// `FUZZ_NAME` names the file whose bytes are varied, with the ending that tells the reader
/// (`x.xdf`). They are read from memory, unless `FUZZ_BESIDE` names a folder of files that stand
/// beside it, such as the samples of a header: then they are written to a file among copies of those.
/// The checksums of FLAC blocks are made right first, so that what was varied is decoded.
@main enum Driver {
  /// More samples than so few bytes can hold.
  static let mostSamples = 50_000_000
  static let mostBlocks = 200_000
  nonisolated(unsafe) static var name = "x.dat"
  /// The file to write, or nil where the bytes are read from memory.
  nonisolated(unsafe) static var path: String?
  nonisolated(unsafe) static var options = ReadingOptions()

  static func main() {
    let environment = ProcessInfo.processInfo.environment
    name = environment["FUZZ_NAME"] ?? name
    let ending = name.split(separator: ".").last ?? ""
    options.rate = ["csv", "mat", "raw"].contains(ending) ? 1000 : nil
    options.unit = "uV"
    if ending == "raw" { (options.sampleType, options.channelCount) = (.float32le, 2) }
    let manager = FileManager.default
    let base = manager.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(base)/myosift-fuzz-\(getpid())"
    if let beside = environment["FUZZ_BESIDE"] {
      try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in (try? manager.contentsOfDirectory(atPath: beside)) ?? [] {
        try? manager.copyItem(atPath: "\(beside)/\(file)", toPath: "\(folder)/\(file)")
      }
      path = "\(folder)/\(name)"
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let code = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      Driver.read(UnsafeBufferPointer(start: data, count: size))
      return 0
    }
    if path != nil { try? manager.removeItem(atPath: folder) }
    exit(code)
  }

  static func open(_ data: UnsafeBufferPointer<UInt8>) throws(FormatError) -> any RecordingSource {
    guard let path else {
      return try Recordings.open(bytes: Array(data), name: name, options: options)
    }
    let bytes = data.starts(with: FLACChecksums.mark) ? FLACChecksums.mended(data) : Array(data)
    let file = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = write(file, bytes, bytes.count)
    close(file)
    return try Recordings.open(path: path, options: options)
  }

  static func read(_ data: UnsafeBufferPointer<UInt8>) {
    do {
      let source = try open(data)
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
