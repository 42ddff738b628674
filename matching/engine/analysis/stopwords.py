"""Words that carry no topic."""

from matching.engine.analysis.word_tables import DATA, read_words

ENGLISH_STOP_WORDS = frozenset(read_words(DATA / "stopwords-en.txt"))
CHINESE_STOP_WORDS = frozenset(read_words(DATA / "stopwords-zh.txt"))
