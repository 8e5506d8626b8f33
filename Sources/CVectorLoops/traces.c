#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Rows i and n - 1 - i of the square hold the same values in opposite order: half of them are made.
EMG_CLONES
void emg_toeplitz_traces(
    const double *restrict lags, size_t order, double *restrict row, double *square, double *cube) {
  double t2 = 0, t3 = 0;
  const double *restrict middle = lags + order - 1;
  for (size_t i = 0; 2 * i < order; i++) {
    double twice = 2 * i + 1 == order ? 1 : 2, sum = 0;
    for (size_t j = 0; j < order; j++) row[j] = 0;
    for (size_t k = 0; k < order; k++) {
      double factor = middle[(ptrdiff_t)i - (ptrdiff_t)k];
      const double *restrict other = middle - k;
      for (size_t j = 0; j < order; j++) row[j] += factor * other[j];
    }
    for (size_t j = 0; j < order; j++) sum += row[j] * middle[(ptrdiff_t)j - (ptrdiff_t)i];
    t2 += twice * row[i];
    t3 += twice * sum;
  }
  *square = t2;
  *cube = t3;
}
