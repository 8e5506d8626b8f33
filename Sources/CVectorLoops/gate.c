#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

EMG_CLONES
void emg_raise_to_pair_responses(
    float *restrict score, const float *restrict signal, size_t count, const float *restrict odd,
    const float *restrict even, size_t reach) {
  for (size_t first = 0; first < count; first += EMG_PAIR_BLOCK) {
    // The last block lies across the one before: a maximum is not changed by being taken twice.
    size_t i = first + EMG_PAIR_BLOCK <= count ? first : count - EMG_PAIR_BLOCK;
    const float *middle = signal + i;
    float a[EMG_PAIR_BLOCK] = {0}, b[EMG_PAIR_BLOCK];
    for (int l = 0; l < EMG_PAIR_BLOCK; l++) b[l] = middle[l] * even[0];
    for (size_t j = 1; j <= reach; j++) {
      const float *right = middle + j, *left = middle - j;
      float p = odd[j], q = even[j];
      for (int l = 0; l < EMG_PAIR_BLOCK; l++) {
        a[l] += (right[l] - left[l]) * p;
        b[l] += (right[l] + left[l]) * q;
      }
    }
    for (int l = 0; l < EMG_PAIR_BLOCK; l++) {
      float u = __builtin_fabsf(a[l]), v = __builtin_fabsf(b[l]), top = score[i + l];
      top = u > top ? u : top;
      score[i + l] = v > top ? v : top;
    }
  }
}

// Each sum is read before the value that may be the same is changed: from the front, in vectors.
EMG_CLONES
void emg_add_ahead(const float *values, float *sums, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    float both[16];
    for (int l = 0; l < 16; l++) both[l] = sums[i + l] + values[i + l];
    for (int l = 0; l < 16; l++) sums[i + l] = both[l];
  }
  for (; i < count; i++) sums[i] += values[i];
}

EMG_CLONES
void emg_squares(const float *restrict values, float *restrict squares, size_t count) {
  for (size_t i = 0; i < count; i++) squares[i] = values[i] * values[i];
}

EMG_CLONES
void emg_raise_to_roots(
    float *restrict score, const float *restrict power, float share, size_t count) {
  typedef float vector __attribute__((vector_size(64)));
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    vector level;
    for (int l = 0; l < 16; l++) level[l] = power[i + l] * share;
    level = __builtin_elementwise_sqrt(level);
    for (int l = 0; l < 16; l++) score[i + l] = level[l] > score[i + l] ? level[l] : score[i + l];
  }
  for (; i < count; i++) {
    float level = __builtin_sqrtf(power[i] * share);
    score[i] = level > score[i] ? level : score[i];
  }
}
