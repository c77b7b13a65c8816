"""Whether a rule applies at all: to this instrument, in this phase, on this day."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.units import convert

OUT_OF_SCOPE = "instrument_out_of_scope"
FIRST_VERIFICATION_ONLY = "first_verification_only"
_LATER_VERIFICATION = "subsequent"


def is_in_scope(rule: Rule, characteristics: Mapping[str, Any]) -> bool:
    """True if an instrument is as large as the rule covers, as far as its size is known.

    `characteristics` are as the register has them or as an input was read.
    """
    return all(
        size is None or size <= bound.upto
        for bound in rule.scope
        for size in [_size(characteristics, bound.key, bound.unit)]
    )


def is_meant_for(rule: Rule, characteristics: Mapping[str, Any]) -> bool:
    """True if the rule is meant for an instrument with these characteristics.

    A rule for one kind of use (price-computing scales) needs the register to say so.
    """
    return all(
        _text(characteristics.get(key)) in wanted for key, wanted in rule.meant_for.items()
    ) and is_in_scope(rule, characteristics)


def reasons_against(
    rule: Rule, phase: str, day: date | None, characteristics: Mapping[str, Any]
) -> Iterator[str]:
    """Give why a verdict under the rule stays open, whatever was measured."""
    if day is not None and not rule.is_in_force(day):
        yield "rule_not_in_force"
    if not is_in_scope(rule, characteristics):
        yield OUT_OF_SCOPE
    if phase == _LATER_VERIFICATION and is_verified_once(rule, characteristics):
        yield FIRST_VERIFICATION_ONLY


def is_verified_once(rule: Rule, characteristics: Mapping[str, Any]) -> bool:
    """True if the instrument is verified once and then replaced after its years of use."""
    once = rule.first_verification_only
    return bool(once) and all(
        _text(characteristics.get(key)) in wanted for key, wanted in once.items()
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _size(characteristics: Mapping[str, Any], key: str, unit: str) -> Fraction | None:
    value = characteristics.get(key)
    try:
        size = value if isinstance(value, Fraction) else read_number(value)
    except NotANumber:
        return None
    return convert(size, str(characteristics.get("unit") or ""), unit) if unit else size
