#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// `BLOCK` products side by side from `i` on, each the sum of its terms in the order of the taps.
#define PRODUCTS(Value, BLOCK)                                                \
  {                                                                           \
    Value sums[BLOCK] = {0};                                                  \
    for (size_t k = 0; k < tap_count; k++)                                    \
      for (int l = 0; l < BLOCK; l++) sums[l] += signal[i + k + l] * taps[k]; \
    for (int l = 0; l < BLOCK; l++) products[i + l] = sums[l];                \
  }

// Wide blocks, then narrow ones, the last of which lies across the one before: its products are the
// same when they are made twice.
#define SLIDING(Value, WIDE, NARROW)                              \
  size_t i = 0;                                                   \
  for (; i + WIDE <= count; i += WIDE) PRODUCTS(Value, WIDE)      \
  for (; i + NARROW <= count; i += NARROW) PRODUCTS(Value, NARROW) \
  if (i < count && count >= NARROW) {                             \
    i = count - NARROW;                                           \
    PRODUCTS(Value, NARROW)                                       \
    i = count;                                                    \
  }                                                               \
  for (; i < count; i++) PRODUCTS(Value, 1)

EMG_CLONES
void emg_sliding_products(
    const float *restrict signal, const float *restrict taps, size_t tap_count,
    float *restrict products, size_t count) {
  SLIDING(float, 64, 16)
}

EMG_CLONES
void emg_sliding_double_products(
    const double *restrict signal, const double *restrict taps, size_t tap_count,
    double *restrict products, size_t count) {
  SLIDING(double, 32, 8)
}

EMG_CLONES
void emg_add_doubles(const double *restrict values, double *restrict sums, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += values[i];
}
