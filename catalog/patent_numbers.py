"""Publication numbers of patents in one writing."""

import re

LIMIT = 40  # characters
BETWEEN = re.compile(r"[\s,./·-]")
PLACEHOLDERS = frozenset({"", "0", "na", "none", "null", "nil", "tbd", "unknown"})


def normalize_patent_number(number: str) -> str:
    """One writing per number: "7,438,030", "7 438 030" and "7438030" are the same; "N/A" and "0" are none."""
    plain = BETWEEN.sub("", number or "").upper()
    return "" if plain.lower() in PLACEHOLDERS or not plain.strip("0") else plain


def is_patent_number(number: str) -> bool:
    """Letters and digits, one digit at least."""
    return len(number) <= LIMIT and number.isalnum() and any(character.isdigit() for character in number)
