#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Blocks in which nothing is found are passed in vectors; the block with the first is searched.
#define EMG_SEARCH_BLOCK 64

EMG_CLONES
size_t emg_first_reaching(const float *values, size_t first, size_t count, float limit) {
  size_t i = first;
  for (; i + EMG_SEARCH_BLOCK <= count; i += EMG_SEARCH_BLOCK) {
    int found = 0;
    for (int l = 0; l < EMG_SEARCH_BLOCK; l++) found |= values[i + l] >= limit;
    if (found) break;
  }
  while (i < count && !(values[i] >= limit)) i++;
  return i;
}

EMG_CLONES
size_t emg_first_jump(const float *values, size_t first, size_t count, float limit) {
  size_t i = first;
  for (; i + EMG_SEARCH_BLOCK <= count; i += EMG_SEARCH_BLOCK) {
    int found = 0;
    for (int l = 0; l < EMG_SEARCH_BLOCK; l++)
      found |= __builtin_fabsf(values[i + l] - values[i + l - 1]) > limit;
    if (found) break;
  }
  while (i < count && !(__builtin_fabsf(values[i] - values[i - 1]) > limit)) i++;
  return i;
}

EMG_CLONES
size_t emg_first_beyond(const float *values, size_t first, size_t count, float limit) {
  size_t i = first;
  for (; i + EMG_SEARCH_BLOCK <= count; i += EMG_SEARCH_BLOCK) {
    int found = 0;
    for (int l = 0; l < EMG_SEARCH_BLOCK; l++) found |= __builtin_fabsf(values[i + l]) > limit;
    if (found) break;
  }
  while (i < count && !(__builtin_fabsf(values[i]) > limit)) i++;
  return i;
}
