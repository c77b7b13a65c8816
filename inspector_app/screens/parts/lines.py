"""How an instrument and a site look in a list, the same wherever they stand."""

from decimal import Decimal

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import pill, tappable, text
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import kind_word, product_word, state_word
from inspector_app.services.views import InstrumentLine, InstrumentState, PastCheck, SiteLine

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
    InstrumentState.IN_PROGRESS: ft.Icons.EDIT,
    InstrumentState.OVERDUE: ft.Icons.WARNING_AMBER,
}


def instrument_title(line: InstrumentLine, app: App) -> str:
    """Name an instrument the way inspectors call it: its nozzle, or else its kind."""
    return line.nozzle or kind_word(line.kind, app.t)


def instrument_about(line: InstrumentLine, app: App) -> str:
    """Say what it measures: the product, or how far it weighs."""
    about = line.characteristics
    if "product" in about:
        return product_word(str(about["product"]), app.t)
    if "max" in about:
        unit = about.get("unit", "")
        most = app.t.number(Decimal(str(about["max"])))
        return f"{most} {unit} · e {app.t.number(Decimal(str(about['e'])))} {unit}"
    return " ".join(filter(None, (line.make, line.model)))


def grouped(instrument_id: str) -> str:
    """Write an id in groups, as it stands on the label."""
    return "-".join(filter(None, (instrument_id[:4], instrument_id[4:8], instrument_id[8:])))


def last_words(last: PastCheck | None, app: App) -> str:
    """Say how the last check ended."""
    if last is None:
        return app.t("Never checked")
    if last.value is None:
        return app.t("Last {date}", date=app.t.date(app.local(last.finished_at).date()))
    value = app.t.number(last.value, 2, signed=True)
    return app.t("Last {value} {unit}", value=value, unit=last.unit or "").strip()


def instrument_card(line: InstrumentLine, app: App) -> ft.Control:
    """Return an instrument as a card in a grid: name, product, state, last error."""
    tone = TONE_OF[line.state]
    look = TONES[tone]
    word = state_word(line.state, app.t)
    title = instrument_title(line, app)
    about = instrument_about(line, app)
    sign = SIGN_OF.get(line.state, look.icon)
    content = ft.Column(
        [
            ft.Row(
                [
                    ft.Container(text(title, theme.BIG, bold=True, lines=1), expand=True),
                    ft.Icon(sign, color=look.ink, size=26),
                ]
            ),
            text(about, theme.BODY, theme.INK2, lines=1),
            ft.Row([pill(word, tone, icon=sign)]),
            text(_foot_words(line, app), theme.LABEL, theme.INK2, lines=1),
        ],
        spacing=6,
        tight=True,
    )
    return tappable(
        f"instrument-{line.instrument_id}",
        f"{title} {about} {word}",
        content,
        lambda _: app.go(Place.INSTRUMENT, line.instrument_id),
        border=look.ink if tone is Tone.FAIL else theme.LINE,
        key=line.instrument_id,
    )


def _foot_words(line: InstrumentLine, app: App) -> str:
    if line.state is InstrumentState.OVERDUE and line.valid_until:
        return app.t("Certificate until {date}", date=app.t.date(line.valid_until))
    return last_words(line.last, app)


def instrument_row(line: InstrumentLine, app: App, place: Place = Place.INSTRUMENT) -> ft.Control:
    """Return an instrument as a row; opens its page, or its draft."""
    tone = TONE_OF[line.state]
    title = f"{instrument_title(line, app)} · {instrument_about(line, app)}"
    word = state_word(line.state, app.t)
    draft = place is Place.INSPECT and line.draft_id
    target = line.draft_id if draft and line.draft_id else line.instrument_id
    content = ft.Row(
        [
            ft.Column(
                [
                    text(title, theme.SUBTITLE, bold=True, lines=1),
                    text(
                        f"{grouped(line.instrument_id)} · {line.serial}",
                        theme.LABEL, theme.INK2, lines=1,
                    ),
                ],
                spacing=4,
                tight=True,
                expand=True,
            ),
            pill(word, tone, icon=SIGN_OF.get(line.state)),
        ]
    )  # fmt: skip
    return tappable(
        f"{'draft' if draft else 'instrument'}-{target}",
        f"{title} {word}",
        content,
        lambda _: app.go(place if draft else Place.INSTRUMENT, target),
        key=target,
    )


def site_row(site: SiteLine, app: App) -> ft.Control:
    """Return a site as a row: its name, how many are due, done and failed."""
    left = site.due
    words = app.t("{due} due", due=left) if left else app.t("Done")
    counts = app.t(
        "{count} instruments, {done} done, {failed} failed",
        count=site.instruments, done=site.done, failed=site.failed,
    )  # fmt: skip
    content = ft.Row(
        [
            ft.Column(
                [
                    text(site.name, theme.SUBTITLE + 2, bold=True, lines=1),
                    text(f"{kind_word(site.kind, app.t)} · {site.address}", theme.BODY, theme.INK2,
                         lines=1),
                    text(counts, theme.LABEL, theme.INK2, lines=1),
                ],
                spacing=4,
                tight=True,
                expand=True,
            ),
            pill(words, Tone.DUE if left else Tone.PASS),
            ft.Icon(ft.Icons.CHEVRON_RIGHT, color=theme.INK2, size=28),
        ],
        spacing=10,
    )  # fmt: skip
    return tappable(
        f"site-{site.site_id}",
        f"{site.name} {words}",
        content,
        lambda _: app.go(Place.SITE, site.site_id),
        key=site.site_id,
    )
