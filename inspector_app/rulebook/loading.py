"""From the bytes of a data file to a rule; a file with any fault is refused, all faults at once."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspector_app.errors import InspectorError
from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import Effect, Fault, InvalidInput
from inspector_app.metrology.parsing import Notes, read_value
from inspector_app.metrology.rule import (
    TAGS,
    Band,
    LimitTable,
    Rule,
    RuleTest,
    ScopeBound,
    Source,
)
from inspector_app.rulebook.checking import check_rule, deciding_sources
from inspector_app.rulebook.checking_procedure import check_fields, check_plate
from inspector_app.rulebook.shape import RULE


class BadRuleData(InspectorError):
    """A data file of the rulebook is not sound; `faults` tells everything that is wrong."""

    code = "bad_rule_data"

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{name}: " + "; ".join(map(str, faults)))
        self.faults = faults


def read_rule(name: str, data: bytes) -> Rule:
    """Return the rule in `data`, the exact bytes of the file `name`. Raises BadRuleData."""
    try:
        document = read_document(data)
    except InvalidInput as fault:
        raise BadRuleData(name, fault.faults) from fault
    notes = Notes()
    found = read_value(RULE, document, "", notes)
    faults = [*notes.faults, *(Fault(path, "is missing") for path in notes.missing)]
    faults = faults or check_rule(found)
    if not faults:
        rule = _rule(found, hashlib.sha256(data).hexdigest())
        faults = [*check_fields(rule), *check_plate(rule)]
    if faults:
        raise BadRuleData(name, tuple(faults))
    return rule


def _rule(found: Mapping[str, Any], sha256: str) -> Rule:
    sources = {
        name: Source(source["text"], source["tag"]) for name, source in found["sources"].items()
    }
    plain = ("id", "title", "document", "edition", "jurisdiction", "instrument_kind", "method")
    return Rule(
        **{key: found[key] for key in plain},
        phases=tuple(found["phases"]),
        in_force_from=found.get("in_force_from"),
        in_force_to=found.get("in_force_to"),
        status=found["status"],
        tests={
            name: _test(name, test, found["tests"], sources)
            for name, test in found["tests"].items()
        },
        constants={
            name: {key: Fraction(value) for key, value in constant["values"].items()}
            for name, constant in found["constants"].items()
        },
        sources=tuple(sources.values()),
        tag=max((sources[name].tag for name in deciding_sources(found)), key=TAGS.index),
        data=found,
        sha256=sha256,
        scope=tuple(
            ScopeBound(bound["key"], Fraction(bound["upto"]), bound.get("unit", ""))
            for bound in found.get("scope", ())
        ),
        meant_for=found.get("meant_for", {}),
        first_verification_only=found.get("first_verification_only", {}).get("when", {}),
        first_edition_on=found.get("first_edition_on"),
    )


def _test(
    name: str, test: Mapping[str, Any], tests: Mapping[str, Any], sources: Mapping[str, Source]
) -> RuleTest:
    tables = tests[test["limits_of"]]["limits"] if "limits_of" in test else test.get("limits", [])
    return RuleTest(
        name=name,
        title=test["title"],
        clause=test["clause"],
        unit=test.get("unit", ""),
        unit_of=test.get("unit_of", ""),
        limit_in=test.get("limit_in", ""),
        positive_means=Effect(test.get("positive_means", Effect.NONE)),
        tables=tuple(_table(table, sources) for table in tables),
        runs=test.get("runs", {}),
        formula=tuple(test["calculation"]["formula"]),
        source=sources[test["calculation"]["source"]],
        options=test.get("options", {}),
        units_per_quantity=Fraction(test.get("units_per_quantity", 1)),
        by_standard=test.get("by_standard", True),
        runs_to_fail=test.get("runs_to_fail", 1),
        required_at=test.get("required_at", {}),
    )


def _table(table: Mapping[str, Any], sources: Mapping[str, Source]) -> LimitTable:
    return LimitTable(
        phases=tuple(table["phases"]),
        when=table.get("when", {}),
        bands=tuple(_band(band) for band in table["bands"]),
        source=sources[table["source"]],
        sources_by_phase={
            phase: sources[name] for phase, name in table.get("source_in", {}).items()
        },
    )


def _band(band: Mapping[str, Any]) -> Band:
    at_end = (band.get("min_at_end"), band.get("max_at_end"))
    return Band(
        start=_exact(band.get("from", band.get("over"))),
        start_included="from" in band,
        end=_exact(band.get("upto", band.get("below"))),
        end_included="upto" in band,
        min=band.get("min"),
        max=band.get("max"),
        in_percent=band.get("in_percent", False),
        applied_to=_exact(band.get("applied_to")),
        at_end=None if at_end == (None, None) else at_end,
        every=_exact(band.get("every")),
        adds=Fraction(band.get("adds", 0)),
        round_to=_exact(band.get("round_to")),
        round_up=band.get("round_up", False),
    )


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)
