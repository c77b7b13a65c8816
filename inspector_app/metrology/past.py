"""What a sealed outcome tells of its instrument afterwards: its error, and seals found wrong.

The server adds this to the rows of history, and a tablet reads its own records with it, so that
the last result of an instrument means the same wherever it was found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from inspector_app.metrology.decimals import NotANumber, is_number, read_number
from inspector_app.metrology.model import Effect

PUMP_ERRORS = ("indication_error", "draft")
"""The tests whose value is what a pump delivers against what it indicates."""

SEAL_CODES = ("broken", "missing", "other_number")
_VOID = ("rule_not_in_force", "temperature_difference")
_MOST_SEALS = 50
_LONGEST = 200
_OF_ERROR = ("test", "value", "unit", "effect")


@dataclass(frozen=True, slots=True)
class PastResult:
    """What the last check of an instrument left behind.

    `deviation` is delivered minus indicated: below zero the customer receives less. It is None when
    there was no measurement that counts, or when the row does not tell its direction. `limit` is
    how far a deviation of this sign may go. `bad_seals` are (position, code).
    """

    deviation: Fraction | None = None
    unit: str = ""
    limit: Fraction | None = None
    bad_seals: tuple[tuple[str, str], ...] = ()


def sum_up_outcome(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Return `error` and `seals` of an outcome, whatever it may be, as a row of history has them.

    The error of a pump is that of its first point, the normal test at full flow: one value for each
    pump, as the rule about a whole station counts them. The worst of several points would turn the
    count against the trader.
    """
    findings = [_object(one) for one in islice(_list(outcome.get("findings")), 1000)]
    errors = () if _is_void(outcome) else (f for f in findings if _counts(f))
    first = next(iter(errors), None)
    error = None
    if first is not None:
        limit = _object(first.get("limit"))
        bounds = {end: _text(limit.get(end)) or None for end in ("min", "max")}
        error = {name: _text(first.get(name)) for name in _OF_ERROR} | {"limit": bounds}
    return {"error": error, "seals": list(islice(_bad_seals(findings), _MOST_SEALS))}


def read_past(told: Mapping[str, Any]) -> PastResult:
    """Return what `sum_up_outcome` told, also from a row written before it told anything.

    An older row gives value and unit of its leading finding only: that may be a repeatability, and
    which way an error counts depends on the rule. So its direction stays unknown.
    """
    error = _object(told.get("error"))
    value, effect = _number(error.get("value")), error.get("effect")
    bad = _read_seals(told.get("seals"))
    if value is None or (value == 0) != (effect == Effect.NONE):
        return PastResult(bad_seals=bad)
    if value != 0 and effect not in (Effect.LESS, Effect.MORE):
        return PastResult(bad_seals=bad)
    bound = _number(_object(error.get("limit")).get("min" if value < 0 else "max"))
    return PastResult(
        deviation=-abs(value) if effect == Effect.LESS else abs(value),
        unit=_text(error.get("unit")),
        limit=None if bound is None else abs(bound),
        bad_seals=bad,
    )


def _is_void(outcome: Mapping[str, Any]) -> bool:
    """True if the measurement proves nothing, as `evaluate` has it for failures.

    It was made under a rule that was not in force, outside its conditions, or against a standard
    that was expired, unsuitable or not given whole.
    """
    missing = map(_text, islice(_list(outcome.get("missing")), 1000))
    return any(reason in _VOID or reason.startswith("standard") for reason in missing)


def _counts(finding: Mapping[str, Any]) -> bool:
    if finding.get("test") not in PUMP_ERRORS or finding.get("verdict") not in ("pass", "fail"):
        return False
    value = finding.get("value")
    return isinstance(value, str) and is_number(value)


def _bad_seals(findings: list[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for finding in findings:
        if finding.get("test") == "seal" and finding.get("verdict") == "fail":
            code = next((code for code in SEAL_CODES if code in _list(finding.get("codes"))), None)
            if code is not None:
                position = _text(_object(finding.get("at")).get("position"))
                yield {"position": position, "code": code}


def _read_seals(told: object) -> tuple[tuple[str, str], ...]:
    seals = [_object(one) for one in islice(_list(told), _MOST_SEALS)]
    return tuple(
        (_text(seal.get("position")), str(seal["code"]))
        for seal in seals
        if seal.get("code") in SEAL_CODES
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a short printable text; anything else is ''."""
    known = isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()
    return str(value) if known else ""


def _number(value: object) -> Fraction | None:
    try:
        return read_number(value) if isinstance(value, str) else None
    except NotANumber:
        return None
