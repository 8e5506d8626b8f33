public import EMGCore
internal import Foundation

/// Opens recordings of every known format.
public enum Recordings {
  /// File name endings that are read as text.
  public static let textExtensions = ["csv", "tsv", "txt", "dat", "asc"]
  /// File name endings that are read as raw binary.
  public static let rawExtensions = ["raw", "bin"]

  /// File name endings of EDF and BDF.
  static let edfExtensions = ["edf", "bdf", "rec"]
  /// File name endings of formats that are told by their first bytes.
  static let binaryExtensions = [
    "poly5", "xdf", "c3d", "rhd", "rhs", "gdf", "mat", "otb", "otb+", "otb4", "acq",
  ]
  /// File name endings of HDF5, looked for in folders by builds without it too: the error says what is needed.
  static let hdf5Extensions = ["h5", "hdf5", "nwb"]
  /// Formats whose header is a text file of its own, by its ending.
  static let textHeaders = ["hea": "wfdb", "vhdr": "brainvision", "ahdr": "brainvision"]
  /// File name endings that are looked for in folders.
  public static let recordingExtensions =
    textExtensions + rawExtensions + edfExtensions + binaryExtensions + hdf5Extensions
    + textHeaders.keys.sorted()

  /// Whether a file belongs to another that is opened for it, such as samples beside their header or
  /// the tables of a BIDS dataset.
  ///
  /// - Parameter path: A file.
  /// - Returns: Whether a folder's listing passes over it.
  public static func isCompanion(_ path: String) -> Bool {
    headerFile(of: path) != nil || BIDSFiles.isTable((path as NSString).lastPathComponent)
  }

  /// Recordings that are parts of another, which a folder's listing passes over: WFDB segments.
  ///
  /// - Parameter path: A file.
  /// - Returns: Paths of the parts; none where the file is no such recording.
  public static func parts(of path: String) -> [String] {
    guard (path as NSString).pathExtension.lowercased() == "hea",
      let header = try? WFDBHeader(path: path)
    else { return [] }
    return header.segments.compactMap { try? header.file($0.name + ".hea") }
  }

  /// The header that a file of samples or markers belongs to, or nil.
  private static func headerFile(of path: String) -> String? {
    let headers =
      switch (path as NSString).pathExtension.lowercased() {
      case "dat", "atr": ["hea"]
      case "eeg", "vmrk", "amrk": ["vhdr", "ahdr"]
      default: [String]()
      }
    let stem = (path as NSString).deletingPathExtension
    return headers.map { "\(stem).\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Opens a recording for one reading from front to back.
  ///
  /// The format is told by what the user says, by a sidecar `FILE.json`, and by the first bytes:
  /// text is read as a table, anything else needs a sidecar or the options of raw binary.
  ///
  /// - Parameters:
  ///   - path: A file, or `-` for standard input.
  ///   - options: What the user says of it.
  ///   - ending: Who may end the recording from outside, where it is read as one stream of bytes.
  /// - Returns: A source whose header is read.
  /// - Throws: `FormatError` that says where, what was expected and what was found.
  public static func open(
    path: String, options: ReadingOptions = ReadingOptions(), ending: StreamEnd? = nil
  ) throws(FormatError) -> any RecordingSource {
    let source = try openPlain(path: path, options: options, ending: ending)
    return path == "-" ? source : try DescribedSource.describing(source, path: path)
  }

  /// Opens a recording whose bytes stand in memory, for one reading from front to back.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - name: The file's name; its ending tells the format where the bytes do not.
  ///   - options: What the user says of it.
  /// - Returns: A source whose header is read.
  /// - Throws: `FormatError` that says where, what was expected and what was found; formats whose
  ///   recordings stand in several files need a path.
  public static func open(
    bytes: [UInt8], name: String, options: ReadingOptions = ReadingOptions()
  ) throws(FormatError) -> any RecordingSource {
    let ending = (name as NSString).pathExtension.lowercased()
    if let format = options.format ?? textHeaders[ending], textHeaders.values.contains(format) {
      throw FormatError(
        .unsupported, field: "format", location: name,
        detail: "\(format) stands in several files: expected a path, found bytes in memory")
    }
    return try open(ByteStream(bytes: bytes, name: name), ending: ending, options)
  }

  /// Opens a recording without what a BIDS dataset says of it.
  private static func openPlain(
    path: String, options: ReadingOptions, ending: StreamEnd?
  ) throws(FormatError) -> any RecordingSource {
    var options = options
    let name = (path as NSString).pathExtension.lowercased()
    if path != "-", let format = options.format ?? textHeaders[name] {
      switch format {
      case "wfdb": return try WFDBSource(path: path, options: options)
      case "brainvision": return try BrainVisionSource(path: path, options: options)
      default: break
      }
    }
    if options.format == nil, options.sampleType == nil, let header = headerFile(of: path) {
      return try openPlain(path: header, options: options, ending: ending)
    }
    let stream = try ByteStream(path: path, ending: ending)
    let sidecar = path == "-" ? nil : try RawSidecar.read(besides: path)
    if let sidecar { sidecar.fill(&options) }
    return try open(stream, ending: name, isRaw: sidecar != nil, options)
  }

  /// Opens a recording that is one stream of bytes.
  private static func open(
    _ stream: ByteStream, ending: String, isRaw: Bool = false, _ options: ReadingOptions
  ) throws(FormatError) -> any RecordingSource {
    let isRawByName = isRaw || options.sampleType != nil || rawExtensions.contains(ending)
    var format = options.format ?? (isRawByName ? "raw" : "")
    if format.isEmpty { format = try told(by: stream, ending: ending) }
    if format == "raw" { return try RawSource(stream: stream, options: options) }
    return try source(format, stream, options)
  }

  private static func source(
    _ format: String, _ stream: ByteStream, _ options: ReadingOptions
  ) throws(FormatError) -> any RecordingSource {
    switch format {
    case "edf", "bdf": return try EDFSource(stream: stream, options: options)
    case "poly5": return try Poly5Source(stream: stream, options: options)
    case "xdf": return try XDFSource(stream: stream, options: options)
    case "c3d": return try C3DSource(stream: stream, options: options)
    case "rhd", "rhs": return try IntanSource(stream: stream, options: options)
    case "gdf": return try GDFSource(stream: stream, options: options)
    case "mat": return try MATSource(stream: stream, options: options)
    case "acqknowledge": return try AcqSource(stream: stream, options: options)
    case "otb": return try OTBSource(stream: stream, options: options)
    #if HDF5
    case "hdf5": return try HDF5Recordings.open(stream, options)
    #else
    case "hdf5": throw missingTrait(stream.name, "HDF5", library: "libhdf5", trait: "HDF5")
    #endif
    case "delsys": return try DelsysSource(stream: stream, options: options)
    case "csv", "": return try TextSource(stream: stream, options: options)
    default:
      throw FormatError(
        .unsupported, field: "format", location: stream.name,
        detail: "expected \(formatNames.joined(separator: ", ")), found '\(options.format ?? "")'")
    }
  }

  /// Names of formats that a user may give.
  public static let formatNames = [
    "edf", "bdf", "wfdb", "brainvision", "poly5", "xdf", "c3d", "rhd", "rhs", "gdf", "mat", "otb",
    "acqknowledge", "hdf5", "delsys", "csv", "raw",
  ]

  #if !HDF5 || !FLAC
  /// The error of a build that was made without a library.
  static func missingTrait(
    _ location: String, _ found: String, library: String, trait: String
  ) -> FormatError {
    FormatError(
      .unsupported, field: "format", location: location,
      detail: "expected one of this build's formats, found \(found): install \(library) and build"
        + " with 'swift build --traits \(trait)', or export to another format")
  }
  #endif

  /// The beginning of HDF5, and of MATLAB's user block before it.
  private static let hdf5Mark: [UInt8] = [0x89, 0x48, 0x44, 0x46]
  private static let matlab73Mark = Array("MATLAB 7.3".utf8)

  /// Beginnings of formats that are known and not read.
  private static let foreign: [(mark: [UInt8], name: String)] = [
    (Array("RIFF".utf8), "WAV"), ([0x1F, 0x8B], "a gzip archive"),
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
  ]

  /// Beginnings of formats that are read.
  private static func known(_ first: [UInt8]) -> String? {
    if EDFHeader.begins(first) { return "edf" }
    if first.starts(with: DelsysSource.mark) { return "delsys" }
    if first.starts(with: Poly5Source.mark) { return "poly5" }
    if first.starts(with: XDFIndex.mark) { return "xdf" }
    if IntanSource.begins(first) { return "rhd" }
    if first.starts(with: GDFHeader.mark) { return "gdf" }
    if first.starts(with: MATContents.mark) { return "mat" }
    if C3DSource.begins(first) { return "c3d" }
    return nil
  }

  /// The format that the first bytes tell, or else the name; nothing for text.
  private static func told(
    by stream: ByteStream, ending: String
  ) throws(FormatError) -> String {
    let first = try stream.peek(MATContents.mark.count)
    if let name = known(first) { return name }
    if first.contains(0), AcqHeader.begins(try stream.peek(AcqHeader.lookedAt)) {
      return "acqknowledge"
    }
    // A pipe may have no more bytes to look at.
    if stream.fileSize != nil || ending.hasPrefix("otb"),
      TarArchive.begins(try stream.peek(TarArchive.lookedAt))
    {
      return "otb"
    }
    if first.starts(with: hdf5Mark) || first.starts(with: matlab73Mark) {
      #if HDF5
      return "hdf5"
      #else
      throw missingTrait(
        stream.name, first.starts(with: hdf5Mark) ? "HDF5" : "a MATLAB 7.3 file, which is HDF5",
        library: "libhdf5", trait: "HDF5")
      #endif
    }
    if let name = foreign.first(where: { first.starts(with: $0.mark) })?.name {
      throw FormatError(
        .unsupported, field: "format", location: stream.name,
        detail: "\(name) is not read; expected \(formatNames.joined(separator: ", ")): export to"
          + " one of these")
    }
    if ending == "acq" { return "acqknowledge" }
    return edfExtensions.contains(ending) ? "edf" : ""
  }
}
