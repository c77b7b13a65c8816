"""The tolerance bar: the allowed span, zero, and where the value lies in it."""

from dataclasses import dataclass
from decimal import Decimal

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.views import RunResult
from inspector_app.texts.catalogue import Texts

WHOLE = 1000
MARGIN_SHARE = Decimal("0.18")


@dataclass(frozen=True, slots=True)
class Places:
    """Places on the bar in thousandths of its width; `beyond` is -1 or 1 when it ends outside."""

    low: int
    zero: int
    high: int
    value: int
    beyond: int


def places(value: Decimal, low: Decimal | None, high: Decimal | None) -> Places | None:
    """Lay the span with a margin on either side, and the value in it or at the bar's end.

    A side without a limit is as wide as the other. None when there is no limit, or no width.
    """
    if low is None and high is None:
        return None
    top = high if high is not None else -(low or Decimal(0))
    bottom = low if low is not None else (Decimal(0) if top > 0 else -top)
    if low is None:
        bottom = Decimal(0)
    width = top - bottom
    if width <= 0:
        return None
    start = bottom - width * MARGIN_SHARE
    whole = width * (1 + 2 * MARGIN_SHARE)

    def at(number: Decimal) -> int:
        return int((number - start) / whole * WHOLE)

    raw = at(value)
    beyond = -1 if raw < 0 else 1 if raw > WHOLE else 0
    return Places(at(bottom), at(Decimal(0)), at(top), min(max(raw, 0), WHOLE), beyond)


def tolerance_bar(result: RunResult, tone: Tone, t: Texts, *, width: float) -> ft.Control | None:
    """Draw the bar `width` wide, with the limits written under it; None when there is no limit."""
    spots = places(result.value, result.limit_min, result.limit_max)
    if spots is None:
        return None
    look = TONES[tone]

    def x(spot: int, thickness: float = 0) -> float:
        return spot / WHOLE * (width - thickness)

    def mark(spot: int, thickness: float, height: float, color: str) -> ft.Container:
        return ft.Container(
            left=x(spot, thickness), top=(44 - height) / 2, width=thickness, height=height,
            bgcolor=color, border_radius=thickness / 2,
        )  # fmt: skip

    bar = ft.Stack(
        [
            ft.Container(left=0, top=15, width=width, height=14, bgcolor=theme.KEY_GROUND,
                         border_radius=7),
            ft.Container(left=x(spots.low), top=15, width=x(spots.high) - x(spots.low), height=14,
                         bgcolor=look.tint),
            mark(spots.low, 2, 14, look.ink),
            mark(spots.high, 2, 14, look.ink),
            mark(spots.zero, 2, 22, theme.INK2),
            mark(spots.value, 7, 36, look.ink),
        ],
        width=width,
        height=44,
    )  # fmt: skip
    return ft.Column([bar, _scale(result, spots, width, t)], spacing=0, tight=True)


def _scale(result: RunResult, spots: Places, width: float, t: Texts) -> ft.Control:
    unit = f" {result.unit}"
    marks = [(spots.zero, "0")] if result.limit_min is not None else [(spots.low, "0")]
    if result.limit_min is not None:
        marks.append((spots.low, t.number(result.limit_min, signed=True)))
    if result.limit_max is not None:
        marks.append((spots.high, t.number(result.limit_max, signed=True) + unit))
    return ft.Stack(
        [
            ft.Container(
                text(words, theme.LABEL, theme.INK2, align=ft.TextAlign.CENTER),
                left=min(max(spot / WHOLE * width - 50, 0), width - 100),
                width=100,
                alignment=ft.Alignment.CENTER,
            )
            for spot, words in marks
        ],
        width=width,
        height=22,
    )
