internal import Crypto
internal import EMGCore
public import Foundation

/// SHA-256 in lower-case hexadecimal, by which results and inputs are known to be the same.
public enum ContentHash {
  private static let chunk = 1 << 20

  /// The hash of data.
  ///
  /// - Parameter data: The bytes.
  /// - Returns: 64 hexadecimal digits.
  public static func sha256(_ data: Data) -> String { SHA256.hash(data: data).hexadecimalText }

  /// The hash of a file, read in pieces.
  ///
  /// - Parameter path: A regular file.
  /// - Returns: 64 hexadecimal digits, or nil where it cannot be read.
  public static func sha256(file path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let data = try handle.read(upToCount: chunk), !data.isEmpty { hash.update(data: data) }
    } catch { return nil }
    return hash.finalize().hexadecimalText
  }
}
