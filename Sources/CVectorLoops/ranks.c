#include "CVectorLoops.h"
#include "clones.h"

#if defined(__x86_64__) && defined(__clang__)
#define EMG_COMPRESSES 1
#include <immintrin.h>
#endif

EMG_CLONES
void emg_count_below(
    const float *values, size_t count, float limit, size_t *below, size_t *equal) {
  unsigned smaller = 0, same = 0;
  for (size_t i = 0; i < count; i++) {
    smaller += values[i] < limit;
    same += values[i] == limit;
  }
  *below = smaller;
  *equal = same;
}

EMG_CLONES
double emg_small_rank(const double *values, size_t count, size_t rank) {
  double padded[EMG_SMALL_COUNT];
  for (size_t i = 0; i < EMG_SMALL_COUNT; i++) padded[i] = i < count ? values[i] : __builtin_inf();
  size_t rounded = (count + 7) / 8 * 8;
  for (size_t k = 0; k + 1 < count; k++) {
    double own = values[k];
    int64_t below = 0, equal = 0;
    for (size_t i = 0; i < rounded; i++) below += padded[i] < own;
    if (rank < (size_t)below) continue;
    for (size_t i = 0; i < rounded; i++) equal += padded[i] == own;
    if (rank < (size_t)(below + equal)) return own;
  }
  return values[count - 1];
}

EMG_CLONES
float emg_few_rank(const float *values, size_t count, size_t rank) {
  float padded[EMG_FEW_COUNT];
  for (size_t i = 0; i < EMG_FEW_COUNT; i++) padded[i] = i < count ? values[i] : __builtin_inff();
  for (size_t k = 0; k + 1 < count; k++) {
    float own = values[k];
    int below = 0, equal = 0;
    for (size_t i = 0; i < EMG_FEW_COUNT; i++) {
      below += padded[i] < own;
      equal += padded[i] == own;
    }
    if (rank >= (size_t)below && rank < (size_t)(below + equal)) return own;
  }
  return values[count - 1];
}

// Written always, kept where it is wanted: no branch that the values decide.
static size_t rest_between(
    const float *values, size_t i, size_t count, float low, float high, float *kept, size_t n,
    size_t *below) {
  for (; i < count; i++) {
    float v = values[i];
    kept[n] = v;
    *below += v < low;
    n += (v >= low) & (v <= high);
  }
  return n;
}

#ifdef EMG_COMPRESSES
__attribute__((target("avx512f,popcnt"))) static size_t compressed_between(
    const float *values, size_t count, float low, float high, float *kept, size_t *below) {
  __m512 l = _mm512_set1_ps(low), h = _mm512_set1_ps(high);
  size_t n = 0, i = 0, smaller = 0;
  for (; i + 16 <= count; i += 16) {
    __m512 v = _mm512_loadu_ps(values + i);
    __mmask16 less = _mm512_cmp_ps_mask(v, l, _CMP_LT_OQ);
    __mmask16 in = _mm512_mask_cmp_ps_mask(
        _mm512_cmp_ps_mask(v, l, _CMP_GE_OQ), v, h, _CMP_LE_OQ);
    // What lies behind the kept ones is written too, but not beyond what has been read.
    _mm512_storeu_ps(kept + n, _mm512_maskz_compress_ps(in, v));
    smaller += (size_t)__builtin_popcount(less);
    n += (size_t)__builtin_popcount(in);
  }
  *below += smaller;
  return rest_between(values, i, count, low, high, kept, n, below);
}
#endif

size_t emg_gather_between(
    const float *values, size_t count, float low, float high, float *kept, size_t *below) {
  *below = 0;
#ifdef EMG_COMPRESSES
  if (__builtin_cpu_supports("avx512f"))
    return compressed_between(values, count, low, high, kept, below);
#endif
  return rest_between(values, 0, count, low, high, kept, 0, below);
}
