#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Sections whose states stay in the registers of AVX-512.
#define EMG_SECTIONS 8

// All sections of a frame before the next frame: the next frame's first section need not wait for
// the last of this one, which fills the time that each recurrence waits for itself.
// With even numerators the first and the third coefficient of the first section are the same, and those
// of the others are one: what is multiplied by them is known, and has the same bits.
static inline __attribute__((always_inline)) void run(
    double *restrict frame, size_t count, ptrdiff_t step, const double *restrict c,
    double *restrict z, const int sections, const int is_even) {
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
        double now = is_even && k > 0 ? x[l] : q[0] * x[l];
        double last = is_even ? now : q[2] * x[l];
        double y = now + s0[l];
        s0[l] = q[1] * x[l] - q[3] * y + s1[l];
        s1[l] = last - q[4] * y;
        x[l] = y;
      }
    }
    for (int l = 0; l < EMG_LANES; l++) frame[l] = x[l];
  }
  for (int n = 0; n < 2 * sections * EMG_LANES; n++) z[n] = s[n];
}

static inline __attribute__((always_inline)) int has_even_numerators(
    const double *c, size_t sections) {
  int is_even = c[0] == c[2];
  for (size_t k = 1; k < sections; k++) is_even &= c[5 * k] == 1 && c[5 * k + 2] == 1;
  return is_even;
}

#define EMG_RUN(n)                                               \
  case n:                                                        \
    if (is_even)                                                 \
      run(first, count, step, sections, states, n, 1);           \
    else                                                         \
      run(first, count, step, sections, states, n, 0);           \
    break;

EMG_CLONES
void emg_run_lanes(
    double *first, size_t count, ptrdiff_t step, const double *sections, size_t section_count,
    double *states) {
  // As many sections as there are in one pass: what a pass reads and writes is more than a cache holds.
  while (section_count > 0) {
    size_t some = section_count < EMG_SECTIONS ? section_count : EMG_SECTIONS;
    int is_even = has_even_numerators(sections, some);
    switch (some) {
      EMG_RUN(1)
      EMG_RUN(2)
      EMG_RUN(3)
      EMG_RUN(4)
      EMG_RUN(5)
      EMG_RUN(6)
      EMG_RUN(7)
      EMG_RUN(8)
    }
    sections += 5 * some;
    states += 2 * some * EMG_LANES;
    section_count -= some;
  }
}
