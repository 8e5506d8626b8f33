#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// All sections of a frame before the next frame: the next frame's first section need not wait for
// the last of this one, which fills the time that each recurrence waits for itself.
static inline __attribute__((always_inline)) void run(
    double *restrict frame, size_t count, ptrdiff_t step, const double *restrict c,
    double *restrict z, const int sections) {
  double s[2 * 4 * EMG_LANES];
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
  size_t k = 0;
  for (; k + 4 <= section_count; k += 4)
    run(first, count, step, sections + 5 * k, states + 2 * k * EMG_LANES, 4);
  for (; k + 2 <= section_count; k += 2)
    run(first, count, step, sections + 5 * k, states + 2 * k * EMG_LANES, 2);
  if (k < section_count)
    run(first, count, step, sections + 5 * k, states + 2 * k * EMG_LANES, 1);
}
