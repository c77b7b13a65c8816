"""Fuel delivered: what the customer receives less or more in a volume."""

from decimal import Decimal
from fractions import Fraction

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.model import Effect, Finding
from inspector_app.metrology.results import bound_on_side
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, short, telling, value_text, with_unit
from inspector_app.texts.findings.said import Said, is_lopsided, quantity

_ML = "mL"


def say_volume(finding: Finding, t: Texts) -> Said:
    """Say an error of a dispenser as millilitres in the volume that was delivered."""
    if "deviation_mL" not in finding.details:
        return Said(value_text(finding, t), limit_text(finding, t))
    volume = quantity(finding, "volume_L", "L", t)
    return _say(
        finding, volume, finding.details["deviation_mL"], _millilitres_per_unit(finding), _ML, t
    )


def say_draft(finding: Finding, t: Texts) -> Said:
    """Say the reading of a test measure as cubic inches in the draft."""
    reading = (finding.value or Decimal(0)).copy_abs()
    draft = quantity(finding, "draft_gal", "gal", t)
    return _say(finding, draft, str(reading), Fraction(1), finding.unit, t)


def _say(
    finding: Finding, volume: str, deviation: str, per_unit: Fraction, unit: str, t: Texts
) -> Said:
    bound = bound_on_side(finding.limit, finding.value or Decimal(0)) if finding.limit else None
    end = None if bound is None else _exact_end(finding, bound, per_unit)
    shown, allowed = (short(deviation), None) if end is None else telling(deviation, end)
    size = with_unit(t.number(shown), unit, t)
    told = "" if allowed is None else with_unit(t.number(allowed), unit, t)
    if finding.effect is Effect.NONE:
        exact = limit_text(finding, t) if is_lopsided(finding) else told
        return Said(t("Customer receives exactly {volume}", volume=volume), exact)
    if is_lopsided(finding):
        told = _both_sides(finding, told, per_unit, unit, t)
    if finding.effect is Effect.LESS:
        return Said(
            t("Customer receives {deviation} less in {volume}", deviation=size, volume=volume), told
        )
    return Said(
        t("Customer receives {deviation} more in {volume}", deviation=size, volume=volume), told
    )


def _exact_end(finding: Finding, bound: Decimal, per_unit: Fraction) -> Decimal:
    """Return what is allowed, as the core computed it where it did: without a rounded quotient."""
    told = finding.details.get("allowed_mL")
    return Decimal(told) if told else _times(bound, per_unit)


def _both_sides(finding: Finding, here: str, per_unit: Fraction, unit: str, t: Texts) -> str:
    """Spell a limit that allows more to one side than to the other, in the customer's terms.

    `here` is what is allowed on the side of the value.
    """
    other = bound_on_side(finding.limit, -(finding.value or Decimal(0))) if finding.limit else None
    end = short(_times(other or Decimal(0), per_unit)).normalize()
    there = with_unit(t.number(end), unit, t)
    less, more = (here, there) if finding.effect is Effect.LESS else (there, here)
    return t("{less} less or {more} more", less=less, more=more)


def _times(bound: Decimal, per_unit: Fraction) -> Decimal:
    return to_decimal(abs(Fraction(bound)) * per_unit)


def _millilitres_per_unit(finding: Finding) -> Fraction:
    """Return how many millilitres one unit of the value makes."""
    if finding.unit == _ML:
        return Fraction(1)
    if finding.value:
        return Fraction(finding.details["deviation_mL"]) / abs(Fraction(finding.value))
    return Fraction(finding.details["volume_L"]) * 10
