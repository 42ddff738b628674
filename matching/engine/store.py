"""A generation on disk: a folder of .npy arrays and a manifest that says what they are."""

import hashlib
import json
import os
import shutil
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.columns import Column
from matching.engine.errors import GenerationDamaged, GenerationUnknown
from matching.engine.strings import pack, unpack
from matching.engine.text import ANALYSIS
from matching.engine.types import Parameters
from matching.engine.weigh import Floats

FORMAT = 1
NAME = "tenon-generation"
MANIFEST = "manifest.json"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba", "PyStemmer", "OpenCC")
ANALYSING = ("rjieba", "PyStemmer", "OpenCC", "unicode")  # another version may cut texts in another way
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """A generation in memory, before it is written or after it is opened. Terms and keys are sorted."""

    vocabulary: Sequence[str]
    idf: Floats
    rare: float
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    weights: Floats
    keys: Sequence[str]
    kinds: Sequence[str]
    columns: Mapping[str, Column]
    parameters: Parameters
    corpus: str
    label: str


@dataclass(frozen=True, slots=True)
class Generation:
    folder: Path
    manifest: Mapping[str, Any]
    contents: Contents


def write(contents: Contents, folder: Path) -> None:
    """Written aside, made durable, then renamed: a reader sees the whole folder or none."""
    if folder.exists():
        raise FileExistsError(f"{folder} exists already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}-{threading.get_ident()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        arrays = {name: _save(aside / f"{name}.npy", array) for name, array in _arrays(contents).items()}
        manifest = json.dumps(_manifest(contents, arrays), indent=1, sort_keys=True)
        _durable(aside / MANIFEST, manifest.encode())
        _sync(aside)
        aside.rename(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def open_generation(folder: Path, *, verify: bool = True) -> Generation:
    """Map the arrays of a folder. `verify=False` trusts their checksums and looks at types and sizes only."""
    folder = Path(folder)
    manifest = _read_manifest(folder / MANIFEST)
    listed = manifest["arrays"]
    strangers = {path.stem for path in folder.glob("*.npy")} - set(listed)
    if strangers:
        raise GenerationDamaged(f"{folder / min(strangers)}.npy is not in the manifest")
    arrays = {name: _load(folder / f"{name}.npy", entry, verify) for name, entry in listed.items()}
    try:
        return Generation(folder, manifest, _contents(manifest, arrays))
    except (KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise GenerationDamaged(f"{folder / MANIFEST} does not fit its arrays: {error!r}") from error


def versions() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES} | {"unicode": unicodedata.unidata_version}


def _manifest(contents: Contents, arrays: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": NAME,
        "format": FORMAT,
        "analysis": ANALYSIS,
        "versions": versions(),
        "label": contents.label,
        "corpus": contents.corpus,
        "parameters": contents.parameters.to_json(),
        "rare": contents.rare,
        "facets": list(contents.columns),
        "counts": {
            "documents": len(contents.keys),
            "terms": len(contents.vocabulary),
            "postings": len(contents.documents),
        },
        "arrays": arrays,
    }


def _arrays(contents: Contents) -> dict[str, Array]:
    arrays: dict[str, Array] = {
        "idf": contents.idf,
        "starts": contents.starts,
        "documents": contents.documents,
        "weights": contents.weights,
        **_packed("terms", contents.vocabulary),
        **_packed("keys", contents.keys),
        **_packed("kinds", contents.kinds),
    }
    for number, column in enumerate(contents.columns.values()):
        arrays |= _packed(f"facet{number}-values", column.values)
        arrays |= {f"facet{number}-starts": column.starts, f"facet{number}-codes": column.codes}
    return arrays


def _packed(name: str, strings: Sequence[str]) -> dict[str, Array]:
    letters, starts = pack(strings)
    return {f"{name}-letters": letters, f"{name}-starts": starts}


def _contents(manifest: Mapping[str, Any], arrays: Mapping[str, Array]) -> Contents:
    contents = Contents(
        vocabulary=unpack(arrays["terms-letters"], arrays["terms-starts"]),
        idf=arrays["idf"],
        rare=float(manifest["rare"]),
        starts=arrays["starts"],
        documents=arrays["documents"],
        weights=arrays["weights"],
        keys=unpack(arrays["keys-letters"], arrays["keys-starts"]),
        kinds=unpack(arrays["kinds-letters"], arrays["kinds-starts"]),
        columns={
            name: Column(
                values=tuple(
                    unpack(arrays[f"facet{number}-values-letters"], arrays[f"facet{number}-values-starts"])
                ),
                starts=arrays[f"facet{number}-starts"],
                codes=arrays[f"facet{number}-codes"],
            )
            for number, name in enumerate(manifest["facets"])
        },
        parameters=Parameters.from_json(manifest["parameters"]),
        corpus=str(manifest["corpus"]),
        label=str(manifest["label"]),
    )
    _agree(contents)
    return contents


def _agree(contents: Contents) -> None:
    """The arrays fit each other."""
    terms, documents = len(contents.vocabulary), len(contents.keys)
    facts = [
        len(contents.idf) == terms,
        len(contents.starts) == terms + 1,
        int(contents.starts[-1]) == len(contents.documents) == len(contents.weights),
        len(contents.kinds) == documents,
        all(len(column.starts) == documents + 1 for column in contents.columns.values()),
        all(int(column.starts[-1]) == len(column.codes) for column in contents.columns.values()),
    ]
    if not all(facts):
        raise ValueError(f"sizes differ: {facts}")


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{path} is missing") from error
    except ValueError as error:  # not UTF-8 or not JSON
        raise GenerationDamaged(f"{path} is not a whole JSON document") from error
    if not isinstance(manifest, dict) or manifest.get("name") != NAME:
        raise GenerationDamaged(f"{path} does not describe a generation")
    if (manifest.get("format"), manifest.get("analysis")) != (FORMAT, ANALYSIS):
        found = f"format {manifest.get('format')!r}, analysis {manifest.get('analysis')!r}"
        raise GenerationUnknown(f"{path}: {found}, expected {FORMAT} and {ANALYSIS}")
    written, ours = manifest.get("versions"), versions()
    other = [name for name in ANALYSING if not isinstance(written, dict) or written.get(name) != ours[name]]
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
        array: Array = np.load(path, mmap_mode="r" if entry["shape"] != [0] else None, allow_pickle=False)
        if (array.dtype.str, list(array.shape)) != (entry["dtype"], entry["shape"]):
            raise GenerationDamaged(f"{path} holds {array.dtype.str} {array.shape}, expected {entry}")
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{path} is missing") from error
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise GenerationDamaged(f"{path} is not a whole array: {error!r}") from error
    return array


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


def _durable(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
