"""Meters of households: whether the customer pays for more than was delivered."""

from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import value_text, with_unit
from inspector_app.texts.findings.said import Said, deviation_and_allowed, gains, quantity


def say_flow(finding: Finding, t: Texts) -> Said:
    """Say what a water or gas meter counts too much or too little at a flow."""
    return _say(finding, quantity(finding, "flow", finding.details.get("flow_unit", ""), t), t)


def say_energy(finding: Finding, t: Texts) -> Said:
    """Say what a heat meter counts too much or too little at a temperature difference."""
    difference = quantity(finding, "delta_theta_K", "K", t)
    where = t("a temperature difference of {difference}", difference=difference)
    return _say(finding, where if difference else "", t)


def say_load(finding: Finding, t: Texts) -> Said:
    """Say what an electricity meter counts too much or too little at a current."""
    details = finding.details
    current, factor = details.get("current", ""), details.get("power_factor", "")
    if not current:
        return _say(finding, "", t)
    shown = with_unit(t.number(current), details.get("current_unit", ""), t)
    return _say(finding, t("{current} (cos φ = {factor})", current=shown, factor=factor), t)


def _say(finding: Finding, where: str, t: Texts) -> Said:
    deviation, allowed = deviation_and_allowed(finding, t)
    if not where:
        return Said(value_text(finding, t), allowed)
    values = {"deviation": deviation, "where": where}
    customer_gains = gains(finding)
    if customer_gains is None:
        return Said(t("Meter has no error at {where}", **values), allowed)
    if customer_gains:
        return Said(
            t("Meter counts {deviation} too little at {where}, so the customer pays too little",
              **values), allowed,
        )  # fmt: skip
    return Said(
        t("Meter counts {deviation} too much at {where}, so the customer pays too much", **values),
        allowed,
    )
