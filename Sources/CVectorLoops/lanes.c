#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

typedef float eight_floats __attribute__((vector_size(32), aligned(4)));
typedef double eight_doubles __attribute__((vector_size(64), aligned(8)));

#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Rows of a square of eight by eight become its columns: pairs, then fours, then halves are
// exchanged.
static inline __attribute__((always_inline)) void transpose_floats(eight_floats *r) {
  eight_floats s[8], t[8];
  for (int k = 0; k < 8; k += 2) {
    s[k] = PICK(r[k], r[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    s[k + 1] = PICK(r[k], r[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int k = 0; k < 8; k += 4)
    for (int n = k; n < k + 2; n++) {
      t[n] = PICK(s[n], s[n + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      t[n + 2] = PICK(s[n], s[n + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int n = 0; n < 4; n++) {
    r[n] = PICK(t[n], t[n + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[n + 4] = PICK(t[n], t[n + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

// Eight samples of eight lanes are read row by row and written column by column.
EMG_CLONES
void emg_fill_lanes(
    const float *restrict values, size_t distance, size_t count, double *restrict lanes) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8, lanes += 64) {
    eight_floats r[8];
    for (int l = 0; l < 8; l++) r[l] = *(const eight_floats *)(values + l * distance + i);
    transpose_floats(r);
    for (int l = 0; l < 8; l++)
      *(eight_doubles *)(lanes + 8 * l) = __builtin_convertvector(r[l], eight_doubles);
  }
  for (; i < count; i++, lanes += 8)
    for (int l = 0; l < 8; l++) lanes[l] = values[l * distance + i];
}

EMG_CLONES
void emg_drain_lanes(
    const double *restrict lanes, size_t distance, size_t count, float *restrict values) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8, lanes += 64) {
    eight_floats r[8];
    for (int l = 0; l < 8; l++)
      r[l] = __builtin_convertvector(*(const eight_doubles *)(lanes + 8 * l), eight_floats);
    transpose_floats(r);
    for (int l = 0; l < 8; l++) *(eight_floats *)(values + l * distance + i) = r[l];
  }
  for (; i < count; i++, lanes += 8)
    for (int l = 0; l < 8; l++) values[l * distance + i] = (float)lanes[l];
}
