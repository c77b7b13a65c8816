"""Today: what is due where, what was begun, what waits to be sent."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.encryption import key_lost_banner
from inspector_app.screens.parts.controls import (
    OnTap,
    banner,
    card,
    empty_state,
    heading,
    icon_button,
    named,
    number_of,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import (
    foot,
    frame,
    network_pill,
    screen,
    top_bar,
    two_panes,
    waiting,
)
from inspector_app.screens.parts.lines import draft_row, site_row
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app, use_loaded, use_sync
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.planning import load_work_list
from inspector_app.services.views import WorkList

SHOWN_SITES = 20
"""At first, and more with each tap on "More": a screen with hundreds of rows opens slowly."""


@screen
def TodayScreen() -> ft.Control:
    """Load today's work list and show it; anew when a sync has ended."""
    app = use_app()
    syncing = use_sync(app.sync_run).running
    loaded, _ = use_loaded(lambda: app.call(load_work_list), [syncing])
    shown, show = ft.use_state(SHOWN_SITES)
    side: ft.Control | None = None
    if loaded.trouble:
        body: list[ft.Control] = [banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)]
    elif loaded.value is None:
        body = [waiting(app)]
    else:
        listed = sites(loaded.value, app, shown, lambda _: show(shown + SHOWN_SITES))
        body, side = two_panes(app, overview(loaded.value, app), listed)
    bar = today_bar(app, loaded.value)
    return frame(bar, body, side=side, bottom=find_foot(app), shares=(5, 7))


def today_bar(app: App, work: WorkList | None) -> ft.Control:
    """Return the bar with state, search, sync and settings."""
    t = app.t
    actions: list[ft.Control] = [
        icon_button("search", t("Search"), ft.Icons.SEARCH, lambda _: app.go(Place.SEARCH)),
        icon_button("sync", t("Sync"), ft.Icons.SYNC, lambda _: app.go(Place.SYNC)),
        icon_button("settings", t("Settings"), ft.Icons.SETTINGS, lambda _: app.go(Place.SETTINGS)),
    ]
    state = network_pill(app, work.waiting if work else 0)
    if state is not None:
        actions.insert(0, state)
    subtitle = t.date(work.today) if work else ""
    return top_bar(app, t("Today's work"), subtitle, back=False, actions=actions)


def find_foot(app: App) -> ft.Control:
    """Return the way to an instrument: its tag, or its id."""
    t = app.t
    return foot(
        primary_button(
            "scan", t("Scan"), lambda _: app.go(Place.SCAN), icon=ft.Icons.QR_CODE_SCANNER
        ),
        secondary_button(
            "type-id", t("Type id"), lambda _: app.go(Place.TYPE_ID), icon=ft.Icons.KEYBOARD
        ),
    )


def set_pin_button(app: App) -> ft.Control:
    """Offer to lock the screens, as long as nobody does."""
    return secondary_button(
        "set-a-pin",
        app.t("Set a PIN"),
        lambda _: app.go(Place.OFFICERS),
        icon=ft.Icons.LOCK_OUTLINE,
    )


def overview(work: WorkList, app: App) -> list[ft.Control]:
    """Return the counts, what was begun, and how old the work list is."""
    t = app.t
    names = {site.site_id: site.name for site in work.sites}
    body: list[ft.Control] = [*key_lost_banner(app), counts_card(work, app)]
    if work.drafts:
        body.append(heading(t("Begun, to be continued")))
        body += [draft_row(line, names.get(line.site_id, ""), app) for line in work.drafts]
    if not (app.info.guarded or app.info.practice):
        body.append(ft.Row([set_pin_button(app)]))
    stale = "" if app.info.practice else stale_words(work, app)
    if stale:
        words = ft.Row(
            [
                ft.Icon(ft.Icons.UPDATE, color=theme.UNSURE, size=28),
                ft.Container(text(stale, theme.BODY + 1), expand=True),
                text(t("Sync"), theme.SUBTITLE, theme.UNSURE, bold=True),
            ],
            spacing=12,
        )
        body.append(
            tappable(
                "sync-stale", "", words, lambda _: app.go(Place.SYNC),
                fill=theme.UNSURE_TINT, border=theme.UNSURE_LINE,
            )
        )  # fmt: skip
    return body


def stale_words(work: WorkList, app: App) -> str:
    """Say how old the work list is; '' when it is of today."""
    if work.synced_at is None:
        return app.t("The work list was never fetched.")
    synced = app.local(work.synced_at).date()
    if synced == work.today:
        return ""
    return app.t("The work list is of {date}.", date=app.t.date(synced))


def counts_card(work: WorkList, app: App) -> ft.Control:
    """Return how much is due, done, begun and waiting."""
    t = app.t
    numbers = [
        number_of(str(work.due), t("due"), theme.DUE),
        number_of(str(work.done), t("done today"), theme.PASS),
        number_of(str(len(work.drafts)), t("begun"), theme.UNSURE),
        number_of(str(work.waiting), t("to be sent"), theme.INK),
    ]
    last = t("Never synced")
    if work.synced_at:
        last = t("Last complete sync {time}", time=app.moment(work.synced_at))
    return card(
        ft.Row(list(numbers), alignment=ft.MainAxisAlignment.SPACE_AROUND),
        named("last-sync", text(last, theme.LABEL, theme.INK2)),
    )


def sites(work: WorkList, app: App, most: int, more: OnTap) -> list[ft.Control]:
    """Return the sites to go to, most work first."""
    t = app.t
    if not work.sites:
        return [
            empty_state(t("Nothing is due. Sync to fetch the work list."), ft.Icons.EVENT_AVAILABLE)
        ]
    count = text(t.plural("{n} site", "{n} sites", len(work.sites)), theme.BODY, theme.INK2)
    body = [heading(t("Sites"), count), *(site_row(site, app) for site in work.sites[:most])]
    if most < len(work.sites):
        button = secondary_button("more-sites", t("More"), more, icon=ft.Icons.EXPAND_MORE)
        body.append(ft.Row([button], alignment=ft.MainAxisAlignment.CENTER))
    return body
