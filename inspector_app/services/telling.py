"""Particulars that a document tells: ids known, values of their kinds, all faults at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Repeated, is_blank, join, show
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.particulars import BadEntry, Group, list_particulars, read_entry
from inspector_app.services.entries import entries_to_seal, groups_for

Body = Mapping[str, Any]
PARTICULARS, NOT_APPLICABLE = "particulars", "checks_not_applicable"


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells beside the readings: values by entry, and checks that do not apply."""

    values: Mapping[str, str]
    checks: tuple[str, ...]


def read_told(found: Body, rule: Rule, faults: list[Fault]) -> Told:
    """Return what `found` tells under a rule; everything wrong with it is added to `faults`."""
    given = found.get(PARTICULARS)
    values: dict[str, str] = {}
    if isinstance(given, Mapping):
        values = dict(_read_values(given, groups_for(rule.procedure, {}), faults))
    elif given is not None:
        faults.append(Fault(PARTICULARS, "is not an object"))
    return Told(values, tuple(_read_checks(found, rule, faults)))


def _read_values(
    given: Mapping[str, Any], groups: tuple[Group, ...], faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    known = {one.id: one for one in list_particulars(groups)}
    for item, value in given.items():
        path = join(PARTICULARS, str(item))
        if item not in known:
            faults.append(Fault(path, "is no entry of this rule, nor of a check on site"))
        elif isinstance(value, Repeated):
            faults.append(Fault(path, "is given more than once"))
        elif not is_blank(value):
            try:
                yield item, read_entry(known[item], value)
            except BadEntry as bad:
                faults.append(Fault(path, str(bad)))


def _read_checks(found: Body, rule: Rule, faults: list[Fault]) -> Iterator[str]:
    given = found.get(NOT_APPLICABLE)
    if given is None:
        return
    if not isinstance(given, list):
        faults.append(Fault(NOT_APPLICABLE, "is not a list"))
        return
    known = {check["id"] for check in rule.procedure["checks"]}
    answered = _answered(found)
    for index, name in enumerate(given):
        path = f"{NOT_APPLICABLE}[{index}]"
        if not isinstance(name, str) or name not in known:
            faults.append(Fault(path, f"{show(name)} is not a check of {rule.id}"))
        elif name in answered:
            faults.append(Fault(path, f"{name} is answered in evaluation.checks, too"))
        elif name in given[:index]:
            faults.append(Fault(path, f"{name} is there already"))
        else:
            yield name


def _answered(found: Body) -> set[Any]:
    checks = found["evaluation"].get("checks")
    told = checks if isinstance(checks, list) else []
    names = [check.get("id") for check in told if isinstance(check, Mapping)]
    return {name for name in names if isinstance(name, str)}


def sealed_particulars(
    told: Told, rule: Rule, instrument: Body, site: Body, evaluated: Body
) -> list[dict[str, Any]]:
    """Return the entries of a document as they are sealed, with what the register has.

    `evaluated` are the characteristics that the document gives: units where the register has none.
    """
    characteristics = {**evaluated, **(instrument.get("characteristics") or {})}
    groups = groups_for(rule.procedure, {"characteristics": characteristics})
    return entries_to_seal(groups, told.values, instrument, site)


def sealed_not_applicable(told: Told, rule: Rule) -> list[dict[str, Any]]:
    """Return the checks that do not apply as they are sealed."""
    return [
        {"id": check["id"], "label": dict(check["label"])}
        for check in rule.procedure["checks"]
        if check["id"] in told.checks
    ]


def told_by(body: Body) -> dict[str, Any]:
    """Return what a document told of a sealed record, to compare it with the same told again."""
    entries = (entry for group in body.get(PARTICULARS, ()) for entry in group["entries"])
    return {
        PARTICULARS: {entry["id"]: entry["value"] for entry in entries},
        NOT_APPLICABLE: [check["id"] for check in body.get(NOT_APPLICABLE, ())],
    }
