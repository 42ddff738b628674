"""Words that occur in needs and projects of every field. They weigh less than others (`Parameters.general`).

They are listed because a small catalogue does not show how frequent they are.
"""

from functools import cache

from matching.engine.analysis.analyzer import BIGRAM, index_terms
from matching.engine.analysis.word_tables import DATA, read_words


@cache
def domain_stopwords() -> frozenset[str]:
    """Their terms: English stems, Chinese words and the bigrams in those."""
    words = read_words(DATA / "domain-stopwords-zh.txt")
    pairs = {BIGRAM + word[n : n + 2] for word in words for n in range(len(word) - 1)}
    stems = {term for word in read_words(DATA / "domain-stopwords-en.txt") for term in index_terms(word)}
    return frozenset(words) | pairs | stems
