#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What the file system says of a path, links followed.
///
/// Foundation's attributes also name the owner, and ask the system's name services for it; a program without shared
/// libraries would load some for that.
package struct FileFacts: Hashable, Sendable {
  /// The kinds that callers tell apart.
  package enum Kind: Hashable, Sendable {
    /// A file of bytes.
    case regular
    /// A folder.
    case folder
    /// A device, pipe or socket.
    case other
  }

  /// The kind.
  package var kind: Kind
  /// Bytes.
  package var size: Int

  /// Asks the file system; nil where there is no such file.
  ///
  /// - Parameter path: The path.
  package init?(_ path: String) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    size = Int(facts.st_size)
    switch facts.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
  }
}
