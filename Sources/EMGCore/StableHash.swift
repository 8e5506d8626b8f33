/// A number of a text that is the same on every machine and in every run, unlike `hashValue`.
///
/// - Parameter text: The text.
/// - Returns: FNV-1a of its UTF-8 bytes with the bits mixed, since neighbouring names differ in their last letters only.
package func stableHash(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
  hash ^= hash >> 33
  return hash
}
