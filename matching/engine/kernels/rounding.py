"""How far a float32 sum may be from the score.

Let u = 2**-24, the rounding of float32, and m the number of terms of the query. All weights are positive and between
1e-12 and 1e6, so nothing underflows, and errors are relative: of each product three roundings (both weights,
the product), of each sum at most m more (m terms and a start). A computed sum a of the exact sum s therefore obeys

    |a - s| <= s * n * u / (1 - n * u)   with n = m + 3      (Higham, Accuracy and Stability, lemma 3.1 and section 3.1)

The threshold itself is rounded to float32 once or twice. `rounding_margin` takes twice (m + 8) * u, which covers all of it up
to m = 4 million; exact scores, in float64, are off by another m * 2**-53 at most, which the doubling covers as well.

So with a known k-th best score t, every document of the best k has a >= t * (1 - margin). Without one, let a_k be the
k-th highest of some sums of different documents: their scores are at least a_k / (1 + margin), hence so is
the k-th best, and every document of the best k has a >= a_k * (1 - 2 * margin).

A sum may begin with a bound b >= 0 in place of the frequent terms H: by Cauchy and Schwarz their share of the score
is at most |query within H| * |document within H|, both lengths rounded up. Then a is that of an upper bound of the score and
the first statement holds all the more.
"""

MAX_QUERY_TERMS = 1 << 22
BOUND_SHARE = 0.3  # bound the frequent terms whose usual bound is this share of the threshold; measured, only speed depends on it


def rounding_margin(terms: int) -> float:
    return 2 * (terms + 8) * 2.0**-24
