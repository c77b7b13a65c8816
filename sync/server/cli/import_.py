"""`inspector-server import`: takes in the registry from a CSV or XLSX file."""

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options, settings_of, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.work.importing.parsing import RowFault
    from sync.server.work.importing.taking import ImportReport

MOST_SPANS = 20
KINDS = ("sites", "instruments", "standards", "officers", "worklist", "texts")


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "import",
        parents=[general_options()],
        help="take in the registry from CSV or XLSX",
        description="Takes in every row of a file or, when any row is bad, none.",
    )
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    parser.add_argument("--sheet", metavar="NAME", default="", help="which sheet of a workbook")
    parser.add_argument(
        "--encoding", metavar="NAME", default="", help="of a CSV file: utf-8, gb18030, big5 …"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be taken")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Import and report; exit status 2 when a row is bad, and then no office is begun either."""
    from sync.server.work.finding import trying_office
    from sync.server.work.importing.taking import Choice, import_file
    from sync.server.work.opening import open_office

    settings, choice = settings_of(args), Choice(args.sheet, args.encoding)
    with trying_office(settings, tell=tell) as office:
        is_there = office.settings is settings
        dry_run = args.dry_run or not is_there
        report = import_file(office, args.kind, args.file, dry_run=dry_run, choice=choice)
    if not (is_there or args.dry_run or report.errors):
        with closing(open_office(settings, tell=tell)) as office:
            report = import_file(office, args.kind, args.file, dry_run=False, choice=choice)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _tell(report, args.file)
    return 2 if report.errors else 0


def _tell(report: "ImportReport", file: Path) -> None:
    if report.sheet:
        print(f"{file}: sheet “{report.sheet}” is read.", file=sys.stderr)
    for remark in report.remarks:
        print(f"{file}: {remark}.", file=sys.stderr)
    for alike in _alike(report.errors):
        print(f"{file}: {_sentence(alike)}", file=sys.stderr)
    if report.errors:
        number = len(report.errors)
        print(f"{number} {'fault' if number == 1 else 'faults'}, nothing taken.", file=sys.stderr)
        return
    counts = f"{report.created} new, {report.updated} changed, {report.unchanged} as before"
    print(f"{report.rows} {report.kind} read: {counts}.")
    _tell_emptied(report)
    if report.dry_run:
        print("Nothing was written: this was a dry run.")


def _tell_emptied(report: "ImportReport") -> None:
    verb = "would be emptied" if report.dry_run else "were emptied"
    for column, count in report.emptied.counts.items():
        first = report.emptied.first[column]
        print(
            f"{count} held values of {column} {verb}, the first in line {first}: "
            "the column is in the heading and the cell is blank."
        )


def _alike(faults: "Sequence[RowFault]") -> "list[list[RowFault]]":
    """Return the faults of the same kind together, in the order of their first lines."""
    by_kind: dict[tuple[str, str], list[RowFault]] = {}
    for fault in faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    return list(by_kind.values())


def _sentence(alike: "list[RowFault]") -> str:
    """Say a fault once; with the lines in which it is when there are several."""
    first = alike[0]
    if len(alike) == 1:
        return str(first)
    lines = _spans([fault.line for fault in alike])
    return f"{first} ({len(alike)} times, lines {lines})"


def _spans(lines: list[int]) -> str:
    """Return numbers of lines with those that follow each other as from-to."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line - spans[-1][1] in (0, 1):
            spans[-1][1] = line
        else:
            spans.append([line, line])
    named = [f"{a}" if a == b else f"{a}-{b}" for a, b in spans[:MOST_SPANS]]
    return ", ".join([*named, "…"][: len(named) + (len(spans) > MOST_SPANS)])
