#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(4 * EMG_FREQUENCIES), aligned(4)));

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
void emg_turn(
    float *restrict x, float *restrict y, const float *restrict cosines,
    const float *restrict sines, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float a = x[i], b = y[i], p = cosines[i], q = sines[i];
    x[i] = a * p + b * q;
    y[i] = b * p - a * q;
  }
}

// Sixteen turns side by side.
EMG_CLONES
void emg_turned_powers(
    const float *restrict x, const float *restrict y, const float *restrict cosines,
    const float *restrict sines, size_t count, float *restrict down, float *restrict up) {
  float xc[EMG_FREQUENCIES] = {0}, xs[EMG_FREQUENCIES] = {0};
  float yc[EMG_FREQUENCIES] = {0}, ys[EMG_FREQUENCIES] = {0};
  for (size_t i = 0; i < count; i++, cosines += EMG_FREQUENCIES, sines += EMG_FREQUENCIES) {
    for (int l = 0; l < EMG_FREQUENCIES; l++) {
      xc[l] += x[i] * cosines[l];
      xs[l] += x[i] * sines[l];
      yc[l] += y[i] * cosines[l];
      ys[l] += y[i] * sines[l];
    }
  }
  for (int l = 0; l < EMG_FREQUENCIES; l++) {
    float r0 = xc[l] + ys[l], i0 = yc[l] - xs[l], r1 = xc[l] - ys[l], i1 = yc[l] + xs[l];
    down[l] = r0 * r0 + i0 * i0;
    up[l] = r1 * r1 + i1 * i1;
  }
}
