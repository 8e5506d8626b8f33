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
void emg_correlations(
    const float *restrict sums, size_t count, size_t length, double power, double *restrict ratios) {
  for (size_t i = 0; i < count; i++) ratios[i] = (double)sums[i] / (double)(length - i) / power;
}

// Some values of all rows at a time, whose sums stay in registers.
#define ROW_PART 32

EMG_CLONES
void emg_sum_rows(
    const double *restrict values, const size_t *restrict rows, size_t count, size_t length,
    double *restrict sums) {
  size_t i = 0;
  for (; i + ROW_PART <= length; i += ROW_PART) {
    double own[ROW_PART] = {0};
    for (size_t n = 0; n < count; n++) {
      const double *row = values + rows[n] * length + i;
      for (int l = 0; l < ROW_PART; l++) own[l] += row[l];
    }
    for (int l = 0; l < ROW_PART; l++) sums[i + l] = own[l];
  }
  // The last eight lie across those before: their sums are the same when they are made twice.
  for (; i < length && length >= 8; i += 8) {
    size_t place = i + 8 <= length ? i : length - 8;
    double own[8] = {0};
    for (size_t n = 0; n < count; n++)
      for (int l = 0; l < 8; l++) own[l] += values[rows[n] * length + place + l];
    for (int l = 0; l < 8; l++) sums[place + l] = own[l];
  }
  for (; i < length; i++) {
    double own = 0;
    for (size_t n = 0; n < count; n++) own += values[rows[n] * length + i];
    sums[i] = own;
  }
}

EMG_CLONES
void emg_multiply(double *values, double factor, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] *= factor;
}
