"""The report of a sealed record: its pages as pictures, its language, saved or shared from here."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from inspector_app.devices.files import can_share, gives_files, hand_out, share_file
from inspector_app.report.voice import CHOICES
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    choice,
    icon_button,
    named,
    primary_button,
    secondary_button,
)
from inspector_app.screens.parts.frame import foot, frame, screen, top_bar, waiting
from inspector_app.screens.state import App, Handler, Loaded, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.reporting import (
    find_boxes,
    report_name,
    report_of,
    report_pages,
    save_beside,
)
from inspector_app.texts.catalogue import Texts

PDF = "application/pdf"

Work = Callable[[], Awaitable[None]]


@screen
def ReportScreen(record_id: str) -> ft.Control:
    """Show the report at an address of its own."""
    app = use_app()
    return Report(record_id, app.go_back)


@ft.component
def Report(record_id: str, close: Callable[[], None]) -> ft.Control:
    """Show the report; nothing of it needs a network."""
    app, t = use_app(), use_app().t
    language, set_language = ft.use_state(t.language if t.language in CHOICES else CHOICES[0])
    busy, once = use_turn(app)
    boxes, _ = use_loaded(lambda: app.call(find_boxes, record_id, language), [language])
    loaded, put = use_loaded(lambda: app.call(report_pages, record_id, language), [language])

    async def save() -> None:
        if not gives_files(app.page):
            path = await app.call(save_beside, record_id, language)
            app.tell(t("The report is in {path}.", path=path), Tone.PASS)
            return
        data = await app.call(report_of, record_id, language)
        await hand_out(app.page, data, report_name(record_id, language))

    async def share() -> None:
        data = await app.call(report_of, record_id, language)
        await share_file(app.page, data, report_name(record_id, language), PDF)

    def speak(chosen: str) -> None:
        if chosen != language:
            put(())  # the pages of the other language must not be taken for these
            set_language(chosen)

    body = [_languages(t, language, speak), *_boxes(t, boxes), *_pages(app, loaded)]
    leave = icon_button("report-close", t("Close"), ft.Icons.CLOSE, lambda _: close())
    bar = top_bar(app, t("Report"), record_id, back=False, actions=(leave,))
    return frame(bar, body, bottom=_ways(app, once(save), once(share), busy=busy))


def use_turn(app: App) -> tuple[bool, Callable[[Work], Handler]]:
    """Return whether something is under way, and what makes a handler that says so."""
    busy, set_busy = ft.use_state(False)

    def once(work: Work) -> Handler:
        async def turn() -> None:
            set_busy(True)
            try:
                await work()
            finally:
                set_busy(False)

        return app.doing(turn)

    return busy, once


def _languages(t: Texts, language: str, speak: Callable[[str], None]) -> ft.Control:
    words = {"zh": "中文", "en": "English", "both": t("Both languages")}
    rows: list[ft.Control] = [
        choice(f"report-{one}", word, partial(_tap, speak, one), chosen=one == language)
        for one, word in words.items()
    ]
    return ft.Row(rows, spacing=theme.GAP)


def _tap(speak: Callable[[str], None], language: str, _event: object) -> None:
    speak(language)


def _boxes(t: Texts, boxes: Loaded[str]) -> list[ft.Control]:
    if not boxes.value:
        return []
    told = t("The font lacks {characters}: a box is printed.", characters=boxes.value)
    return [banner(told, Tone.UNSURE, identifier="report-boxes")]


def _pages(app: App, loaded: Loaded[tuple[bytes, ...]]) -> list[ft.Control]:
    if loaded.trouble:
        return [banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)]
    return pages_shown(loaded.value, app.t) if loaded.value else [waiting(app)]


def _ways(app: App, save: Handler, share: Handler, *, busy: bool) -> ft.Control:
    t = app.t
    saving = primary_button(
        "report-save", t("Save"), None if busy else save,
        icon=ft.Icons.SAVE_ALT,
    )  # fmt: skip
    if not can_share(app.page):
        return foot(saving)
    sharing = secondary_button("report-share", t("Share"), None if busy else share,
                               icon=ft.Icons.SHARE, expand=True)  # fmt: skip
    return foot(sharing, saving)


def pages_shown(pages: tuple[bytes, ...], t: Texts) -> list[ft.Control]:
    """Return every page as a picture, as wide as there is room."""
    return [
        named(
            f"report-page-{number}",
            ft.Container(
                ft.Image(page, fit=ft.BoxFit.FIT_WIDTH),
                border=ft.Border.all(1, theme.LINE),
            ),
            t("Page {n} of {of}", n=number, of=len(pages)),
        )
        for number, page in enumerate(pages, 1)
    ]
