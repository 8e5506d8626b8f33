// A square of eight by eight floats.
#ifndef TRANSPOSE_H
#define TRANSPOSE_H

typedef float eight_floats __attribute__((vector_size(32), aligned(4)));

#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// The first steps by which rows of a square of eight by eight become its columns: pairs, then fours
// are exchanged, from `r` by way of `s` to `t`. What is left is to exchange halves.
#define EXCHANGE_PAIRS_AND_FOURS(r, s, t)                          \
  for (int k = 0; k < 8; k += 2) {                                 \
    s[k] = PICK(r[k], r[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);        \
    s[k + 1] = PICK(r[k], r[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);    \
  }                                                                \
  for (int k = 0; k < 8; k += 4)                                   \
    for (int n = k; n < k + 2; n++) {                              \
      t[n] = PICK(s[n], s[n + 2], 0, 1, 8, 9, 4, 5, 12, 13);       \
      t[n + 2] = PICK(s[n], s[n + 2], 2, 3, 10, 11, 6, 7, 14, 15); \
    }

// Rows of a square of eight by eight become its columns.
static inline __attribute__((always_inline)) void transpose_floats(eight_floats *r) {
  eight_floats s[8], t[8];
  EXCHANGE_PAIRS_AND_FOURS(r, s, t)
  for (int n = 0; n < 4; n++) {
    r[n] = PICK(t[n], t[n + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[n + 4] = PICK(t[n], t[n + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

typedef double eight_doubles __attribute__((vector_size(64), aligned(8)));

// The sums of what stands within each of eight eights, from the first to the last.
static inline __attribute__((always_inline)) void sums_within(
    const eight_doubles *r, eight_doubles *sums) {
  eight_doubles s[8], t[8], sum = {0};
  EXCHANGE_PAIRS_AND_FOURS(r, s, t)
  for (int n = 0; n < 4; n++) {
    eight_doubles own = PICK(t[n], t[n + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    sum = n == 0 ? own : sum + own;
  }
  for (int n = 0; n < 4; n++) sum += PICK(t[n], t[n + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  *sums = sum;
}

#endif
