"""Instruments of opticians: what they show at a reference. Nobody gains by it, all see worse."""

from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import value_text
from inspector_app.texts.findings.said import Said, deviation_and_allowed, quantity


def say_power(finding: Finding, t: Texts) -> Said:
    """Say by how much a power is shown too high or too low; a power may be negative."""
    deviation, allowed = deviation_and_allowed(finding, t)
    reference = quantity(finding, "reference", finding.unit, t)
    if not reference:
        return Said(value_text(finding, t), allowed)
    values = {"deviation": deviation, "reference": reference}
    if not finding.value:
        return Said(t("Instrument shows exactly {reference}", **values), allowed)
    if finding.value > 0:
        return Said(t("Instrument shows {deviation} too high at {reference}", **values), allowed)
    return Said(t("Instrument shows {deviation} too low at {reference}", **values), allowed)


def say_distance(finding: Finding, t: Texts) -> Said:
    """Say by how much a pupil distance is shown too wide or too narrow."""
    deviation, allowed = deviation_and_allowed(finding, t)
    reference = quantity(finding, "reference", finding.unit, t)
    if not reference:
        return Said(value_text(finding, t), allowed)
    values = {"deviation": deviation, "reference": reference}
    if not finding.value:
        return Said(t("Pupil distance of {reference} is shown exactly", **values), allowed)
    if finding.value > 0:
        return Said(
            t("Pupil distance of {reference} is shown {deviation} too wide", **values), allowed
        )
    return Said(
        t("Pupil distance of {reference} is shown {deviation} too narrow", **values), allowed
    )
