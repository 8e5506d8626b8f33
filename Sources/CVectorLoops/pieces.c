#include "CVectorLoops.h"
#include "clones.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

typedef double eight __attribute__((vector_size(64), aligned(8)));
typedef float floats __attribute__((vector_size(16), aligned(4)));
typedef double four __attribute__((vector_size(32), aligned(8)));

// Four sums with cosines and four with sines, for four harmonics: the parts of each that stand side
// by side are added one after the other.
static inline __attribute__((always_inline)) void add_up(const eight *parts, eight *result) {
  eight a = parts[0], b = parts[1], c = parts[2], d = parts[3];
  eight ab = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
  eight cd = __builtin_shufflevector(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
  eight sum = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13)
              + __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
  ab = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  cd = __builtin_shufflevector(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
  sum += __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13);
  *result = sum + __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
}

EMG_CLONES
void emg_harmonic_sums(
    const float *restrict values, size_t pieces, size_t length, size_t harmonics, size_t stride,
    const double *restrict waves, const double *restrict turns, double *restrict real,
    double *restrict imaginary) {
  size_t quads = length / 4, rest = length % 4;
  for (size_t k = 0; k < pieces; k++) {
    const float *piece = values + k * length;
    const double *wave = waves;
    for (size_t h = 0; h < harmonics; h += 4) {
      eight parts[4] = {0};
      for (size_t q = 0; q < quads; q++, wave += 32) {
        four once = __builtin_convertvector(*(const floats *)(piece + 4 * q), four);
        eight x = __builtin_shufflevector(once, once, 0, 1, 2, 3, 0, 1, 2, 3);
        for (int l = 0; l < 4; l++) parts[l] += x * *(const eight *)(wave + 8 * l);
      }
      eight sum;
      add_up(parts, &sum);
      for (size_t i = 0; i < rest; i++, wave += 8)
        sum += (double)piece[4 * quads + i] * *(const eight *)wave;
      four x = __builtin_shufflevector(sum, sum, 0, 1, 2, 3);
      four y = -__builtin_shufflevector(sum, sum, 4, 5, 6, 7);
      const double *turn = turns + 2 * (k * harmonics + h);
      four c = *(const four *)turn, s = *(const four *)(turn + 4);
      *(four *)(real + k * stride + h) = x * c + y * s;
      *(four *)(imaginary + k * stride + h) = y * c - x * s;
    }
  }
}

EMG_CLONES
void emg_subtract_harmonics(
    float *restrict values, size_t pieces, size_t length, size_t harmonics,
    const double *restrict cosines, const double *restrict sines, double *restrict x,
    double *restrict y, const double *restrict cosine_steps, const double *restrict sine_steps) {
  for (size_t k = 0; k < pieces; k++) {
    float *piece = values + k * length;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
      float rest[8];
      for (int l = 0; l < 8; l++) rest[l] = piece[i + l];
      for (size_t h = 0; h < harmonics; h++) {
        const double *c = cosines + h * length + i, *s = sines + h * length + i;
        for (int l = 0; l < 8; l++) rest[l] -= (float)(x[h] * c[l] - y[h] * s[l]);
      }
      for (int l = 0; l < 8; l++) piece[i + l] = rest[l];
    }
    for (; i < length; i++)
      for (size_t h = 0; h < harmonics; h++)
        piece[i] -= (float)(x[h] * cosines[h * length + i] - y[h] * sines[h * length + i]);
    for (size_t h = 0; h < harmonics; h++) {
      double a = x[h], b = y[h];
      x[h] = a * cosine_steps[h] - b * sine_steps[h];
      y[h] = b * cosine_steps[h] + a * sine_steps[h];
    }
  }
}

// Sixteen turns side by side, each of which waits for its own last step.
#define SIXTEEN(n) for (int n = 0; n < EMG_TURNS; n++)

// The next angle: its cosine and sine from a cosine, a sine, and those of the step.
#define TURN(l, a, b)               \
  {                                 \
    c[l] = (a) * p[l] - (b) * q[l]; \
    s[l] = (b) * p[l] + (a) * q[l]; \
  }

EMG_CLONES
void emg_turned_sums(
    const double *restrict real, const double *restrict imaginary, size_t count, size_t stride,
    const double *restrict cosine_steps, const double *restrict sine_steps,
    double *restrict real_sums, double *restrict imaginary_sums) {
  double c[EMG_TURNS], s[EMG_TURNS], u[EMG_TURNS], v[EMG_TURNS], p[EMG_TURNS], q[EMG_TURNS];
  SIXTEEN(l) {
    c[l] = 1;
    s[l] = u[l] = v[l] = 0;
    p[l] = cosine_steps[l];
    q[l] = sine_steps[l];
  }
  for (size_t k = 0; k < count; k++) {
    double x = real[k * stride], y = imaginary[k * stride];
    SIXTEEN(l) {
      double a = c[l], b = s[l];
      u[l] += x * a + y * b;
      v[l] += y * a - x * b;
      TURN(l, a, b)
    }
  }
  SIXTEEN(l) {
    real_sums[l] = u[l];
    imaginary_sums[l] = v[l];
  }
}

EMG_CLONES
void emg_weighted_turns(
    const double *restrict weights, size_t count, const double *restrict scales,
    const double *restrict cosines, const double *restrict sines,
    const double *restrict cosine_steps, const double *restrict sine_steps,
    double *restrict cosine_sums, double *restrict sine_sums) {
  double c[EMG_TURNS], s[EMG_TURNS], u[EMG_TURNS], v[EMG_TURNS], p[EMG_TURNS], q[EMG_TURNS];
  SIXTEEN(l) {
    c[l] = cosines[l];
    s[l] = sines[l];
    u[l] = v[l] = 0;
    p[l] = cosine_steps[l];
    q[l] = sine_steps[l];
  }
  for (size_t k = 0; k < count; k++) {
    double weight = weights[k];
    SIXTEEN(l) {
      double a = c[l], b = s[l], factor = weight * scales[l];
      u[l] += factor * a;
      v[l] += factor * b;
      TURN(l, a, b)
    }
  }
  SIXTEEN(l) {
    cosine_sums[l] = u[l];
    sine_sums[l] = v[l];
  }
}

EMG_CLONES
void emg_weighted_turned_sums(
    const double *restrict real, const double *restrict imaginary, size_t count, size_t stride,
    const double *restrict weights, const double *restrict scales,
    const double *restrict cosines, const double *restrict sines,
    const double *restrict cosine_steps, const double *restrict sine_steps,
    double *restrict real_sums, double *restrict imaginary_sums) {
  double c[EMG_TURNS], s[EMG_TURNS], u[EMG_TURNS], v[EMG_TURNS], p[EMG_TURNS], q[EMG_TURNS];
  SIXTEEN(l) {
    c[l] = cosines[l];
    s[l] = sines[l];
    u[l] = v[l] = 0;
    p[l] = cosine_steps[l];
    q[l] = sine_steps[l];
  }
  for (size_t k = 0; k < count; k++) {
    const double *x = real + k * stride, *y = imaginary + k * stride;
    double weight = weights[k];
    SIXTEEN(l) {
      double a = c[l], b = s[l], factor = weight * scales[l];
      u[l] += factor * (x[l] * a + y[l] * b);
      v[l] += factor * (y[l] * a - x[l] * b);
      TURN(l, a, b)
    }
  }
  SIXTEEN(l) {
    real_sums[l] = u[l];
    imaginary_sums[l] = v[l];
  }
}

EMG_CLONES
void emg_joined_pieces(
    const double *restrict values, size_t count, size_t stride, const double *restrict weights,
    size_t group, double *restrict joined) {
  for (size_t first = 0; first < count; first += group, joined += stride) {
    for (size_t h = 0; h < stride; h++) joined[h] = 0;
    for (size_t k = first; k < first + group && k < count; k++)
      for (size_t h = 0; h < stride; h++) joined[h] += weights[k] * values[k * stride + h];
  }
}

// What stands at equal places of a piece's eights, squared and summed.
static inline __attribute__((always_inline)) void square_sums(
    const float *piece, size_t length, eight_doubles *sums) {
  eight_doubles parts = {0};
  for (size_t i = 0; i + 8 <= length; i += 8) {
    eight_doubles x = __builtin_convertvector(*(const eight_floats *)(piece + i), eight_doubles);
    parts += x * x;
  }
  *sums = parts;
}

// Eight pieces at a time, so that the parts of all are added up side by side.
EMG_CLONES
void emg_piece_powers(
    const float *restrict values, size_t pieces, size_t length, double *restrict powers) {
  size_t k = 0, whole = length / 8 * 8;
  for (; k + 8 <= pieces; k += 8) {
    const float *first = values + k * length;
    eight_doubles parts[8];
    for (int l = 0; l < 8; l++) square_sums(first + l * length, length, parts + l);
    eight_doubles sum;
    sums_within(parts, &sum);
    for (size_t i = whole; i < length; i++) {
      eight_doubles x;
      for (int l = 0; l < 8; l++) x[l] = first[l * length + i];
      sum += x * x;
    }
    *(eight_doubles *)(powers + k) = sum;
  }
  for (; k < pieces; k++) {
    const float *piece = values + k * length;
    eight_doubles parts;
    square_sums(piece, length, &parts);
    double sum = parts[0];
    for (int l = 1; l < 8; l++) sum += parts[l];
    for (size_t i = whole; i < length; i++) sum += (double)piece[i] * (double)piece[i];
    powers[k] = sum;
  }
}

EMG_CLONES
void emg_group_means(
    const double *restrict values, size_t groups, size_t group, double *restrict means) {
  for (size_t g = 0; g < groups; g++) {
    double sum = 0;
    for (size_t k = 0; k < group; k++) sum += values[g * group + k];
    means[g] = sum / (double)group;
  }
}

EMG_CLONES
void emg_first_weights(
    const double *restrict taper, const double *restrict means, double floor, size_t count,
    size_t group, double *restrict weights) {
  for (size_t first = 0, g = 0; first < count; first += group, g++) {
    double power = means[g] > floor ? means[g] : floor;
    size_t last = first + group < count ? first + group : count;
    for (size_t k = first; k < last; k++) weights[k] = taper[k] / power;
  }
}
