"""Sealed records in a list: first what a person must look at, then what waits, then the rest."""

from collections.abc import Sequence

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import empty_state, heading, pill, tappable, text
from inspector_app.screens.parts.lines import grouped
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import set_aside_sentence
from inspector_app.services.views import SealedLine
from inspector_app.texts.catalogue import Texts

VERDICT_TONE = {"pass": Tone.PASS, "fail": Tone.FAIL, "incomplete": Tone.UNSURE}
_ORDER = ("set_aside", "sealed", "received", "complete")


def records_list(records: Sequence[SealedLine], app: App) -> list[ft.Control]:
    """Return the records in groups by where they stand."""
    t = app.t
    if not records:
        words = t("No inspection was finished on this tablet yet.")
        return [empty_state(words, ft.Icons.INVENTORY_2_OUTLINED)]
    shown: list[ft.Control] = []
    for state in _ORDER:
        group = [record for record in records if record.state == state]
        if group:
            count = text(str(len(group)), theme.BODY, theme.INK2)
            shown += [heading(state_words(state, t), count)]
            shown += [record_row(record, app) for record in group]
    return shown


def state_words(state: str, t: Texts) -> str:
    """Say where a record stands."""
    words = {
        "set_aside": t("Set aside: the office must look"),
        "sealed": t("Waiting to be sent"),
        "received": t("Received, photos wait"),
        "complete": t("Complete at the server"),
    }
    return words[state]


def record_row(record: SealedLine, app: App) -> ft.Control:
    """Return one record: verdict, where, when, what is still here; a tap shows its report."""
    t = app.t
    look = TONES[VERDICT_TONE[record.verdict.value]]
    about = f"{grouped(record.instrument_id)} · {app.moment(record.finished_at)}"
    lines: list[ft.Control] = [
        text(record.site_name, theme.SUBTITLE, bold=True, lines=1),
        text(about, theme.LABEL, theme.INK2, lines=1),
    ]
    if record.reason:
        lines.append(text(set_aside_sentence(record.reason, t), theme.BODY, theme.FAIL))
    row: list[ft.Control] = [
        ft.Icon(look.icon, color=look.ink, size=28, tooltip=verdict_word(record, t)),
        ft.Column(lines, spacing=4, tight=True, expand=True),
        text(t("No. {number}", number=record.seq), theme.LABEL, theme.INK2),
    ]
    if record.photos_waiting:
        words = t.plural("{n} photo", "{n} photos", record.photos_waiting)
        row.append(pill(words, Tone.DUE, icon=ft.Icons.PHOTO_CAMERA))
    row.append(ft.Icon(ft.Icons.DESCRIPTION_OUTLINED, color=theme.INK2, tooltip=t("Report")))
    return tappable(
        f"record-{record.record_id}", "", ft.Row(row, spacing=12),
        lambda _: app.go(Place.REPORT, record.record_id),
        border=theme.FAIL if record.state == "set_aside" else theme.LINE,
    )  # fmt: skip


def verdict_word(record: SealedLine, t: Texts) -> str:
    """Name the verdict of a record."""
    words = {"pass": t("Pass"), "fail": t("Fail"), "incomplete": t("Incomplete")}
    return words[record.verdict.value]
