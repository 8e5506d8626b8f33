#include <stdbool.h>
#include <string.h>

#include "CVectorLoops.h"

#define EIGHT(byte) (0x0101010101010101u * (byte))

static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// All that fit 64 bits.
static const uint64_t fives[] = {
    1u,
    5u,
    25u,
    125u,
    625u,
    3125u,
    15625u,
    78125u,
    390625u,
    1953125u,
    9765625u,
    48828125u,
    244140625u,
    1220703125u,
    6103515625u,
    30517578125u,
    152587890625u,
    762939453125u,
    3814697265625u,
    19073486328125u,
    95367431640625u,
    476837158203125u,
    2384185791015625u,
    11920928955078125u,
    59604644775390625u,
    298023223876953125u,
    1490116119384765625u,
    7450580596923828125u,
};

static const uint64_t whole_tens[] = {1u,     10u,     100u,     1000u,    10000u,
                                      100000u, 1000000u, 10000000u, 100000000u};

// A value of 64 bits, the highest of them set, times a power of two, to the nearest Double, ties to
// even; `is_more` tells that a part below the 64 bits is left. Far from overflow and underflow.
static double rounded(uint64_t value, int power, bool is_more) {
  uint64_t kept = value >> 11, rest = value & 0x7ff;
  if (rest > 0x400 || (rest == 0x400 && (is_more || (kept & 1)))) kept++;
  // kept is 2^52 to 2^53; a carry to 2^53 moves into the exponent by itself.
  uint64_t bits = ((uint64_t)(power + 11 + 52 + 1023 - 1) << 52) + kept;
  double result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

static double in_128_bits(uint64_t mantissa, int exponent) {
  if (mantissa == 0) return 0;
  int shift = __builtin_clzll(mantissa);
  uint64_t high = mantissa << shift;
  if (exponent >= 0) {
    // The product is exact in 128 bits.
    unsigned __int128 product = (unsigned __int128)high * fives[exponent];
    uint64_t top = (uint64_t)(product >> 64), low = (uint64_t)product;
    if (top == 0) return rounded(low, exponent - shift, false);
    int more = __builtin_clzll(top);
    uint64_t value = more == 0 ? top : top << more | low >> (64 - more);
    return rounded(value, exponent - shift + 64 - more, (uint64_t)(low << more) != 0);
  }
  // The quotient has 64 bits, and what is left tells whether it is exact.
  uint64_t five = fives[-exponent];
  int width = __builtin_clzll(five);
  five <<= width;
  int half = high >= five;
  unsigned __int128 dividend = (unsigned __int128)high << (64 - half);
  uint64_t quotient = (uint64_t)(dividend / five);
  bool is_more = dividend % five != 0;
  // high / five is from 1/2 to 1 after the halving: the highest bit is set.
  return rounded(quotient, exponent - shift + width - 64 + half, is_more);
}

// Both exact, and one operation that rounds.
static inline __attribute__((always_inline)) double decimal(uint64_t mantissa, int exponent) {
  if (mantissa <= (uint64_t)1 << 53 && exponent >= -22 && exponent <= 22)
    return exponent < 0 ? (double)mantissa / tens[-exponent] : (double)mantissa * tens[exponent];
  return in_128_bits(mantissa, exponent);
}

double emg_decimal(uint64_t mantissa, int exponent) { return decimal(mantissa, exponent); }

typedef struct {
  uint64_t mantissa;
  size_t digits;
} Run;

// Takes a run of digits, eight at a time; false where too few bytes are left to look at. Digits
// beyond the nineteenth make the mantissa worthless, which is told by their count.
static inline __attribute__((always_inline)) bool take_digits(
    const uint8_t **at, const uint8_t *end, Run *run) {
  const uint8_t *p = *at;
  while (true) {
    if (end - p < 8) return false;
    uint64_t eight;
    memcpy(&eight, p, 8);
    uint64_t digits = eight ^ EIGHT(0x30);
    uint64_t others = ((digits + EIGHT(0x76)) | digits) & EIGHT(0x80);
    size_t count = others == 0 ? 8 : (size_t)__builtin_ctzll(others) / 8;
    if (count > 0) {
      // The last digit in the highest byte, zeros before the first.
      digits <<= 64 - 8 * count;
      digits = digits * 10 + (digits >> 8);
      digits = ((digits & 0x000000ff000000ffu) * (100u + (1000000ull << 32))
                + (digits >> 16 & 0x000000ff000000ffu) * (1u + (10000ull << 32)))
               >> 32;
      run->mantissa = run->mantissa * whole_tens[count] + digits;
      run->digits += count;
      p += count;
    }
    if (count < 8) break;
  }
  *at = p;
  return true;
}

// One number as such tables hold most of them: sign, digits, mark, digits, exponent.
static inline __attribute__((always_inline)) bool take_number(
    const uint8_t **at, const uint8_t *end, uint8_t mark, double *value) {
  const uint8_t *p = *at;
  if (end - p < 8) return false;
  bool is_negative = *p == '-';
  p += *p == '-' || *p == '+';
  Run run = {0, 0};
  if (!take_digits(&p, end, &run)) return false;
  int exponent = 0;
  if (*p == mark) {
    p++;
    size_t whole = run.digits;
    if (!take_digits(&p, end, &run)) return false;
    exponent = (int)whole - (int)run.digits;
  }
  if (run.digits == 0 || run.digits > 19) return false;
  if ((*p | 32) == 'e') {
    p++;
    if (end - p < 8) return false;
    bool is_down = *p == '-';
    p += *p == '-' || *p == '+';
    int power = 0, digits = 0;
    for (; digits < 4 && (uint8_t)(*p - '0') < 10; digits++) power = 10 * power + (*p++ - '0');
    if (digits == 0 || digits == 4) return false;
    exponent += is_down ? -power : power;
  }
  if (exponent < -EMG_DECIMAL_REACH || exponent > EMG_DECIMAL_REACH) return false;
  double size = decimal(run.mantissa, exponent);
  *value = is_negative ? -size : size;
  *at = p;
  return true;
}

static inline bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t'; }

static inline __attribute__((always_inline)) const uint8_t *take_row(
    const uint8_t *p, const uint8_t *end, uint8_t delimiter, uint8_t mark, size_t columns,
    double *values) {
  bool is_blanks = delimiter == ' ';
  for (size_t c = 0; c < columns; c++) {
    while (p < end && (*p == ' ' || (is_blanks && is_blank(*p)))) p++;
    if (!take_number(&p, end, mark, values + c)) return NULL;
    if (c + 1 == columns) break;
    if (is_blanks ? !is_blank(*p) : *p != delimiter) return NULL;
    p++;
  }
  // A trailing delimiter makes no field.
  if (is_blanks)
    while (p < end && is_blank(*p)) p++;
  else if (p < end && *p == delimiter) p++;
  if (p < end && *p == '\r') p++;
  return p < end && *p == '\n' ? p + 1 : NULL;
}

size_t emg_number_rows(
    const uint8_t *text, size_t length, uint8_t delimiter, uint8_t mark, size_t columns,
    size_t most, double *values, size_t *ends) {
  const uint8_t *p = text, *end = text + length;
  size_t rows = 0;
  for (; rows < most; rows++) {
    p = take_row(p, end, delimiter, mark, columns, values + rows * columns);
    if (p == NULL) break;
    ends[rows] = (size_t)(p - text);
  }
  return rows;
}
