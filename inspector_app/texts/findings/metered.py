"""What meters charge for, and clocks: what the customer receives less or pays too much for."""

from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, value_text
from inspector_app.texts.findings.said import Said, deviation_and_allowed, gains, quantity

_DISTANCE = "km"


def say_quantity(finding: Finding, t: Texts) -> Said:
    """Say an error in per cent of what was delivered, or of the way that was driven."""
    unit = finding.details.get("quantity_unit", "")
    measured = quantity(finding, "quantity", unit, t)
    deviation, allowed = deviation_and_allowed(finding, t)
    if not measured:
        return Said(value_text(finding, t), allowed)
    if unit == _DISTANCE:
        return Said(_way(finding, deviation, measured, t), allowed)
    values = {"deviation": deviation, "quantity": measured}
    customer_gains = gains(finding)
    if customer_gains is None:
        return Said(t("Customer receives exactly the {quantity} shown", **values), allowed)
    if customer_gains:
        return Said(t("Customer receives {deviation} more than is shown ({quantity} delivered)",
                      **values), allowed)  # fmt: skip
    return Said(t("Customer receives {deviation} less than is shown ({quantity} delivered)",
                  **values), allowed)  # fmt: skip


def _way(finding: Finding, deviation: str, driven: str, t: Texts) -> str:
    customer_gains = gains(finding)
    if customer_gains is None:
        return t("The taximeter counts exactly the {driven} driven", driven=driven)
    values = {"deviation": deviation, "driven": driven}
    if customer_gains:
        return t("The taximeter counts {deviation} less than the {driven} driven", **values)
    return t("The taximeter counts {deviation} more than the {driven} driven", **values)


def say_clock(finding: Finding, t: Texts) -> Said:
    """Say how far the clock is off."""
    deviation, allowed = deviation_and_allowed(finding, t)
    if finding.value == 0:
        return Said(t("The clock is exact"), allowed)
    return Said(t("The clock is off by {deviation}", deviation=deviation), allowed)


def say_time(finding: Finding, t: Texts) -> Said:
    """Say how far the time that is charged differs from the time that passed."""
    value = value_text(finding, t)
    reference = quantity(finding, "reference", "s", t)
    said = t("The time that is charged differs by {value} in {reference}",
             value=value, reference=reference)  # fmt: skip
    return Said(said, limit_text(finding, t))
