#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Whether as many sums stay in registers as are made at once below.
#if defined(__x86_64__) && defined(__clang__)
#define IS_WIDE __builtin_cpu_supports("avx512f")
#else
#define IS_WIDE 0
#endif

typedef float lanes __attribute__((vector_size(4 * EMG_FREQUENCIES), aligned(4)));
typedef float few __attribute__((vector_size(4 * EMG_TABLE_TURNS), aligned(4)));

#define LOW(v) __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define HIGH(v) __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)

// Sixteen frequencies side by side. What stands at equal places of the eights is summed first, then
// the eight sums one after the other.
static inline __attribute__((always_inline)) void factored_sums(
    const float *values, size_t width, const float *table, size_t stride, float sign,
    float *restrict sums) {
  lanes parts[8] = {0};
  for (size_t n = 0; n < width; n += 8)
    for (int l = 0; l < 8; l++) parts[l] += values[n + l] * *(const lanes *)(table + (n + l) * stride);
  lanes sum = parts[0];
  for (int l = 1; l < 8; l++) sum += parts[l];
  *(lanes *)sums = sign * sum;
}

EMG_CLONES
void emg_folded_sums(
    const float *restrict values, size_t group_length, size_t groups, const float *restrict cosines,
    const float *restrict sines, size_t width, size_t frequencies, size_t stride,
    float *restrict folded, float *restrict real, float *restrict imaginary) {
  size_t half = (group_length + 1) / 2;
  size_t padded = (frequencies + EMG_FREQUENCIES - 1) / EMG_FREQUENCIES * EMG_FREQUENCIES;
  float *even = folded, *odd = folded + width;
  for (size_t n = half; n < width; n++) even[n] = odd[n] = 0;
  for (size_t g = 0; g < groups; g++) {
    const float *left = values + g * group_length, *right = left + group_length - 1;
    for (size_t n = 0; n < half; n++) {
      float a = left[n], b = *(right - n);
      even[n] = a + b;
      odd[n] = b - a;
    }
    // The middle of an odd count was taken twice.
    if (group_length % 2 == 1) even[half - 1] = left[half - 1];
    for (size_t f = 0; f < padded; f += EMG_FREQUENCIES) {
      float sums[EMG_FREQUENCIES], others[EMG_FREQUENCIES];
      factored_sums(even, width, cosines + f, padded, 1, sums);
      factored_sums(odd, width, sines + f, padded, -1, others);
      for (size_t k = 0; k < EMG_FREQUENCIES && f + k < frequencies; k++) {
        real[(f + k) * stride + g] = sums[k];
        imaginary[(f + k) * stride + g] = others[k];
      }
    }
  }
}

// Eight angles side by side, each of which turns by eight steps at a time.
EMG_CLONES
void emg_multiples(
    double cosine, double sine, size_t count, float *restrict cosines, float *restrict sines) {
  double c[8] = {1, cosine}, s[8] = {0, sine}, p = cosine, q = sine;
  for (int n = 2; n < 16; n *= 2) {
    double twice = p * p - q * q;
    q = 2 * p * q;
    p = twice;
    if (n == 8) break;
    for (int l = 0; l < n; l++) {
      c[n + l] = c[l] * p - s[l] * q;
      s[n + l] = s[l] * p + c[l] * q;
    }
  }
  for (size_t i = 0; i < count; i += 8) {
    size_t some = count - i < 8 ? count - i : 8;
    for (size_t l = 0; l < some; l++) {
      cosines[i + l] = (float)c[l];
      sines[i + l] = (float)s[l];
    }
    for (int l = 0; l < 8; l++) {
      double a = c[l], b = s[l];
      c[l] = a * p - b * q;
      s[l] = b * p + a * q;
    }
  }
}

EMG_CLONES
void emg_turn_sums(
    const float *restrict up, const float *restrict down, size_t rows, double *restrict above,
    double *restrict below) {
  double a[EMG_TABLE_TURNS] = {0}, b[EMG_TABLE_TURNS] = {0};
  for (size_t h = 0; h < rows; h++)
    for (int l = 0; l < EMG_TABLE_TURNS; l++) {
      a[l] += up[h * EMG_TABLE_TURNS + l];
      b[l] += down[h * EMG_TABLE_TURNS + l];
    }
  for (int l = 0; l < EMG_TABLE_TURNS; l++) {
    above[l] = a[l];
    below[l] = b[l];
  }
}

EMG_CLONES
void emg_add_beside(
    const float *restrict up, const float *restrict down, size_t rows, size_t first, size_t last,
    double *restrict sums) {
  for (size_t h = 0; h < rows; h++, up += EMG_TABLE_TURNS, down += EMG_TABLE_TURNS)
    for (size_t l = first; l < last; l++) sums[h] += (double)down[l] + (double)up[l];
}

EMG_CLONES
void emg_turn_rows(
    float *restrict x, float *restrict y, size_t rows, size_t stride, size_t count,
    const float *restrict cosines, const float *restrict sines, float *restrict row_cosines,
    float *restrict row_sines) {
  for (size_t i = 0; i < count; i++) {
    row_cosines[i] = cosines[i];
    row_sines[i] = sines[i];
  }
  for (size_t h = 0; h < rows; h++, x += stride, y += stride)
    for (size_t i = 0; i < count; i++) {
      float a = x[i], b = y[i], p = row_cosines[i], q = row_sines[i];
      x[i] = a * p + b * q;
      y[i] = b * p - a * q;
      // The next row's angle is larger by one.
      row_cosines[i] = p * cosines[i] - q * sines[i];
      row_sines[i] = q * cosines[i] + p * sines[i];
    }
}

// One over the square of sin(a) / a, which is no less than a fifth: by its series, whose next term
// is below 3e-7 where the fifth is not yet reached.
static inline __attribute__((always_inline)) void over_loss(few *a) {
  few square = *a * *a, one = {0}, least = {0};
  one += 1;
  least += 0.2f;
  // Beyond three the quotient is below a fifth.
  square = __builtin_elementwise_min(square, 9 * one);
  few sum = one - square * (1 / 210.0f);
  sum = one - square * (1 / 156.0f) * sum;
  sum = one - square * (1 / 110.0f) * sum;
  sum = one - square * (1 / 72.0f) * sum;
  sum = one - square * (1 / 42.0f) * sum;
  sum = one - square * (1 / 20.0f) * sum;
  sum = one - square * (1 / 6.0f) * sum;
  sum = __builtin_elementwise_max(sum, least);
  *a = one / (sum * sum);
}

// Few turns side by side, cosines and then sines: tables of wider rows would not stay in the cache. Some
// rows at a time: the sums of one wait for themselves.
static inline __attribute__((always_inline)) void turned_powers(
    const float *restrict x, const float *restrict y, size_t stride, size_t first, const int rows,
    const float *restrict turns, size_t turn_step, const float *restrict distances,
    size_t distance_step, size_t count, float scale, double middle, float *restrict down,
    float *restrict up) {
  lanes real[4] = {0}, imaginary[4] = {0};
  for (size_t i = 0; i < count; i++, turns += 2 * EMG_TABLE_TURNS)
    for (int n = 0; n < rows; n++) {
      lanes both = *(const lanes *)(turns + n * turn_step);
      real[n] += x[n * stride + i] * both;
      imaginary[n] += y[n * stride + i] * both;
    }
  for (int n = 0; n < rows; n++) {
    few beyond = *(const few *)(distances + n * distance_step);
    float own = (float)(middle * (double)(first + n + 1));
    few above = scale * (own + beyond), below = scale * (own - beyond);
    over_loss(&above);
    over_loss(&below);
    few xc = LOW(real[n]), xs = HIGH(real[n]), yc = LOW(imaginary[n]), ys = HIGH(imaginary[n]);
    few r0 = xc + ys, i0 = yc - xs, r1 = xc - ys, i1 = yc + xs;
    *(few *)(down + n * EMG_TABLE_TURNS) = (r0 * r0 + i0 * i0) * above;
    *(few *)(up + n * EMG_TABLE_TURNS) = (r1 * r1 + i1 * i1) * below;
  }
}

EMG_CLONES
void emg_turned_powers(
    const float *restrict x, const float *restrict y, size_t rows, size_t stride,
    const float *restrict turns, size_t turn_step, const float *restrict distances,
    size_t distance_step, size_t count, float scale, double middle, float *restrict down,
    float *restrict up) {
#define ROWS(n)                                                                                   \
  for (; h + n <= rows; h += n)                                                                   \
    turned_powers(                                                                                \
        x + h * stride, y + h * stride, stride, h, n, turns + h * turn_step, turn_step,           \
        distances + h * distance_step, distance_step, count, scale, middle,                       \
        down + h * EMG_TABLE_TURNS, up + h * EMG_TABLE_TURNS);
  size_t h = 0;
  if (IS_WIDE) ROWS(4)
  ROWS(2)
  ROWS(1)
#undef ROWS
}

EMG_CLONES
void emg_weigh_turned(
    const float *restrict x, const float *restrict y, const float *restrict cosines,
    const float *restrict sines, const float *restrict weights, size_t rows, size_t stride,
    size_t count, float *restrict real, float *restrict imaginary) {
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < count; i++) {
      size_t n = r * stride + i;
      float a = x[n], b = y[n], c = cosines[n], s = sines[n], w = weights[i];
      real[n] = w * (a * c + b * s);
      imaginary[n] = w * (b * c - a * s);
    }
}
