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

EMG_CLONES
void emg_block_maxima(
    const float *restrict values, size_t blocks, size_t length, float *restrict maxima) {
  size_t b = 0;
  for (; b + SIDE_BY_SIDE <= blocks; b += SIDE_BY_SIDE) {
    const float *first = values + b * length;
    float tops[SIDE_BY_SIDE] = {0};
    for (size_t i = 0; i < length; i++)
      for (size_t l = 0; l < SIDE_BY_SIDE; l++) {
        float x = first[l * length + i];
        tops[l] = x > tops[l] ? x : tops[l];
      }
    for (int l = 0; l < SIDE_BY_SIDE; l++) maxima[b + l] = tops[l];
  }
  for (; b < blocks; b++) {
    float top = 0;
    for (size_t i = 0; i < length; i++) {
      float x = values[b * length + i];
      top = x > top ? x : top;
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

// Sixteen at a time, as long as all of them differ from the one before.
#define LONE 16

EMG_CLONES
size_t emg_pass_lone(
    const float *values, size_t first, size_t count, float *lowest, float *highest) {
  float low[LONE], high[LONE];
  for (int l = 0; l < LONE; l++) low[l] = high[l] = values[first - 1];
  size_t i = first;
  for (; i + LONE <= count; i += LONE) {
    int others = 0;
    // Infinities stay behind: their difference from themselves is no number.
    for (int l = 0; l < LONE; l++) {
      float own = values[i + l], before = values[i + l - 1];
      others += (own != before) & (before - before == 0);
    }
    if (others < LONE) break;
    for (int l = 0; l < LONE; l++) {
      float before = values[i + l - 1];
      low[l] = before < low[l] ? before : low[l];
      high[l] = before > high[l] ? before : high[l];
    }
  }
  // Up to the one that does not, one by one: the next call need not meet it again.
  for (; i < count && values[i] != values[i - 1] && values[i - 1] - values[i - 1] == 0; i++) {
    float before = values[i - 1];
    low[0] = before < low[0] ? before : low[0];
    high[0] = before > high[0] ? before : high[0];
  }
  if (i == first) return i;
  for (int l = 0; l < LONE; l++) {
    *lowest = low[l] < *lowest ? low[l] : *lowest;
    *highest = high[l] > *highest ? high[l] : *highest;
  }
  return i;
}
