"""`python -m bench.snapshot OUT_DIR`: every answer of the matcher as text files, to compare two checkouts.

A change of the code that is meant to move no score is shown to move none like this, in the two checkouts:

    TENON_DATA=... python -m bench.snapshot before/
    TENON_DATA=... python -m bench.snapshot after/
    diff -r before/ after/

Files, all UTF-8 and sorted by names that stay (titles and the owners' references, never public ids):

* runs/NAME.run, runs/NAME.json: `python -m matching.engine evaluate` on every judged collection of
  TENON_DATA, without the seconds; NAME-judged-only with that option where it applies, NAME-long with the
  long queries of a collection that has them.
* golden-explanations.jsonl: Index.explain of tests/matching/golden/pairs.jsonl, in the four combinations of
  languages.
* For each site (demo: the demonstration; dod-nasa: dod-needs-2015 and nasa-patents-2014 by
  import_listings), in a SQLite database, index folder and process of its own:
  SITE-due-{candidates,proposals}.tsv after `manage.py match` worked off the new listings' requests one by
  one;
  SITE-{candidates,proposals}.tsv after `manage.py match --full`, begun without candidates and proposals;
  SITE-explanations.jsonl of the 300 strongest candidates; SITE-summary.json, what the commands count.

Floats are written by float.hex(), so a difference in the last bit is a difference of the file. An
explanation is written as the values of its fields in their order, without the names of the fields: one that
is renamed changes nothing.

Ties go by public id, which is random. Here a listing's public id is a checksum of its kind, reference and
title, given before the index is built, so that ties fall alike in every run.

--kernels compiled (the default) matches the sites by the loops that numba compiles, --kernels numpy without
them; the process fails when it did not get what was asked for. `evaluate` and the golden pairs always go by
NumPy.
"""

import argparse
import hashlib
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any

import django
from celery.signals import worker_process_init
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "matching" / "golden" / "pairs.jsonl"
JUDGED_ONLY = {"needs-offers-zh", "topics-awards-en"}  # few of their documents are judged for a query
LONG_QUERIES = "queries-long.jsonl.gz"
STRONGEST = 300  # candidates of a site that are explained
NEVER = 1_000_000_000  # TENON_KERNELS_FROM: more documents than any index here has
INSIDE = "TENON_SNAPSHOT_INSIDE"  # set where a part may write to the database: it is one of ours
CHANGES_EACH_TIME = {"seconds", "index_seconds", "query_seconds", "generation", "peak_memory_mb"}
COMPUTED = {  # the fields that the matcher computes; need and offer stand before them by name
    "Candidate": ("rank_for_need", "rank_for_offer", "score", "strength", "need_revision", "offer_revision"),
    "Proposal": ("origin", "state", "closing", "score", "strength", "need_revision", "offer_revision"),
}
IMPORTS = {  # file under TENON_DATA -> options; --set fills what publishing asks for and the file lacks
    "dod-needs-2015/needs.jsonl": (
        "--kind", "need", "--skip-bad", "--set", "partnership_types=rd_cooperation",
        "--set", "technical_specification=See the description.",
    ),
    "nasa-patents-2014/docs.jsonl": (
        "--kind", "offer", "--null", "1970-01-01", "--map", "expires=patent_expires_on",
        "--set", "stage_of_development=lab_tested",
    ),
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.snapshot", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", metavar="OUT_DIR", type=Path, help="a folder that is empty or not there yet")
    parser.add_argument("--kernels", choices=["compiled", "numpy"], default="compiled")
    parser.add_argument("--part", choices=list(PARTS), help="only this one")
    chosen = parser.parse_args()
    out = chosen.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if chosen.part and os.environ.get(INSIDE) == chosen.part:
        PARTS[chosen.part](out)
        return 0
    data = os.environ.get("TENON_DATA", "")
    if not data or any(out.iterdir()):
        parser.error("set TENON_DATA" if not data else f"{out} is not empty")
    with tempfile.TemporaryDirectory(prefix="tenon-snapshot-") as folder:
        for part in [chosen.part] if chosen.part else PARTS:
            scratch = Path(folder) / part
            scratch.mkdir()
            _process(scratch, chosen.kernels, out, part)
            sys.stdout.write(f"{part} is written\n")
    return 0


def _process(scratch: Path, kernels: str, out: Path, part: str) -> None:
    """A part in a process of its own, with settings that know nothing of this environment but TENON_DATA."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TENON_", "DJANGO_", "DATABASE_", "REDIS_"))
    }
    own = {
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite://{scratch / 'site.sqlite3'}",
        "TENON_TEST_SCRATCH": str(scratch),  # the index folder of the test settings lies here,
        "TENON_VAR": str(scratch),  # the storage of indexes of the base settings here: it is to be the same
        "TENON_KERNEL_DIR": str(scratch.parent / "kernels"),
        "TENON_KERNELS_FROM": str(0 if kernels == "compiled" else NEVER),
        "TENON_LOG_LEVEL": "ERROR",
        "TENON_DATA": os.environ["TENON_DATA"],
        INSIDE: part,
    }
    _module(["bench.snapshot", str(out), "--part", part], kept | own)


def _module(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """What a module of this checkout prints, started with its arguments."""
    return subprocess.run(  # noqa: S603 -- our own modules
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    ).stdout


# --- judged collections ------------------------------------------------------------------
def _runs(out: Path) -> None:
    (out / "runs").mkdir()
    for qrels in sorted(Path(os.environ["TENON_DATA"]).glob("*/qrels.tsv")):
        folder = qrels.parent
        _evaluate(folder, out / "runs" / folder.name)
        if folder.name in JUDGED_ONLY:
            _evaluate(folder, out / "runs" / f"{folder.name}-judged-only", "--judged-only")
        if (folder / LONG_QUERIES).is_file():
            with tempfile.TemporaryDirectory(prefix="tenon-long-") as aside:
                for path in [*folder.glob("docs.*"), qrels]:
                    (Path(aside) / path.name).symlink_to(path)
                (Path(aside) / "queries.jsonl.gz").symlink_to(folder / LONG_QUERIES)
                _evaluate(Path(aside), out / "runs" / f"{folder.name}-long")


def _evaluate(folder: Path, name: Path, *options: str) -> None:
    command = ["matching.engine", "evaluate", str(folder), "--json", "--run", f"{name}.run", *options]
    _write_json(Path(f"{name}.json"), json.loads(_module(command, os.environ)))


# --- explanations ------------------------------------------------------------------------
def _golden(out: Path) -> None:
    engine = importlib.import_module("matching.engine")
    pairs = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    documents = {
        (pair["number"], kind, language): engine.Document(
            f"{kind[0]}{pair['number']:03}-{language}", kind, "", pair[kind][language]
        )
        for pair in pairs
        for kind in ("need", "offer")
        for language in ("zh", "en")
    }
    index = engine.Index(engine.build_in_memory(documents.values()))
    asked = [
        (documents[pair["number"], "need", source], documents[pair["number"], "offer", to])
        for pair in pairs
        for source in ("zh", "en")
        for to in ("zh", "en")
    ]
    rows = ([need.key, offer.key, _values(index.explain(need, offer))] for need, offer in asked)
    _write_lines(out / "golden-explanations.jsonl", map(_json, rows))


def _explanations(path: Path, strongest: Iterable[Any]) -> None:
    index, document = _current_index(), _found("document", "matching.corpus")
    rows = (
        [
            *_names(row.need),
            *_names(row.offer),
            _values(index.explain(document(row.need), document(row.offer))),
        ]
        for row in strongest
    )
    _write_lines(path, map(_json, rows))


def _values(found: Any) -> Any:
    """Nested dataclasses as nested lists of the values of their fields; a float by float.hex()."""
    if isinstance(found, str) or found is None:
        return found
    if isinstance(found, Integral):
        return int(found)
    if isinstance(found, float):
        return float(found).hex()
    fields = getattr(found, "__dataclass_fields__", None)
    return [_values(each) for each in (found if fields is None else (getattr(found, n) for n in fields))]


# --- sites -------------------------------------------------------------------------------
def _demo(out: Path) -> None:
    def fill() -> dict[str, Any]:
        _printed("demo")
        listings = _model("catalog", "Listing")
        return {
            "listings": listings.count(),
            "published": listings.filter(state="published").count(),
            "anonymous": listings.filter(anonymous=True).count(),
        }

    _site(out, "demo", fill)


def _dod_nasa(out: Path) -> None:
    _site(out, "dod-nasa", lambda: {name: _imported(name, *options) for name, options in IMPORTS.items()})


def _site(out: Path, name: str, fill: Callable[[], dict[str, Any]]) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    importlib.import_module("config.celery")
    worker_process_init.send(sender=None)  # what Celery tells a new worker: it may compile
    summary = fill()
    _name_listings()
    summary["match"] = json.loads(_printed("match", "--inline", "--json"))
    _write_rows(out, f"{name}-due")
    _await_kernels()
    for model in COMPUTED:
        _model("matching", model).all().delete()
    summary["match --full"] = json.loads(_printed("match", "--full", "--inline", "--json"))
    _write_rows(out, name)
    _write_json(out / f"{name}-summary.json", summary)
    candidates = list(_model("matching", "Candidate").select_related("need", "offer"))
    candidates.sort(key=lambda row: (-row.strength, _names(row.need), _names(row.offer)))
    _explanations(out / f"{name}-explanations.jsonl", candidates[:STRONGEST])


def _imported(name: str, *options: str) -> dict[str, Any]:
    """What import_listings counts in a file; its rows belong to an organisation of their own."""
    owner = _model("accounts", "Organisation").create(
        kind="operator", name_en=f"Owner of {name}", country="US", verification="verified",
        verified_at=timezone.now(),
    )  # fmt: skip
    path = Path(os.environ["TENON_DATA"]) / name
    common = ("--organisation", owner.public_id, "--format", "jsonl", "--publish", "--json")
    figures = json.loads(_printed("import_listings", str(path), *common, *options))
    return {name: value for name, value in figures.items() if isinstance(value, int)}


def _printed(*command: str) -> str:
    """What a command prints; import_listings exits with 1 when a row was bad and skipped."""
    printed = io.StringIO()
    try:
        call_command(*command, stdout=printed)
    except SystemExit:
        if not printed.getvalue():
            raise
    return printed.getvalue()


def _name_listings() -> None:
    taken = set()
    for listing in _model("catalog", "Listing").order_by("pk"):
        names = (str(listing.kind), *_names(listing))
        assert names not in taken, f"two listings have the names {names}"
        taken.add(names)
        public_id = hashlib.sha256("\0".join(names).encode()).hexdigest()[:12]
        _model("catalog", "Listing").filter(pk=listing.pk).update(public_id=public_id)


def _names(listing: Any) -> tuple[str, str]:
    return listing.own_reference, listing.title


def _write_rows(out: Path, name: str) -> None:
    for model, computed in COMPUTED.items():
        rows = [
            [*_names(row.need), *_names(row.offer), *(_cell(getattr(row, field)) for field in computed)]
            for row in _model("matching", model).select_related("need", "offer")
        ]
        head = ["need_reference", "need_title", "offer_reference", "offer_title", *computed]
        lines = ("\t".join(" ".join(cell.split()) or "-" for cell in row) for row in [head, *sorted(rows)])
        _write_lines(out / f"{name}-{model.lower()}s.tsv", lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return value.hex() if isinstance(value, float) else str(value)


def _model(app: str, name: str) -> Any:
    """The manager of a model."""
    return apps.get_model(app, name)._default_manager


def _await_kernels() -> None:
    """Until the compiled loops are ready, if asked for; compiling begins when the index is first opened."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()
    wanted = os.environ["TENON_KERNELS_FROM"] != str(NEVER)
    assert ("numba" in sys.modules) == wanted, "the loops in use are not those that were asked for"


# --- names that may move -----------------------------------------------------------------
def _current_index() -> Any:
    """The live index of this process, an engine's Index."""
    return _found("current_index", "matching.index")()


def _found(name: str, *modules: str) -> Any:
    """`name` in the first of these modules that has it. When it has moved, add its new module to the call."""
    for module in modules:
        try:
            return getattr(importlib.import_module(module), name)
        except (ModuleNotFoundError, AttributeError):
            continue
    raise LookupError(f"{name} is in none of {', '.join(modules)}: name its module in bench/snapshot.py")


# --- files -------------------------------------------------------------------------------
def _write_json(path: Path, found: Any) -> None:
    path.write_text(_json(_steady(found), indent=1) + "\n", encoding="utf-8")


def _steady(found: Any) -> Any:
    """Without what differs from one run to the next."""
    if not isinstance(found, dict):
        return found
    return {name: _steady(value) for name, value in found.items() if name not in CHANGES_EACH_TIME}


def _json(found: Any, indent: int | None = None) -> str:
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=indent)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


PARTS: dict[str, Callable[[Path], None]] = {
    "runs": _runs,
    "golden": _golden,
    "demo": _demo,
    "dod-nasa": _dod_nasa,
}

if __name__ == "__main__":
    sys.exit(main())
