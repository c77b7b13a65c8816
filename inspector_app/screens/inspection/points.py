"""The test points of a rule, each with how it stands; a tap goes to its next open field."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import PointState, enter_point, point_state
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import OnTap, tappable, text
from inspector_app.screens.parts.frame import pane
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.views import TestPoint
from inspector_app.texts.catalogue import Texts

LOOKS = {
    PointState.OPEN: (Tone.PLAIN, ft.Icons.RADIO_BUTTON_UNCHECKED),
    PointState.BEGUN: (Tone.UNSURE, ft.Icons.TIMELAPSE),
    PointState.UNDECIDED: (Tone.UNSURE, ft.Icons.ERROR_OUTLINE),
    PointState.PASSED: (Tone.PASS, ft.Icons.CHECK_CIRCLE),
    PointState.FAILED: (Tone.FAIL, ft.Icons.CANCEL),
}
SCROLL_MS = 250


def to_point(draft: OpenDraft, taking: Taking, point: TestPoint) -> OnTap:
    """Return what goes to the first open field of a test point."""

    async def go() -> None:
        await taking.go_to(enter_point(point))

    return draft.app.doing(go)


def point_chooser(draft: OpenDraft, taking: Taking) -> ft.Control | None:
    """Return the test points with their states; None where there is only one."""
    if len(draft.inspection.points) == 1:
        return None
    return Points(draft, taking)


@ft.component
def Points(draft: OpenDraft, taking: Taking) -> ft.Control:
    """Show the test points, in one row where it is narrow, and keep the current one in sight."""
    kept: ft.MutableRef[ft.Row | ft.ListView] = ft.use_ref()

    async def show_current() -> None:
        if kept.current is not None:
            await kept.current.scroll_to(scroll_key=draft.place.point, duration=SCROLL_MS)

    ft.use_effect(show_current, [draft.place.point])
    chips = _chips(draft, taking)
    if draft.app.wide and theme.TARGET == theme.USUAL.TARGET:
        wrapped = pane([ft.Row(chips, wrap=True, spacing=theme.GAP, run_spacing=theme.GAP)])
        kept.current = wrapped
        return wrapped
    row = ft.Row(chips, spacing=theme.GAP, scroll=ft.ScrollMode.HIDDEN)
    kept.current = row
    if not draft.app.wide:
        return row
    # Beside the larger keys there is room for one row only.
    return ft.Container(row, padding=theme.MARGIN, alignment=ft.Alignment.TOP_CENTER, expand=True)


def _chips(draft: OpenDraft, taking: Taking) -> list[ft.Control]:
    return [
        ft.Container(_chip(draft, taking, point), key=ft.ScrollKey(point.key))  # type: ignore[call-arg]
        for point in draft.inspection.points
    ]


def _chip(draft: OpenDraft, taking: Taking, point: TestPoint) -> ft.Control:
    t, here = draft.app.t, point.key == draft.place.point
    state = point_state(point)
    tone, icon = LOOKS[state]
    label = t.label(point.label)
    words: list[ft.Control] = [
        ft.Icon(icon, color=TONES[tone].ink, size=20),
        text(label, theme.BODY, theme.PRIMARY if here else theme.INK, bold=here, lines=1),
    ]
    if point.optional:
        words.append(text(t("optional"), theme.LABEL, theme.INK2, lines=1))
    return tappable(
        f"point-{point.key}", f"{label}: {_state_words(state, t)}",
        ft.Row(words, spacing=8, tight=True), to_point(draft, taking, point),
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        border_width=2 if here else 1, radius=theme.TARGET / 2, height=theme.TARGET,
        padding=ft.Padding.symmetric(horizontal=16), selected=here,
    )  # fmt: skip


def _state_words(state: PointState, t: Texts) -> str:
    words = {
        PointState.OPEN: t("open"),
        PointState.BEGUN: t("begun"),
        PointState.UNDECIDED: t("Incomplete"),
        PointState.PASSED: t("Pass"),
        PointState.FAILED: t("Fail"),
    }
    return words[state]
