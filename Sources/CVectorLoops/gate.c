#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Pairs of wavelets from the shortest on: the further a tap from the centre, the fewer pairs have it,
// and all that do share what is fetched and its sums and differences. The sums of WIDE blocks stay in
// the registers of AVX-512, those of narrow ones in fewer.
#define NARROW 16

static inline __attribute__((always_inline)) void raise_block(
    float *restrict score, const float *restrict middle, const float *const *taps,
    const size_t *reaches, const int pairs, const int block, const int is_first) {
  float a[4][EMG_PAIR_BLOCK] = {0}, b[4][EMG_PAIR_BLOCK];
  for (int k = 0; k < pairs; k++) {
    float q = taps[k][reaches[k] + 1];
    for (int l = 0; l < block; l++) b[k][l] = middle[l] * q;
  }
  size_t j = 1;
#pragma clang loop unroll(full)
  for (int first = 0; first < pairs; first++)
    for (; j <= reaches[first]; j++) {
      float sum[EMG_PAIR_BLOCK], difference[EMG_PAIR_BLOCK];
      for (int l = 0; l < block; l++) {
        float right = middle[l + j], left = middle[l - (ptrdiff_t)j];
        difference[l] = right - left;
        sum[l] = right + left;
      }
#pragma clang loop unroll(full)
      for (int k = first; k < pairs; k++) {
        float p = taps[k][j], q = taps[k][reaches[k] + 1 + j];
        for (int l = 0; l < block; l++) {
          a[k][l] += difference[l] * p;
          b[k][l] += sum[l] * q;
        }
      }
    }
  for (int k = 0; k < pairs; k++)
    for (int l = 0; l < block; l++) {
      float u = __builtin_fabsf(a[k][l]), v = __builtin_fabsf(b[k][l]);
      float top = is_first && k == 0 ? 0 : score[l];
      top = u > top ? u : top;
      score[l] = v > top ? v : top;
    }
}

static inline __attribute__((always_inline)) void raise_blocks(
    float *restrict score, const float *restrict signal, size_t count, const float *const *taps,
    const size_t *reaches, const int pairs, const int block, const int is_first) {
  for (size_t first = 0; first < count; first += block) {
    // The last block lies across the one before: a maximum is not changed by being taken twice.
    size_t i = first + block <= count ? first : count - block;
    raise_block(score + i, signal + i, taps, reaches, pairs, block, is_first);
  }
}

static inline __attribute__((always_inline)) void respond(
    float *restrict score, const float *restrict signal, size_t count, const float *taps,
    const size_t *reaches, size_t pairs, const int block) {
  for (int is_first = 1; pairs > 0; is_first = 0) {
    size_t some = pairs < 4 ? pairs : 4;
    const float *own[4];
    for (size_t k = 0; k < some; k++) {
      own[k] = taps;
      taps += 2 * (reaches[k] + 1);
    }
    if (some == 4 && is_first) raise_blocks(score, signal, count, own, reaches, 4, block, 1);
    else if (some == 4) raise_blocks(score, signal, count, own, reaches, 4, block, 0);
    else if (some == 3) raise_blocks(score, signal, count, own, reaches, 3, block, is_first);
    else if (some == 2) raise_blocks(score, signal, count, own, reaches, 2, block, is_first);
    else raise_blocks(score, signal, count, own, reaches, 1, block, is_first);
    reaches += some;
    pairs -= some;
  }
}

EMG_CLONES
static void respond_narrow(
    float *restrict score, const float *restrict signal, size_t count, const float *taps,
    const size_t *reaches, size_t pairs) {
  respond(score, signal, count, taps, reaches, pairs, NARROW);
}

EMG_CLONES
static void respond_wide(
    float *restrict score, const float *restrict signal, size_t count, const float *taps,
    const size_t *reaches, size_t pairs) {
  respond(score, signal, count, taps, reaches, pairs, EMG_PAIR_BLOCK);
}

void emg_pair_responses(
    float *score, const float *signal, size_t count, const float *taps, const size_t *reaches,
    size_t pairs) {
#if defined(__x86_64__) && defined(__clang__)
  if (__builtin_cpu_supports("avx512f")) {
    respond_wide(score, signal, count, taps, reaches, pairs);
    return;
  }
#endif
  respond_narrow(score, signal, count, taps, reaches, pairs);
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
