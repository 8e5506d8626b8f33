#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

#define SIDE_BY_SIDE 8

// Blocks side by side: the sum of each is one value after the other, and each waits for itself.
EMG_CLONES
void emg_block_energies(
    const float *restrict values, size_t blocks, size_t length, float *restrict energies) {
  size_t b = 0;
  for (; b + SIDE_BY_SIDE <= blocks; b += SIDE_BY_SIDE) {
    const float *first = values + b * length;
    float sums[SIDE_BY_SIDE] = {0};
    for (size_t i = 0; i < length; i++)
      for (size_t l = 0; l < SIDE_BY_SIDE; l++) {
        float x = first[l * length + i];
        sums[l] += x * x;
      }
    for (int l = 0; l < SIDE_BY_SIDE; l++) energies[b + l] = sums[l];
  }
  for (; b < blocks; b++) {
    float sum = 0;
    for (size_t i = 0; i < length; i++) sum += values[b * length + i] * values[b * length + i];
    energies[b] = sum;
  }
}

typedef float sixteen __attribute__((vector_size(64), aligned(4)));

// The last sixteen of a block lie across those before: a maximum is not changed by being taken twice.
EMG_CLONES
void emg_block_maxima(
    const float *restrict values, size_t blocks, size_t length, float *restrict maxima) {
  for (size_t b = 0; b < blocks; b++, values += length) {
    float top = 0;
    if (length >= 16) {
      sixteen tops = *(const sixteen *)values;
      for (size_t i = 16; i < length; i += 16) {
        size_t at = i + 16 <= length ? i : length - 16;
        tops = __builtin_elementwise_max(tops, *(const sixteen *)(values + at));
      }
      float highest = __builtin_reduce_max(tops);
      top = highest > top ? highest : top;
    } else {
      for (size_t i = 0; i < length; i++) top = values[i] > top ? values[i] : top;
    }
    maxima[b] = top;
  }
}

EMG_CLONES
void emg_differences(
    const float *restrict values, const float *restrict others, float *restrict differences,
    size_t count) {
  for (size_t i = 0; i < count; i++) differences[i] = values[i] - others[i];
}

// Sixteen at a time, as long as none of them equals both values before it.
#define ABREAST 16

EMG_CLONES
size_t emg_pass_short_runs(
    const float *values, size_t first, size_t count, float *lowest, float *highest) {
  float low[ABREAST], high[ABREAST];
  for (int l = 0; l < ABREAST; l++) {
    low[l] = *lowest;
    high[l] = *highest;
  }
  size_t i = first;
  for (; i + ABREAST <= count; i += ABREAST) {
    // The difference of a value that is not finite from itself is no number.
    int stops = 0;
    for (int l = 0; l < ABREAST; l++) {
      float own = values[i + l], before = values[i + l - 1];
      stops |= ((own == before) & (before == values[i + l - 2])) | !(own - own == 0);
    }
    if (stops) break;
    for (int l = 0; l < ABREAST; l++) {
      float own = values[i + l];
      low[l] = own < low[l] ? own : low[l];
      high[l] = own > high[l] ? own : high[l];
    }
  }
  // Up to the one that stops it, one by one: the next call need not meet it again.
  for (; i < count; i++) {
    float own = values[i];
    if ((own == values[i - 1] && own == values[i - 2]) || !(own - own == 0)) break;
    low[0] = own < low[0] ? own : low[0];
    high[0] = own > high[0] ? own : high[0];
  }
  for (int l = 0; l < ABREAST; l++) {
    *lowest = low[l] < *lowest ? low[l] : *lowest;
    *highest = high[l] > *highest ? high[l] : *highest;
  }
  return i;
}

EMG_CLONES
int emg_scale_known(
    const float *restrict values, float factor, float *restrict scaled, size_t count) {
  int unknown = 0;
  for (size_t i = 0; i < count; i++) {
    float x = values[i] * factor;
    unknown |= x != x;
    scaled[i] = x;
  }
  return unknown;
}

EMG_CLONES
size_t emg_count_known(const float *values, size_t count) {
  unsigned known = 0;
  for (size_t i = 0; i < count; i++) known += values[i] == values[i];
  return known;
}

EMG_CLONES
void emg_step_sizes(const float *restrict values, float *restrict sizes, size_t count) {
  for (size_t i = 0; i < count; i++) sizes[i] = __builtin_fabsf(values[i + 1] - values[i]);
}

EMG_CLONES
void emg_take_out(
    const float *restrict earlier, const float *restrict later, float *restrict values,
    size_t count) {
  for (size_t i = 0; i < count; i++) values[i] -= earlier[i] - later[i];
}
