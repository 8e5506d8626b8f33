#include "CVectorLoops.h"
#include "clones.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

#define SIDE_BY_SIDE 8

// Blocks side by side: the sum of each is one value after the other, and each waits for itself. Eight
// values of eight blocks are read row by row and added column by column.
EMG_CLONES
void emg_block_energies(
    const float *restrict values, size_t blocks, size_t length, float *restrict energies) {
  size_t b = 0;
  for (; b + SIDE_BY_SIDE <= blocks; b += SIDE_BY_SIDE) {
    const float *first = values + b * length;
    eight_floats sums = {0};
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
      eight_floats r[8];
      for (int l = 0; l < 8; l++) r[l] = *(const eight_floats *)(first + l * length + i);
      transpose_floats(r);
      for (int l = 0; l < 8; l++) sums += r[l] * r[l];
    }
    for (; i < length; i++) {
      eight_floats x;
      for (size_t l = 0; l < SIDE_BY_SIDE; l++) x[l] = first[l * length + i];
      sums += x * x;
    }
    *(eight_floats *)(energies + b) = sums;
  }
  for (; b < blocks; b++) {
    float sum = 0;
    for (size_t i = 0; i < length; i++) sum += values[b * length + i] * values[b * length + i];
    energies[b] = sum;
  }
}

#define LONG 16

// Four blocks side by side: each waits for its own last comparison.
static inline __attribute__((always_inline)) void short_maxima(
    const float *restrict values, size_t blocks, size_t length, float *restrict maxima) {
  size_t b = 0;
  for (; b + 4 <= blocks; b += 4, values += 4 * length) {
    float tops[4] = {0};
    for (size_t i = 0; i < length; i++)
      for (int l = 0; l < 4; l++) {
        float own = values[l * length + i];
        tops[l] = own > tops[l] ? own : tops[l];
      }
    for (int l = 0; l < 4; l++) maxima[b + l] = tops[l];
  }
  for (; b < blocks; b++, values += length) {
    float top = 0;
    for (size_t i = 0; i < length; i++) top = values[i] > top ? values[i] : top;
    maxima[b] = top;
  }
}

// The last sixteen of a block lie across those before: a maximum is not changed by being taken twice.
EMG_CLONES
void emg_block_maxima(
    const float *restrict values, size_t blocks, size_t length, float *restrict maxima) {
  if (length < LONG) {
    short_maxima(values, blocks, length, maxima);
    return;
  }
  for (size_t b = 0; b < blocks; b++, values += length) {
    float tops[LONG] = {0};
    for (size_t i = 0; i < length; i += LONG) {
      const float *some = values + (i + LONG <= length ? i : length - LONG);
      for (int l = 0; l < LONG; l++) tops[l] = some[l] > tops[l] ? some[l] : tops[l];
    }
#pragma clang loop unroll(full)
    for (int half = LONG / 2; half > 0; half /= 2)
      for (int l = 0; l < half; l++) tops[l] = tops[l + half] > tops[l] ? tops[l + half] : tops[l];
    maxima[b] = tops[0];
  }
}

EMG_CLONES
void emg_square_bins(
    const float *restrict values, size_t count, int bin_count, uint16_t *restrict bins) {
  for (size_t i = 0; i < count; i++) {
    float square = values[i] * values[i] * (float)bin_count;
    // What is beyond any bin would not fit a whole number.
    int bin = (int)(square < (float)bin_count ? square : (float)bin_count);
    bins[i] = (uint16_t)(bin < bin_count - 1 ? bin : bin_count - 1);
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
    const float *restrict values, float factor, float limit, float *restrict scaled, size_t count) {
  int unknown = 0;
  for (size_t i = 0; i < count; i++) {
    float x = values[i] * factor;
    int known = __builtin_fabsf(x) <= limit;
    unknown |= !known;
    scaled[i] = known ? x : __builtin_nanf("");
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

#define WORDS 32

EMG_CLONES
void emg_scaled_words(
    const uint8_t *bytes, size_t stride, size_t count, int is_swapped, float scale, float offset,
    float *restrict scaled) {
  for (size_t first = 0; first < count; first += WORDS) {
    int16_t words[WORDS] = {0};
    size_t some = count - first < WORDS ? count - first : WORDS;
    if (stride == sizeof(int16_t) && some == WORDS) {
      __builtin_memcpy(words, bytes, sizeof(words));
      bytes += sizeof(words);
    } else {
      for (size_t l = 0; l < some; l++, bytes += stride)
        __builtin_memcpy(words + l, bytes, sizeof(int16_t));
    }
    if (is_swapped)
      for (int l = 0; l < WORDS; l++) words[l] = (int16_t)__builtin_bswap16((uint16_t)words[l]);
    float values[WORDS];
    for (int l = 0; l < WORDS; l++) {
      float x = (float)words[l] * scale + offset;
      values[l] = x - x == 0 ? x : __builtin_nanf("");
    }
    for (size_t l = 0; l < some; l++) scaled[first + l] = values[l];
  }
}
