#include "CBareWelch.h"

#include <fftw3.h>

size_t bare_welch(const float *signal, size_t count, size_t length, const float *window, double *power) {
  float *segment = fftwf_alloc_real(length);
  fftwf_complex *bins = fftwf_alloc_complex(length / 2 + 1);
  fftwf_plan plan = fftwf_plan_dft_r2c_1d((int)length, segment, bins, FFTW_ESTIMATE);
  size_t segments = 0;
  for (size_t k = 0; k <= length / 2; k++) power[k] = 0;
  for (size_t start = 0; start + length <= count; start += length / 2, segments++) {
    float mean = 0;
    for (size_t i = 0; i < length; i++) mean += signal[start + i];
    mean /= (float)length;
    for (size_t i = 0; i < length; i++) segment[i] = (signal[start + i] - mean) * window[i];
    fftwf_execute(plan);
    for (size_t k = 0; k <= length / 2; k++)
      power[k] += (double)bins[k][0] * bins[k][0] + (double)bins[k][1] * bins[k][1];
  }
  fftwf_destroy_plan(plan);
  fftwf_free(segment);
  fftwf_free(bins);
  return segments;
}
