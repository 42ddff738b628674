"""Publication numbers of patents in one writing."""

import re

LONGEST = 40
PLACEHOLDERS = frozenset({"", "0", "na", "none", "null", "nil", "tbd", "unknown"})


def normal_number(number: str) -> str:
    """One writing per number: "7,438,030", "7 438 030" and "7438030" are the same; "N/A" and "0" are none."""
    plain = re.sub(r"[\s,./·-]+", "", number or "").upper()
    return "" if plain.lower() in PLACEHOLDERS or not plain.strip("0") else plain
