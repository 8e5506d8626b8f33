"""Matching of times and stretches, and agreement of measures, apart from `myosift score`.

Not a twin of it by oversight: what is counted by two programs written apart, and comes out the same, is not an error of
the counting. evaluate.py holds both against each other on every scenario.
"""
import numpy as np


def match_times(truth, found, tolerance):
    """Pairs (n, m) of places in two sorted lists of times within the tolerance, as many as can be.

    Both in order, the earliest that fits: exact, since every window is equally long.
    """
    pairs, m = [], 0
    for n, t in enumerate(truth):
        while m < len(found) and found[m] < t - tolerance:
            m += 1
        if m < len(found) and found[m] <= t + tolerance:
            pairs.append((n, m))
            m += 1
    return pairs


def span(e):
    return e["onset_s"], e["onset_s"] + e["duration_s"]


def overlap(a, b):
    """Seconds that two stretches share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def over_union(a, b):
    shared = overlap(a, b)
    return shared / ((a[1] - a[0]) + (b[1] - b[0]) - shared) if shared else 0


def match_spans(truth, found, least):
    """Pairs (n, m) by overlap over union, best first: exact from one half on, where an event overlaps one other at most."""
    edges = sorted(((over_union(span(t), span(f)), n, m) for n, t in enumerate(truth) for m, f in enumerate(found)),
                   reverse=True)
    pairs, used_truth, used_found = [], set(), set()
    for value, n, m in edges:
        if value >= least and n not in used_truth and m not in used_found:
            used_truth.add(n)
            used_found.add(m)
            pairs.append((n, m))
    return pairs


def intraclass_correlation(rows):
    """ICC(2,1), two-way random, absolute agreement, single measure (Shrout and Fleiss 1979, Psychol. Bull. 86:420).

    A row is what each judge says of one thing.
    """
    x = np.array(rows, float)
    n, k = x.shape
    rows, columns, mean = x.mean(1), x.mean(0), x.mean()
    between = k * ((rows - mean) ** 2).sum() / (n - 1)
    judges = n * ((columns - mean) ** 2).sum() / (k - 1)
    rest = ((x - rows[:, None] - columns + mean) ** 2).sum() / ((n - 1) * (k - 1))
    return float((between - rest) / (between + (k - 1) * rest + k * (judges - rest) / n))


def cohen_kappa(table):
    """Agreement beyond chance of a square table of counts (Cohen 1960, Educ. Psychol. Meas. 20:37)."""
    table = np.array(table, float)
    total = table.sum()
    chance = (table.sum(0) * table.sum(1)).sum() / total ** 2
    return float((np.trace(table) / total - chance) / (1 - chance))
