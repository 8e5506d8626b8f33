#ifndef CBAREWELCH_H
#define CBAREWELCH_H
#include <stddef.h>

// Sums of the squared bins of segments that overlap by half, each less its mean and tapered; power has length / 2 + 1 values.
// Returns the count of segments.
size_t bare_welch(const float *signal, size_t count, size_t length, const float *window, double *power);

#endif
