import EMGTestSupport
import Foundation

/// Runs the built program.
struct Program {
  var code: Int32
  var output: String
  var errors: String

  static let url: URL = {
    // The test bundle lies beside the program.
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.path.contains(".build") }
    let candidates = [
      bundle?.deletingLastPathComponent(),
      URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent(),
      Fixture.root.appending(path: ".build/debug"),
    ]
    for folder in candidates.compactMap(\.self) {
      let file = folder.appending(path: "myosift")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    return Fixture.root.appending(path: ".build/debug/myosift")
  }()

  init(
    _ arguments: [String], input: Data? = nil, environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = Self.url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = out
    process.standardError = err
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      let writer = pipe.fileHandleForWriting
      Thread.detachNewThread {
        try? writer.write(contentsOf: input)
        try? writer.close()
      }
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    let box = Collected()
    let thread = Thread { box.data = err.fileHandleForReading.readDataToEndOfFile() }
    thread.start()
    let data = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while !thread.isFinished { Thread.sleep(forTimeInterval: 0.001) }
    code = process.terminationStatus
    output = String(decoding: data, as: UTF8.self)
    errors = String(decoding: box.data, as: UTF8.self)
  }

  private final class Collected: @unchecked Sendable { var data = Data() }
}

/// The files below a folder whose names `keep` takes, with their bytes.
func files(below folder: String, where keep: (String) -> Bool) throws -> [String: Data] {
  let manager = FileManager.default
  var result: [String: Data] = [:]
  for name in (manager.enumerator(atPath: folder)?.allObjects as? [String]) ?? [] where keep(name) {
    let path = (folder as NSString).appendingPathComponent(name)
    var isFolder: ObjCBool = false
    guard unsafe manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else { continue }
    result[name] = try Data(contentsOf: URL(filePath: path))
  }
  return result
}

/// A folder that goes with the test.
struct Folder {
  let url = FileManager.default.temporaryDirectory.appending(path: "myosift-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }
  func remove() { try? FileManager.default.removeItem(at: url) }
}
