"""Goods and money: what the customer pays for, and what a package holds."""

from fractions import Fraction

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, short, value_text, with_unit
from inspector_app.texts.findings.said import Said, deviation_and_allowed, gains, quantity


def say_payment(finding: Finding, t: Texts) -> Said:
    """Say by how much the amount differs from price and volume."""
    deviation, allowed = deviation_and_allowed(finding, t)
    customer_gains = gains(finding)
    if customer_gains is None:
        return Said(t("Amount fits price and volume"), allowed)
    if customer_gains:
        return Said(t("Customer pays {deviation} too little", deviation=deviation), allowed)
    return Said(t("Customer pays {deviation} too much", deviation=deviation), allowed)


def say_settled_weight(finding: Finding, t: Texts) -> Said:
    """Say for how much too much the customer pays."""
    deviation, allowed = deviation_and_allowed(finding, t)
    values = {"deviation": deviation, "settled": quantity(finding, "quantity", finding.unit, t)}
    customer_gains = gains(finding)
    if not values["settled"]:
        return Said(value_text(finding, t), allowed)
    if customer_gains is None:
        return Said(t("Customer receives exactly the {settled} paid for", **values), allowed)
    if customer_gains:
        return Said(t("Customer receives {deviation} more than the {settled} paid for", **values),
                    allowed)  # fmt: skip
    found = to_decimal(Fraction(finding.details["quantity"]) - Fraction(finding.value or 0))
    values["actual"] = with_unit(t.number(short(found)), finding.unit, t)
    return Said(
        t("Customer pays for {deviation} too much ({settled} instead of {actual})", **values),
        allowed,
    )


def say_batch_mean(finding: Finding, t: Texts) -> Said:
    """Say how the mean of a batch lies to what is marked on the packages."""
    deviation, allowed = deviation_and_allowed(finding, t)
    values = {
        "deviation": deviation,
        "nominal": quantity(finding, "quantity", finding.unit, t),
        "packages": finding.details.get("packages", ""),
    }
    customer_gains = gains(finding)
    if customer_gains is None:
        return Said(t("{packages} packages hold exactly {nominal} on average", **values), allowed)
    if customer_gains:
        told = t("{packages} packages hold {deviation} more than {nominal} on average", **values)
        return Said(told, allowed)
    told = t("{packages} packages hold {deviation} less than {nominal} on average", **values)
    return Said(told, allowed)


def say_packages_short(finding: Finding, t: Texts) -> Said:
    """Say how many packages of a batch are short by more than is tolerable."""
    unit = finding.details.get("quantity_unit", "")
    values = {
        "short": t.number(finding.value or 0),
        "packages": finding.details.get("packages", ""),
        "bound": quantity(finding, "bound", unit, t),
        "name": finding.details.get("bound_name", ""),
    }
    allowed = "" if finding.limit is None else limit_text(finding, t).removeprefix("≤ ")
    return Said(
        t("{short} of {packages} packages are short by more than {name} = {bound}", **values),
        allowed,
    )


def say_net_content(finding: Finding, t: Texts) -> Said:
    """Say by how much a package is short of what it says."""
    deviation, allowed = deviation_and_allowed(finding, t)
    values = {"deviation": deviation, "nominal": quantity(finding, "quantity", finding.unit, t)}
    customer_gains = gains(finding)
    if not values["nominal"]:
        return Said(value_text(finding, t), allowed)
    if customer_gains is None:
        return Said(t("Package holds exactly {nominal}", **values), allowed)
    if customer_gains:
        return Said(t("Package holds {deviation} more than {nominal}", **values), allowed)
    return Said(t("Package holds {deviation} less than {nominal}", **values), allowed)
