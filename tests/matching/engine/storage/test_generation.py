import hashlib
import json
import shutil

import numpy as np
import pytest

from matching.engine import (
    Document,
    GenerationDamaged,
    GenerationUnknown,
    Index,
    Parameters,
    SearchRequest,
    build,
    open_generation,
)

STORED = [
    Document("a", "offer", "Ceramic pump", "陶瓷泵", {"country": ("DE", "CN")}),
    Document("b", "need", "Pump", "without oil"),
]


@pytest.fixture
def folder(tmp_path):
    build(STORED, tmp_path / "generation", label="first")
    return tmp_path / "generation"


def edit(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_generation_says_what_it_is(folder):
    manifest = open_generation(folder).manifest
    assert (manifest["format"], manifest["label"]) == (3, "first")
    assert manifest["parameters"] == Parameters().to_json()
    assert manifest["counts"]["documents"] == 2
    assert {"scikit-learn", "rjieba", "unicode"} <= manifest["versions"].keys()


def test_generation_of_the_same_documents_in_another_order_is_the_same(folder, tmp_path):
    again = build(STORED[::-1], tmp_path / "again", label="first")
    assert again.manifest == open_generation(folder).manifest


def test_generation_of_another_text_has_another_fingerprint(folder, tmp_path):
    other = build([STORED[0]], tmp_path / "other")
    assert other.manifest["corpus"] != open_generation(folder).manifest["corpus"]


def test_generation_is_written_whole_and_nothing_is_left_beside_it(folder):
    assert [path.name for path in folder.parent.iterdir()] == ["generation"]
    assert not list(folder.glob("*.pkl"))


def test_build_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="stands twice"):
        build([STORED[0], STORED[0]], tmp_path / "generation")
    assert list(tmp_path.iterdir()) == []


def test_build_into_a_folder_that_exists_is_refused(folder):
    with pytest.raises(FileExistsError, match="exists already"):
        build(STORED, folder)


def test_generation_whose_folder_is_removed_still_answers(folder):
    index = Index(open_generation(folder))
    shutil.rmtree(folder)
    assert [match.key for match in index.match_one(SearchRequest(STORED[1], kind="offer"))] == ["a"]


def test_generation_is_mapped_read_only(folder):
    contents = open_generation(folder).contents
    assert isinstance(contents.term_weights, np.memmap)
    for array in (contents.term_weights, contents.parts["offer"].vectors["text"].weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def names(folder):
    return sorted(path.name for path in folder.glob("*.npy"))


def test_every_array_that_is_missing_torn_or_altered_is_named(folder):
    for name in names(folder):
        path, content = folder / name, (folder / name).read_bytes()
        for wrong in (None, content[:-1], content[:20], b"", content[:-1] + bytes([content[-1] ^ 1])):
            path.unlink() if wrong is None else path.write_bytes(wrong)
            with pytest.raises(GenerationDamaged, match=name):
                open_generation(folder)
            path.write_bytes(content)
    assert open_generation(folder).manifest["label"] == "first"


def test_altered_array_is_not_looked_for_when_checksums_are_trusted(folder):
    path = folder / "part0-text-weights.npy"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert len(open_generation(folder, verify=False).contents.term_weights) > 0
    path.write_bytes(content[:-1])
    with pytest.raises(GenerationDamaged, match=r"weights\.npy"):
        open_generation(folder, verify=False)


def test_array_of_objects_is_never_loaded(folder):
    np.save(folder / "halves.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(GenerationDamaged, match=r"halves\.npy"):
        open_generation(folder, verify=False)


def test_array_that_is_not_in_the_manifest_is_named(folder):
    np.save(folder / "stranger.npy", np.zeros(3))
    with pytest.raises(GenerationDamaged, match=r"stranger\.npy"):
        open_generation(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[" * 200_000, b"\xff\xfe", b'{"name": "something else"}', b'{"format": 1}'],
)
def test_manifest_that_is_torn_or_foreign_is_named(folder, content):
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(GenerationDamaged, match=r"manifest\.json"):
        open_generation(folder)


def test_folder_without_a_manifest_is_damaged(tmp_path):
    with pytest.raises(GenerationDamaged, match=r"manifest\.json is missing"):
        open_generation(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 1},
        {"format": "1"},
        {"analysis": 0},
        {"parameters": {"title_weight": 3}},
        {"parameters": None},
        {"versions": {}},
        {"versions": None},
    ],
)
def test_generation_of_another_format_analysis_or_library_is_unknown(folder, changes):
    edit(folder, **changes)
    with pytest.raises(GenerationUnknown, match=r"manifest\.json"):
        open_generation(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"arrays": None},
        {"arrays": {}},
        {"parts": {}},
        {"parts": {"offer": {"facets": ["x"], "forms": []}}},
        {"parts": None},
        {"statistics": {"rare": "much"}},
        {"statistics": []},
        {"statistics": {"rare": float("nan"), "rare_chinese": 1.0, "length": 1.0, "length_chinese": 1.0}},
        {"statistics": {"rare": 1.0, "rare_chinese": 1.0, "length": 0.0, "length_chinese": 1.0}},
        {"arrays": {"../generation/halves": {}}},
    ],
)
def test_manifest_that_does_not_fit_its_arrays_is_damaged(folder, changes):
    edit(folder, **changes)
    with pytest.raises(GenerationDamaged):
        open_generation(folder)


def replace(folder, name, array):
    """Puts another array in place, with the right checksum."""
    path = folder / f"{name}.npy"
    np.save(path, array)
    content = path.read_bytes()
    entry = {
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    edit(folder, arrays=json.loads((folder / "manifest.json").read_text())["arrays"] | {name: entry})


def test_array_of_another_type_or_size_is_refused_whatever_its_checksum(folder):
    for name in names(folder):
        stem, array = name.removesuffix(".npy"), np.load(folder / name)
        others = [array.astype("<i2"), array[None]]
        for other in others if stem.endswith("letters") else [*others, array[:-1]]:
            replace(folder, stem, other)
            with pytest.raises(GenerationDamaged):
                open_generation(folder)
            replace(folder, stem, array)
    assert open_generation(folder).manifest["label"] == "first"


def test_generation_without_the_asked_form_of_needs_is_damaged(folder):
    parts = json.loads((folder / "manifest.json").read_text())["parts"]
    edit(folder, parts=parts | {"need": {"facets": [], "forms": ["text"]}})
    with pytest.raises(GenerationDamaged, match=r"manifest\.json"):
        open_generation(folder)


def test_keys_and_facets_of_any_letters_come_back(tmp_path):
    odd = Document("键\ud800", "offer", "", "pump", {"价格": ("低\udfff", "")})
    index = Index(build([odd], tmp_path / "odd"))
    assert list(index.keys()) == ["键\ud800"]
    assert index.search("").facets == {"价格": {"": 1, "低\udfff": 1}}
