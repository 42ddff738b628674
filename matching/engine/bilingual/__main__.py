"""python -m matching.engine.bilingual FILE: writes data/cedict.tsv.gz from the CC-CEDICT file (cedict_ts.u8)."""

import gzip
import sys
from pathlib import Path

from matching.engine.bilingual.dictionary import CEDICT, DATA
from matching.engine.bilingual.glosses import entries
from matching.engine.bilingual.table import lines_of


def main(source: Path) -> None:
    with source.open(encoding="utf-8") as file:
        lines = lines_of(entries(file))
    (DATA / CEDICT).write_bytes(gzip.compress(lines, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
