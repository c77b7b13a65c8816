"""The instruments of a site at a glance: kind, state, last check, due, seals; a page at a time."""

from collections.abc import Callable, Mapping, Sequence

import flet as ft

from inspector_app.metrology.site import SiteInstrument
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import pill, secondary_button, tappable, text
from inspector_app.screens.parts.lines import (
    TONE_OF,
    instrument_about,
    instrument_title,
    sign_of,
    value_words,
)
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import state_word
from inspector_app.services.views import InstrumentLine, InstrumentState

PAGE = 100
GRID_COLUMNS = 12
_SIGNS: Mapping[str, ft.IconData] = {
    "fuel_dispenser": ft.Icons.LOCAL_GAS_STATION,
    "scale": ft.Icons.SCALE,
    "water_meter": ft.Icons.WATER_DROP_OUTLINED,
    "gas_meter": ft.Icons.GAS_METER_OUTLINED,
    "heat_meter": ft.Icons.THERMOSTAT,
    "electricity_meter": ft.Icons.ELECTRIC_METER_OUTLINED,
    "eye_refractometer": ft.Icons.VISIBILITY_OUTLINED,
    "focimeter": ft.Icons.LENS_OUTLINED,
    "ev_charger": ft.Icons.EV_STATION_OUTLINED,
    "lpg_dispenser": ft.Icons.PROPANE_TANK_OUTLINED,
    "cng_dispenser": ft.Icons.PROPANE_TANK_OUTLINED,
    "lng_dispenser": ft.Icons.PROPANE_TANK_OUTLINED,
    "weighbridge": ft.Icons.FIRE_TRUCK_OUTLINED,
    "taximeter": ft.Icons.LOCAL_TAXI_OUTLINED,
}
_VERDICTS = {
    "pass": InstrumentState.PASSED,
    "fail": InstrumentState.FAILED,
    "incomplete": InstrumentState.INCOMPLETE,
}


def instrument_pages(
    lines: Sequence[InstrumentLine],
    about: Mapping[str, SiteInstrument],
    app: App,
    *,
    a_row: int,
    page: int,
    turn: Callable[[int], None],
) -> list[ft.Control]:
    """Return one page of the instruments, so many in a row where there is room, and its keys."""
    columns: dict[str | ft.ResponsiveRowBreakpoint, int | float] = {
        "xs": 6, "md": 4, "lg": GRID_COLUMNS // a_row,
    }  # fmt: skip
    shown = lines[page * PAGE : (page + 1) * PAGE]
    cards = [
        ft.Container(
            site_card(line, about.get(line.instrument_id), app),
            col=columns,
            key=line.instrument_id,
        )
        for line in shown
    ]
    parts: list[ft.Control] = [
        ft.ResponsiveRow(cards, spacing=theme.GAP, run_spacing=theme.GAP)  # type: ignore[arg-type]
    ]
    if len(lines) > PAGE:
        parts.append(page_keys(len(lines), page, app, turn))
    return parts


def page_keys(many: int, page: int, app: App, turn: Callable[[int], None]) -> ft.Control:
    """Return which part of the list is shown, and the ways to the parts before and behind it."""
    first, last = page * PAGE + 1, min(many, (page + 1) * PAGE)
    words = app.t("{first} to {last} of {many}", first=first, last=last, many=many)
    back, on = page > 0, last < many
    return ft.Row(
        [
            secondary_button(
                "page-before", app.t("Before"), (lambda _: turn(page - 1)) if back else None,
                icon=ft.Icons.CHEVRON_LEFT,
            ),
            ft.Container(text(words, theme.BODY, align=ft.TextAlign.CENTER), expand=True),
            secondary_button(
                "page-next", app.t("Further"), (lambda _: turn(page + 1)) if on else None,
                icon=ft.Icons.CHEVRON_RIGHT,
            ),
        ],
        spacing=theme.GAP,
    )  # fmt: skip


def site_card(line: InstrumentLine, about: SiteInstrument | None, app: App) -> ft.Control:
    """Return an instrument as a card: what it is, how it stands, its last check, due, seals."""
    tone = TONE_OF[line.state]
    look = TONES[tone]
    title = ft.Row(
        [
            ft.Icon(_SIGNS.get(line.kind, ft.Icons.SPEED), color=theme.INK2, size=26),
            ft.Container(
                text(instrument_title(line, app), theme.BIG, bold=True, lines=1), expand=True
            ),
            ft.Icon(sign_of(line.state), color=look.ink, size=28),
        ],
        spacing=8,
    )
    lines: list[ft.Control] = [
        title,
        text(instrument_about(line, app) or "—", theme.BODY, theme.INK2, lines=1),
        ft.Row([pill(state_word(line.state, app.t), tone, sign=False)]),
        last_row(line, app),
        *due_row(line, app),
        *seals_row(about, app),
    ]
    if not line.nozzle and line.serial:  # meters of one size look alike
        words = app.t("Serial {serial}", serial=line.serial)
        lines.append(text(words, theme.LABEL, theme.INK2, lines=1))
    return tappable(
        f"instrument-{line.instrument_id}", "", ft.Column(lines, spacing=6, tight=True),
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        border=look.ink if tone is Tone.FAIL else theme.LINE, key=line.instrument_id,
    )  # fmt: skip


def last_row(line: InstrumentLine, app: App) -> ft.Control:
    """Return how the last check ended: its sign, its word, its leading value."""
    if line.last is None:
        return _small(ft.Icons.HISTORY, app.t("Never checked"), theme.INK2)
    state = _VERDICTS[line.last.verdict.value]
    look = TONES[TONE_OF[state]]
    value = value_words(line.last, app) or app.t.date(app.local(line.last.finished_at).date())
    words = app.t("Last: {word}, {value}", word=state_word(state, app.t), value=value)
    return _small(look.icon, words, look.ink)


def due_row(line: InstrumentLine, app: App) -> list[ft.Control]:
    """Return when a check is due, or else when the certificate ended."""
    t = app.t
    if line.state is InstrumentState.OVERDUE and line.valid_until:
        words = t("Certificate until {date}", date=t.date(line.valid_until))
        return [_small(ft.Icons.WARNING_AMBER, words, theme.FAIL)]
    if line.due_on is None:
        return []
    return [_small(ft.Icons.EVENT, t("Due on {date}", date=t.date(line.due_on)), theme.INK2)]


def seals_row(about: SiteInstrument | None, app: App) -> list[ft.Control]:
    """Return how the seals were found at the last check, or that the register has none."""
    t = app.t
    if about is None or not (about.wants_seals or about.has_seals):
        return []
    if not about.has_seals:
        return [_small(ft.Icons.LOCK_OPEN, t("No seals registered"), theme.UNSURE)]
    if about.last is None:
        return [_small(ft.Icons.LOCK_OUTLINE, t("Seals not checked yet"), theme.INK2)]
    if about.last.result.bad_seals:
        return [_small(ft.Icons.LOCK_OPEN, t("Seal not in order"), theme.FAIL)]
    return [_small(ft.Icons.LOCK_OUTLINE, t("No seal found wrong"), theme.INK2)]


def _small(icon: ft.IconData, words: str, ink: str) -> ft.Control:
    line = text(words, theme.LABEL, ink, lines=1)
    line.expand = True
    return ft.Row([ft.Icon(icon, color=ink, size=18), line], spacing=6)
