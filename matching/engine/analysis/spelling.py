"""One spelling for an English word that has several: colour and color, modelling and modeling.

American spellings are the common ones, since fewer rules lead there than back. The result need not be a
correct word; it is the same for all spellings.
"""

import re
import unicodedata

from matching.engine.analysis.word_tables import DATA, read_pairs

_LETTERS_APART = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

_WORDS = dict(read_pairs(DATA / "spellings-en.tsv"))
_STEMS = {rule: stems.split() for rule, stems in read_pairs(DATA / "spelling-stems-en.tsv")}
_OUR, _DOUBLED, _RE = ("|".join(_STEMS[rule]) for rule in ("our", "doubled", "re"))


_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"^((?:bi|dis|mis|multi|un)?(?:{_OUR}))our", r"\1or"),
        (rf"({_DOUBLED})l(?=(?:ed|er|ers|ing|ings)$)", r"\1"),
        (rf"^([a-z]*met|[a-z]*lit|{_RE})re(s?)$", r"\1er\2"),
        (r"^(cent|fib|lit|met|calib)re(?=[a-z]{3})", r"\1er"),
        (r"^centr(?=(?:ed|ing)$)", "center"),
        (r"sulph", "sulf"),
        (r"lys(?=(?:e|ed|er|ers|es|ing)$)", "lyz"),
        (r"^anaesth", "anesth"),
        (r"^haem", "hem"),
        (r"(?<=.)aemi(?=[ac])", "emi"),
        (r"paed(?=i)", "ped"),
        (r"^oestr", "estr"),
        (r"^gynaec", "gynec"),
        (r"^oesoph", "esoph"),
        (r"^homoeo", "homeo"),
        (r"^palaeo", "paleo"),
        (r"^faec", "fec"),
        (r"^aesthe", "esthe"),
    )
]
_ANY_RULE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _replacement in _RULES))
_ISE = re.compile(r"^([a-z]{2,}?)is(e|ed|es|ing|er|ers|able|ation|ations|ational)$")
_ISE_EXCEPT = frozenset(_STEMS["ise"])


def to_common_spelling(word: str) -> str:
    """The common spelling of a lower-case word; used for comparison, never displayed."""
    if not word.isascii():
        word = without_accents(word)
    if len(word) < 4 or not word.isascii():
        return word
    if (known := _WORDS.get(word)) is not None:
        return known
    if _ANY_RULE.search(word):  # one search instead of all rules for most words
        for pattern, replacement in _RULES:
            word = pattern.sub(replacement, word)
    match = _ISE.fullmatch(word)
    if match and not _keeps_s(match[1], match[2]):
        return f"{match[1]}iz{match[2]}"
    return word


def without_accents(word: str) -> str:
    """Latin letters without diacritics; words of other scripts are unchanged."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word.translate(_LETTERS_APART))
        if ord(letter) < 0x300
    )
    return plain if plain.isascii() and plain.isalpha() and len(plain) >= len(word) else word


def _keeps_s(stem: str, ending: str) -> bool:
    """Whether -ise is spelled so in American English too."""
    if ending.startswith("ation"):
        return stem in ("improv",)
    return stem[-1] in "aou" or stem in _ISE_EXCEPT or stem.endswith(("clockw", "otherw", "adv"))
