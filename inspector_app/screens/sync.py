"""Sync: what waits, what was sent, why something stays, and whether the tablet may be handed in."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.errors import InspectorError
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    named,
    number_of,
    pill,
    primary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame, top_bar, waiting
from inspector_app.screens.parts.lines import grouped
from inspector_app.screens.running import SyncState
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.views import HandIn, SealedLine, SyncPhase, SyncProgress
from inspector_app.texts.catalogue import Texts

SHOWN_RECORDS = 60

Overview = tuple[HandIn, tuple[SealedLine, ...]]


@ft.component
def SyncScreen() -> ft.Control:
    """Show the counts, run the sync, follow it."""
    app = use_app()
    state, set_state = ft.use_state(app.sync_run.state)

    async def overview() -> Overview:
        return await app.call(hand_in), await app.call(list_sealed, limit=SHOWN_RECORDS)

    loaded, put = use_loaded(overview, [])
    ft.use_effect(lambda: app.sync_run.subscribe(set_state), [])

    async def sync() -> None:
        try:
            await app.sync_run.run(app.tablet)
        except InspectorError as fault:
            app.tell(trouble_sentence(fault.code, app.t))
        put(await overview())
        await app.refresh_info()

    if loaded.value is None:
        trouble = trouble_sentence(loaded.trouble, app.t)
        body: list[ft.Control] = [banner(trouble, Tone.FAIL) if trouble else waiting(app)]
    else:
        body = sync_body(*loaded.value, state, app)
    return frame(
        top_bar(app, app.t("Sync"), app.info.server_url), body, bottom=sync_foot(app, state, sync)
    )


def sync_foot(app: App, state: SyncState, sync: Callable[[], Awaitable[None]]) -> ft.Control:
    """Return the one button: sync, or stop."""
    if state.running:
        words = app.t("Stopping") if state.stopping else app.t("Stop")
        stop = None if state.stopping else lambda _: app.sync_run.stop()
        return foot(primary_button("sync-stop", words, stop, icon=ft.Icons.STOP, tone=Tone.UNSURE))
    return foot(
        primary_button("sync-now", app.t("Sync now"), app.doing(sync), icon=ft.Icons.CLOUD_UPLOAD)
    )


def sync_body(
    counts: HandIn, records: tuple[SealedLine, ...], state: SyncState, app: App
) -> list[ft.Control]:
    """Return progress, verdict over the tablet, counts and records."""
    t = app.t
    body: list[ft.Control] = []
    if state.running and state.progress:
        body.append(progress_card(state.progress, t))
    elif state.report or state.trouble:
        problem = state.trouble or (state.report.problem if state.report else "")
        body.append(report_banner(problem, t))
    if counts.safe_to_hand_in and not state.running:
        words = t("Safe to hand in this tablet: the server has every record and every photo.")
        body.append(banner(words, Tone.PASS, identifier="safe-to-hand-in"))
    body.append(counts_card(counts, app))
    body += [record_row(record, app) for record in records]
    return body


def progress_card(progress: SyncProgress, t: Texts) -> ft.Control:
    """Return which part runs and how far it is."""
    words = {
        SyncPhase.CONNECTING: t("Connecting to the server"),
        SyncPhase.RECORDS: t("Sending records"),
        SyncPhase.PHOTOS: t("Sending photos"),
        SyncPhase.REFERENCE: t("Fetching work list and registry"),
        SyncPhase.DONE: t("Done"),
    }[progress.phase]
    share = progress.done / progress.total if progress.total else None
    count = f"{progress.done} / {progress.total}" if progress.total else str(progress.done)
    bar = ft.ProgressBar(
        value=share, color=theme.PRIMARY, bgcolor=theme.DUE_TINT, bar_height=12, border_radius=6
    )
    return named(
        "sync-progress",
        card(
            ft.Row(
                [
                    ft.Container(text(words, theme.SUBTITLE, bold=True), expand=True),
                    text(count, theme.SUBTITLE, theme.INK2),
                ]
            ),
            bar,
        ),
    )


def report_banner(problem: str, t: Texts) -> ft.Control:
    """Return how the last sync ended."""
    if problem:
        return banner(trouble_sentence(problem, t), Tone.UNSURE, identifier="sync-problem")
    return banner(t("Everything went through."), Tone.PASS, identifier="sync-done")


def counts_card(counts: HandIn, app: App) -> ft.Control:
    """Return how many records and photos stand where."""
    t = app.t
    numbers = ft.Row(
        [
            number_of(str(counts.draft), t("begun"), theme.UNSURE),
            number_of(str(counts.sealed), t("to be sent"), theme.DUE),
            number_of(str(counts.received), t("received"), theme.INK),
            number_of(str(counts.complete), t("complete"), theme.PASS),
            number_of(str(counts.set_aside), t("set aside"), theme.FAIL),
            number_of(str(counts.photos_waiting), t("photos waiting"), theme.DUE),
        ],
        alignment=ft.MainAxisAlignment.SPACE_AROUND,
        wrap=False,
    )
    last = t("Never synced")
    if counts.synced_at:
        at = app.local(counts.synced_at)
        last = t("Last sync {time}", time=f"{t.date(at.date())} {t.clock(at)}")
    return named("sync-counts", card(numbers, text(last, theme.LABEL, theme.INK2)))


def record_row(record: SealedLine, app: App) -> ft.Control:
    """Return one record and where it stands."""
    t = app.t
    word, tone = {
        "sealed": (t("Waiting to be sent"), Tone.DUE),
        "received": (t("Received, photos wait"), Tone.DUE),
        "complete": (t("Complete"), Tone.PASS),
    }.get(record.state, (t("Set aside"), Tone.FAIL))
    at = app.local(record.finished_at)
    lines: list[ft.Control] = [
        text(f"{record.seq} · {record.site_name}", theme.SUBTITLE, bold=True, lines=1),
        text(f"{grouped(record.instrument_id)} · {t.date(at.date())} {t.clock(at)}", theme.LABEL,
             theme.INK2, lines=1),
    ]  # fmt: skip
    if record.reason:
        lines.append(
            text(t("The office must look at this record: {reason}", reason=record.reason),
                 theme.LABEL, theme.FAIL)
        )  # fmt: skip
    row = ft.Row([ft.Column(lines, spacing=4, tight=True, expand=True), pill(word, tone)])
    return named(f"record-{record.record_id}", card(row))
