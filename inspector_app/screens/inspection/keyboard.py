"""A physical keyboard types the readings: digits, decimal sign, Backspace, Enter, arrows, paste."""

import flet as ft

from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.keypad import NEXT, key_of
from inspector_app.screens.scanner import Scanner, Undo


def listen(scanner: Scanner, taking: Taking | None) -> None:
    """Let the keyboard type what `taking` takes, wherever the focus is; None ends that.

    Only a person's keys come here: what a hand scanner types goes to the screen as a scan. After
    Tab, Enter presses what has the focus; the next digit brings the focus back to the readings.
    """

    async def hear(event: ft.KeyboardEvent) -> Undo | None:
        if taking is None:
            return None
        draft, key = taking.draft, key_of(event.key)
        if draft.is_covered or (key == NEXT and draft.roaming):
            return None
        if event.key == "Tab" or key is not None:
            draft.roam(roaming=key is None)
        if event.ctrl and event.key.upper() == "V":
            await taking.paste(await ft.Clipboard().get() or "")
        elif key:
            return await taking.press(key)
        return None

    scanner.take_key = hear if taking else None


@ft.component
def FocusRest(draft: OpenDraft) -> ft.Control:
    """Hold the focus while readings are typed.

    Else Enter would mean "next" and also press what was tapped last: a field, the standard.
    """
    rest = ft.use_memo(ft.Ref[ft.KeyboardListener], [])
    free = not draft.is_covered and not draft.roaming

    async def hold() -> None:
        if free and rest.current is not None:
            await rest.current.focus()  # type: ignore[no-untyped-call]

    ft.use_effect(hold, [draft.place, free])
    return ft.KeyboardListener(ref=rest, autofocus=True, content=ft.Container(width=1, height=1))
