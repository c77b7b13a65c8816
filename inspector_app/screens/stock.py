"""What stands where on the sync screen: bars, what keeps something here, when it goes on."""

import asyncio
import math

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    OnTap,
    banner,
    card,
    heading,
    named,
    number_of,
    secondary_button,
    text,
)
from inspector_app.screens.routes import Place
from inspector_app.screens.settings import choice_card
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.views import HandIn

A_SECOND_S = 1.0
NONE_PLANNED: float | None = None


def stock_card(counts: HandIn, app: App) -> ft.Control:
    """Return how many records and photos stand where, as figures and as bars."""
    t = app.t
    numbers = ft.Row(
        [
            number_of(str(counts.sealed), t("to be sent"), theme.DUE),
            number_of(str(counts.photos_waiting), t("photos waiting"), theme.DUE),
            number_of(str(counts.received), t("received"), theme.INK),
            number_of(str(counts.complete), t("complete"), theme.PASS),
            number_of(str(counts.set_aside), t("set aside"), theme.FAIL),
        ],
        alignment=ft.MainAxisAlignment.SPACE_AROUND,
    )
    whole = counts.sealed + counts.set_aside + counts.received + counts.complete
    at_server = counts.received + counts.complete
    bars = [
        share_bar("records-share", t("Records at the server"), at_server, whole, app),
        share_bar("photos-share", t("Photos at the server"),
                  counts.photos - counts.photos_waiting - counts.photos_missed, counts.photos, app),
    ]  # fmt: skip
    last = text(last_sync(counts, app), theme.LABEL, theme.INK2)
    return named("sync-counts", card(numbers, *bars, named("last-sync", last)))


def share_bar(identifier: str, words: str, done: int, whole: int, app: App) -> ft.Control:
    """Return a name, how many of how many, and the same as a bar."""
    figure = app.t("{done} of {whole}", done=done, whole=whole)
    share = done / whole if whole else 0.0
    bar = ft.ProgressBar(
        value=share, color=theme.PASS, bgcolor=theme.KEY_GROUND, bar_height=10, border_radius=5
    )
    head = ft.Row(
        [ft.Container(text(words, theme.BODY), expand=True), text(figure, theme.BODY, bold=True)]
    )
    return named(identifier, ft.Column([head, bar], spacing=4, tight=True))


def last_sync(counts: HandIn, app: App) -> str:
    """Say when everything went through the last time, and when it was tried since."""
    t = app.t
    last = t("Never synced")
    if counts.synced_at:
        last = t("Last complete sync {time}", time=app.moment(counts.synced_at))
    tried = counts.last_attempt_at
    if tried and (counts.synced_at is None or tried > counts.synced_at):
        return t("{last} · last attempt {time}", last=last, time=app.moment(tried))
    return last


def problems(counts: HandIn, app: App) -> list[ft.Control]:
    """Return what keeps something on this tablet, each with what to do; none where nothing does."""
    t = app.t
    rows: list[ft.Control] = []
    if counts.draft:
        words = t.plural(
            "{n} inspection was begun and is not finished.",
            "{n} inspections were begun and are not finished.",
            counts.draft,
        )
        rows.append(problem_row("drafts", words, t("Finish or discard it."), t("To today's work"),
                                lambda _: app.go(Place.TODAY)))  # fmt: skip
    if counts.set_aside:
        words = t.plural("The server did not take {n} record.",
                         "The server did not take {n} records.", counts.set_aside)  # fmt: skip
        rows.append(problem_row("set-aside", words, t("The list says why. Tell the office; nothing "
                                                      "is lost."), "", None))  # fmt: skip
    if counts.photos_waiting and app.info.settings.get("photos") == "wifi":
        words = t.plural("{n} photo waits for Wi-Fi.", "{n} photos wait for Wi-Fi.",
                         counts.photos_waiting)  # fmt: skip
        rows.append(problem_row("wifi", words, t("Go where there is Wi-Fi, or let photos go on any "
                                                 "network."), "", None))  # fmt: skip
    if counts.photos_missed:
        words = t.plural("The server lacks {n} photo that had left this tablet.",
                         "The server lacks {n} photos that had left this tablet.",
                         counts.photos_missed)  # fmt: skip
        rows.append(problem_row("missed", words, t("Tell the office: the photo may be in a backup "
                                                   "of the server."), "", None))  # fmt: skip
    return [named("problems", card(heading(t("What to do")), *rows))] if rows else []


def problem_row(name: str, words: str, what: str, way: str, on_tap: OnTap | None) -> ft.Control:
    """Return one thing that waits: what it is, what to do, and the way there."""
    look = TONES[Tone.UNSURE]
    row: list[ft.Control] = [
        ft.Icon(look.icon, color=look.ink, size=26),
        ft.Column([text(words, theme.BODY, bold=True), text(what, theme.BODY, theme.INK2)],
                  spacing=2, tight=True, expand=True),
    ]  # fmt: skip
    if on_tap is not None:
        row.append(secondary_button(f"go-{name}", way, on_tap))
    return named(f"problem-{name}", ft.Row(row, spacing=theme.GAP))


def photos_policy(app: App) -> ft.Control:
    """Return the choice over which network photos go."""
    t = app.t
    options = (("any", t("On any network")), ("wifi", t("On Wi-Fi only")))
    return choice_card(app, "photos", t("Send photos"), options)


@ft.component
def NextAttempt(app: App) -> ft.Control:
    """Count down to the sync that begins by itself; empty where none is planned."""
    left, set_left = ft.use_state(NONE_PLANNED)

    async def count() -> None:
        while True:
            seconds = app.sync_run.next_attempt_s()
            set_left(None if seconds is None else float(math.ceil(seconds)))
            await asyncio.sleep(A_SECOND_S)

    ft.use_effect(count, [])
    if left is None:
        return ft.Container(height=0)
    minutes, seconds = divmod(int(left), 60)
    words = app.t("Next attempt by itself in {time}.", time=f"{minutes}:{seconds:02}")
    return banner(words, Tone.DUE, identifier="next-attempt")
