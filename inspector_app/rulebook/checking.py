"""What must hold between the parts of a rule's data file, once each part is sound in itself."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault
from inspector_app.rulebook.checking_procedure import check_procedure


def check_rule(rule: Mapping[str, Any]) -> list[Fault]:
    """Return everything that is wrong between the parts of `rule`."""
    if rule["method"] not in METHODS:
        return [Fault("method", f"is not one of {', '.join(METHODS)}")]
    faults = [
        *_check_method(rule),
        *_check_sources(rule),
        *_check_dates_and_status(rule),
        *_check_constants(rule),
        *(fault for name in rule["tests"] for fault in _check_test(rule, name)),
    ]
    return faults or list(check_procedure(rule))


def _check_method(rule: Mapping[str, Any]) -> Iterator[Fault]:
    method = METHODS[rule["method"]]
    for name in rule["tests"]:
        if name not in method.tests:
            yield Fault(f"tests.{name}", f"is not a test of the method {rule['method']}")
    for name in sorted(method.constants - set(rule["constants"])):
        yield Fault(f"constants.{name}", "is missing")


def _check_sources(rule: Mapping[str, Any]) -> Iterator[Fault]:
    used = [("procedure.source", rule["procedure"]["source"])]
    for name, test in rule["tests"].items():
        used.append((f"tests.{name}.calculation.source", test["calculation"]["source"]))
        for index, table in enumerate(test.get("limits", [])):
            used.append((f"tests.{name}.limits[{index}].source", table["source"]))
    for name, constant in rule["constants"].items():
        used.append((f"constants.{name}.source", constant["source"]))
    for path, source in used:
        if source not in rule["sources"]:
            yield Fault(path, f"{source} is not among the sources")
    for source in sorted(set(rule["sources"]) - {source for _, source in used}):
        yield Fault(f"sources.{source}", "is named by nothing")


def _check_dates_and_status(rule: Mapping[str, Any]) -> Iterator[Fault]:
    start, end = rule.get("in_force_from"), rule.get("in_force_to")
    if start and end and end < start:
        yield Fault("in_force_to", "lies before in_force_from")
    if rule["status"] == "verified":
        for key in ("verified_by", "verified_on"):
            if key not in rule:
                yield Fault(key, "is missing, though the status is verified")
        for name, source in rule["sources"].items():
            if source["tag"] != "Q1":
                yield Fault(f"sources.{name}.tag", "is not Q1, though the status is verified")


def _check_constants(rule: Mapping[str, Any]) -> Iterator[Fault]:
    for name, constant in rule["constants"].items():
        for key, value in constant["values"].items():
            if value <= 0:
                yield Fault(f"constants.{name}.values.{key}", "must be greater than 0")


def _check_test(rule: Mapping[str, Any], name: str) -> Iterator[Fault]:
    test, path = rule["tests"][name], f"tests.{name}"
    if "unit" in test and "unit_of" in test:
        yield Fault(path, "has both unit and unit_of")
    if "limits" in test and "limits_of" in test:
        yield Fault(path, "has both limits and limits_of")
    lender = rule["tests"].get(test.get("limits_of", name), {})
    if "limits_of" in test and "limits" not in lender:
        yield Fault(f"{path}.limits_of", "names no test with limits")
    for phase in test.get("runs", {}):
        if phase not in rule["phases"]:
            yield Fault(f"{path}.runs.{phase}", "is not a phase of this rule")
    if "limits" in test:
        yield from _check_tables(rule, test["limits"], f"{path}.limits")


def _check_tables(
    rule: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], path: str
) -> Iterator[Fault]:
    cases = [tuple(sorted(table.get("when", {}).items())) for table in tables]
    for phase in rule["phases"]:
        for case in dict.fromkeys(cases):
            times = sum(
                phase in table["phases"] and case == other
                for table, other in zip(tables, cases, strict=True)
            )
            if times != 1:
                where = f"{phase} {dict(case)}" if case else phase
                yield Fault(path, f"{times} tables for {where}, where one is needed")
    for index, table in enumerate(tables):
        for phase in table["phases"]:
            if phase not in rule["phases"]:
                yield Fault(f"{path}[{index}].phases", f"{phase} is not a phase of this rule")
        yield from _check_bands(table["bands"], f"{path}[{index}].bands")


def _check_bands(bands: Sequence[Mapping[str, Any]], path: str) -> Iterator[Fault]:
    for index, band in enumerate(bands):
        here = f"{path}[{index}]"
        if {"from", "over"} <= band.keys() or {"upto", "below"} <= band.keys():
            yield Fault(here, "has an end both included and excluded")
        low, high = band.get("min"), band.get("max")
        if low is None and high is None:
            yield Fault(here, "limits nothing")
        elif low is not None and high is not None and low > high:
            yield Fault(here, "has its min above its max")
    for index, (one, following) in enumerate(itertools.pairwise(bands)):
        meets = ("upto" in one and one["upto"] == following.get("over")) or (
            "below" in one and one["below"] == following.get("from")
        )
        if not meets:
            yield Fault(f"{path}[{index + 1}]", "does not begin where the band before it ends")
