internal import Foundation

/// A file that takes many small pieces and appears under its name only when it is complete.
final class BufferedFile {
  private let file: WholeFile
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 18

  /// Begins a file.
  init(_ path: String) throws(WritingError) { file = try WholeFile(path) }

  func write(_ bytes: [UInt8]) throws(WritingError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func write(_ text: String) throws(WritingError) { try write(Array(text.utf8)) }

  private func flush() throws(WritingError) {
    try file.write(Data(buffer))
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name, replacing what bore it.
  func commit() throws(WritingError) {
    try flush()
    try file.finish()
  }
}
