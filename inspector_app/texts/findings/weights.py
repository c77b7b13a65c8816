"""Scales: what they show, how much they vary, whether they notice a small load."""

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.results import bound_on_side
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, short, value_text, with_unit
from inspector_app.texts.findings.said import Said, deviation_and_allowed, gains, quantity


def say_weight(finding: Finding, t: Texts) -> Said:
    """Say what a scale shows too much or too little at a load, and who gains by it."""
    load = quantity(finding, "load", finding.unit, t)
    deviation, allowed = deviation_and_allowed(finding, t)
    if not load:
        return Said(value_text(finding, t), allowed)
    customer_gains = gains(finding)
    if customer_gains is None:
        return Said(t("Scale shows exactly {load}", load=load), allowed)
    values = {"deviation": deviation, "load": load}
    if customer_gains:
        return Said(
            t(
                "Scale shows {deviation} too little at {load}, so the customer receives more",
                **values,
            ),
            allowed,
        )
    return Said(
        t("Scale shows {deviation} too much at {load}, so the customer receives less", **values),
        allowed,
    )


def say_range(finding: Finding, t: Texts) -> Said:
    """Say by how much repeated readings differ."""
    if finding.value is None:
        return Said("", "")
    bound = bound_on_side(finding.limit, finding.value) if finding.limit else None
    shown = t.number(short(finding.value)) if bound is None else ""
    spread = value_text(finding, t) if bound is not None else with_unit(shown, finding.unit, t)
    allowed = "" if bound is None else limit_text(finding, t).removeprefix("≤ ")
    runs = finding.details.get("runs", "")
    if "d_n" in finding.details:
        return Said(t("Repeatability of {runs} runs {value}", runs=runs, value=spread), allowed)
    draft = quantity(finding, "draft_gal", "gal", t)
    if draft:
        values = {"runs": runs, "draft": draft, "spread": spread}
        return Said(t("{runs} drafts of {draft} differ by {spread}", **values), allowed)
    return Said(t("{runs} readings differ by {spread}", runs=runs, spread=spread), allowed)


def say_discrimination(finding: Finding, t: Texts) -> Said:
    """Say what a small extra load did to the indication."""
    values = {
        "extra": quantity(finding, "extra", finding.unit, t),
        "enough": quantity(finding, "enough", finding.unit, t),
    }
    if finding.details.get("changed") == "yes":
        return Said(t("An extra load of {extra} changes the indication", **values), "")
    if finding.verdict is Verdict.FAIL:
        return Said(t("An extra load of {extra} does not change the indication", **values), "")
    return Said(
        t("An extra load of {extra} need not change the indication; {enough} must", **values), ""
    )
