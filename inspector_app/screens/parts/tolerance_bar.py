"""The tolerance bar: the allowed span, zero and the value, on one line."""

from dataclasses import dataclass
from decimal import Decimal

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import named, text
from inspector_app.screens.theme import ToneLook
from inspector_app.texts.catalogue import Texts

MARGIN_SHARE = 0.14
"""Of the bar's length, outside the allowed span on either side."""
EDGE_SHARE = 0.01
LEAST_LABEL_SHARE = 0.1
TRACK_HEIGHT, TICK_HEIGHT, VALUE_HEIGHT, BAR_HEIGHT = 14, 22, 34, 36
_STEPS = 1000
_NO_GAP = 1e-9


@dataclass(frozen=True, slots=True)
class BarGeometry:
    """Places on the bar from 0 (left end) to 1 (right end).

    `low` and `high` are the bounds, None where the limit is open; `zero` is None when it lies off
    the bar; `beyond` is -1 or 1 when the value lies off the bar on that side.
    """

    low: float | None
    high: float | None
    zero: float | None
    value: float
    beyond: int


def place_on_bar(value: Decimal, low: Decimal | None, high: Decimal | None) -> BarGeometry | None:
    """Lay the span from `low` to `high`, zero and `value` out; None when both ends are open.

    The bounds stand at the same places whatever their figures, so that bars compare at a glance.
    """
    if low is None and high is None:
        return None
    left, right = _ends(low, high)
    scale = Decimal(str(1 - 2 * MARGIN_SHARE)) / (right - left)

    def place(number: Decimal) -> float:
        return MARGIN_SHARE + float((number - left) * scale)

    at, zero = place(value), place(Decimal(0))
    return BarGeometry(
        low=None if low is None else place(low),
        high=None if high is None else place(high),
        zero=zero if 0 <= zero <= 1 else None,
        value=min(max(at, EDGE_SHARE), 1 - EDGE_SHARE),
        beyond=-1 if at < 0 else 1 if at > 1 else 0,
    )


def _ends(low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return what stands at the places of the bounds; an open side reaches to zero, or past it."""
    if low is None and high is not None:
        return (Decimal(0) if high > 0 else high - (abs(high) or 1)), high
    if high is None and low is not None:
        return low, (Decimal(0) if low < 0 else low + (abs(low) or 1))
    left, right = low or Decimal(0), high or Decimal(0)
    half = Decimal(0) if left < right else (abs(left) or Decimal(1))
    return left - half, right + half


def label_segments(geometry: BarGeometry) -> list[tuple[str, float]]:
    """Divide the line under the bar so that each label stands centred under its mark.

    Returns names (`low`, `zero`, `high`, or '' for a gap) with their shares, together 1. Zero has
    no label where a bound's would touch it.
    """
    start = 0.0 if geometry.low is None else 2 * geometry.low
    end = 1.0 if geometry.high is None else 2 * geometry.high - 1
    if start > end:  # both bounds are one, in the middle
        return [("high", 1.0)]
    middle = [("", end - start)]
    if geometry.zero is not None:
        half = min(geometry.zero - start, end - geometry.zero)
        if 2 * half >= LEAST_LABEL_SHARE:
            before, after = geometry.zero - half - start, end - geometry.zero - half
            middle = [("", before), ("zero", 2 * half), ("", after)]
    segments = [("low", start), *middle, ("high", 1 - end)]
    return [(name, share) for name, share in segments if share > _NO_GAP]


@dataclass(frozen=True, slots=True)
class BarWords:
    """What stands under the bounds, and what the bar says to those who hear it."""

    low: str
    high: str
    spoken: str


def tolerance_bar(geometry: BarGeometry, words: BarWords, look: ToneLook, t: Texts) -> ft.Control:
    """Draw the bar in the tone of its verdict; an arrow stands for a value beyond its ends.

    A scale rises from left to right in every language.
    """
    low, high = geometry.low or 0.0, 1.0 if geometry.high is None else geometry.high
    layers = [
        _stretch(0.0, 1.0, theme.KEY_GROUND, t),
        _stretch(low, high, look.tint, t),
        *[_mark(at, 2, TICK_HEIGHT, look.ink, t) for at in (geometry.low, geometry.high) if at],
    ]
    if geometry.zero is not None:
        layers.append(_mark(geometry.zero, 2, TICK_HEIGHT, theme.INK2, t))
    layers.append(_value(geometry, look.ink, t))
    bar = ft.Stack(layers, height=BAR_HEIGHT, alignment=ft.Alignment.CENTER)
    both = ft.Column([bar, _figures(geometry, words, t)], spacing=2, tight=True)
    return named("tolerance-bar", both, words.spoken)


def _weight(share: float) -> int:
    return max(round(share * _STEPS), 1)


def _stretch(start: float, end: float, fill: str, t: Texts) -> ft.Control:
    parts = [ft.Container(bgcolor=fill, height=TRACK_HEIGHT, border_radius=TRACK_HEIGHT / 2,
                          expand=_weight(end - start))]  # fmt: skip
    if start > 0:
        parts.insert(0, ft.Container(expand=_weight(start)))
    if end < 1:
        parts.append(ft.Container(expand=_weight(1 - end)))
    return ft.Row(t.in_order(list[ft.Control](parts)), spacing=0)


def _mark(at: float, width: float, height: float, color: str, t: Texts) -> ft.Control:
    mark = ft.Container(bgcolor=color, width=width, height=height, border_radius=3)
    left, right = ft.Container(expand=_weight(at)), ft.Container(expand=_weight(1 - at))
    return ft.Row(t.in_order([left, mark, right]), spacing=0)


def _value(geometry: BarGeometry, color: str, t: Texts) -> ft.Control:
    if not geometry.beyond:
        return _mark(geometry.value, 6, VALUE_HEIGHT, color, t)
    # An arrow, too, turns round with the direction of the language.
    to_start = (geometry.beyond < 0) is not t.is_rtl
    arrow = ft.Icons.ARROW_BACK if to_start else ft.Icons.ARROW_FORWARD
    end = ft.MainAxisAlignment.START if to_start else ft.MainAxisAlignment.END
    return ft.Row([ft.Icon(arrow, color=color, size=VALUE_HEIGHT)], alignment=end, spacing=0)


def _figures(geometry: BarGeometry, words: BarWords, t: Texts) -> ft.Control:
    said = {"low": words.low, "zero": "0", "high": words.high, "": ""}
    labels: list[ft.Control] = [
        ft.Container(
            text(said[name], theme.LABEL, theme.INK2, lines=1, align=ft.TextAlign.CENTER),
            expand=_weight(share),
            alignment=ft.Alignment.CENTER,
        )
        for name, share in label_segments(geometry)
    ]
    return ft.Row(t.in_order(labels), spacing=0)
