"""`inspector evaluate FILE`: what one inspection, or a list of them, comes to under its rule."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Fault, Finding, InvalidInput, Outcome
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from inspector_app.texts.calculation import calculation_lines
from inspector_app.texts.catalogue import LANGUAGES, Texts, load_texts
from inspector_app.texts.findings import (
    finding_notes,
    finding_sentence,
    finding_title,
    limit_text,
    source_text,
    value_text,
)
from inspector_app.texts.missing import missing_sentence
from inspector_app.texts.verdicts import phase_word, verdict_word

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
    parser.add_argument("--explain", action="store_true", help="print every line of calculation")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the table")


def run(args: argparse.Namespace) -> int:
    """Print what the inspections come to; 2 when any of them is bad input, else 0."""
    results, several = _results(args.file)
    if args.json:
        documents = [_as_json(result) for result in results]
        print(json.dumps(documents if several else documents[0], indent=2))
    else:
        for index, result in enumerate(results):
            _print_for_people(
                result, f"[{index}]" if several else "", load_texts(args.lang), explain=args.explain
            )
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


def _print_for_people(result: Result, place: str, t: Texts, *, explain: bool) -> None:
    if isinstance(result, Outcome):
        for line in _lines(result, t, explain=explain):
            print(_printable(f"{place} {line}" if place else line))
        return
    for fault in result.faults:
        path = f"{place}.{fault.path}".strip(".") if place else fault.path
        print(_printable(f"inspector: {Fault(path, fault.message)}"), file=sys.stderr)


def _lines(outcome: Outcome, t: Texts, *, explain: bool) -> Iterator[str]:
    rule = load_rulebook()[outcome.rule]
    verified = outcome.status == "verified"
    about = {"edition": outcome.edition, "phase": phase_word(outcome.phase, t)}
    basis = (
        t("{edition}, {phase}, rule verified", **about)
        if verified
        else t("{edition}, {phase}, rule not verified", **about)
    )
    yield f"{verdict_word(outcome.verdict.value, t).upper()}  {basis}"
    for finding in outcome.findings:
        word = verdict_word(finding.verdict.value, t).lower()
        yield _marked(word, finding_title(finding, t, rule))
        told = [finding_sentence(finding, t, rule), *finding_notes(finding, t)]
        told.append(_figures(finding, t) + source_text(finding, t, rule, rule_verified=verified))
        if explain:
            told += calculation_lines(finding, t, rule)
        yield from (f"{'':14}{line}" for line in told)
    yield from (_marked(t("open"), missing_sentence(one, t, rule)) for one in outcome.missing)


def _marked(word: str, line: str) -> str:
    """Put a word into the column on the left; a Chinese letter is two places wide."""
    width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in word)
    return f"  {word}{' ' * max(0, 10 - width)}  {line}"


def _figures(finding: Finding, t: Texts) -> str:
    if finding.value is None:
        return ""
    value, limit = value_text(finding, t), limit_text(finding, t)
    return t("{value}, limit {limit}; ", value=value, limit=limit or t("none"))


def _printable(line: str) -> str:
    """Keep what the terminal can show; names in the input may hold anything."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "replace").decode(encoding)
