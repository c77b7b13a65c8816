"""After a damaged database was recovered: what was saved and what was not, before anything else."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, card, heading, named, primary_button, text
from inspector_app.screens.theme import Tone
from inspector_app.services.views import Recovery
from inspector_app.texts.catalogue import Texts

SHOWN = 20
WIDEST = 720


def recovered_screen(
    recovery: Recovery, t: Texts, go_on: Callable[[object], Awaitable[None]]
) -> ft.Control:
    """Return the sentences and the one button that leads on."""
    tone = Tone.FAIL if recovery.lost or recovery.photos_lost else Tone.UNSURE
    content: list[ft.Control] = [
        heading(t("This tablet's data were damaged")),
        banner(saved_sentence(recovery, t), tone, identifier="recovered"),
    ]
    lines = [*lost_sentences(recovery, t), *next_sentences(recovery, t)]
    content += [named("recovered-lines", card(*map(text, lines)))]
    content += [ft.Row([primary_button("go-on", t("Go on"), go_on)])]
    return ft.Container(
        ft.Column(
            content, spacing=theme.GAP, width=WIDEST, scroll=ft.ScrollMode.AUTO,
        ),
        alignment=ft.Alignment.TOP_CENTER,
        padding=theme.MARGIN,
        bgcolor=theme.GROUND,
        expand=True,
    )  # fmt: skip


def saved_sentence(recovery: Recovery, t: Texts) -> str:
    """Say how much was saved, and whether that is everything."""
    told = t(
        "{records} records and {drafts} begun inspections were saved.",
        records=recovery.records, drafts=recovery.drafts,
    )  # fmt: skip
    if recovery.lost:
        return f"{told} " + t("{count} records could not be saved.", count=len(recovery.lost))
    return f"{told} " + t("No finished record is missing.")


def lost_sentences(recovery: Recovery, t: Texts) -> list[str]:
    """Name what could not be saved."""
    lines = [
        t("Record no. {seq} could not be saved: {id}", seq=lost.seq, id=lost.record_id or "?")
        for lost in recovery.lost[:SHOWN]
    ]
    if recovery.photos_lost:
        lines.append(
            t("{count} photos are missing or damaged on this tablet.",
              count=len(recovery.photos_lost))
        )  # fmt: skip
    return lines


def next_sentences(recovery: Recovery, t: Texts) -> list[str]:
    """Say what to do now."""
    lines = []
    if recovery.drafts:
        lines.append(t("Check what you had begun: the last reading may be missing."))
    if recovery.lost:
        lines.append(t("Tell the office these numbers: the server may have the records."))
    return [
        *lines,
        t("Sync as soon as there is a network: work list and registry are fetched anew."),
        t("The damaged file is kept: {name}", name=recovery.kept_as),
    ]
