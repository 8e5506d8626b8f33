#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif
internal import Synchronization

/// A wish, from outside, that a stream on standard input end: a read that waits for its producer
/// wakes, and the recording is over with what was delivered.
public final class StreamEnd: Sendable {
  /// A pipe whose one byte wakes who waits.
  private let waking: Int32
  private let waiting: Int32
  private let asked = Atomic(false)

  /// Makes a wish that is not asked yet.
  public init() {
    var ends: [Int32] = [-1, -1]
    _ = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
    (waiting, waking) = (ends[0], ends[1])
  }

  deinit {
    close(waiting)
    close(waking)
  }

  /// Whether the end was asked for.
  public var isAsked: Bool { asked.load(ordering: .acquiring) }

  /// Asks for the end.
  ///
  /// - Returns: Whether it was the first time.
  @discardableResult public func ask() -> Bool {
    guard !asked.exchange(true, ordering: .acquiringAndReleasing) else { return false }
    var byte: UInt8 = 0
    _ = unsafe write(waking, &byte, 1)
    return true
  }

  /// Waits until a descriptor has something to read, or the end is asked for.
  ///
  /// - Returns: Whether to read; otherwise the stream is to end.
  func waits(for descriptor: Int32) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: waiting, events: Int16(POLLIN), revents: 0),
    ]
    while !isAsked {
      let count = unsafe entries.withUnsafeMutableBufferPointer {
        unsafe poll($0.baseAddress, 2, -1)
      }
      if count < 0, errno == EINTR { continue }
      // What poll cannot tell, a read will.
      if count < 0 || entries[0].revents != 0 { return !isAsked }
    }
    return false
  }
}
