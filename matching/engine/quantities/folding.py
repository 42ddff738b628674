"""One form of widths, signs and Chinese script, character by character: offsets stay those of the original.

Case stays: MW is no mW. The Chinese comma stays too, because no number is written with it.
"""

import unicodedata

from matching.engine.analysis.normalization import simplified_characters

MAX_LENGTH = 100_000  # characters of a text that are read

_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2212\ufe63", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("〜～∼˜", "~"),
    **dict.fromkeys("≦⩽≤＜", "≤"),
    **dict.fromkeys("≧⩾≥", "≥"),
    **dict.fromkeys("✕✖⨯", "×"),
    **dict.fromkeys("•⋅∙‧・･", "·"),
    **dict.fromkeys("’‘′ʼ", "'"),
    "º": "°", "µ": "μ", "Ω": "Ω", "K": "K", "Å": "Å", "，": "，", "；": "；", "⁄": "/", "∕": "/",
}  # fmt: skip
_KEPT = frozenset("℃℉㎏㎜㎝㎞㎛㎚㎡㎥½¼¾…²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻‰。、，；！？（）")


class _Signs(dict[int, str]):
    """Character -> its form; filled as characters occur."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        folded = _SIGNS.get(letter) or simplified_characters().get(point)
        if folded is None:
            wide = (
                unicodedata.normalize("NFKC", letter) if letter not in _KEPT and point < 0x1FFFF else letter
            )
            folded = wide if len(wide) == 1 else letter
        if point < 0x10000:
            self[point] = folded
        return folded


_signs = _Signs()


def fold(text: str) -> str:
    """The text in one form, of the same length; cut at MAX_LENGTH."""
    text = text[:MAX_LENGTH]
    return text if text.isascii() else text.translate(_signs)
