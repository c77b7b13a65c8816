"""Sync: what waits, what was sent, why something stays, and whether the tablet may be handed in."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    named,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import (
    bar_pill,
    foot,
    frame,
    screen,
    top_bar,
    two_panes,
    waiting,
)
from inspector_app.screens.parts.records import records_list
from inspector_app.screens.plan_b import PlanB
from inspector_app.screens.routes import Place, parse_route
from inspector_app.screens.running import SyncState
from inspector_app.screens.state import App, use_app, use_loaded, use_sync
from inspector_app.screens.stock import NextAttempt, photos_policy, problems, stock_card
from inspector_app.screens.theme import Tone
from inspector_app.screens.troubles import DEVICE_UNKNOWN
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.views import HandIn, SealedLine, SyncPhase, SyncProgress
from inspector_app.texts.catalogue import Texts

SHOWN_RECORDS = 60
PHASES = (
    SyncPhase.CONNECTING,
    SyncPhase.RECORDS,
    SyncPhase.PHOTOS,
    SyncPhase.REFERENCE,
    SyncPhase.LEAVING,
)

Overview = tuple[HandIn, tuple[SealedLine, ...]]


@screen
def SyncScreen() -> ft.Control:
    """Show the counts, run the sync, follow it."""
    app = use_app()
    state = use_sync(app.sync_run)

    async def overview() -> Overview:
        return await app.call(hand_in), await app.call(list_sealed, limit=SHOWN_RECORDS)

    loaded, _ = use_loaded(overview, [state.running, phase_of(state)])
    side: ft.Control | None = None
    if loaded.value is None:
        trouble = trouble_sentence(loaded.trouble, app.t)
        body: list[ft.Control] = [banner(trouble, Tone.FAIL) if trouble else waiting(app)]
    else:
        counts, records = loaded.value
        first = [*standing(counts, state, app), stock_card(counts, app), *problems(counts, app)]
        if not state.running:
            first.insert(0, NextAttempt(app))
        if counts.sealed + counts.received + counts.set_aside and not state.running:
            first.append(PlanB(app))
        first.append(photos_policy(app))
        body, side = two_panes(app, first, records_list(records, app))
    actions = () if app.online else (bar_pill(app.t("Offline"), ft.Icons.CLOUD_OFF),)
    bar = top_bar(app, app.t("Sync"), app.info.server_url, actions=actions)
    return frame(bar, body, side=side, bottom=sync_foot(app, state))


def phase_of(state: SyncState) -> SyncPhase | None:
    """Return the part of the sync that runs."""
    return state.progress.phase if state.progress else None


def sync_foot(app: App, state: SyncState) -> ft.Control:
    """Return the one button: sync, or stop."""
    t = app.t
    if state.running:
        words = t("Stopping") if state.stopping else t("Stop")
        stop = None if state.stopping else lambda _: app.sync_run.stop()
        return foot(primary_button("sync-stop", words, stop, icon=ft.Icons.STOP, tone=Tone.UNSURE))
    return foot(
        primary_button("sync-now", t("Sync now"), app.doing(sync_of(app)), icon=ft.Icons.SYNC)
    )


def sync_of(app: App) -> Callable[[], Awaitable[None]]:
    """Return what syncs; whoever has gone to another screen meanwhile is told how it ended."""

    async def sync() -> None:
        report = await app.sync_run.run(app.tablet)
        await app.refresh_info()
        if report is None or parse_route(app.page.route).place is Place.SYNC:
            return
        if report.problem:
            app.tell(trouble_sentence(report.problem, app.t))
        else:
            app.tell(app.t("The sync is done: everything went through."), Tone.PASS)

    return sync


def standing(counts: HandIn, state: SyncState, app: App) -> list[ft.Control]:
    """Return progress while it runs, else how the last one ended and what that means."""
    if state.running and state.progress:
        return [progress_card(state.progress, app.t)]
    told = [
        ending(counts, state, app),
        clock_banner(counts, app.t),
        hand_in_banner(counts, app.t),
    ]
    return [control for control in told if control is not None]


def progress_card(progress: SyncProgress, t: Texts) -> ft.Control:
    """Return which part runs and how far it is, among the parts before and after."""
    rows = [phase_row(phase, progress, t) for phase in PHASES]
    share = progress.done / progress.total if progress.total else None
    bar = ft.ProgressBar(
        value=share, color=theme.PRIMARY, bgcolor=theme.DUE_TINT, bar_height=12, border_radius=6
    )
    hint = t("You may go on working meanwhile.")
    return named(
        "sync-progress", card(heading(t("Syncing")), bar, *rows, text(hint, color=theme.INK2))
    )


def phase_row(phase: SyncPhase, progress: SyncProgress, t: Texts) -> ft.Control:
    """Return one part of the sync: done, running with its count, or still to come."""
    words = {
        SyncPhase.CONNECTING: t("Connecting to the server"),
        SyncPhase.RECORDS: t("Sending records"),
        SyncPhase.PHOTOS: t("Sending photos"),
        SyncPhase.REFERENCE: t("Fetching work list and registry"),
        SyncPhase.LEAVING: t("Making room: old photos that the office has"),
    }[phase]
    order = [*PHASES, SyncPhase.DONE]
    now, mine = order.index(progress.phase), order.index(phase)
    icon, ink = ft.Icons.RADIO_BUTTON_UNCHECKED, theme.INK2
    count = ""
    if mine < now:
        icon, ink = ft.Icons.CHECK_CIRCLE, theme.PASS
    elif mine == now:
        icon, ink = ft.Icons.ARROW_CIRCLE_RIGHT, theme.DUE
        count = f"{progress.done} / {progress.total}" if progress.total else ""
        count = count or (str(progress.done) if progress.done else "")
    name = text(words, theme.SUBTITLE, theme.INK if mine <= now else theme.INK2, bold=mine == now)
    return ft.Row(
        [
            ft.Icon(icon, color=ink, size=26),
            ft.Container(name, expand=True),
            text(count, theme.SUBTITLE, theme.INK, bold=True),
        ],
        spacing=12,
    )


def ending(counts: HandIn, state: SyncState, app: App) -> ft.Control | None:
    """Return how the last attempt ended, of this start of the app or an earlier one."""
    t = app.t
    problem = state.trouble or (state.report.problem if state.report else counts.last_problem)
    if problem:
        told = banner(trouble_sentence(problem, t), Tone.UNSURE, identifier="sync-problem")
        return ft.Column([told, enrol_again(app)]) if problem == DEVICE_UNKNOWN else told
    if state.report:
        return banner(t("Everything went through."), Tone.PASS, identifier="sync-done")
    return None


def enrol_again(app: App) -> ft.Control:
    """Return the way to a server that has forgotten this tablet."""
    words = app.t("Enrol this tablet again")
    return secondary_button("enrol-again", words, lambda _: app.go(Place.ENROL))


def clock_banner(counts: HandIn, t: Texts) -> ft.Control | None:
    """Say that this tablet's clock is wrong, when it matters; nothing is refused for it."""
    if counts.clock_off_s is None:
        return None
    minutes = abs(counts.clock_off_s) // 60
    words = t(
        "This tablet's clock is {minutes} minutes off the server's. Set date and time: records "
        "carry the time of this clock.",
        minutes=minutes,
    )
    return banner(words, Tone.UNSURE, identifier="clock-off")


def doubt_words(doubt: str, t: Texts) -> str:
    """Say why what the server confirmed may not be there now."""
    if doubt == "device_unknown":
        return t("the server does not know this tablet, so what it confirmed may be lost there")
    if doubt == "other_server":
        return t("another server answered, so what was confirmed may not be there")
    if doubt == "receipts":
        return t("a receipt is not the server's; sync again")
    return t("the server has not compared yet what it holds; sync again")


def hand_in_banner(counts: HandIn, t: Texts) -> ft.Control:
    """Say whether the tablet may be handed in, else what keeps it."""
    if counts.safe_to_hand_in:
        words = t("Safe to hand in this tablet: the server has every record and every photo.")
        return banner(words, Tone.PASS, identifier="safe-to-hand-in", icon=ft.Icons.VERIFIED_USER)
    open_things = (
        (counts.draft, t("{count} begun", count=counts.draft)),
        (counts.sealed, t("{count} records to be sent", count=counts.sealed)),
        (counts.set_aside, t("{count} records set aside", count=counts.set_aside)),
        (counts.photos_waiting, t("{count} photos to be sent", count=counts.photos_waiting)),
        (counts.photos_missed, t("{count} photos lost at the server", count=counts.photos_missed)),
    )
    if counts.doubt and not any(count for count, _ in open_things):
        return banner(
            t("Do not hand in this tablet yet: {what}.", what=doubt_words(counts.doubt, t)),
            Tone.DUE, identifier="keep-tablet",
        )  # fmt: skip
    what = t(", ").join(words for count, words in open_things if count)
    return banner(
        t("Do not hand in this tablet yet: {what}.", what=what or t("not all is confirmed")),
        Tone.DUE, identifier="keep-tablet",
    )  # fmt: skip
