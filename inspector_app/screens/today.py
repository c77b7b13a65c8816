"""Today: what is due where, what was begun, what waits to be sent."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    icon_button,
    number_of,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, top_bar, waiting
from inspector_app.screens.parts.lines import instrument_row, site_row
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.planning import load_work_list
from inspector_app.services.views import WorkList

SHOWN_SITES = 60


@ft.component
def TodayScreen() -> ft.Control:
    """Load today's work list and show it."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(load_work_list), [])
    if loaded.trouble:
        body: list[ft.Control] = [banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)]
    elif loaded.value is None:
        body = [waiting(app)]
    else:
        body = today_body(loaded.value, app)
    return frame(today_bar(app, loaded.value), body, bottom=today_foot(app))


def today_bar(app: App, work: WorkList | None) -> ft.Control:
    """Return the bar with search, sync and settings."""
    t = app.t
    subtitle = t.date(work.today) if work else ""
    if work and work.synced_at:
        synced = app.local(work.synced_at)
        subtitle += " · " + t("synced {time}", time=f"{t.date(synced.date())} {t.clock(synced)}")
    sync = ft.Icons.CLOUD_UPLOAD if work and work.waiting else ft.Icons.CLOUD_DONE
    actions = (
        icon_button("search", t("Search"), ft.Icons.SEARCH, lambda _: app.go(Place.SEARCH)),
        icon_button("sync", t("Sync"), sync, lambda _: app.go(Place.SYNC)),
        icon_button("settings", t("Settings"), ft.Icons.SETTINGS, lambda _: app.go(Place.SETTINGS)),
    )
    return top_bar(app, t("Today"), subtitle, back=False, actions=actions)


def today_foot(app: App) -> ft.Control:
    """Return the way to an instrument: its tag, or its id."""
    return foot(
        primary_button(
            "scan", app.t("Scan"), lambda _: app.go(Place.SCAN), icon=ft.Icons.QR_CODE_SCANNER
        ),
        secondary_button(
            "type-id", app.t("Type id"), lambda _: app.go(Place.TYPE_ID), icon=ft.Icons.KEYBOARD
        ),
    )


def today_body(work: WorkList, app: App) -> list[ft.Control]:
    """Return counts, open drafts and sites."""
    t = app.t
    counts = card(
        ft.Row(
            [
                number_of(str(work.due), t("due"), theme.DUE),
                number_of(str(work.done), t("done today"), theme.PASS),
                number_of(str(len(work.drafts)), t("begun"), theme.UNSURE),
                number_of(str(work.waiting), t("to be sent"), theme.INK),
            ],
            alignment=ft.MainAxisAlignment.SPACE_AROUND,
        )
    )
    body: list[ft.Control] = [counts]
    if work.drafts:
        body.append(heading(t("Begun, to be continued")))
        body += [instrument_row(line, app, Place.INSPECT) for line in work.drafts]
    body.append(heading(t("Sites")))
    if not work.sites:
        body.append(banner(t("Nothing is due. Sync to get the work list."), Tone.DUE))
    body += [site_row(site, app) for site in work.sites[:SHOWN_SITES]]
    return body


def heading(words: str) -> ft.Control:
    """Return the name of a part of a list."""
    return ft.Container(
        text(words, theme.BODY, theme.INK2, bold=True), padding=ft.Padding.only(left=4, top=6)
    )
