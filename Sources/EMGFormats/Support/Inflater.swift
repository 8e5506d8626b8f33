internal import CZlib
internal import EMGCore

/// Unpacks a zlib or gzip stream that stands within a file, piece by piece.
@safe final class Inflater {
  private let file: SeekableFile
  private var position: Int
  private let end: Int
  private let field: String
  private var stream = unsafe z_stream()
  private var input: [UInt8] = []
  private var used = 0
  private var isOver = false

  private static let piece = 1 << 16

  /// Begins to unpack.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - range: The packed bytes.
  ///   - field: What they hold, for messages.
  /// - Throws: `FormatError` where unpacking cannot begin.
  init(_ file: SeekableFile, _ range: Range<Int>, field: String) throws(FormatError) {
    (self.file, position, end) = (file, range.lowerBound, min(range.upperBound, file.size))
    self.field = field
    // 15 bits of window, 32 more to tell zlib and gzip apart.
    let code = unsafe inflateInit2_(
      &stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw failure("the unpacker cannot begin: \(code)") }
  }

  deinit { _ = unsafe inflateEnd(&stream) }

  private func failure(_ detail: String) -> FormatError {
    FormatError(
      .badField, field: field, location: "\(file.name), byte \(position)", detail: detail)
  }

  /// Appends at most `count` unpacked bytes.
  ///
  /// - Returns: How many came; zero at the end.
  func read(_ count: Int, into buffer: inout [UInt8]) throws(FormatError) -> Int {
    let before = buffer.count
    let wanted = min(count, Self.piece)
    buffer += [UInt8](repeating: 0, count: wanted)
    var got = 0
    while got < wanted, !isOver {
      if used == input.count {
        input.removeAll(keepingCapacity: true)
        used = 0
        guard position < end else {
          throw failure("expected more packed bytes, found the end")
        }
        _ = try file.read(min(Self.piece, end - position), at: position, into: &input)
        guard !input.isEmpty else { throw failure("expected more packed bytes, found the end") }
        position += input.count
      }
      let code = inflateOnce(&buffer, at: before + got, count: wanted - got)
      switch code.result {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isOver = true
      default: throw failure("expected bytes packed by zlib, found an error (\(code.result))")
      }
      got += code.written
    }
    buffer.removeLast(wanted - got)
    return got
  }

  /// Appends exactly `count` unpacked bytes.
  func readFully(_ count: Int, into buffer: inout [UInt8]) throws(FormatError) {
    var left = count
    while left > 0 {
      let got = try read(left, into: &buffer)
      guard got > 0 else {
        throw failure("expected \(count) unpacked bytes, found \(count - left)")
      }
      left -= got
    }
  }

  private func inflateOnce(
    _ buffer: inout [UInt8], at start: Int, count: Int
  ) -> (result: Int32, written: Int) {
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe buffer.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else {
          return (Z_STREAM_ERROR, 0)
        }
        unsafe stream.next_in = from + used
        unsafe stream.avail_in = UInt32(source.count - used)
        unsafe stream.next_out = to + start
        unsafe stream.avail_out = UInt32(count)
        let result = unsafe inflate(&stream, Z_NO_FLUSH)
        used = source.count - Int(unsafe stream.avail_in)
        return (result, count - Int(unsafe stream.avail_out))
      }
    }
  }
}
