#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

typedef double eight __attribute__((vector_size(64), aligned(8)));

#define SHIFTED(v, n0, n1, n2, n3, n4, n5, n6, n7) \
  __builtin_shufflevector(v, zero, n0, n1, n2, n3, n4, n5, n6, n7)

// Eight values at a time: sums within the eight first, then what came before.
EMG_CLONES
void emg_running_sums(const float *restrict values, double *restrict sums, size_t count) {
  const eight zero = {0};
  double before = 0;
  size_t i = 0;
  sums[0] = 0;
  for (; i + 8 <= count; i += 8) {
    eight v;
    for (int l = 0; l < 8; l++) v[l] = values[i + l];
    v += SHIFTED(v, 8, 0, 1, 2, 3, 4, 5, 6);
    v += SHIFTED(v, 8, 8, 0, 1, 2, 3, 4, 5);
    v += SHIFTED(v, 8, 8, 8, 8, 0, 1, 2, 3);
    *(eight *)(sums + i + 1) = v + before;
    before += v[7];
  }
  for (; i < count; i++) {
    before += values[i];
    sums[i + 1] = before;
  }
}

EMG_CLONES
void emg_window_means(
    const double *restrict sums, size_t length, double share, float *restrict means, size_t count) {
  const double *restrict ends = sums + length;
  for (size_t i = 0; i < count; i++) means[i] = (float)((ends[i] - sums[i]) * share);
}

EMG_CLONES
void emg_relative_powers(
    const float *restrict values, const float *restrict units, float *restrict powers,
    size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = values[i] / units[i];
    powers[i] = x * x;
  }
}
