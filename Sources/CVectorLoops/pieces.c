#include "CVectorLoops.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

EMG_CLONES
void emg_piece_sums(
    const float *restrict values, size_t pieces, size_t length, const double *restrict cosines,
    const double *restrict sines, double *restrict real, double *restrict imaginary) {
  for (size_t k = 0; k < pieces; k++) {
    const float *piece = values + k * length;
    double a[4] = {0}, b[4] = {0};
    size_t i = 0;
    for (; i + 4 <= length; i += 4) {
      for (int l = 0; l < 4; l++) a[l] += (double)piece[i + l] * cosines[i + l];
      for (int l = 0; l < 4; l++) b[l] += (double)piece[i + l] * sines[i + l];
    }
    double c = a[0] + a[1] + a[2] + a[3], s = b[0] + b[1] + b[2] + b[3];
    for (; i < length; i++) {
      c += (double)piece[i] * cosines[i];
      s += (double)piece[i] * sines[i];
    }
    real[k] = c;
    imaginary[k] = -s;
  }
}

EMG_CLONES
void emg_subtract_wave(
    float *restrict values, size_t pieces, size_t length, const double *restrict cosines,
    const double *restrict sines, const double *restrict real, const double *restrict imaginary) {
  for (size_t k = 0; k < pieces; k++) {
    float *piece = values + k * length;
    double a = real[k], b = imaginary[k];
    for (size_t i = 0; i < length; i++) piece[i] -= (float)(a * cosines[i] - b * sines[i]);
  }
}

EMG_CLONES
void emg_piece_powers(
    const float *restrict values, size_t pieces, size_t length, double *restrict powers) {
  for (size_t k = 0; k < pieces; k++) {
    const float *piece = values + k * length;
    double parts[8] = {0};
    size_t i = 0;
    for (; i + 8 <= length; i += 8)
      for (int l = 0; l < 8; l++) parts[l] += (double)piece[i + l] * (double)piece[i + l];
    double sum = parts[0];
    for (int l = 1; l < 8; l++) sum += parts[l];
    for (; i < length; i++) sum += (double)piece[i] * (double)piece[i];
    powers[k] = sum;
  }
}
