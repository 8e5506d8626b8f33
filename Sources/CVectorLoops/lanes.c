#include "CVectorLoops.h"
#include "clones.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

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
