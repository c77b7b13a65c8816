"""PURE: are an instrument's or a standard's characteristics such as the rules evaluate?"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Kind, Notes, Number, Text, is_blank, join, read_value
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.particulars import NUMBER, list_particulars, plan_groups

Keys = Mapping[str, list[Kind]]
"""The keys that rules know, each with the kinds of value that one rule or another takes."""

_CHARACTERISTIC = "instrument.characteristics."


def check_instrument(kind: str, characteristics: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what no rule for this kind of instrument could take.

    What is missing is no fault: it keeps verdicts open until it is known.
    """
    evaluated, compared = _instrument_keys(kind), _compared_keys(kind)
    for key, value in characteristics.items():
        known = compared if evaluated and key in compared and key not in evaluated else evaluated
        yield from _check(known, {key: value})


def check_standard(kind: str, characteristics: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what no rule for this kind of standard could take.

    Of a standard that no rule calculates with, a certificate may say more than rules know; a key
    that is all but one of theirs is taken for a slip, or its value would be left out unseen.
    """
    known, calculates = _standard_keys(kind)
    for key, value in characteristics.items():
        near = get_close_matches(key, known, n=1)
        if key in known or calculates:
            yield from _check(known, {key: value})
        elif near:
            yield Fault(join("", key), f"unknown key; is {near[0]} meant?")


@cache
def _instrument_keys(kind: str) -> Keys | None:
    """Return what is known of a kind; None when no rule is, so that anything may be right."""
    rules = [rule for rule in load_rulebook().values() if rule.instrument_kind == kind]
    shapes = (METHODS[rule.method].shape(rule).instrument.fields for rule in rules)
    return _gather(shapes) if rules else None


@cache
def _compared_keys(kind: str) -> Keys:
    """Return what inspectors compare with the register of a kind, under one rule or another."""
    rules = load_rulebook().values()
    return _gather(_compared(rule) for rule in rules if rule.instrument_kind == kind)


def _compared(rule: Rule) -> Mapping[str, Kind]:
    """Return what an inspector compares with the register beyond what is evaluated."""
    paths = (
        (particular.register.removeprefix(_CHARACTERISTIC), particular.kind)
        for particular in list_particulars(plan_groups(rule.procedure))
        if particular.register.startswith(_CHARACTERISTIC)
    )
    return {key: Number() if kind == NUMBER else Text() for key, kind in paths}


@cache
def _standard_keys(kind: str) -> tuple[Keys, bool]:
    """Return what rules know of a kind of standard, and whether one calculates with it."""
    shapes = [
        METHODS[rule.method].shape(rule)
        for rule in load_rulebook().values()
        if rule.procedure["standard"]["kind"] == kind
    ]
    fields = _gather(shape.standard.fields for shape in shapes)
    return fields, any(shape.needs_standard for shape in shapes)


def _gather(fields: Iterable[Mapping[str, Kind]]) -> Keys:
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
