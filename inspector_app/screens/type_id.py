"""Typing an id: its check character is verified as it is typed, near misses are offered."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, primary_button, tappable, text
from inspector_app.screens.parts.frame import foot, frame, top_bar
from inspector_app.screens.parts.lines import grouped
from inspector_app.screens.routes import Place
from inspector_app.screens.scan import scan_sentence
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.services.scanning import resolve_text
from inspector_app.services.views import ScanKind, ScanResult

WHOLE_ID = 10


@ft.component
def TypeIdScreen() -> ft.Control:
    """Take an id from the keyboard and open its instrument."""
    app = use_app()
    typed, set_typed = ft.use_state("")
    nothing: ScanResult | None = None
    result, set_result = ft.use_state(nothing)

    async def look(words: str) -> ScanResult | None:
        found = await app.call(resolve_text, words) if words.strip() else None
        set_result(found)
        return found

    async def typing(event: ft.Event[ft.TextField]) -> None:
        words = event.control.value or ""
        set_typed(words)
        whole = sum(character.isalnum() for character in words) >= WHOLE_ID
        if whole:
            await look(words)
        else:
            set_result(None)

    async def open_it() -> None:
        found = await look(typed)
        if found and found.kind is ScanKind.INSTRUMENT and found.id:
            app.go(Place.INSTRUMENT, found.id)

    field = ft.TextField(
        label=app.t("Id on the label"),
        value=typed,
        on_change=typing,
        on_submit=app.doing(open_it),
        autofocus=True,
        capitalization=ft.TextCapitalization.CHARACTERS,
        text_size=theme.HERO,
        border_radius=theme.RADIUS_SMALL,
        hint_text="7K3Q-Z9XW-4T",
        autocorrect=False,
        enable_suggestions=False,
    )
    body: list[ft.Control] = [
        text(app.t("Ten characters, with or without hyphens. 0 and O, 1 and I are the same."),
             theme.BODY, theme.INK2),
        ft.Semantics(identifier="id-field", content=field),
    ]  # fmt: skip
    body += answer_controls(result, app)
    ready = isinstance(result, ScanResult) and result.kind is ScanKind.INSTRUMENT
    go = primary_button(
        "open", app.t("Open it"), app.doing(open_it) if typed.strip() else None,
        icon=ft.Icons.CHECK if ready else None,
    )  # fmt: skip
    return frame(top_bar(app, app.t("Type id")), body, bottom=foot(go))


def answer_controls(result: ScanResult | None, app: App) -> list[ft.Control]:
    """Return what is known of the typed text so far."""
    if result is None:
        return []
    if result.kind is ScanKind.INSTRUMENT:
        return [banner(app.t("This id is in the registry."), Tone.PASS, identifier="scan-answer")]
    told = banner(scan_sentence(result, app.t), Tone.UNSURE, identifier="scan-answer")
    near: list[ft.Control] = [
        tappable(
            f"suggestion-{one}",
            grouped(one),
            text(grouped(one), theme.BIG, theme.PRIMARY, bold=True),
            lambda _, one=one: app.go(Place.INSTRUMENT, one),
        )
        for one in result.suggestions
    ]
    if near:
        near.insert(0, text(app.t("Near it in the registry:"), theme.BODY, theme.INK2))
    return [told, *near]
