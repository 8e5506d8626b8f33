internal import CVectorLoops

/// The powers of ten to which ``decimal(_:exponent:)`` reaches, up and down.
public let decimalReach = Int(EMG_DECIMAL_REACH)

/// A decimal number in Double, correctly rounded: to the nearest, ties to even.
///
/// Up to 2^53 with a power of ten within ±22 both are exact, and one division or product rounds
/// once (Clinger 1990). Beyond that the product with the power of five is exact in 128 bits, and a
/// quotient of 64 bits with what is left of the division tells the rounding.
///
/// - Parameters:
///   - mantissa: The digits.
///   - exponent: The power of ten, from `-decimalReach` to `decimalReach`.
/// - Returns: `mantissa · 10^exponent`.
public func decimal(_ mantissa: UInt64, exponent: Int) -> Double {
  precondition(abs(exponent) <= decimalReach, "the power is within reach")
  return emg_decimal(mantissa, Int32(exponent))
}

/// Rows of numbers, read from text many at a time.
///
/// Kept by the caller, so that nothing is allocated once it has grown.
public struct NumberRows: Sendable {
  /// Numbers a row.
  public let columns: Int
  /// Rows that were read last.
  public private(set) var count = 0
  private let delimiter: UInt8
  private let mark: UInt8
  private var values: [Double]
  private var ends: [Int]

  /// Rows read at a time: their numbers stay in the first caches.
  private static let most = 256

  /// - Parameters:
  ///   - columns: Numbers a row, above zero.
  ///   - delimiter: What parts them; a space stands for any run of blanks and tabs.
  ///   - mark: The decimal mark.
  public init(columns: Int, delimiter: UInt8, mark: UInt8) {
    precondition(columns > 0, "a row has numbers")
    self.columns = columns
    self.delimiter = delimiter
    self.mark = mark
    values = [Double](repeating: 0, count: Self.most * columns)
    ends = [Int](repeating: 0, count: Self.most)
  }

  /// Reads rows that end with LF or CRLF and hold nothing but plain numbers: a sign, digits, the
  /// decimal mark, digits, an exponent.
  ///
  /// Stops before the first row that is anything else, that may go on beyond the bytes, or whose
  /// number has more than nineteen digits or a power of ten out of reach.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Where the first row begins.
  ///   - limit: The most rows to read.
  public mutating func read(_ bytes: Span<UInt8>, from start: Int, limit: Int) {
    precondition(start >= 0 && start <= bytes.count, "the text holds the first row")
    let most = max(0, min(limit, Self.most))
    count = unsafe bytes.extracting(start..<bytes.count).withUnsafeBufferPointer { text in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe ends.withUnsafeMutableBufferPointer { ends in
          guard let text = text.baseAddress, let values = values.baseAddress,
            let ends = ends.baseAddress
          else { return 0 }
          return unsafe emg_number_rows(
            text, bytes.count - start, delimiter, mark, columns, most, values, ends)
        }
      }
    }
  }

  /// A number of the rows that were read last.
  ///
  /// - Parameters:
  ///   - row: Below ``count``.
  ///   - column: Below ``columns``.
  public subscript(row: Int, column: Int) -> Double {
    precondition(row < count && column < columns, "the number was read")
    return values[row * columns + column]
  }

  /// Bytes up to the end of a row, its line end included.
  ///
  /// - Parameter row: Below ``count``.
  /// - Returns: A count of bytes from where reading began.
  public func end(ofRow row: Int) -> Int { ends[row] }

  /// Appends a column of the first rows, scaled.
  ///
  /// - Parameters:
  ///   - column: Below ``columns``.
  ///   - rows: How many rows, at most ``count``.
  ///   - scale: Applied first, in Double.
  ///   - offset: Added after.
  ///   - output: Gains a value a row.
  public func append(
    column: Int, rows: Int, scale: Double, offset: Double, to output: inout [Float]
  ) {
    precondition(rows <= count && column < columns, "the rows were read")
    let first = output.count
    output.append(contentsOf: repeatElement(0, count: rows))
    var target = output.mutableSpan
    let source = values.span
    for row in 0..<rows {
      target[first + row] = Float(source[row * columns + column] * scale + offset)
    }
  }
}
