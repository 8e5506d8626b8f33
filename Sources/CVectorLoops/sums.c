#include "CVectorLoops.h"
#include "clones.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

typedef double eight __attribute__((vector_size(64), aligned(8)));

// Two sums of eight lanes, which are added up one after the other, then the rest one by one.
#define REDUCED(values, count, LANES, ONE)                                     \
  eight first = {0}, second = {0};                                             \
  size_t i = 0;                                                                \
  for (; i + 16 <= (count); i += 16) {                                         \
    eight v = __builtin_convertvector(*(const eight_floats *)((values) + i), eight);     \
    eight w = __builtin_convertvector(*(const eight_floats *)((values) + i + 8), eight); \
    first += LANES(v);                                                         \
    second += LANES(w);                                                        \
  }                                                                            \
  first += second;                                                             \
  double total = first[0];                                                     \
  for (int l = 1; l < 8; l++) total += first[l];                               \
  for (; i < (count); i++) {                                                   \
    double x = (values)[i];                                                    \
    total += ONE(x);                                                           \
  }

#define PLAIN(v) (v)
#define SQUARE(v) ((v) * (v))

static inline __attribute__((always_inline)) double sum(const float *values, size_t count) {
  REDUCED(values, count, PLAIN, PLAIN)
  return total;
}

static inline __attribute__((always_inline)) double squares(const float *values, size_t count) {
  REDUCED(values, count, SQUARE, SQUARE)
  return total;
}

EMG_CLONES
double emg_sum(const float *values, size_t count) { return sum(values, count); }

EMG_CLONES
double emg_sum_of_squares(const float *values, size_t count) { return squares(values, count); }

// Blocks are summed as by `REDUCED`, eight at a time, so that the lanes of all are added up side by side.
#define BLOCKS(LANES, ALONE)                                                           \
  size_t b = 0, whole = length / 16 * 16;                                              \
  for (; b + 8 <= blocks; b += 8) {                                                    \
    const float *own = values + b * length;                                            \
    eight_doubles lanes[8];                                                            \
    for (int l = 0; l < 8; l++) {                                                      \
      const float *block = own + l * length;                                           \
      eight_doubles first = {0}, second = {0};                                         \
      for (size_t i = 0; i < whole; i += 16) {                                         \
        eight_doubles v =                                                              \
            __builtin_convertvector(*(const eight_floats *)(block + i), eight_doubles); \
        eight_doubles w =                                                              \
            __builtin_convertvector(*(const eight_floats *)(block + i + 8), eight_doubles); \
        first += LANES(v);                                                             \
        second += LANES(w);                                                            \
      }                                                                                \
      lanes[l] = first + second;                                                       \
    }                                                                                  \
    eight_doubles total;                                                               \
    sums_within(lanes, &total);                                                        \
    for (size_t i = whole; i < length; i++) {                                          \
      eight_doubles x;                                                                 \
      for (int l = 0; l < 8; l++) x[l] = own[l * length + i];                          \
      total += LANES(x);                                                               \
    }                                                                                  \
    *(eight_doubles *)(sums + b) = total;                                              \
  }                                                                                    \
  for (; b < blocks; b++) sums[b] = ALONE(values + b * length, length);

EMG_CLONES
void emg_block_sums(
    const float *restrict values, size_t blocks, size_t length, double *restrict sums) {
  BLOCKS(PLAIN, sum)
}

EMG_CLONES
void emg_block_squares(
    const float *restrict values, size_t blocks, size_t length, double *restrict sums) {
  BLOCKS(SQUARE, squares)
}

EMG_CLONES
void emg_taper(
    const float *restrict values, double level, const double *restrict window,
    float *restrict tapered, size_t count) {
  for (size_t i = 0; i < count; i++) tapered[i] = (float)(((double)values[i] - level) * window[i]);
}

EMG_CLONES
void emg_add_powers(const float *restrict bins, size_t count, double *restrict sums) {
  for (size_t k = 0; k < count; k++) {
    double re = bins[2 * k], im = bins[2 * k + 1];
    sums[k] += re * re + im * im;
  }
}
