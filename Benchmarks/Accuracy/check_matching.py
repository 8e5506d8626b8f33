"""Checks of matching.py against what others have worked out; the evaluation runs it first."""
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from matching import cohen_kappa, intraclass_correlation, match_spans, match_times


def main():
    # Shrout and Fleiss 1979, table 2: six targets, four judges, ICC(2,1) = 0.29.
    judged = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    assert round(intraclass_correlation(judged), 2) == .29
    assert intraclass_correlation([[1, 1], [2, 2], [4, 4]]) == 1
    # A shift is no agreement: that is what tells this form from a correlation.
    assert intraclass_correlation([[1, 4], [2, 5], [4, 7]]) < .6
    # Both say yes 20, both no 15, 5 and 10 apart: 0.7 observed, 0.5 by chance.
    assert abs(cohen_kappa([[20, 5], [10, 15]]) - .4) < 1e-12
    rng = np.random.default_rng(1)
    for _ in range(200):
        a, b = np.sort(rng.uniform(0, 3, rng.integers(1, 40))), np.sort(rng.uniform(0, 3, rng.integers(1, 40)))
        pairs = match_times(a, b, .05)
        assert all(abs(a[n] - b[m]) <= .05 for n, m in pairs)
        assert len({n for n, _ in pairs}) == len({m for _, m in pairs}) == len(pairs)
        close = csr_matrix(np.abs(a[:, None] - b) <= .05)
        assert len(pairs) == np.count_nonzero(maximum_bipartite_matching(close, "column") >= 0)

    def event(onset, end):
        return dict(onset_s=onset, duration_s=end - onset)
    assert match_spans([event(0, 2), event(2, 4)], [event(.4, 2.2)], .5) == [(0, 0)]
    assert match_spans([event(0, 2)], [event(1, 3)], .5) == []


if __name__ == "__main__":
    main()
