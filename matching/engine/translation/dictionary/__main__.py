"""Writes data/cedict.tsv.gz from the CC-CEDICT file.

python -m matching.engine.translation.dictionary cedict_ts.u8
"""

import gzip
import sys
from pathlib import Path

from matching.engine.translation.dictionary.bilingual_dictionary import CEDICT, DATA
from matching.engine.translation.dictionary.cedict_parser import parse_cedict
from matching.engine.translation.dictionary.sorted_table import table_bytes


def main(source: Path) -> None:
    with source.open(encoding="utf-8") as file:
        lines = table_bytes(parse_cedict(file))
    (DATA / CEDICT).write_bytes(gzip.compress(lines, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
