"""What the sentences share: a deviation and what is allowed beside it, as they are shown."""

from dataclasses import dataclass
from decimal import Decimal

from inspector_app.metrology.model import Effect, Finding
from inspector_app.metrology.results import bound_on_side
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, short, telling, with_unit


@dataclass(frozen=True, slots=True)
class Said:
    """What was found, and what is allowed; `allowed` is '' where nothing limits that side."""

    found: str
    allowed: str


def is_lopsided(finding: Finding) -> bool:
    """True if both sides are limited, and not alike."""
    limit = finding.limit
    if limit is None or limit.min is None or limit.max is None:
        return False
    return limit.min != limit.max.copy_negate()


def deviation_and_allowed(finding: Finding, t: Texts) -> tuple[str, str]:
    """Spell the size of a value and what is allowed on its side, both with the unit.

    A limit that is not alike on both sides is spelled with both.
    """
    value = finding.value or Decimal(0)
    bound = bound_on_side(finding.limit, value) if finding.limit else None
    if bound is None:
        return with_unit(t.number(short(value.copy_abs())), finding.unit, t), ""
    deviation, allowed = telling(value.copy_abs(), bound.copy_abs())
    told = with_unit(t.number(allowed), finding.unit, t)
    return (
        with_unit(t.number(deviation), finding.unit, t),
        limit_text(finding, t) if is_lopsided(finding) else told,
    )


def quantity(finding: Finding, key: str, unit: str, t: Texts) -> str:
    """Spell a detail of a finding with its unit, '' when the finding has no such detail."""
    text = finding.details.get(key, "")
    return with_unit(t.number(text), unit, t) if text else ""


def gains(finding: Finding) -> bool | None:
    """True if the customer gains, None where nobody does."""
    return None if finding.effect is Effect.NONE else finding.effect is Effect.MORE
