#if HDF5
internal import EMGCore

/// Opens HDF5 files by the convention that they follow.
enum HDF5Recordings {
  /// Opens a file.
  ///
  /// - Parameters:
  ///   - stream: The file at its first byte.
  ///   - options: What the user says of it.
  /// - Returns: A source: of MATLAB 7.3, NWB, OpenSignals, or the file's largest array.
  /// - Throws: `FormatError`.
  static func open(
    _ stream: ByteStream, _ options: ReadingOptions
  ) throws(FormatError) -> any RecordingSource {
    let isMATLAB = try stream.peek(HDF5Object.matlabMark.count) == HDF5Object.matlabMark
    let file = try SeekableFile(named: stream)
    let root = try HDF5Object(file)
    if !isMATLAB {
      if root.attributes().texts["nwb_version"] != nil { return try NWBFile.open(file, root) }
      if let source = try OpenSignalsFile.open(file, root, options) { return source }
    }
    return try MATSource(
      file, try HDF5Contents(root, isMATLAB: isMATLAB), format: isMATLAB ? "mat" : "hdf5", options)
  }
}
#endif
