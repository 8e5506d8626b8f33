// The hottest loops of EMGKernels, compiled for several instruction sets; the best that the
// processor has is chosen when the program is loaded.
//
// Swift compiles a target for one instruction set, by default that of 2003 on x86-64. The loops
// stand in C for that reason alone: what each computes is said, and its bounds are checked, by the
// Swift function that calls it. Products and sums are never fused (FP_CONTRACT OFF), and lanes are
// summed in a fixed order, so that all paths give the same bits.
#ifndef CVECTORLOOPS_H
#define CVECTORLOOPS_H

#include <stddef.h>
#include <stdint.h>

// Samples that the middle of `emg_pair_responses` handles at a time.
#define EMG_PAIR_BLOCK 32

// score[i] = the largest of |odd response| and |even response| of each pair of wavelets for `count`
// samples around `signal`; count is at least EMG_PAIR_BLOCK. `taps` are of each pair those of the odd
// wavelet from zero to its reach, then those of the even one; the reaches ascend; there is a pair.
void emg_pair_responses(
    float *score, const float *signal, size_t count, const float *taps, const size_t *reaches,
    size_t pairs);

// Frequencies that `emg_folded_sums` handles at a time.
#define EMG_FREQUENCIES 16

// Sums of `groups` groups with each frequency's cosines and negated sines, which stand distance by
// distance, the frequencies of each padded to a multiple of EMG_FREQUENCIES; `folded` has room for
// two half groups, each padded with zeros to `width`, a multiple of eight.
void emg_folded_sums(
    const float *values, size_t group_length, size_t groups, const float *cosines,
    const float *sines, size_t width, size_t frequencies, size_t stride, float *folded, float *real,
    float *imaginary);

// weight[i] (x + iy) (c - is) for the first `count` values of each row; rows of all but the weights
// stand `stride` apart.
void emg_weigh_turned(
    const float *x, const float *y, const float *cosines, const float *sines, const float *weights,
    size_t rows, size_t stride, size_t count, float *real, float *imaginary);

// Turns that `emg_turned_powers` makes side by side.
#define EMG_TABLE_TURNS 8

// Row by row squares of the sums of (x + iy) (c - is) and of (x + iy) (c + is), EMG_TABLE_TURNS cosines
// and then sines for each value, times what makes up for the loss of groups: one over the square of
// sin(a) / a, no less than a fifth, at a = scale (h middle + d) and a = scale (h middle - d), where d
// is one of EMG_TABLE_TURNS distances and h one for the first row, two for the second and so on. Rows
// stand `stride` apart, their turns and distances as far as their steps say.
void emg_turned_powers(
    const float *x, const float *y, size_t rows, size_t stride, const float *turns,
    size_t turn_step, const float *distances, size_t distance_step, size_t count, float scale,
    double middle, float *down, float *up);

// (x + iy) (c - is)^h in place, h = 1 for the first row of `stride` values, 2 for the second and so
// on, for the first `count` values of a row; the last two have room for as many.
void emg_turn_rows(
    float *x, float *y, size_t rows, size_t stride, size_t count, const float *cosines,
    const float *sines, float *row_cosines, float *row_sines);

// Cosines and sines of the first `count` multiples of an angle, the first of them nought, from the angle's
// cosine and sine.
void emg_multiples(double cosine, double sine, size_t count, float *cosines, float *sines);

// above[l] = the sum over `rows` rows of EMG_TABLE_TURNS values of up[l]; below[l] likewise of down[l].
void emg_turn_sums(
    const float *up, const float *down, size_t rows, double *above, double *below);

// sums[h] += up[l] + down[l] of row h of EMG_TABLE_TURNS values, l from `first` to `last` - 1 in turn.
void emg_add_beside(
    const float *up, const float *down, size_t rows, size_t first, size_t last, double *sums);

// sums[i] += values[i]; the sums may be the same values further back.
void emg_add_ahead(const float *values, float *sums, size_t count);

// squares[i] = values[i]^2.
void emg_squares(const float *values, float *squares, size_t count);

// score[i] = max(score[i], sqrt(power[i] share)).
void emg_raise_to_roots(float *score, const float *power, float share, size_t count);

// The sums of each piece with cosines and with negated sines of harmonics, whose count is padded to
// fours, turned back to the phase of the first piece. `waves` holds, for four harmonics after four,
// of each four samples the four cosines and four sines of one harmonic after the other, then of each
// sample that is left the four harmonics' cosines and sines; `turns` holds, piece by piece, the
// cosines and sines of the turns of four harmonics after four. Sums stand piece by piece, `stride` apart.
void emg_harmonic_sums(
    const float *values, size_t pieces, size_t length, size_t harmonics, size_t stride,
    const double *waves, const double *turns, double *real, double *imaginary);

// Subtracts harmonics, one after the other, from each piece: x times the cosine less y times the
// sine of each; x and y turn by a step from piece to piece.
void emg_subtract_harmonics(
    float *values, size_t pieces, size_t length, size_t harmonics, const double *cosines,
    const double *sines, double *x, double *y, const double *cosine_steps,
    const double *sine_steps);

// Turns that are made side by side by the three functions below.
#define EMG_TURNS 16

// Sums of (x + iy) e^(-i k step) over k = 0 to count - 1, for each step.
void emg_turned_sums(
    const double *real, const double *imaginary, size_t count, size_t stride,
    const double *cosine_steps, const double *sine_steps, double *real_sums,
    double *imaginary_sums);

// Sums of the weights times a scale times the cosine and sine of angles that begin at given ones
// and grow by steps.
void emg_weighted_turns(
    const double *weights, size_t count, const double *scales, const double *cosines,
    const double *sines, const double *cosine_steps, const double *sine_steps,
    double *cosine_sums, double *sine_sums);

// Sums of the weights times a scale times x + iy turned back by such angles, a value of its own for
// each angle; EMG_TURNS values are read from the last piece on.
void emg_weighted_turned_sums(
    const double *real, const double *imaginary, size_t count, size_t stride,
    const double *weights, const double *scales, const double *cosines, const double *sines,
    const double *cosine_steps, const double *sine_steps, double *real_sums,
    double *imaginary_sums);

// The sums over some pieces together of weights times values, `stride` of them a piece.
void emg_joined_pieces(
    const double *values, size_t count, size_t stride, const double *weights, size_t group,
    double *joined);

// taper[k] over the mean of its group, no less than a floor.
void emg_first_weights(
    const double *taper, const double *means, double floor, size_t count, size_t group,
    double *weights);

// means[g] = the mean of `group` values, the first first.
void emg_group_means(const double *values, size_t groups, size_t group, double *means);

// The sum of the squares of each piece.
void emg_piece_powers(const float *values, size_t pieces, size_t length, double *powers);

// Sums of the values and of their squares in Double: sixteen lanes, then the rest one by one.
double emg_sum(const float *values, size_t count);

double emg_sum_of_squares(const float *values, size_t count);

// The same of each block.
void emg_block_sums(const float *values, size_t blocks, size_t length, double *sums);

void emg_block_squares(const float *values, size_t blocks, size_t length, double *sums);

// tapered[i] = (values[i] - level) window[i], in Double until it is stored.
void emg_taper(
    const float *values, double level, const double *window, float *tapered, size_t count);

// sums[k] += re² + im², real and imaginary parts one after the other.
void emg_add_powers(const float *bins, size_t count, double *sums);

// sums[i] = sums[0] and the first i values, for i = 1 to count; a signal in pieces of a multiple of eight
// values has the sums that it has as a whole.
void emg_running_sums(const float *values, double *sums, size_t count);

// means[i] = (sums[i + length] - sums[i]) share.
void emg_window_means(
    const double *sums, size_t length, double share, float *means, size_t count);

// means[n] = (sums[n stride + length] - sums[n stride]) / length.
void emg_strided_window_means(
    const double *sums, size_t length, size_t stride, float *means, size_t count);

// sums[i] = the sum over the rows of values[row length + i], the first row first.
void emg_sum_rows(
    const double *values, const size_t *rows, size_t count, size_t length, double *sums);

// ratios[i] = sums[i] / (length - i) / power.
void emg_correlations(const float *sums, size_t count, size_t length, double power, double *ratios);

// values[i] *= factor.
void emg_multiply(double *values, double factor, size_t count);

// products[i] = the sum of taps[k] signal[i + k], k = 0 first, for `count` products.
void emg_sliding_products(
    const float *signal, const float *taps, size_t tap_count, float *products, size_t count);

// The same of Double values.
void emg_sliding_double_products(
    const double *signal, const double *taps, size_t tap_count, double *products, size_t count);

// scaled[i] = values[i] factor, not a number where its size is above the limit; tells whether any is none.
int emg_scale_known(
    const float *values, float factor, float limit, float *scaled, size_t count);

// 16-bit integers that begin `stride` bytes apart, times a scale and plus an offset; what is not finite
// becomes NaN. Their bytes stand in the processor's order or, where they are swapped, the other way round.
void emg_scaled_words(
    const uint8_t *bytes, size_t stride, size_t count, int is_swapped, float scale, float offset,
    float *scaled);

// How many of fewer than 2^32 values are not NaN.
size_t emg_count_known(const float *values, size_t count);

// sizes[i] = |values[i + 1] - values[i]|, `count` of them.
void emg_step_sizes(const float *values, float *sizes, size_t count);

// values[i] -= earlier[i] - later[i].
void emg_take_out(const float *earlier, const float *later, float *values, size_t count);

// powers[i] = (values[i] / units[i])^2.
void emg_relative_powers(const float *values, const float *units, float *powers, size_t count);

// The first index from `first` on whose value is at least the limit; `count` where there is none.
size_t emg_first_reaching(const float *values, size_t first, size_t count, float limit);

// The first index from `first` on, which is above zero, whose value differs from the one before by
// more than the limit; `count` where there is none.
size_t emg_first_jump(const float *values, size_t first, size_t count, float limit);

// The first index from `first` on whose value is larger than the limit, or its negative is; `count` where
// there is none.
size_t emg_first_beyond(const float *values, size_t first, size_t count, float limit);

// How many of fewer than 2^32 values are below a limit, and how many equal it.
void emg_count_below(
    const float *values, size_t count, float limit, size_t *below, size_t *equal);

// Values of which `emg_small_rank` takes at most so many.
#define EMG_SMALL_COUNT 64

// The value of a rank, by counting for one value after the other what is below it; none is NaN.
double emg_small_rank(const double *values, size_t count, size_t rank);

// Values of which `emg_few_rank` takes at most so many.
#define EMG_FEW_COUNT 32

// The same of fewer values.
float emg_few_rank(const float *values, size_t count, size_t rank);

// Writes the values from low to high in their order, and tells how many; `kept` has room for all
// and may be `values`. Counts those below low.
size_t emg_gather_between(
    const float *values, size_t count, float low, float high, float *kept, size_t *below);

// Traces of the second and the third power of the symmetric matrix whose element i, j is
// lags[order - 1 + i - j]; `row` has room for `order` values.
void emg_toeplitz_traces(
    const double *lags, size_t order, double *row, double *square, double *cube);

// The sum of the squares of each block, one value after the other.
void emg_block_energies(const float *values, size_t blocks, size_t length, float *energies);

// The largest value of each block, zero at the least.
void emg_block_maxima(const float *values, size_t blocks, size_t length, float *maxima);

// bins[i] = values[i]^2 bins, its whole part, at most one less than the count of bins; no value is
// negative, and the count fits sixteen bits.
void emg_square_bins(const float *values, size_t count, int bin_count, uint16_t *bins);

// differences[i] = values[i] - others[i].
void emg_differences(
    const float *values, const float *others, float *differences, size_t count);

// Passes values from `first` on, which is above one, as long as each is finite and differs from one
// of the two before it: the index at which it stopped. Lowers and raises the extremes by the passed
// values.
size_t emg_pass_short_runs(
    const float *values, size_t first, size_t count, float *lowest, float *highest);

// The powers of ten to which `emg_decimal` reaches: those of five fit 64 bits.
#define EMG_DECIMAL_REACH 27

// mantissa * 10^exponent, to the nearest Double, ties to even; exponent is from -EMG_DECIMAL_REACH
// to EMG_DECIMAL_REACH.
double emg_decimal(uint64_t mantissa, int exponent);

// Reads rows of a table of numbers: `columns` of them, parted by a delimiter (a space stands for any
// run of blanks and tabs) and ended by LF or CRLF, each a sign, digits, a decimal mark, digits, an
// exponent. Stops before the first row that is anything else or that may not be whole, and tells how
// many rows were read, at most `most`: `values` receives their numbers row by row, `ends` where each
// row ends.
size_t emg_number_rows(
    const uint8_t *text, size_t length, uint8_t delimiter, uint8_t mark, size_t columns,
    size_t most, double *values, size_t *ends);

// Lanes of `emg_run_lanes`.
#define EMG_LANES 8

// Runs second-order sections over eight interleaved signals, transposed direct form II: `step` is 1
// or -1 frames of eight, `sections` holds b0, b1, b2, a1, a2 of each, `states` two frames each.
void emg_run_lanes(
    double *first, size_t count, ptrdiff_t step, const double *sections, size_t section_count,
    double *states);

// lanes[8 i + l] = values[l distance + i], for eight lanes and `count` samples.
void emg_fill_lanes(const float *values, size_t distance, size_t count, double *lanes);

// values[l distance + i] = lanes[8 i + l].
void emg_drain_lanes(const double *lanes, size_t distance, size_t count, float *values);

#endif
