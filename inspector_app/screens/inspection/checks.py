"""Checks: in order or not, each with two large answers."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work
from inspector_app.screens.parts.controls import (
    card,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, frame
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import answer_check
from inspector_app.services.views import CheckStep


def checks_step(work: Work) -> ft.Control:
    """Return every check with its answer."""
    t = work.app.t

    async def all_in_order() -> None:
        inspection = work.inspection
        for check in work.inspection.checks:
            if check.ok is None:
                inspection = await work.app.call(
                    answer_check, inspection.draft_id, check.id, ok=True
                )
        work.put(inspection)

    rows: list[ft.Control] = [check_row(work, check) for check in work.inspection.checks]
    open_checks = any(check.ok is None for check in work.inspection.checks)
    shortcut = secondary_button(
        "checks-all-ok", t("All in order"), work.app.doing(all_in_order) if open_checks else None,
        icon=ft.Icons.DONE_ALL,
    )  # fmt: skip
    on = primary_button("next", t("To the outcome"), work.app.doing(work.go_on))
    return frame(ft.Container(height=0), rows, bottom=foot(shortcut, on))


def check_row(work: Work, check: CheckStep) -> ft.Control:
    """Return one check."""
    label = work.app.t.label(check.label)
    return card(
        ft.Row(
            [
                ft.Container(text(label, theme.BODY + 1), expand=True),
                answer(work, check, ok=True),
                answer(work, check, ok=False),
            ],
            spacing=theme.GAP,
        )
    )


def answer(work: Work, check: CheckStep, *, ok: bool) -> ft.Control:
    """Return one of the two answers."""
    t = work.app.t
    tone = Tone.PASS if ok else Tone.FAIL
    words = t("In order") if ok else t("Not in order")
    look = TONES[tone]
    chosen = check.ok is ok

    async def say() -> None:
        value = None if chosen else ok
        draft = work.inspection.draft_id
        work.put(await work.app.call(answer_check, draft, check.id, ok=value))

    ink = look.on_fill if chosen else look.ink
    face = ft.Row(
        [ft.Icon(look.icon, color=ink, size=22), text(words, theme.BODY, ink, bold=chosen, lines=1)],
        alignment=ft.MainAxisAlignment.CENTER, spacing=6,
    )  # fmt: skip
    return tappable(
        f"check-{check.id}-{'ok' if ok else 'not-ok'}", f"{t.label(check.label)} {words}", face,
        work.app.doing(say), fill=look.ink if chosen else look.tint, border=look.ink,
        height=theme.TARGET, width=150, padding=6, selected=chosen,
    )  # fmt: skip
