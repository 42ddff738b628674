"""Terms to weights: statistics of the corpus and the tf-idf formulas."""
