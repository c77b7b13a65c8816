"""Enrolment: the office's one-time code, scanned or typed, makes this tablet one of theirs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from inspector_app.devices.files import pick_picture
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    icon_button,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.fields import Put, TextLine
from inspector_app.screens.parts.finder import CodeFinder
from inspector_app.screens.parts.frame import foot, frame, screen, top_bar, two_panes
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.scan_words import scan_sentence
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.enrolling import enrol
from inspector_app.services.scanning import read_picture
from inspector_app.services.views import ScanKind, ScanResult
from inspector_app.tags.enrolment import NewerEnrolment, find_enrolment
from inspector_app.texts.catalogue import Texts

FINDER_HEIGHT = 420
FINDER_HEIGHT_WIDE = 330
AIM = 210
ADDRESS = route_to(Place.ENROL)
FIELDS = ("code", "server", "name")


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed or scanned so far; `scans` counts the codes that came from a picture."""

    code: str = ""
    server: str = ""
    name: str = ""
    scans: int = 0


@screen
def EnrolScreen() -> ft.Control:
    """Take the code and enrol; then sync for the first time."""
    app = use_app()
    form, set_form = ft.use_state(kept_form(app))
    newest: ft.MutableRef[Form] = ft.use_ref(form)
    told, tell = ft.use_state("")
    filming, set_filming = ft.use_state(False)
    busy, set_busy = ft.use_state(False)

    def put(change: Callable[[Form], Form]) -> None:
        newest.current = change(newest.current or form)
        for field in FIELDS:
            app.kept.put(f"{ADDRESS}#{field}", getattr(newest.current, field))
        set_form(newest.current)

    async def seen(result: ScanResult) -> bool:
        if result.kind is not ScanKind.ENROLMENT:
            tell(not_an_invitation(result, app.t))
            return False
        tell("")
        put(lambda form: fill(form, result))
        set_filming(False)
        return True

    async def from_file() -> None:
        data = await pick_picture(app.page)
        if data is not None:
            await seen(await app.call(read_picture, data))

    async def join() -> None:
        set_busy(True)
        try:
            now = newest.current or form
            await app.call(enrol, now.code, server=now.server.strip(), name=now.name.strip())
        finally:
            set_busy(False)
        app.kept.leave(ADDRESS)
        await app.refresh_info()
        app.go(Place.SYNC)

    first = [welcome(app, told), scan_card(app, filming, set_filming, from_file)]
    if filming:
        first.append(finder(app, seen))
    body, side = two_panes(app, first, [form_card(app, form, put)])
    words = app.t("Enrolling") if busy else app.t("Enrol this tablet")
    ready = app.doing(join) if form.code.strip() and not busy else None
    return frame(
        enrol_bar(app), body, side=side, bottom=foot(primary_button("enrol", words, ready))
    )


def kept_form(app: App) -> Form:
    """Return what was typed before, also after a kill, else what this tablet is."""
    code, server, name = (app.kept.find(f"{ADDRESS}#{field}") for field in FIELDS)
    return Form(code or "", server or app.info.server_url, name or app.info.name)


def fill(form: Form, result: ScanResult) -> Form:
    """Return the form with what a scanned invitation says."""
    try:
        invitation = find_enrolment(result.text)
    except NewerEnrolment:
        invitation = None
    if invitation is None:
        return replace(form, code=result.text, scans=form.scans + 1)
    return replace(form, code=invitation.code, server=invitation.url, scans=form.scans + 1)


def not_an_invitation(result: ScanResult, t: Texts) -> str:
    """Say what was read instead of an invitation."""
    if result.kind is ScanKind.NOTHING:
        return scan_sentence(result, t)
    return t("This is not a code that enrols a tablet. Ask the office for one.")


def enrol_bar(app: App) -> ft.Control:
    """Return the bar; the settings are at hand, for the language."""
    settings = icon_button(
        "settings", app.t("Settings"), ft.Icons.SETTINGS, lambda _: app.go(Place.SETTINGS)
    )
    return top_bar(app, app.t("Enrolment"), back=app.info.enrolled, actions=(settings,))


def welcome(app: App, told: str) -> ft.Control:
    """Say what this is about, or what the last picture showed."""
    t = app.t
    if told:
        return banner(told, Tone.UNSURE, identifier="enrol-answer")
    if app.info.enrolled:
        words = t(
            "This tablet is enrolled already as {name}. A new code of the same office enrols it "
            "again, and it keeps everything.",
            name=app.info.name,
        )
        return banner(words, Tone.PASS, identifier="enrol-answer")
    words = t(
        "This tablet belongs to no office yet. The office gives you a code that works once: "
        "scan it, or type it."
    )
    return banner(words, Tone.DUE, identifier="enrol-answer", icon=ft.Icons.TABLET_MAC)


def scan_card(
    app: App,
    filming: bool,
    set_filming: Callable[[bool], None],
    from_file: Callable[[], Awaitable[None]],
) -> ft.Control:
    """Return the ways to scan the office's code."""
    t = app.t
    words = t("Close the camera") if filming else t("Scan the code")
    scan = secondary_button(
        "scan-code", words, lambda _: set_filming(not filming), icon=ft.Icons.QR_CODE_SCANNER,
        expand=True,
    )  # fmt: skip
    file = secondary_button(
        "code-from-file", t("From a file"), app.doing(from_file), icon=ft.Icons.IMAGE, expand=True
    )
    return card(heading(t("Scan")), ft.Row([scan, file], spacing=theme.GAP))


def finder(app: App, seen: Callable[[ScanResult], Awaitable[bool]]) -> ft.Control:
    """Return the camera's picture."""
    return ft.Container(
        CodeFinder(seen, AIM),
        height=FINDER_HEIGHT_WIDE if app.wide else FINDER_HEIGHT,
        border_radius=theme.RADIUS,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )


def form_card(app: App, form: Form, put: Callable[[Callable[[Form], Form]], None]) -> ft.Control:
    """Return the fields: filled by the scan, or typed."""
    t = app.t

    async def code(words: str) -> None:
        put(lambda form: replace(form, code=words))

    async def server(words: str) -> None:
        put(lambda form: replace(form, server=words))

    async def name(words: str) -> None:
        put(lambda form: replace(form, name=words))

    def line(identifier: str, label: str, words: str, taker: Put) -> ft.Control:
        return ft.Row([TextLine(identifier, label, words, form.scans, taker)])

    return card(
        heading(t("What the code says") if form.scans else t("Or type it")),
        line("enrol-code", t("Code"), form.code, code),
        line("enrol-server", t("Server's address"), form.server, server),
        text(t("The address starts with https:// and stands beside the code."), theme.LABEL,
             theme.INK2),
        line("enrol-name", t("Name of this tablet"), form.name, name),
    )  # fmt: skip
