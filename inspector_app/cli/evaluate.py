"""`inspector evaluate FILE`: what one inspection, or a list of them, comes to under its rule."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Fault, Finding, InvalidInput, Outcome
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from inspector_app.texts.catalogue import Texts, load_texts
from inspector_app.texts.findings import finding_sentence, finding_title, limit_text, value_text
from inspector_app.texts.missing import missing_sentence

Result = Outcome | InvalidInput


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of `inspector`."""
    parser = subparsers.add_parser(
        "evaluate",
        help="judge inspections in a JSON file",
        description="Judges one inspection or a list. Exit status 2 when any is bad input.",
    )
    parser.add_argument("file", metavar="FILE", help="JSON file, - for standard input")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Print what the inspections come to; 2 when any of them is bad input, else 0."""
    results, several = _results(args.file)
    if args.json:
        documents = [_as_json(result) for result in results]
        print(json.dumps(documents if several else documents[0], indent=2))
    else:
        for index, result in enumerate(results):
            _print_for_people(result, f"[{index}]" if several else "")
    return 2 if any(isinstance(result, InvalidInput) for result in results) else 0


def _results(name: str) -> tuple[list[Result], bool]:
    """Return what each inspection of a file comes to, and whether the file is a list of them."""
    try:
        document = read_document(_read(name))
    except InvalidInput as fault:
        return [fault], False
    several = isinstance(document, list)
    return [_evaluate(one) for one in (document if several else [document])], several


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "there is no such name"
        raise InvalidInput((Fault("", f"the input cannot be read: {reason}"),)) from fault


def _evaluate(document: object) -> Result:
    try:
        return evaluate(document, load_rulebook())
    except InvalidInput as fault:
        return fault


def _as_json(result: Result) -> dict[str, Any]:
    if isinstance(result, Outcome):
        return outcome_as_json(result)
    return {"errors": [{"path": one.path, "message": one.message} for one in result.faults]}


def _print_for_people(result: Result, place: str) -> None:
    if isinstance(result, Outcome):
        for line in _lines(result, load_texts("en")):
            print(_printable(f"{place} {line}" if place else line))
        return
    for fault in result.faults:
        path = f"{place}.{fault.path}".strip(".") if place else fault.path
        print(_printable(f"inspector: {Fault(path, fault.message)}"), file=sys.stderr)


def _lines(outcome: Outcome, t: Texts) -> list[str]:
    rule = load_rulebook()[outcome.rule]
    basis = f"{outcome.edition}, {outcome.phase}, source {outcome.status}"
    lines = [f"{outcome.verdict.value.upper()}  {basis}"]
    for finding in outcome.findings:
        lines.append(f"  {finding.verdict.value:<10}  {finding_title(finding, t, rule)}")
        lines.append(f"{'':14}{finding_sentence(finding, t, rule)}")
        lines.append(f"{'':14}{_figures(finding, t)}{finding.citation}")
    lines.extend(f"  {'open':<10}  {missing_sentence(one, t, rule)}" for one in outcome.missing)
    return lines


def _figures(finding: Finding, t: Texts) -> str:
    if finding.value is None:
        return ""
    return f"{value_text(finding, t)}, limit {limit_text(finding, t) or 'none'}; "


def _printable(line: str) -> str:
    """Keep what the terminal can show; names in the input may hold anything."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "replace").decode(encoding)
