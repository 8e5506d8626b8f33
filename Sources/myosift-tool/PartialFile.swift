import Foundation

/// Names of files that are being written.
///
/// Two writers never share one, on one machine or on several: a name stands for the machine and
/// holds a random number and is made only where it does not exist. It is locked while it is written, by
/// which the remains of a killed run are told from another run's work.
enum PartialFile {
  /// What stands for the machine, short and without what would not fit a file's name.
  private static let machine = String(
    String(Shard.key(ProcessInfo.processInfo.hostName), radix: 36).prefix(6))

  private static func head(_ url: URL) -> String { ".\(url.lastPathComponent).\(machine)-" }

  /// Begins a file beside its place.
  ///
  /// - Parameters:
  ///   - url: The name it shall have.
  ///   - refuse: Throws for an error number.
  /// - Returns: Its name for now and its descriptor, locked where the file system knows locks.
  /// - Throws: What `refuse` throws.
  static func create(
    for url: URL, refuse: (Int32) throws -> Never
  ) throws -> (path: String, descriptor: Int32) {
    let folder = url.deletingLastPathComponent()
    while true {
      let number = String(UInt64.random(in: .min ... .max), radix: 36)
      let part = folder.appending(path: "\(head(url))\(number).part").path
      let descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        try refuse(errno)
      }
      // Between making and locking it, another run may have taken it for remains.
      var info = stat()
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      if isLocked, unsafe fstat(descriptor, &info) == 0, info.st_nlink > 0 {
        return (part, descriptor)
      }
      _ = unsafe unlink(part)
      _ = close(descriptor)
    }
  }

  /// Removes what killed runs of this machine left of a file.
  ///
  /// - Parameter path: The file's name.
  static func removeRemains(of path: String) {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(head(url)) && name.hasSuffix(".part") {
      let part = folder.appending(path: name).path
      let descriptor = unsafe open(part, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { _ = unsafe unlink(part) }
      _ = close(descriptor)
    }
  }
}
