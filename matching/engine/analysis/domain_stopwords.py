"""Words that every need and every project uses. They tell little about the matter, so they weigh less.

They are written down because a young catalogue is too small to show how to_common_spelling they are.
"""

from functools import cache

from matching.engine.analysis.analyzer import BIGRAM, index_terms
from matching.engine.analysis.word_tables import DATA, read_words


@cache
def domain_stopwords() -> frozenset[str]:
    """As the analysis writes them: stems, Chinese words and the pairs inside those."""
    words = read_words(DATA / "domain-stopwords-zh.txt")
    pairs = {BIGRAM + word[n : n + 2] for word in words for n in range(len(word) - 1)}
    stems = {term for word in read_words(DATA / "domain-stopwords-en.txt") for term in index_terms(word)}
    return frozenset(words) | pairs | stems
