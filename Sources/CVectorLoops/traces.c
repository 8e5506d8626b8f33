#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

// Columns whose sums stay in registers.
#define WIDEST 24

// Rows i and n - 1 - i of the square hold the same values in opposite order: half of them are made, two
// at a time, for each waits for its own last sum. Columns beyond the last are made and not used.
static inline __attribute__((always_inline)) void traces(
    const double *middle, size_t order, const int width, double *square, double *cube) {
  double t2 = 0, t3 = 0;
  for (size_t i = 0; 2 * i < order; i += 2) {
    double row[2][WIDEST] = {0}, sum[2] = {0};
    for (size_t k = 0; k < order; k++) {
      const double *other = middle - k;
      double a = middle[(ptrdiff_t)i - (ptrdiff_t)k], b = middle[(ptrdiff_t)i + 1 - (ptrdiff_t)k];
      for (int j = 0; j < width; j++) {
        row[0][j] += a * other[j];
        row[1][j] += b * other[j];
      }
    }
    for (size_t j = 0; j < order; j++)
      for (int n = 0; n < 2; n++) sum[n] += row[n][j] * middle[(ptrdiff_t)j - (ptrdiff_t)i - n];
    for (size_t n = 0; n < 2 && 2 * (i + n) < order; n++) {
      double twice = 2 * (i + n) + 1 == order ? 1 : 2;
      t2 += twice * row[n][i + n];
      t3 += twice * sum[n];
    }
  }
  *square = t2;
  *cube = t3;
}

static inline __attribute__((always_inline)) void long_traces(
    const double *restrict middle, size_t order, double *restrict row, double *square,
    double *cube) {
  double t2 = 0, t3 = 0;
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

EMG_CLONES
void emg_toeplitz_traces(
    const double *restrict lags, size_t order, double *restrict row, double *square, double *cube) {
  if (order > WIDEST) {
    long_traces(lags + order - 1, order, row, square, cube);
    return;
  }
  // Room for what is read beyond the lags.
  double padded[3 * WIDEST + 1] = {0};
  for (size_t i = 0; i + 1 < 2 * order; i++) padded[1 + i] = lags[i];
  const double *middle = padded + order;
  if (order <= 8) traces(middle, order, 8, square, cube);
  else if (order <= 16) traces(middle, order, 16, square, cube);
  else traces(middle, order, 24, square, cube);
}
