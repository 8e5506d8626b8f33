#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

typedef double eight __attribute__((vector_size(64), aligned(8)));
typedef float eight_floats __attribute__((vector_size(32), aligned(4)));

#define SHIFTED(v, n0, n1, n2, n3, n4, n5, n6, n7) \
  __builtin_shufflevector(v, zero, n0, n1, n2, n3, n4, n5, n6, n7)

// Not known to be zero where it is compiled: then what is shifted in is one instruction, else several.
static const volatile double nothing = 0;

// Eight values at a time: sums within the eight first, then what came before.
EMG_CLONES
void emg_running_sums(const float *restrict values, double *restrict sums, size_t count) {
  double none = nothing;
  const eight zero = {none, none, none, none, none, none, none, none};
  double before = sums[0];
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    eight v = __builtin_convertvector(*(const eight_floats *)(values + i), eight);
    v += SHIFTED(v, 15, 0, 1, 2, 3, 4, 5, 6);
    v += SHIFTED(v, 14, 15, 0, 1, 2, 3, 4, 5);
    v += SHIFTED(v, 12, 13, 14, 15, 0, 1, 2, 3);
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
void emg_strided_window_means(
    const double *restrict sums, size_t length, size_t stride, float *restrict means, size_t count) {
  const double *restrict ends = sums + length;
  double divisor = (double)length;
  size_t n = 0;
  for (; n + 8 <= count; n += 8, sums += 8 * stride, ends += 8 * stride) {
    eight v;
    for (size_t l = 0; l < 8; l++) v[l] = ends[l * stride] - sums[l * stride];
    *(eight_floats *)(means + n) = __builtin_convertvector(v / divisor, eight_floats);
  }
  for (; n < count; n++, sums += stride, ends += stride) means[n] = (float)((*ends - *sums) / divisor);
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
