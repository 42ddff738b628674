"""A generation on disk: a folder of .npy arrays and a manifest with their types, sizes and checksums."""

import hashlib
import json
import os
import shutil
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.analysis.analyzer import ANALYSIS
from matching.engine.arrays import Array, Floats, Mask
from matching.engine.documents import MATCHED, NEED
from matching.engine.kernels.inverted_index import BlockedInvertedIndex
from matching.engine.parameters import Parameters
from matching.engine.storage.doc_values import FacetColumn
from matching.engine.storage.errors import GenerationDamaged, GenerationUnknown
from matching.engine.storage.string_table import StringTable, pack, unpack
from matching.engine.weighting.tfidf import WeightingStatistics

FORMAT = 3
NAME = "tenon-generation"
MANIFEST = "manifest.json"
COMPONENTS = ("numpy", "scipy", "scikit-learn", "rjieba", "PyStemmer", "OpenCC")
# Another version of these may analyse texts differently: a generation of another version is refused.
ANALYSIS_COMPONENTS = ("rjieba", "PyStemmer", "OpenCC", "unicode")
DOCUMENT, QUERY, TRANSLATED_QUERY = "text", "asked", "bridged"  # representations, by their names on disk
REPRESENTATIONS = (DOCUMENT, QUERY, TRANSLATED_QUERY)
DTYPES = {
    "halves": "<f8", "chinese": "|b1", "codes": "<i4", "letters": "|u1", "starts": "<i8", "buckets": "<u4",
    "order": "<u4", "shape": "<i8", "terms": "<i4", "values": "<f8", "marks": "<u8", "ranks": "<u4",
    "first_run": "<i8", "bases": "<i8", "runs": "<u4", "documents": "<u2", "weights": "<f4", "levels": "|u1",
    "norms": "<f4", "usual": "<f8",
}  # fmt: skip
TWO_DIMENSIONAL = ("marks", "ranks", "norms")  # of two dimensions; all else has one


@dataclass(frozen=True, slots=True)
class KindContents:
    """The documents of one kind, in the order of their keys; `chinese` is bool (documents)."""

    keys: Sequence[str]
    chinese: Mask
    columns: Mapping[str, FacetColumn]
    vectors: Mapping[str, BlockedInvertedIndex]


@dataclass(frozen=True, slots=True)
class IndexContents:
    """A generation in memory, before it is written or after it is opened.

    `vocabulary` is sorted and has the terms of the matched documents; `more_terms`, sorted too, has those
    that only other documents hold; `term_weights` is h(t) of weighting/tfidf.py, float64 (terms); `corpus` is
    the fingerprint of the documents (SHA-256), `label` the caller's name for the generation. On disk
    term_weights is called `halves`, and more_terms is there when there are any.
    """

    vocabulary: Sequence[str]
    more_terms: Sequence[str]
    term_weights: Floats
    statistics: WeightingStatistics
    parts: Mapping[str, KindContents]  # by kind
    parameters: Parameters
    corpus: str
    label: str

    @property
    def matched(self) -> dict[str, KindContents]:
        """Needs and offers."""
        return {kind: part for kind, part in self.parts.items() if kind in MATCHED}

    @property
    def unmatched(self) -> dict[str, KindContents]:
        """Documents of all other kinds."""
        return {kind: part for kind, part in self.parts.items() if kind not in MATCHED}


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation; `folder` and `manifest` are empty for one in memory."""

    folder: Path
    manifest: Mapping[str, Any]
    contents: IndexContents


def write(contents: IndexContents, folder: Path) -> None:
    """Writes to a folder aside, syncs it and renames it, so that a reader sees the whole folder or none.
    FileExistsError if it exists.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} exists already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}-{threading.get_ident()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        arrays = {name: _save(aside / f"{name}.npy", array) for name, array in _arrays(contents).items()}
        manifest = json.dumps(_manifest(contents, arrays), indent=1, sort_keys=True)
        _write_durably(aside / MANIFEST, manifest.encode())
        _fsync_folder(aside)
        aside.rename(folder)
        _fsync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def open_generation(folder: Path, *, verify: bool = True) -> Generation:
    """Maps the arrays of a folder. `verify=False` skips checksums and checks types and sizes only.

    GenerationDamaged for torn, missing or foreign files, GenerationUnknown for another format, analysis or
    library.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder / MANIFEST)
    listed = manifest["arrays"]
    strangers = {path.stem for path in folder.glob("*.npy")} - set(listed)
    if strangers:
        raise GenerationDamaged(f"{folder / min(strangers)}.npy is not in the manifest")
    if any("/" in name for name in listed):
        raise GenerationDamaged(f"{folder / MANIFEST} lists arrays outside the folder")
    arrays = {name: _load(folder / f"{name}.npy", entry, verify) for name, entry in listed.items()}
    try:
        return Generation(folder, manifest, _contents(manifest, arrays))
    except (KeyError, ValueError, TypeError, IndexError, OverflowError, AttributeError) as error:
        raise GenerationDamaged(f"{folder / MANIFEST} does not fit its arrays: {error!r}") from error


def component_versions() -> dict[str, str]:
    """Versions of the libraries that make a generation."""
    return {name: version(name) for name in COMPONENTS} | {"unicode": unicodedata.unidata_version}


def _manifest(contents: IndexContents, arrays: Mapping[str, Any]) -> dict[str, Any]:
    parts = contents.parts
    return {
        "name": NAME,
        "format": FORMAT,
        "analysis": ANALYSIS,
        "versions": component_versions(),
        "label": contents.label,
        "corpus": contents.corpus,
        "parameters": contents.parameters.to_json(),
        "statistics": asdict(contents.statistics),
        "parts": {
            kind: {"facets": list(part.columns), "forms": list(part.vectors)} for kind, part in parts.items()
        },
        "counts": {
            "documents": sum(len(part.keys) for part in parts.values()),
            "chinese": sum(int(part.chinese.sum()) for part in parts.values()),
            "terms": len(contents.vocabulary),
            "postings": sum(len(part.vectors[DOCUMENT].documents) for part in parts.values()),
        },
        "arrays": arrays,
    }


def _arrays(contents: IndexContents) -> dict[str, Array]:
    arrays: dict[str, Array] = {
        "halves": contents.term_weights,
        **_string_table_arrays("terms", contents.vocabulary),
    }
    if contents.more_terms:
        arrays |= _string_table_arrays("more-terms", contents.more_terms)
    for number, part in enumerate(contents.parts.values()):
        name = f"part{number}"
        arrays |= _string_table_arrays(f"{name}-keys", part.keys)
        arrays[f"{name}-chinese"] = part.chinese
        for position, column in enumerate(part.columns.values()):
            facet = f"{name}-facet{position}"
            arrays |= _string_arrays(f"{facet}-values", column.values)
            arrays |= {f"{facet}-starts": column.starts, f"{facet}-codes": column.codes}
        for form, blocks in part.vectors.items():
            arrays |= {f"{name}-{form}-{key}": array for key, array in blocks.arrays().items()}
    return arrays


def _string_arrays(name: str, strings: Sequence[str]) -> dict[str, Array]:
    letters, starts = pack(strings)
    return {f"{name}-letters": letters, f"{name}-starts": starts}


def _string_table_arrays(name: str, strings: Sequence[str]) -> dict[str, Array]:
    return {f"{name}-{part}": array for part, array in StringTable.build(strings).arrays().items()}


def _string_table(arrays: Mapping[str, Array], name: str) -> StringTable:
    return StringTable(
        *(np.asarray(arrays[f"{name}-{part}"]) for part in ("letters", "starts", "buckets", "order"))
    )


def _strings(arrays: Mapping[str, Array], name: str) -> list[str]:
    return unpack(arrays[f"{name}-letters"], arrays[f"{name}-starts"])


def _contents(manifest: Mapping[str, Any], arrays: Mapping[str, Array]) -> IndexContents:
    contents = IndexContents(
        vocabulary=_string_table(arrays, "terms"),
        more_terms=_string_table(arrays, "more-terms") if "more-terms-letters" in arrays else [],
        term_weights=arrays["halves"],
        statistics=WeightingStatistics(
            **{name: float(value) for name, value in manifest["statistics"].items()}
        ),
        parts={
            kind: _kind_contents(f"part{number}", listed, arrays)
            for number, (kind, listed) in enumerate(manifest["parts"].items())
        },
        parameters=Parameters.from_json(manifest["parameters"]),
        corpus=str(manifest["corpus"]),
        label=str(manifest["label"]),
    )
    _check_consistency(contents)
    return contents


def _kind_contents(name: str, listed: Mapping[str, Any], arrays: Mapping[str, Array]) -> KindContents:
    columns = {}
    for position, facet in enumerate(listed["facets"]):
        stem = f"{name}-facet{position}"
        values = tuple(_strings(arrays, f"{stem}-values"))
        columns[facet] = FacetColumn(
            values=values, starts=arrays[f"{stem}-starts"], codes=arrays[f"{stem}-codes"]
        )
    forms = {}
    for form in listed["forms"]:
        stem = f"{name}-{form}-"
        own = {key.removeprefix(stem): array for key, array in arrays.items() if key.startswith(stem)}
        forms[form] = BlockedInvertedIndex.from_arrays(own)
    return KindContents(_string_table(arrays, f"{name}-keys"), arrays[f"{name}-chinese"], columns, forms)


def _check_consistency(contents: IndexContents) -> None:
    """ValueError unless the arrays fit each other."""
    terms = len(contents.vocabulary)
    facts = [len(contents.term_weights) == terms, bool(contents.parts) or not terms]
    facts += [0 < value < float("inf") for value in asdict(contents.statistics).values()]
    for kind, part in contents.parts.items():
        documents = len(part.keys)
        facts += [
            len(part.chinese) == documents,
            DOCUMENT in part.vectors,
            set(part.vectors) <= set(REPRESENTATIONS),
        ]
        facts += [kind != NEED or QUERY in part.vectors]
        known = terms if kind in MATCHED else terms + len(contents.more_terms)
        for blocks in part.vectors.values():
            facts += [len(blocks) == documents, blocks.vocabulary == known, blocks.is_whole()]
        for column in part.columns.values():
            facts += [len(column.starts) == documents + 1, int(column.starts[-1]) == len(column.codes)]
    if not all(facts):
        raise ValueError(f"sizes differ: {facts}")


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{path} is missing") from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise GenerationDamaged(f"{path} is not a whole JSON document") from error
    if not isinstance(manifest, dict) or manifest.get("name") != NAME:
        raise GenerationDamaged(f"{path} does not describe a generation")
    if (manifest.get("format"), manifest.get("analysis")) != (FORMAT, ANALYSIS):
        found = f"format {manifest.get('format')!r}, analysis {manifest.get('analysis')!r}"
        raise GenerationUnknown(f"{path}: {found}, expected {FORMAT} and {ANALYSIS}")
    written, ours = manifest.get("versions"), component_versions()
    other = [
        name
        for name in ANALYSIS_COMPONENTS
        if not isinstance(written, dict) or written.get(name) != ours[name]
    ]
    if other:
        raise GenerationUnknown(f"{path} was written with another version of {', '.join(other)}")
    try:
        Parameters.from_json(manifest["parameters"])
    except (KeyError, TypeError, ValueError) as error:
        raise GenerationUnknown(f"{path}: {error}") from error
    if not isinstance(manifest.get("arrays"), dict):
        raise GenerationDamaged(f"{path} lists no arrays")
    return manifest


def _load(path: Path, entry: Any, verify: bool) -> Array:
    try:
        if path.stat().st_size != entry["bytes"]:
            raise GenerationDamaged(f"{path} has {path.stat().st_size} bytes, expected {entry['bytes']}")
        if verify and _sha256(path) != entry["sha256"]:
            raise GenerationDamaged(f"{path} is not what was written: its checksum differs")
        array: Array = np.load(path, mmap_mode="r" if 0 not in entry["shape"] else None, allow_pickle=False)
        if (array.dtype.str, list(array.shape)) != (entry["dtype"], entry["shape"]):
            raise GenerationDamaged(f"{path} holds {array.dtype.str} {array.shape}, expected {entry}")
        if (array.dtype.str, array.ndim) != _expected_type(path.stem):
            raise GenerationDamaged(f"{path} is no array of a generation")
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{path} is missing") from error
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise GenerationDamaged(f"{path} is not a whole array: {error!r}") from error
    return array


def _expected_type(name: str) -> tuple[str, int]:
    """dtype and number of dimensions that the kernels expect of an array."""
    last = name.rpartition("-")[2]
    return DTYPES.get(last, ""), 2 if last in TWO_DIMENSIONAL else 1


def _save(path: Path, array: Array) -> dict[str, Any]:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "bytes": path.stat().st_size,
        "sha256": _sha256(path),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
