"""One check with its answers: in order, not in order, or does not apply, each with one tap."""

from collections.abc import Awaitable, Callable, Sequence

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import card, tappable, text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import answer_check
from inspector_app.services.noting import set_applicable
from inspector_app.services.views import CheckStep

ANSWER_WIDTH = 146
NARROW_WIDTH = 84


def check_row(draft: OpenDraft, check: CheckStep, *, framed: bool = True) -> ft.Control:
    """Return a check with its answers; in a group it has no frame of its own."""
    words = text(
        draft.app.t.label(check.label), theme.BODY + 1,
        theme.INK if check.applies else theme.INK2,
    )  # fmt: skip
    row = ft.Row(
        [
            ft.Container(words, expand=True),
            _answer(draft, check, ok=True),
            _answer(draft, check, ok=False),
            _not_applicable(draft, check),
        ],
        spacing=8,
    )
    if not framed:
        return ft.Container(row, key=check.id)
    surface = card(row, border=theme.FAIL if check.ok is False else theme.LINE)
    surface.padding = ft.Padding.symmetric(horizontal=16, vertical=10)
    surface.key = check.id
    return surface


def open_checks(checks: Sequence[CheckStep]) -> tuple[str, ...]:
    """Return the ids of the checks of which nothing was said."""
    return tuple(check.id for check in checks if not check.is_answered)


def _answer(draft: OpenDraft, check: CheckStep, *, ok: bool) -> ft.Control:
    t, look = draft.app.t, TONES[Tone.PASS if ok else Tone.FAIL]
    words = t("In order") if ok else t("Not in order")
    chosen = check.ok is ok

    async def say() -> None:
        await draft.change(answer_check, check.id, ok=None if chosen else ok)

    ink = look.on_fill if chosen else look.ink
    face: list[ft.Control] = [
        ft.Icon(look.icon, color=ink, size=22),
        text(words, theme.BODY, ink, bold=True, lines=1),
    ]
    name = f"check-{check.id}-{'ok' if ok else 'not-ok'}"
    fill = look.ink if chosen else theme.CARD
    return _key(draft, name, f"{t.label(check.label)}: {words}", face, say, fill=fill,
                width=ANSWER_WIDTH, chosen=chosen)  # fmt: skip


def _not_applicable(draft: OpenDraft, check: CheckStep) -> ft.Control:
    t, chosen = draft.app.t, not check.applies

    async def say() -> None:
        await draft.change(set_applicable, check.id, applies=chosen)

    ink = theme.CARD if chosen else theme.INK2
    face: list[ft.Control] = [text(t("N/A"), theme.BODY, ink, bold=True, lines=1)]
    said = t("{check}: does not apply", check=t.label(check.label))
    fill = theme.INK2 if chosen else theme.CARD
    return _key(draft, f"check-{check.id}-not-applicable", said, face, say, fill=fill,
                width=NARROW_WIDTH, chosen=chosen)  # fmt: skip


def _key(
    draft: OpenDraft,
    identifier: str,
    said: str,
    face: list[ft.Control],
    on_tap: Callable[[], Awaitable[None]],
    *,
    fill: str,
    width: float,
    chosen: bool,
) -> ft.Control:
    row = ft.Row(face, alignment=ft.MainAxisAlignment.CENTER, spacing=6)
    return tappable(
        identifier, said, row, draft.app.doing(on_tap), fill=fill,
        border=fill if chosen else theme.EDGE, height=theme.TARGET, width=width,
        padding=4, radius=theme.RADIUS_SMALL, selected=chosen,
    )  # fmt: skip
