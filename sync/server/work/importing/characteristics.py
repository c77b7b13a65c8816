"""PURE: are an instrument's or a standard's characteristics such as the rules evaluate?"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Kind, Notes, is_blank, join, read_value
from inspector_app.rulebook import load_rulebook

Keys = Mapping[str, list[Kind]]
"""The keys that rules know, each with the kinds of value that one rule or another takes."""


def check_instrument(kind: str, characteristics: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what no rule for this kind of instrument could take.

    What is missing is no fault: it keeps verdicts open until it is known.
    """
    return _check(_instrument_keys(kind), characteristics)


def check_standard(kind: str, characteristics: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what no rule that calculates with this kind of standard could take."""
    return _check(_standard_keys(kind), characteristics)


@cache
def _instrument_keys(kind: str) -> Keys | None:
    """Return what is known of a kind; None when no rule is, so that anything may be right."""
    shapes = [
        METHODS[rule.method].shape(rule)
        for rule in load_rulebook().values()
        if rule.instrument_kind == kind
    ]
    return _gather(shape.instrument.fields for shape in shapes) if shapes else None


@cache
def _standard_keys(kind: str) -> Keys | None:
    shapes = [
        METHODS[rule.method].shape(rule)
        for rule in load_rulebook().values()
        if rule.procedure["standard"]["kind"] == kind
    ]
    needed = [shape for shape in shapes if shape.needs_standard]
    return _gather(shape.standard.fields for shape in needed) if needed else None


def _gather(fields: Iterator[Mapping[str, Kind]]) -> Keys:
    known: dict[str, list[Kind]] = {}
    for each in fields:
        for key, kind in each.items():
            known.setdefault(key, []).append(kind)
    return known


def _check(known: Keys | None, characteristics: Mapping[str, Any]) -> Iterator[Fault]:
    if known is None:
        return
    for key, value in characteristics.items():
        if key not in known:
            yield Fault(join("", key), f"unknown key; known are {', '.join(sorted(known))}")
        elif not is_blank(value):
            faults = [_faults(kind, key, value) for kind in known[key]]
            if all(faults):
                yield faults[0][0]


def _faults(kind: Kind, key: str, value: object) -> list[Fault]:
    notes = Notes()
    read_value(kind, value, key, notes)
    return notes.faults
