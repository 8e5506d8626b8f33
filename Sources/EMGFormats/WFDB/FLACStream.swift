#if FLAC
internal import CFLAC
internal import EMGCore

/// The samples of a FLAC stream, decoded by libFLAC block by block.
///
/// A block that libFLAC finds damaged, one of other channels or bits than the stream says, one that is
/// missing, an early end and a wrong MD5 sum are errors: nothing is filled in.
@safe final class FLACStream {
  /// Signals that the stream holds.
  let channels: Int
  /// Bits of a sample.
  let bits: Int
  /// Samples of each channel, or nil where the stream does not say.
  let count: Int?
  private let state: State
  private let decoder: UnsafeMutablePointer<FLAC__StreamDecoder>
  private var isOver = false

  private static let mark = Array("fLaC".utf8)

  /// What libFLAC calls back with.
  private final class State {
    let file: SeekableFile
    var place = 0
    var info: FLAC__StreamMetadata_StreamInfo?
    var failure: FormatError?
    /// The next sample's position.
    var position = 0
    /// Decoded samples, the channels of a moment together; empty before a block is decoded.
    var samples: [Int32] = []

    init(_ file: SeekableFile) { self.file = file }

    func fail(_ code: FormatError.Code, _ field: String, _ detail: String) {
      guard failure == nil else { return }
      failure = FormatError(
        code, field: field, location: "\(file.name), sample \(position)", detail: detail)
    }
  }

  /// Reads what the stream says of itself.
  ///
  /// - Parameter path: The file.
  /// - Throws: `FormatError` where it is no FLAC stream.
  init(path: String) throws(FormatError) {
    let file = try SeekableFile(ByteStream(path: path, isHashed: false))
    var first: [UInt8] = []
    guard try file.read(Self.mark.count, at: 0, into: &first), first == Self.mark else {
      throw FormatError(
        .badField, field: "FLAC mark", location: path, detail: "expected 'fLaC', found other bytes")
    }
    guard let made = unsafe FLAC__stream_decoder_new() else {
      throw FormatError(
        .inputOutput, field: "memory", location: path, detail: "expected room for a decoder")
    }
    let state = State(file)
    unsafe FLAC__stream_decoder_set_md5_checking(made, 1)
    let began = unsafe FLAC__stream_decoder_init_stream(
      made, Self.read, Self.seek, Self.tell, Self.length, Self.isAtEnd, Self.write, Self.metadata,
      Self.error, Unmanaged.passUnretained(state).toOpaque())
    let isRead =
      unsafe began == FLAC__STREAM_DECODER_INIT_STATUS_OK
      && FLAC__stream_decoder_process_until_end_of_metadata(made) != 0
    guard isRead, state.failure == nil, let info = state.info else {
      unsafe FLAC__stream_decoder_delete(made)
      throw state.failure
        ?? FormatError(
          .badField, field: "FLAC stream information", location: path,
          detail: "expected it before the samples, found none that libFLAC reads")
    }
    (self.state, unsafe decoder) = unsafe (state, made)
    (channels, bits) = (Int(info.channels), Int(info.bits_per_sample))
    count = info.total_samples == 0 ? nil : Int(info.total_samples)
  }

  deinit { unsafe FLAC__stream_decoder_delete(decoder) }

  /// Appends the samples of the next block, the channels of a moment together.
  ///
  /// - Returns: False at the end.
  /// - Throws: `FormatError` where the stream is damaged, ends early or is not what it says.
  func read(into samples: inout [Int32]) throws(FormatError) -> Bool {
    try decode()
    guard !state.samples.isEmpty else { return false }
    samples += state.samples
    state.samples.removeAll(keepingCapacity: true)
    return true
  }

  /// Decodes the next block where none is at hand.
  private func decode() throws(FormatError) {
    while !isOver, state.samples.isEmpty {
      let isDone = unsafe FLAC__stream_decoder_process_single(decoder) != 0
      if let failure = state.failure { throw failure }
      let code = unsafe FLAC__stream_decoder_get_state(decoder)
      guard isDone else {
        state.fail(
          .badField, "FLAC block", "expected one that libFLAC decodes, found state \(code.rawValue)"
        )
        throw state.failure ?? FormatError(.badField, field: "FLAC block", detail: "not decoded")
      }
      let hasAll = count.map { state.position >= $0 } ?? false
      if hasAll || code == FLAC__STREAM_DECODER_END_OF_STREAM { try finish() }
    }
  }

  private func finish() throws(FormatError) {
    isOver = true
    if let count, state.position != count {
      state.fail(
        state.position < count ? .truncated : .inconsistent, "FLAC samples",
        "expected \(count) of each channel, found \(state.position)")
    }
    // Judged only where all was decoded from the first sample on.
    if unsafe FLAC__stream_decoder_finish(decoder) == 0 {
      state.fail(
        .inconsistent, "FLAC checksum", "expected samples of the stream's MD5 sum, found others")
    }
    if let failure = state.failure { throw failure }
  }

  /// Moves to a sample; what follows is decoded from there.
  ///
  /// - Throws: `FormatError` where the stream ends before it or is damaged.
  func seek(to sample: Int) throws(FormatError) {
    guard sample != state.position - state.samples.count / channels else { return }
    // libFLAC looks for a place by the count of samples: without one, what lies before is decoded.
    while count == nil, state.position <= sample {
      state.samples.removeAll(keepingCapacity: true)
      try decode()
      guard !isOver else { break }
    }
    if count == nil {
      state.samples.removeFirst(
        max(0, state.samples.count - max(0, state.position - sample) * channels))
      return
    }
    state.samples.removeAll(keepingCapacity: true)
    state.position = sample
    let isFound = unsafe FLAC__stream_decoder_seek_absolute(decoder, UInt64(sample)) != 0
    if !isFound {
      state.fail(.truncated, "FLAC samples", "expected sample \(sample), found no block with it")
    }
    if let failure = state.failure { throw failure }
  }

  // MARK: What libFLAC calls

  private static func state(_ client: UnsafeMutableRawPointer?) -> State? {
    unsafe client.map { unsafe Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let read: FLAC__StreamDecoderReadCallback = { _, target, count, client in
    guard let state = unsafe state(client), let target = unsafe target,
      let count = unsafe count, state.failure == nil
    else { return FLAC__STREAM_DECODER_READ_STATUS_ABORT }
    var bytes: [UInt8] = []
    do throws(FormatError) {
      _ = try state.file.read(unsafe count.pointee, at: state.place, into: &bytes)
    } catch {
      state.failure = error
      return FLAC__STREAM_DECODER_READ_STATUS_ABORT
    }
    for n in bytes.indices { unsafe target[n] = bytes[n] }
    unsafe count.pointee = bytes.count
    state.place += bytes.count
    return bytes.isEmpty
      ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
  }

  private static let seek: FLAC__StreamDecoderSeekCallback = { _, place, client in
    guard let state = unsafe state(client), place <= UInt64(state.file.size) else {
      return FLAC__STREAM_DECODER_SEEK_STATUS_ERROR
    }
    state.place = Int(place)
    return FLAC__STREAM_DECODER_SEEK_STATUS_OK
  }

  private static let tell: FLAC__StreamDecoderTellCallback = { _, place, client in
    guard let state = unsafe state(client), let place = unsafe place else {
      return FLAC__STREAM_DECODER_TELL_STATUS_ERROR
    }
    unsafe place.pointee = UInt64(state.place)
    return FLAC__STREAM_DECODER_TELL_STATUS_OK
  }

  private static let length: FLAC__StreamDecoderLengthCallback = { _, size, client in
    guard let state = unsafe state(client), let size = unsafe size else {
      return FLAC__STREAM_DECODER_LENGTH_STATUS_ERROR
    }
    unsafe size.pointee = UInt64(state.file.size)
    return FLAC__STREAM_DECODER_LENGTH_STATUS_OK
  }

  private static let isAtEnd: FLAC__StreamDecoderEofCallback = { _, client in
    guard let state = unsafe state(client) else { return 1 }
    return state.place >= state.file.size ? 1 : 0
  }

  private static let metadata: FLAC__StreamDecoderMetadataCallback = { _, block, client in
    guard let state = unsafe state(client), let block = unsafe block?.pointee,
      unsafe block.type == FLAC__METADATA_TYPE_STREAMINFO
    else { return }
    state.info = unsafe block.data.stream_info
  }

  private static let error: FLAC__StreamDecoderErrorCallback = { _, status, client in
    let found =
      switch status {
      case FLAC__STREAM_DECODER_ERROR_STATUS_LOST_SYNC: "bytes that begin no block"
      case FLAC__STREAM_DECODER_ERROR_STATUS_BAD_HEADER: "a damaged header"
      case FLAC__STREAM_DECODER_ERROR_STATUS_FRAME_CRC_MISMATCH: "a wrong checksum (CRC)"
      default: "what libFLAC cannot read (\(status.rawValue))"
      }
    unsafe state(client)?.fail(.badField, "FLAC block", "expected a sound one, found \(found)")
  }

  private static let write: FLAC__StreamDecoderWriteCallback = { _, frame, buffers, client in
    guard let state = unsafe state(client), let header = unsafe frame?.pointee.header,
      let buffers = unsafe buffers, let info = state.info, state.failure == nil
    else { return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT }
    let (count, channels) = (Int(header.blocksize), Int(header.channels))
    let place = unsafe Int(clamping: header.number.sample_number)
    if header.channels != info.channels || header.bits_per_sample != info.bits_per_sample {
      state.fail(
        .inconsistent, "FLAC block",
        "expected \(info.channels) channels of \(info.bits_per_sample) bits, found"
          + " \(header.channels) of \(header.bits_per_sample)")
    } else if !state.samples.isEmpty {
      // libFLAC fills a missing block with zeros before the next.
      state.fail(
        .inconsistent, "FLAC block", "expected one at this sample or before, found a later one")
    } else if place != state.position {
      state.fail(.inconsistent, "FLAC block", "expected sample \(state.position), found \(place)")
    }
    guard state.failure == nil else { return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT }
    state.samples = [Int32](repeating: 0, count: count * channels)
    for c in 0..<channels {
      guard let values = unsafe buffers[c] else { continue }
      for n in 0..<count { unsafe state.samples[n * channels + c] = values[n] }
    }
    state.position += count
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
  }
}
#endif
