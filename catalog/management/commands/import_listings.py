"""Bulk intake of listings of one kind from a file."""

import json
import resource
import time
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organisation
from catalog.errors import CatalogError
from catalog.importing.mapping import InvalidMapping, fields_for, parse, resolve_mapping
from catalog.importing.readers import Unreadable, columns_of, encoding_for, format_of, read
from catalog.importing.rows import Summary, all_problems, import_rows
from catalog.kinds import KINDS

SHOWN = 50  # problems printed; --json has all


class Command(BaseCommand):
    help = (
        "Import listings of one kind from CSV (UTF-8, UTF-16, GB18030) or JSON lines. "
        "Lists are split by ';' or are JSON lists. A row short of the publish level becomes a draft. "
        "A second import of the same file changes nothing: own_reference names a row. "
        "Without --skip-bad one bad row means that nothing is written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=KINDS.names)
        parser.add_argument("--organisation", required=True, help="public id of the owner")
        parser.add_argument("--format", default="", choices=["csv", "xlsx", "jsonl", "patent-xml"])
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="a column is a field; COLUMN=- leaves it out. Equal and obvious names map themselves. "
            f"Fields of {_fields_by_kind()}",
        )
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="the same value for every row"
        )
        parser.add_argument(
            "--null", action="append", default=[], metavar="VALUE", help="a cell with this value is empty"
        )
        parser.add_argument("--encoding", default="", help="of the file, when it is guessed wrongly, as big5")
        parser.add_argument("--publish", action="store_true", help="publish rows that are complete enough")
        parser.add_argument(
            "--skip-bad", action="store_true", help="write the good rows of a file with bad ones"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *args, **options):
        started = time.monotonic()
        organisation = Organisation.objects.filter(public_id=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']}.")
        try:
            summary = self._import(options, organisation)
        except (Unreadable, InvalidMapping, OSError) as error:
            raise CommandError(str(error)) from error
        except CatalogError as error:
            raise CommandError(str(error)) from error
        figures = figures_of(summary) | {
            "encoding": self.encoding,
            "seconds": round(time.monotonic() - started, 2),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self._print(summary, figures)
        if summary.problems:
            raise SystemExit(1)

    def _import(self, options, organisation) -> Summary:
        path, kind = options["file"], options["kind"]
        file_format = format_of(path, options["format"])
        if not path.is_file():
            raise Unreadable(f"There is no file {path}.")
        self.encoding = encoding_for(path, file_format, options["encoding"])
        mapping = resolve_mapping(
            kind=kind,
            columns=columns_of(path, file_format, self.encoding),
            given=[_pair(each, "--map") for each in options["map"]],
            constants=dict(_pair(each, "--set") for each in options["set"]),
            nulls=options["null"],
        )
        return import_rows(
            rows=parse(read(path, file_format, self.encoding), mapping),
            kind=kind,
            organisation=organisation,
            publish=options["publish"],
            skip_bad=options["skip_bad"],
            dry_run=options["dry_run"],
        )

    def _print(self, summary: Summary, figures) -> None:
        for line in list(all_problems(summary))[:SHOWN]:
            self.stderr.write(line)
        if len(summary.problems) > SHOWN:
            self.stderr.write(f"and {len(summary.problems) - SHOWN} more; --json lists all.")
        self.stdout.write(
            f"{summary.rows} rows: {summary.published} published, {summary.drafts} drafts, {summary.updated} "
            f"updated, {summary.unchanged} unchanged, {summary.bad} bad."
        )
        for reason, count in summary.draft_reasons.most_common():
            self.stdout.write(f"  {count} drafts lack {reason}")
        if not summary.written:
            self.stdout.write("Nothing was written.")
        self.stdout.write(f"Read as {figures['encoding']}.")
        self.stdout.write(f"{figures['seconds']} s, at most {figures['peak_memory_mb']} MB.")


def _fields_by_kind() -> str:
    """Those that all kinds have, then those of each beside them."""
    fields = {kind: fields_for(kind) for kind in KINDS}
    common = [name for name in fields[KINDS.names[0]] if all(name in own for own in fields.values())]
    parts = [f"every kind: {', '.join(common)}"]
    for kind, own in fields.items():
        if beside := [name for name in own if name not in common]:
            parts.append(f"{kind} also: {', '.join(beside)}")
    return "; ".join(parts)


def figures_of(summary: Summary) -> dict:
    return {
        "rows": summary.rows,
        "published": summary.published,
        "drafts": summary.drafts,
        "draft_reasons": dict(summary.draft_reasons.most_common()),
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "bad": summary.bad,
        "problems": [asdict(problem) for problem in summary.problems],
        "written": summary.written,
    }


def _pair(text: str, option: str) -> tuple[str, str]:
    """The column may hold an equals sign, the field never does; of --set the value may."""
    left, equals, right = text.rpartition("=") if option == "--map" else text.partition("=")
    if not equals or not left:
        raise InvalidMapping(f"{option} {text}: write NAME=VALUE.")
    return left, right
