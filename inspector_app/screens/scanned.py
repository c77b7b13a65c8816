"""What happens with a scan, from whichever screen: the screen takes it, or its instrument opens."""

import asyncio
from contextlib import suppress

import flet as ft

from inspector_app.screens.routes import Place
from inspector_app.screens.scan_words import scan_sentence
from inspector_app.screens.scanner import TakeBack, TakeScan
from inspector_app.screens.state import App, use_app
from inspector_app.screens.while_shown import use_while_shown
from inspector_app.services.scanning import resolve_burst
from inspector_app.services.views import ScanKind, ScanResult

FOCUS_S = 0.5


def answer(result: ScanResult, app: App) -> str:
    """Open what was scanned; return a sentence where it cannot be opened."""
    if result.kind is ScanKind.INSTRUMENT and result.id:
        app.go(Place.INSTRUMENT, result.id)
        return ""
    return scan_sentence(result, app.t)


def use_scans(take: TakeScan) -> None:
    """Let this screen have what a hand scanner reads, as long as it is shown.

    `take` answers whether it took a scan; what it does not take opens as on every screen.
    """
    app = use_app()
    latest: ft.MutableRef[TakeScan] = ft.use_ref()
    latest.current = take

    async def taken(result: ScanResult) -> bool:
        return await latest.current(result) if latest.current else False

    use_while_shown(lambda: app.scanner.take_over(taken))


def use_hand_scanner(app: App) -> ft.Control:
    """Listen to the keys of the page; returns what holds the focus while a scanner types."""
    rest = ft.use_memo(ft.Ref[ft.KeyboardListener], [])
    page, scanner = app.page, app.scanner

    async def read(text: str, before: str, take_back: TakeBack) -> None:
        result, slipped = await app.call(resolve_burst, text, before)
        await take_back(slipped)
        sure = result.kind is not ScanKind.UNSURE
        if sure and scanner.take_scan is not None and await scanner.take_scan(result):
            return
        if sentence := answer(result, app):
            app.tell(sentence)

    async def let_go() -> None:
        if rest.current is not None:
            with suppress(RuntimeError, TimeoutError, ft.FletPageDisconnectedException):
                await asyncio.wait_for(
                    rest.current.focus(),  # type: ignore[no-untyped-call]
                    FOCUS_S,
                )

    async def read_safely(text: str, before: str, take_back: TakeBack) -> None:
        await app.doing(lambda: read(text, before, take_back))(None)

    def listen() -> None:
        page.on_keyboard_event = scanner.hear
        page.update()

    enrolled = app.info.enrolled  # before that, the code of the office is typed into its field
    scanner.read = read_safely if enrolled else None
    scanner.let_go = let_go if enrolled else None
    ft.use_effect(listen, [])
    return ft.KeyboardListener(ref=rest, content=ft.Container(width=1, height=1))
