"""What must hold between the parts of a rule's data file, once each part is sound in itself."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.case import Method
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault
from inspector_app.rulebook.checking_procedure import check_procedure

READ = ("Q1", "D")
"""Tags of what was read in an official text, or follows from it by arithmetic."""


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
    for name in rule["tests"]:
        yield from _check_options(rule, method, name)


def _check_options(rule: Mapping[str, Any], method: Method, name: str) -> Iterator[Fault]:
    given, known = rule["tests"][name].get("options", {}), method.options.get(name, {})
    path = f"tests.{name}.options"
    for option, chosen in given.items():
        choices = known.get(option) or rule["phases"]
        if option not in known:
            yield Fault(f"{path}.{option}", f"is no option of the method {rule['method']}")
        elif chosen not in choices:
            yield Fault(f"{path}.{option}", f"is not one of {', '.join(choices)}")
    for option in known:
        if option not in given and option not in method.optional_options:
            yield Fault(f"{path}.{option}", "is missing")


def _check_sources(rule: Mapping[str, Any]) -> Iterator[Fault]:
    used = [("procedure.source", rule["procedure"]["source"])]
    for index, group in enumerate(rule["procedure"].get("groups", ())):
        used.append((f"procedure.groups[{index}].source", group["source"]))
    for name, test in rule["tests"].items():
        used.append((f"tests.{name}.calculation.source", test["calculation"]["source"]))
        for index, table in enumerate(test.get("limits", [])):
            path = f"tests.{name}.limits[{index}]"
            used.append((f"{path}.source", table["source"]))
            used += [(f"{path}.source_in", one) for one in table.get("source_in", {}).values()]
    for name, constant in rule["constants"].items():
        used.append((f"constants.{name}.source", constant["source"]))
    used += [
        (f"scope[{index}].source", bound["source"])
        for index, bound in enumerate(rule.get("scope", ()))
    ]
    if "first_verification_only" in rule:
        used.append(("first_verification_only.source", rule["first_verification_only"]["source"]))
    for path, source in used:
        if source not in rule["sources"]:
            yield Fault(path, f"{source} is not among the sources")
    for source in sorted(set(rule["sources"]) - {source for _, source in used}):
        yield Fault(f"sources.{source}", "is named by nothing")


def _check_dates_and_status(rule: Mapping[str, Any]) -> Iterator[Fault]:
    start, end = rule.get("in_force_from"), rule.get("in_force_to")
    if start and end and end < start:
        yield Fault("in_force_to", "lies before in_force_from")
    if ("verified_by" in rule) != ("verified_on" in rule):
        yield Fault("verified_by", "goes together with verified_on")
    if rule["status"] == "verified" and "verified_by" not in rule:
        for name in sorted(deciding_sources(rule)):
            if rule["sources"][name]["tag"] not in READ:
                yield Fault(
                    f"sources.{name}.tag",
                    f"is not {' or '.join(READ)}, and nobody verified it",
                )


def deciding_sources(rule: Mapping[str, Any]) -> set[str]:
    """Return the sources that a verdict rests on; the procedure only helps to get there."""
    tests = rule["tests"].values()
    return (
        {test["calculation"]["source"] for test in tests}
        | {table["source"] for test in tests for table in test.get("limits", [])}
        | {
            source
            for test in tests
            for table in test.get("limits", [])
            for source in table.get("source_in", {}).values()
        }
        | {constant["source"] for constant in rule["constants"].values()}
    )


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
    for key in ("runs", "required_at", "without_limit_in"):
        for phase in test.get(key, ()):
            if phase not in rule["phases"]:
                yield Fault(f"{path}.{key}.{phase}", "is not a phase of this rule")
    if "limits" in test:
        phases = [each for each in rule["phases"] if each not in test.get("without_limit_in", ())]
        yield from _check_tables(phases, test["limits"], f"{path}.limits")


def _check_tables(
    phases: Sequence[str], tables: Sequence[Mapping[str, Any]], path: str
) -> Iterator[Fault]:
    """Give what is wrong with the tables of a test that must have a limit in these phases."""
    cases = [set(_cases(table.get("when", {}))) for table in tables]
    for phase in phases:
        for case in dict.fromkeys(case for each in cases for case in sorted(each)):
            times = sum(
                phase in table["phases"] and case in each
                for table, each in zip(tables, cases, strict=True)
            )
            if times != 1:
                where = f"{phase} {dict(case)}" if case else phase
                yield Fault(path, f"{times} tables for {where}, where one is needed")
    for index, table in enumerate(tables):
        for phase in table["phases"]:
            if phase not in phases:
                told = f"{phase} is not a phase in which this test has a limit"
                yield Fault(f"{path}[{index}].phases", told)
        yield from _check_bands(table["bands"], f"{path}[{index}].bands")


def _cases(when: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Give each combination of circumstances that a table stands for."""
    keys = sorted(when)
    for values in itertools.product(*(when[key] for key in keys)):
        yield tuple(zip(keys, values, strict=True))


def _check_bands(bands: Sequence[Mapping[str, Any]], path: str) -> Iterator[Fault]:
    for index, band in enumerate(bands):
        here = f"{path}[{index}]"
        if {"from", "over"} <= band.keys() or {"upto", "below"} <= band.keys():
            yield Fault(here, "has an end both included and excluded")
        yield from _check_form(band, here)
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


def _check_form(band: Mapping[str, Any], path: str) -> Iterator[Fault]:
    """Give what is wrong with a limit that is no plain number."""
    if "applied_to" in band and not band.get("in_percent"):
        yield Fault(f"{path}.applied_to", "goes with in_percent")
    for end in ("min", "max"):
        if f"{end}_at_end" in band and end not in band:
            yield Fault(f"{path}.{end}_at_end", f"has no {end} to start from")
    has_ends = band.keys() & {"from", "over"} and band.keys() & {"upto", "below"}
    if band.keys() & {"min_at_end", "max_at_end"} and not has_ends:
        yield Fault(path, "rises to an end that it has not")
    if ("every" in band) != ("adds" in band):
        yield Fault(path, "needs every and adds together")
    if band.get("round_up") and "round_to" not in band:
        yield Fault(f"{path}.round_up", "goes with round_to")
    for key in ("every", "round_to"):
        if band.get(key, 1) <= 0:
            yield Fault(f"{path}.{key}", "must be greater than 0")
