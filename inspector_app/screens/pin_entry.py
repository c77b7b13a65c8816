"""A PIN being typed: the dots, the pad, what was wrong with the last one, and how long to wait."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.errors import InspectorError
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, text
from inspector_app.screens.parts.keypad import NEXT, key_of
from inspector_app.screens.parts.pin_pad import BACK, DONE, edit_pin, pin_dots, pin_pad
from inspector_app.screens.state import App, trouble_code
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.pin_hash import SHORTEST
from inspector_app.texts.catalogue import Texts

TICK_S = 1.0

Take = Callable[[str], Awaitable[None]]


@ft.component
def _PinEntry(app: App, prompt: str, take: Take, wait_s: int = 0) -> ft.Control:
    """Let a PIN be typed and hand it to `take`; what that raises is said here."""
    typed, set_typed = ft.use_state("")
    told, set_told = ft.use_state("")
    left, set_left = use_countdown(wait_s)
    busy, set_busy = ft.use_state(False)

    async def done() -> None:
        set_busy(True)
        try:
            await take(typed)
            set_told("")
        except Exception as fault:  # noqa: BLE001 - the border of a screen event
            set_told(refusal(fault, app.t))
            set_left(getattr(fault, "wait_s", 0))  # of a PinRefused
        finally:
            set_typed("")
            set_busy(False)

    async def press(key: str) -> None:
        app.touched()
        if busy or left:
            return
        if key != DONE:
            set_typed(edit_pin(typed, key))
        elif len(typed) >= SHORTEST:
            await done()

    async def physical(event: ft.KeyboardEvent) -> None:
        key = pad_key(event.key)
        if key:
            await press(key)

    use_own_keys(app, physical)
    return ft.Column(
        [
            text(prompt, theme.TITLE, bold=True),
            pin_dots(typed, app.t),
            *answers(told, left, app.t),
            pin_pad(app.t, press, typed=typed, enabled=not (busy or left)),
        ],
        spacing=theme.GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def use_countdown(first: int) -> tuple[int, Callable[[int], None]]:
    """Return the seconds that are left, less by one each second, and how to begin anew."""
    left, set_left = ft.use_state(first)

    async def tick() -> None:
        if left:
            await asyncio.sleep(TICK_S)
            set_left(left - 1)

    ft.use_effect(tick, [left])
    return left, set_left


PinEntry: Callable[..., ft.Control] = _PinEntry
"""Takes a `key`, too: another officer's PIN, or the next one, is another entry."""


def pad_key(physical: str) -> str:
    """Return the key of the pad that a key of a real keyboard stands for, '' for none."""
    key = key_of(physical) or ""
    return DONE if key == NEXT else key if key.isdigit() or key == BACK else ""


def answers(told: str, left: int, t: Texts) -> list[ft.Control]:
    """Return what is said of the last PIN: how long to wait, or why it was not taken."""
    if left:
        return [banner(wait_sentence(left, t), Tone.UNSURE, identifier="pin-wait")]
    return [banner(told, Tone.FAIL, identifier="pin-told")] if told else []


def use_own_keys(app: App, take: Callable[[ft.KeyboardEvent], Awaitable[None]]) -> None:
    """Let what is shown have every key of a real keyboard, and no scanner and no screen below."""
    latest: ft.MutableRef[Callable[[ft.KeyboardEvent], Awaitable[None]]] = ft.use_ref()
    latest.current = take

    async def taken(event: ft.KeyboardEvent) -> None:
        if latest.current:
            await latest.current(event)

    def begin() -> None:
        app.scanner.all_keys = taken

    def end() -> None:
        app.scanner.all_keys = None

    ft.use_effect(begin, [], end)


def refusal(fault: Exception, t: Texts) -> str:
    """Say why a PIN was not taken."""
    if isinstance(fault, InspectorError) and fault.code == "pin_wrong":
        return t("This PIN is wrong.")
    return trouble_sentence(trouble_code(fault), t)


def wait_sentence(seconds: int, t: Texts) -> str:
    """Say how long the next try must wait."""
    minutes, rest = divmod(seconds, 60)
    return t("Too many wrong PINs. Wait {time}.", time=f"{minutes}:{rest:02}")
