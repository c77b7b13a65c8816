"""A whole station: how many of its pumps are short."""

from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, value_text
from inspector_app.texts.findings.said import Said, gains


def say_predominance(finding: Finding, t: Texts) -> Said:
    """Say how many pumps are short, and which share of them may be."""
    short, pumps = finding.details.get("short", ""), int(finding.details.get("pumps") or 0)
    share, allowed = value_text(finding, t), limit_text(finding, t).removeprefix("≤ ")
    found = t.plural(
        "{short} of {n} pump is short ({share})", "{short} of {n} pumps are short ({share})",
        pumps, short=short, share=share,
    )  # fmt: skip
    return Said(found, allowed)


def say_pump(finding: Finding, t: Texts) -> Said:
    """Say what one pump delivered."""
    value, allowed = value_text(finding, t), limit_text(finding, t)
    if gains(finding) is False:
        return Said(t("Pump is short: {value}", value=value), allowed)
    return Said(t("Pump is not short: {value}", value=value), allowed)
