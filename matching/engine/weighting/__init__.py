"""Terms to weights: statistics of the corpus and the tf-idf formulas.

Words for numbers, here and in the whole engine. *idf*: inverse document frequency, natural logarithm, at
least MIN_IDF. *Weight*: what a term counts in a vector, above 0. *Score*: product of a query vector and a
document vector, 0 or above, 1 for a need with its own text. *Strength*: a score cut at 1, so 0 to 1. *Share*:
a part of a whole, 0 to 1. *Cosine*: 0 to 1, since weights are positive.
"""
