#if HDF5
internal import CHDF5
internal import EMGCore
internal import Synchronization

/// An HDF5 file, or a group or data set within it, closed with the last value that needs it.
///
/// The library is not made for several threads: each call goes through one lock. Links that lead to
/// other files are not followed.
final class HDF5Object {
  private let handle: myosift_h5_id
  /// What the object is closed after; nil for the file itself.
  private let parent: HDF5Object?
  /// The name for messages: the file, and the path within it.
  let location: String
  /// The path within the file, its parts joined by dots, and its last part.
  let path: String
  let name: String
  private let file: SeekableFile

  private static let lock = Mutex(())
  private static let longestName = 1 << 10
  static let longestText = 1 << 16
  /// A chunk is unpacked as a whole.
  private static let largestChunk: UInt64 = 64 << 20
  /// Deflate packs at most a thousandfold: what promises more was never written.
  private static let mostPacked = 2048.0
  private static let caches: ClosedRange<UInt64> = (1 << 20)...(96 << 20)
  /// What stands in the user block that MATLAB puts before the HDF5.
  static let matlabMark = Array("MATLAB 7.3 MAT-file".utf8)

  /// What a data set holds.
  enum Kind: Hashable, Sendable { case group, numbers, texts, references, other }

  private static func locked<Value>(_ body: () -> Value) -> Value { lock.withLock { _ in body() } }

  /// Opens a file.
  init(_ file: SeekableFile) throws(FormatError) {
    self.file = file
    parent = nil
    location = file.name
    (path, name) = ("", "")
    let path = file.devicePath
    handle = Self.locked { unsafe myosift_h5_open(path) }
    file.removeName()
    guard handle >= 0 else {
      throw FormatError(
        .badField, field: "HDF5 structure", location: file.name,
        detail: "expected a file that libhdf5 opens, found one that it refuses")
    }
  }

  private init(_ handle: myosift_h5_id, of parent: HDF5Object, name: String) {
    (self.handle, self.parent, self.name, file) = (handle, parent, name, parent.file)
    path = parent.path.isEmpty ? name : "\(parent.path).\(name)"
    location = "\(file.name), \(path)"
  }

  deinit {
    let (handle, isFile) = (handle, parent == nil)
    Self.locked {
      if isFile { myosift_h5_close_file(handle) } else { myosift_h5_close_object(handle) }
    }
  }

  func failure(_ code: FormatError.Code, _ field: String, _ detail: String) -> FormatError {
    FormatError(code, field: field, location: location, detail: detail)
  }

  /// A text of C in a buffer; nil where its length is below zero.
  private static func text(
    _ room: Int, _ fill: (UnsafeMutablePointer<CChar>, Int) -> Int64
  ) -> String? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      unsafe buffer.initialize(repeating: 0)
      let length = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        unsafe characters.baseAddress.map { unsafe fill($0, room) } ?? -1
      }
      count = length < 0 ? 0 : min(room, Int(length) + 1)
    }
    guard !bytes.isEmpty else { return nil }
    return FieldText.decoded(bytes.prefix { $0 != 0 })
  }

  /// Names of what a group holds.
  func names(atMost limit: Int) throws(FormatError) -> [String] {
    let count = Self.locked { myosift_h5_links(handle) }
    guard count >= 0, count <= limit else {
      throw failure(.unsupported, "links", "expected at most \(limit) in a group, found \(count)")
    }
    return (0..<count).compactMap { n in
      unsafe Self.text(Self.longestName) { name, room in
        Self.locked { unsafe myosift_h5_link_name(handle, n, name, room) }
      }
    }
  }

  /// What a group holds under a name; nil where there is nothing within the file.
  subscript(_ name: String) -> HDF5Object? {
    let object = Self.locked { unsafe myosift_h5_object(handle, name) }
    return object < 0 ? nil : HDF5Object(object, of: self, name: name)
  }

  /// What a path of names leads to.
  func find(_ names: String...) -> HDF5Object? {
    names.reduce(self as HDF5Object?) { object, name in
      object.flatMap { $0.isGroup ? $0[name] : nil }
    }
  }

  var isGroup: Bool { parent == nil || Self.locked { myosift_h5_kind(handle) } == 1 }
  var isDataset: Bool { parent != nil && Self.locked { myosift_h5_kind(handle) } == 2 }

  /// Rank, rows, columns and kind of a data set; nil where it is none.
  func shape() throws(FormatError) -> (rank: Int, rows: Int, columns: Int, kind: Kind)? {
    guard isDataset else { return nil }
    var shape = myosift_h5_shape()
    guard Self.locked({ unsafe myosift_h5_describe(handle, &shape) }) >= 0, shape.rows >= 0,
      shape.columns >= 0
    else { throw failure(.badField, "data set", "expected one that libhdf5 reads") }
    let kinds: [Kind] = [.other, .numbers, .texts, .references]
    guard shape.rank <= 2, kinds.indices.contains(Int(shape.kind)), shape.outside == 0 else {
      return (Int(shape.rank), Int(shape.rows), Int(shape.columns), .other)
    }
    return (
      Int(shape.rank), Int(shape.rows), Int(shape.columns), kinds[Int(shape.kind)]
    )
  }

  /// The data set with room for the chunks that a stretch of time touches.
  func cached() throws(FormatError) -> HDF5Object {
    guard let parent else { return self }
    var shape = myosift_h5_shape()
    guard Self.locked({ unsafe myosift_h5_describe(handle, &shape) }) >= 0,
      shape.chunk_bytes <= Self.largestChunk
    else {
      throw failure(
        .unsupported, "chunk size",
        "expected at most \(Self.largestChunk) bytes, found \(shape.chunk_bytes)")
    }
    let promised = Double(shape.rows) * Double(shape.columns) * Double(shape.value_bytes)
    guard promised <= Double(shape.stored_bytes) * Self.mostPacked else {
      throw failure(
        .inconsistent, "numbers",
        "expected \(shape.rows) × \(shape.columns) of \(shape.value_bytes) bytes, found"
          + " \(shape.stored_bytes) bytes that cannot hold them")
    }
    let wanted = shape.chunk_bytes.multipliedReportingOverflow(by: shape.chunks_abreast)
    let cache = min(
      max(wanted.overflow ? .max : wanted.partialValue, Self.caches.lowerBound),
      Self.caches.upperBound)
    let set = Self.locked { unsafe myosift_h5_dataset(parent.handle, name, Int(cache)) }
    return set < 0 ? self : HDF5Object(set, of: parent, name: name)
  }

  /// Numbers of a part of a data set, row by row.
  func numbers(_ rank: Int, rows: Range<Int>, columns: Range<Int>) throws(FormatError) -> [Double] {
    let count = rows.count * columns.count
    guard count > 0 else { return [] }
    var code: Int32 = -1
    let values = unsafe [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe buffer.initialize(repeating: 0)
      code = Self.locked {
        unsafe buffer.baseAddress.map {
          unsafe myosift_h5_read(
            handle, Int32(rank), Int64(rows.lowerBound), Int64(rows.count),
            Int64(columns.lowerBound), Int64(columns.count), $0)
        } ?? -1
      }
      filled = count
    }
    guard code >= 0 else {
      throw failure(
        .badField, "numbers",
        "expected rows \(rows.lowerBound) to \(rows.upperBound), found what libhdf5 cannot read")
    }
    return values
  }

  /// All numbers of a small data set, row by row; none where it is large or holds others.
  func allNumbers(atMost limit: Int) throws(FormatError) -> [Double] {
    guard let shape = try shape(), shape.kind == .numbers, shape.columns > 0,
      shape.rows <= limit / shape.columns
    else { return [] }
    return try cached().numbers(shape.rank, rows: 0..<shape.rows, columns: 0..<shape.columns)
  }

  /// All texts of a small data set of at most one dimension.
  func texts(atMost limit: Int) throws(FormatError) -> [String] {
    guard let shape = try shape(), shape.kind == .texts, shape.rank <= 1, shape.rows <= limit else {
      return []
    }
    return (0..<shape.rows).compactMap { row in
      unsafe Self.text(Self.longestText) { text, room in
        Self.locked { unsafe myosift_h5_text(handle, Int32(shape.rank), Int64(row), text, room) }
      }
    }
  }

  /// What the references of a small data set lead to, in MATLAB's order.
  func references(atMost limit: Int) throws(FormatError) -> [HDF5Object] {
    guard let shape = try shape(), shape.kind == .references, shape.columns > 0,
      shape.rows <= limit / shape.columns
    else { return [] }
    return (0..<shape.rows * shape.columns).compactMap { n in
      let object = Self.locked {
        myosift_h5_dereference(
          handle, Int32(shape.rank), Int64(n / shape.columns), Int64(n % shape.columns))
      }
      return object < 0 ? nil : HDF5Object(object, of: parent ?? self, name: "\(name){\(n + 1)}")
    }
  }

  /// What attributes hold: a few numbers or one text each.
  func attributes() -> (numbers: [String: [Double]], texts: [String: String]) {
    var numbers: [String: [Double]] = [:]
    var texts: [String: String] = [:]
    for n in 0..<Int64(256) {
      var attribute: myosift_h5_id = -1
      let name = unsafe Self.text(Self.longestName) { name, room in
        attribute = Self.locked { unsafe myosift_h5_attribute(handle, n, name, room) }
        return attribute < 0 ? -1 : Int64(room)
      }
      guard let name, attribute >= 0 else { break }
      var few = [Double](repeating: 0, count: 4096)
      let count = Self.locked {
        unsafe few.withUnsafeMutableBufferPointer { buffer in
          unsafe buffer.baseAddress.map {
            unsafe myosift_h5_attribute_numbers(attribute, $0, Int64(buffer.count))
          } ?? -1
        }
      }
      if count >= 0 {
        numbers[name] = Array(few.prefix(Int(count)))
      } else if let text = unsafe Self.text(
        Self.longestText,
        { text, room in
          Self.locked { unsafe myosift_h5_attribute_text(attribute, text, room) }
        })
      {
        texts[name] = text
      }
      Self.locked { myosift_h5_close_attribute(attribute) }
    }
    return (numbers, texts)
  }
}
#endif
