"""How an instrument and a site look in a list, the same wherever they stand."""

from collections.abc import Mapping

import flet as ft

from inspector_app.rulebook.plates import describe_plate
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import pill, tappable, text
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import kind_word, state_word
from inspector_app.services.views import (
    InstrumentLine,
    InstrumentState,
    PastCheck,
    SiteLine,
)
from inspector_app.texts.figures import with_unit

TONE_OF = {
    InstrumentState.DUE: Tone.DUE,
    InstrumentState.NOT_DUE: Tone.PLAIN,
    InstrumentState.IN_PROGRESS: Tone.UNSURE,
    InstrumentState.PASSED: Tone.PASS,
    InstrumentState.FAILED: Tone.FAIL,
    InstrumentState.INCOMPLETE: Tone.UNSURE,
    InstrumentState.OVERDUE: Tone.FAIL,
}
SIGN_OF = {
    InstrumentState.NOT_DUE: ft.Icons.EVENT_AVAILABLE,
    InstrumentState.IN_PROGRESS: ft.Icons.EDIT,
    InstrumentState.OVERDUE: ft.Icons.WARNING_AMBER,
}


def sign_of(state: InstrumentState) -> ft.IconData:
    """Return the sign of a state."""
    return SIGN_OF.get(state, TONES[TONE_OF[state]].icon)


def instrument_title(line: InstrumentLine, app: App) -> str:
    """Name an instrument the way inspectors call it: its nozzle, or else its kind."""
    return line.nozzle or kind_word(line.kind, app.t)


def instrument_about(line: InstrumentLine, app: App) -> str:
    """Say what is on its plate as its rule words it, else who made it."""
    plate = describe_plate(app.tablet.rulebook, line.kind, line.characteristics)
    words = (
        app.t.label(wording).format(**{key: _said(value, app) for key, value in values.items()})
        for wording, values in plate
    )
    return " · ".join(words) or " ".join(filter(None, (line.make, line.model)))


def _said(value: Mapping[str, str] | str, app: App) -> str:
    return value if isinstance(value, str) else app.t.label(dict(value))


def full_title(line: InstrumentLine, app: App) -> str:
    """Name an instrument and what it measures."""
    return f"{instrument_title(line, app)} · {instrument_about(line, app)}"


def grouped(instrument_id: str) -> str:
    """Write an id in groups, as it stands on the label; the number of a sample stays as it is."""
    if "-" in instrument_id:
        return instrument_id
    return "-".join(filter(None, (instrument_id[:4], instrument_id[4:8], instrument_id[8:])))


def last_words(last: PastCheck | None, app: App) -> str:
    """Say how the last check ended."""
    if last is None:
        return app.t("Never checked")
    if last.value is None:
        return app.t("Last {date}", date=app.t.date(app.local(last.finished_at).date()))
    return app.t("Last {value}", value=value_words(last, app))


def value_words(past: PastCheck, app: App) -> str:
    """Spell the leading finding of a check: two places in percent, else as it was found."""
    if past.value is None:
        return ""
    value = app.t.number(past.value, 2 if past.unit == "%" else None, signed=True)
    return with_unit(value, past.unit or "", app.t)


def instrument_card(line: InstrumentLine, app: App) -> ft.Control:
    """Return an instrument as a card in a grid: name, product, state, last error."""
    tone = TONE_OF[line.state]
    look = TONES[tone]
    name = text(instrument_title(line, app), theme.BIG, bold=True, lines=1)
    title = ft.Container(name, expand=True)
    content = ft.Column(
        [
            ft.Row([title, ft.Icon(sign_of(line.state), color=look.ink, size=28)]),
            text(instrument_about(line, app) or "—", theme.BODY, theme.INK2, lines=1),
            ft.Row([pill(state_word(line.state, app.t), tone, sign=False)]),
            text(_foot_words(line, app), theme.LABEL, theme.INK2, lines=1),
            *_serial(line, app),
        ],
        spacing=6,
        tight=True,
    )
    return tappable(
        f"instrument-{line.instrument_id}", "", content,
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        border=look.ink if tone is Tone.FAIL else theme.LINE, key=line.instrument_id,
    )  # fmt: skip


def _serial(line: InstrumentLine, app: App) -> list[ft.Control]:
    """Return the serial of what has no number of its own here: meters of one size look alike."""
    if line.nozzle or not line.serial:
        return []
    return [text(app.t("Serial {serial}", serial=line.serial), theme.LABEL, theme.INK2, lines=1)]


def _foot_words(line: InstrumentLine, app: App) -> str:
    if line.state is InstrumentState.OVERDUE and line.valid_until:
        return app.t("Certificate until {date}", date=app.t.date(line.valid_until))
    if line.state is InstrumentState.DUE and line.due_on and line.last is None:
        return app.t("Due on {date}", date=app.t.date(line.due_on))
    return last_words(line.last, app)


def instrument_row(line: InstrumentLine, app: App, place: Place = Place.INSTRUMENT) -> ft.Control:
    """Return an instrument as a row; opens its page, or its draft."""
    draft = place is Place.INSPECT and line.draft_id
    target = line.draft_id if draft and line.draft_id else line.instrument_id
    below = " · ".join(filter(None, (grouped(line.instrument_id), line.serial)))
    content = _row(
        [
            text(full_title(line, app), theme.SUBTITLE, bold=True, lines=1),
            text(below, theme.LABEL, theme.INK2, lines=1),
        ],
        pill(state_word(line.state, app.t), TONE_OF[line.state], icon=sign_of(line.state)),
    )
    return tappable(
        f"{'draft' if draft else 'instrument'}-{target}", "", content,
        lambda _: app.go(place if draft else Place.INSTRUMENT, target), key=target,
    )  # fmt: skip


def draft_row(line: InstrumentLine, site_name: str, app: App) -> ft.Control:
    """Return an open draft: where it was begun, and the way back into it."""
    target = line.draft_id or ""
    look = TONES[Tone.UNSURE]
    content = ft.Row(
        [
            ft.Icon(ft.Icons.EDIT, color=look.ink, size=30),
            _row(
                [
                    text(full_title(line, app), theme.TITLE, bold=True, lines=1),
                    text(site_name or grouped(line.instrument_id), theme.BODY, theme.INK, lines=1),
                ],
                text(app.t("Continue"), theme.SUBTITLE, look.ink, bold=True),
                expand=True,
            ),
        ],
        spacing=14,
    )
    return tappable(
        f"draft-{target}", "", content, lambda _: app.go(Place.INSPECT, target),
        fill=look.tint, border=look.ink, key=target,
    )  # fmt: skip


def site_row(site: SiteLine, app: App) -> ft.Control:
    """Return a site as a row: its name, how many are due, and how far the work is there."""
    t = app.t
    whole = site.due + site.done + site.in_progress
    left = site.due + site.in_progress
    state = pill(t("{due} due", due=left), Tone.DUE) if left else pill(t("Done"), Tone.PASS)
    if not whole:
        state = pill(t("Nothing due"), Tone.PLAIN, icon=ft.Icons.EVENT_AVAILABLE)
    lines: list[ft.Control] = [
        text(site.name, theme.TITLE, bold=True, lines=1),
        text(
            " · ".join(filter(None, (kind_word(site.kind, t), site.address))),
            theme.BODY, theme.INK2, lines=1,
        ),
    ]  # fmt: skip
    if whole:
        lines.append(_progress(site, whole, app))
    return tappable(
        f"site-{site.site_id}", "", _row(lines, state), lambda _: app.go(Place.SITE, site.site_id),
        key=site.site_id,
    )  # fmt: skip


def _progress(site: SiteLine, whole: int, app: App) -> ft.Control:
    t = app.t
    words = t("{done} of {whole} done", done=site.done, whole=whole)
    row: list[ft.Control] = [
        ft.ProgressBar(
            value=site.done / whole, color=theme.PASS, bgcolor=theme.KEY_GROUND, bar_height=8,
            border_radius=4, width=150,
        ),
        text(words, theme.LABEL, theme.INK2, lines=1),
    ]  # fmt: skip
    if site.failed:
        row += [
            ft.Icon(TONES[Tone.FAIL].icon, color=theme.FAIL, size=18),
            text(t("{failed} failed", failed=site.failed), theme.LABEL, theme.FAIL, bold=True),
        ]
    return ft.Row(row, spacing=10)


def _row(lines: list[ft.Control], end: ft.Control, *, expand: bool = False) -> ft.Row:
    """Return lines of text with something at their end, and the sign that it leads on."""
    return ft.Row(
        [
            ft.Column(lines, spacing=5, tight=True, expand=True),
            end,
            ft.Icon(ft.Icons.CHEVRON_RIGHT, color=theme.INK2, size=28),
        ],
        spacing=10,
        expand=expand,
    )
