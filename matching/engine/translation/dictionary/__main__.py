"""python -m matching.engine.translation.dictionary FILE: writes data/cedict.tsv.gz from the CC-CEDICT file (cedict_ts.u8)."""

import gzip
import sys
from pathlib import Path

from matching.engine.translation.dictionary.bilingual_dictionary import CEDICT, DATA
from matching.engine.translation.dictionary.cedict_parser import entries
from matching.engine.translation.dictionary.sorted_table import lines_of


def main(source: Path) -> None:
    with source.open(encoding="utf-8") as file:
        lines = lines_of(entries(file))
    (DATA / CEDICT).write_bytes(gzip.compress(lines, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
