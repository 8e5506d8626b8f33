#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Sections whose states stay in the registers of AVX-512.
#define EMG_SECTIONS 8

// All sections of a frame before the next frame: the next frame's first section need not wait for
// the last of this one, which fills the time that each recurrence waits for itself.
static inline __attribute__((always_inline)) void run(
    double *restrict frame, size_t count, ptrdiff_t step, const double *restrict c,
    double *restrict z, const int sections) {
  double s[2 * EMG_SECTIONS * EMG_LANES];
  for (int n = 0; n < 2 * sections * EMG_LANES; n++) s[n] = z[n];
  for (size_t i = 0; i < count; i++, frame += step * EMG_LANES) {
    double x[EMG_LANES];
    for (int l = 0; l < EMG_LANES; l++) x[l] = frame[l];
#pragma clang loop unroll(full)
    for (int k = 0; k < sections; k++) {
      const double *q = c + 5 * k;
      double *s0 = s + 2 * k * EMG_LANES, *s1 = s0 + EMG_LANES;
      for (int l = 0; l < EMG_LANES; l++) {
        double y = q[0] * x[l] + s0[l];
        s0[l] = q[1] * x[l] - q[3] * y + s1[l];
        s1[l] = q[2] * x[l] - q[4] * y;
        x[l] = y;
      }
    }
    for (int l = 0; l < EMG_LANES; l++) frame[l] = x[l];
  }
  for (int n = 0; n < 2 * sections * EMG_LANES; n++) z[n] = s[n];
}

EMG_CLONES
void emg_run_lanes(
    double *first, size_t count, ptrdiff_t step, const double *sections, size_t section_count,
    double *states) {
  // As many sections as there are in one pass: what a pass reads and writes is more than a cache holds.
  while (section_count > 0) {
    size_t some = section_count < EMG_SECTIONS ? section_count : EMG_SECTIONS;
    switch (some) {
      case 1: run(first, count, step, sections, states, 1); break;
      case 2: run(first, count, step, sections, states, 2); break;
      case 3: run(first, count, step, sections, states, 3); break;
      case 4: run(first, count, step, sections, states, 4); break;
      case 5: run(first, count, step, sections, states, 5); break;
      case 6: run(first, count, step, sections, states, 6); break;
      case 7: run(first, count, step, sections, states, 7); break;
      default: run(first, count, step, sections, states, EMG_SECTIONS);
    }
    sections += 5 * some;
    states += 2 * some * EMG_LANES;
    section_count -= some;
  }
}
