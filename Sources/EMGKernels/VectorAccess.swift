// The only vector access to memory of the target; unaligned. Callers keep `index + 8` within it.

@inline(__always)
func load8(_ base: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
func store8(_ value: SIMD8<Float>, _ base: UnsafeMutablePointer<Float>, _ index: Int) {
  unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: SIMD8<Float>.self)
}

/// Eight Floats as Doubles.
@inline(__always)
func widened(_ v: SIMD8<Float>) -> SIMD8<Double> {
  SIMD8(
    Double(v[0]), Double(v[1]), Double(v[2]), Double(v[3]), Double(v[4]), Double(v[5]),
    Double(v[6]), Double(v[7]))
}
