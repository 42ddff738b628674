"""Error bound of float32 sums.

Let u = 2**-24, the unit roundoff of float32, and m the number of terms of the query. All weights are positive
and between 1e-12 and 1e6, so nothing underflows and errors are relative: three roundings for each product
(both weights, the product), at most m more for each sum (m terms and a start). A computed sum a of the exact
sum s therefore obeys

    |a - s| <= s * n * u / (1 - n * u)   with n = m + 3

(Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1). The threshold is rounded to
float32 once or twice. `rounding_margin` is twice (m + 8) * u, which covers all of it up to m = 4 million;
exact scores, in float64, are off by another m * 2**-53 at most, which is covered too.

With a known k-th best score t, every document of the best k has a >= t * (1 - margin). Without one, let a_k
be the k-th largest of some sums of different documents: their scores are at least a_k / (1 + margin), hence
so is the k-th best score, and every document of the best k has a >= a_k * (1 - 2 * margin).

A sum may begin with a bound b >= 0 in place of the frequent terms H: by Cauchy and Schwarz their part of the
score is at most |query within H| * |document within H|, both norms rounded up. Then a belongs to an upper
bound of the score, and the first statement still holds.
"""

MAX_QUERY_TERMS = 1 << 22
BOUND_SHARE = 0.3  # frequent terms are bounded when their mean bound is at most this share of the threshold


def rounding_margin(terms: int) -> float:
    """Relative error of a float32 score of a query with so many terms, at most; dimensionless, about 1e-5 for
    60 terms.
    """
    return 2 * (terms + 8) * 2.0**-24
