"""Texts as people and enemies write them."""

from hypothesis import strategies as st

from matching.engine import Document

WORDS = [
    "bearing",
    "bearings",
    "grease",
    "silicon",
    "SiC",
    "5G",
    "6061-T6",
    "TiO₂",
    "10",
    "kV",
    "high-speed",
    "the",
    "of",
    "轴承",
    "滚动轴承",
    "基站",
    "散热",
    "碳化硅",
    "碳化硅外延片",
    "軸承",
    "的",
    "ＳｉＣ",
    "ﬁnite",
    "café",
    "½",
    "±0.01",
    "C++",
    "Größe",
    "насос",
    "ポンプ",
    "펌프",
    "12,000",
    "M12x1.5",
    "\xad",
    "\u200b",
    "é",
    "™",
    "95%",
]
SEPARATORS = [" ", "", "，", ". ", "\n", "-", "/", "。", "\x00", "\ud800", "+"]

texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SEPARATORS)), max_size=25).map(
    lambda pairs: "".join(word + separator for word, separator in pairs)
)
hostile = st.one_of(texts, st.text(st.characters(), max_size=60))  # lone surrogates included


def documents(*, size, kinds=("need", "offer"), content=texts):
    row = st.tuples(st.sampled_from(kinds), content, content)
    return st.lists(row, max_size=size).map(
        lambda rows: [
            Document(f"k{number:02}", kind, title, text) for number, (kind, title, text) in enumerate(rows)
        ]
    )
