"""The last checks of an instrument, drawn: each value against its own limits, the newest last."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import flet as ft

from inspector_app.metrology.model import Effect, Finding, Limit, Verdict
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import named, text
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.views import PastCheck
from inspector_app.texts.figures import limit_text, value_text
from inspector_app.texts.verdicts import verdict_word

MOST_SHOWN = 10
HEIGHT, MARK, EDGE = 120, 20, 2
FARTHEST = Decimal(2)
"""A value beyond this many times the widest limit stands at the edge of the drawing."""
_TONES = {Verdict.PASS: Tone.PASS, Verdict.FAIL: Tone.FAIL, Verdict.INCOMPLETE: Tone.UNSURE}
_SIGNS = {
    Verdict.PASS: ft.Icons.CIRCLE,
    Verdict.FAIL: ft.Icons.CLOSE,
    Verdict.INCOMPLETE: ft.Icons.CHANGE_HISTORY,
}


@dataclass(frozen=True, slots=True)
class Column:
    """Places from 0 (bottom) to 1 (top): the value, and the span that was allowed, if known."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """`checks` from the oldest to the newest, a column for each; `zero` is where zero lies."""

    checks: tuple[PastCheck, ...]
    columns: tuple[Column, ...]
    zero: float


def place_history(history: Sequence[PastCheck]) -> Chart | None:
    """Lay out the last checks (newest first) that measured the same; None for fewer than two.

    What the newest one measured is shown: values of another unit have no place on its scale.
    """
    valued = [check for check in history if check.value is not None]
    alike = [check for check in valued if check.unit == valued[0].unit][:MOST_SHOWN]
    if len(alike) < 2:
        return None
    checks = tuple(reversed(alike))
    values = [Decimal(check.value or 0) for check in checks]
    bounds = [Decimal(bound) for check in checks for bound in _bounds(check) if bound is not None]
    most = FARTHEST * max(map(abs, bounds), default=max(map(abs, values)))
    shown = [min(max(value, -most), most) for value in values]
    low, high = min(*shown, *bounds, Decimal(0)), max(*shown, *bounds, Decimal(0))
    room = (high - low or Decimal(1)) / 10
    low, high = low - room, high + room

    def place(number: Decimal) -> float:
        return float((number - low) / (high - low))

    columns = [
        Column(place(value), *(None if bound is None else place(Decimal(bound))
                               for bound in _bounds(check)))
        for value, check in zip(shown, checks, strict=True)
    ]  # fmt: skip
    return Chart(checks, tuple(columns), place(Decimal(0)))


def history_chart(history: Sequence[PastCheck], app: App) -> ft.Control | None:
    """Draw the last checks; None where there is nothing to compare."""
    chart = place_history(history)
    if chart is None:
        return None
    drawn = [
        _column(check, column, chart, app)
        for check, column in zip(chart.checks, chart.columns, strict=True)
    ]
    t = app.t
    label = t.plural("The last {n} check, the newest last", "The last {n} checks, the newest last",
                     len(drawn))  # fmt: skip
    return named("history-chart", ft.Row(t.in_order(drawn), spacing=4), label)


def spoken(check: PastCheck, app: App) -> str:
    """Say one check: day, verdict, value and the limit that it was held against."""
    t = app.t
    finding = _finding(check)
    told = f"{t.date(app.local(check.finished_at).date())} {verdict_word(check.verdict.value, t)}"
    told = f"{told} {value_text(finding, t)}"
    limit = limit_text(finding, t)
    return t("{check}, limit {limit}", check=told, limit=limit) if limit else told


def _column(check: PastCheck, column: Column, chart: Chart, app: App) -> ft.Control:
    look = TONES[_TONES[check.verdict]]
    layers: list[ft.Control] = [
        ft.Container(bgcolor=theme.KEY_SIDE, top=0, bottom=0, left=0, right=0),
        _line(chart.zero, theme.EDGE, 1),
    ]
    if column.low is not None or column.high is not None:
        layers.insert(1, _span(column.low or 0.0, column.high or 1.0))
        ends = [end for end in (column.low, column.high) if end is not None]
        layers += [_line(end, theme.INK2, EDGE) for end in ends]
    layers.append(_mark(column.value, ft.Icon(_SIGNS[check.verdict], color=look.ink, size=MARK)))
    years = {app.local(one.finished_at).year for one in chart.checks}
    day = app.local(check.finished_at)
    short = f"{day:%m-%d}" if len(years) == 1 else str(day.year)
    words = text(short, theme.LABEL - 2, theme.INK2, lines=1, align=ft.TextAlign.CENTER)
    drawn = ft.Column(
        [ft.Stack(layers, height=HEIGHT), words],
        spacing=2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    shown = ft.Semantics(label=spoken(check, app), exclude_semantics=True, container=True,
                         content=drawn, expand=True)  # fmt: skip
    shown.identifier = f"check-{check.record_id}"
    return shown


def _span(low: float, high: float) -> ft.Control:
    top = (1 - high) * HEIGHT
    return ft.Container(
        bgcolor=theme.PASS_TINT, top=top, height=(high - low) * HEIGHT, left=0, right=0
    )


def _line(at: float, color: str, thickness: float) -> ft.Control:
    top = (1 - at) * HEIGHT - thickness / 2
    return ft.Container(bgcolor=color, top=top, height=thickness, left=0, right=0)


def _mark(at: float, mark: ft.Control) -> ft.Control:
    top = (1 - at) * HEIGHT - MARK / 2
    return ft.Container(mark, top=top, left=0, right=0, alignment=ft.Alignment.CENTER)


def _bounds(check: PastCheck) -> tuple[str | None, str | None]:
    return check.limit_min, check.limit_max


def _finding(check: PastCheck) -> Finding:
    low, high = (None if bound is None else Decimal(bound) for bound in _bounds(check))
    limit = None if low is None and high is None else Limit(low, high)
    return Finding(
        test="", at={}, value=Decimal(check.value or 0), unit=check.unit or "", limit=limit,
        verdict=check.verdict, effect=Effect.NONE, citation="",
    )  # fmt: skip
