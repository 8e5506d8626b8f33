#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(4 * EMG_FREQUENCIES), aligned(4)));
typedef float few __attribute__((vector_size(4 * EMG_TABLE_TURNS), aligned(4)));

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

// Few turns side by side: tables of wider rows would not stay in the cache.
static inline __attribute__((always_inline)) void turned_powers(
    const float *restrict x, const float *restrict y, const float *restrict turns, size_t count,
    float scale, float middle, const float *restrict distances, few *down, few *up) {
  few xc = {0}, xs = {0}, yc = {0}, ys = {0};
  for (size_t i = 0; i < count; i++, turns += 2 * EMG_TABLE_TURNS) {
    few c = *(const few *)turns, s = *(const few *)(turns + EMG_TABLE_TURNS);
    xc += x[i] * c;
    xs += x[i] * s;
    yc += y[i] * c;
    ys += y[i] * s;
  }
  few beyond = *(const few *)distances;
  few above = scale * (middle + beyond), below = scale * (middle - beyond);
  over_loss(&above);
  over_loss(&below);
  few r0 = xc + ys, i0 = yc - xs, r1 = xc - ys, i1 = yc + xs;
  *down = (r0 * r0 + i0 * i0) * above;
  *up = (r1 * r1 + i1 * i1) * below;
}

// Two rows at a time: the sums of one wait for themselves.
static inline __attribute__((always_inline)) void two_turned_powers(
    const float *restrict x, const float *restrict y, const float *restrict z,
    const float *restrict w, const float *restrict turns, const float *restrict others,
    size_t count, const float *scale_middles, const float *restrict distances,
    const float *restrict other_distances, few *down, few *up) {
  few sums[8] = {0};
  for (size_t i = 0; i < count; i++, turns += 2 * EMG_TABLE_TURNS, others += 2 * EMG_TABLE_TURNS) {
    few c = *(const few *)turns, s = *(const few *)(turns + EMG_TABLE_TURNS);
    few p = *(const few *)others, q = *(const few *)(others + EMG_TABLE_TURNS);
    sums[0] += x[i] * c;
    sums[1] += x[i] * s;
    sums[2] += y[i] * c;
    sums[3] += y[i] * s;
    sums[4] += z[i] * p;
    sums[5] += z[i] * q;
    sums[6] += w[i] * p;
    sums[7] += w[i] * q;
  }
  for (int n = 0; n < 2; n++) {
    few beyond = *(const few *)(n == 0 ? distances : other_distances), *own = sums + 4 * n;
    float scale = scale_middles[0], middle = scale_middles[1 + n];
    few above = scale * (middle + beyond), below = scale * (middle - beyond);
    over_loss(&above);
    over_loss(&below);
    few r0 = own[0] + own[3], i0 = own[2] - own[1], r1 = own[0] - own[3], i1 = own[2] + own[1];
    down[n] = (r0 * r0 + i0 * i0) * above;
    up[n] = (r1 * r1 + i1 * i1) * below;
  }
}

EMG_CLONES
void emg_turned_powers(
    const float *restrict x, const float *restrict y, size_t rows, size_t stride,
    const float *restrict turns, size_t turn_step, const float *restrict distances,
    size_t distance_step, size_t count, float scale, double middle, float *restrict down,
    float *restrict up) {
  size_t h = 0;
  for (; h + 2 <= rows; h += 2) {
    const float *a = x + h * stride, *b = y + h * stride, *t = turns + h * turn_step;
    const float *d = distances + h * distance_step;
    float middles[3] = {
        scale, (float)(middle * (double)(h + 1)), (float)(middle * (double)(h + 2))};
    few below[2], above[2];
    two_turned_powers(
        a, b, a + stride, b + stride, t, t + turn_step, count, middles, d, d + distance_step,
        below, above);
    for (int n = 0; n < 2; n++) {
      *(few *)(down + (h + n) * EMG_TABLE_TURNS) = below[n];
      *(few *)(up + (h + n) * EMG_TABLE_TURNS) = above[n];
    }
  }
  for (; h < rows; h++) {
    few below, above;
    turned_powers(
        x + h * stride, y + h * stride, turns + h * turn_step, count, scale,
        (float)(middle * (double)(h + 1)), distances + h * distance_step, &below, &above);
    *(few *)(down + h * EMG_TABLE_TURNS) = below;
    *(few *)(up + h * EMG_TABLE_TURNS) = above;
  }
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
