"""Readings: the test points, the fields of a run, the keypad in its place, what came out."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.fields import fields_card
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import (
    PointState,
    enter_point,
    find_point,
    find_run,
    is_taken,
    next_open_point,
    next_place,
    point_state,
)
from inspector_app.screens.inspection.runs import result_card, runs_card
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import (
    OnTap,
    banner,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, pane
from inspector_app.screens.parts.keypad import keypad
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import add_run
from inspector_app.services.views import Step, TestPoint
from inspector_app.texts.catalogue import Texts

TONE_OF = {
    PointState.OPEN: Tone.PLAIN,
    PointState.BEGUN: Tone.UNSURE,
    PointState.UNDECIDED: Tone.UNSURE,
    PointState.PASSED: Tone.PASS,
    PointState.FAILED: Tone.FAIL,
}
ICON_OF = {
    PointState.OPEN: ft.Icons.RADIO_BUTTON_UNCHECKED,
    PointState.BEGUN: ft.Icons.TIMELAPSE,
    PointState.UNDECIDED: ft.Icons.ERROR_OUTLINE,
    PointState.PASSED: ft.Icons.CHECK_CIRCLE,
    PointState.FAILED: ft.Icons.CANCEL,
}


def readings_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return the readings of the point and run stood at, with the keypad."""
    app, inspection = draft.app, draft.inspection
    point = find_point(inspection.points, draft.place.point)
    run = find_run(point, draft.place.run) if point else None
    if point is None or run is None:
        return StepView(
            [banner(app.t("This rule asks for no readings."), Tone.PLAIN)],
            foot(next_button(app.t("Next: checks"), _to_checks(draft, taking), lead=True)),
        )
    body: list[ft.Control] = [
        fields_card(draft, taking, point, run),
        result_card(draft, point, run),
        runs_card(draft, taking, point),
    ]
    chooser = point_chooser(draft, taking)
    open_here = any(not is_taken(one) for one in point.runs)
    more = next_place(inspection.points, draft.place) is not None
    keys = keypad(app.t, taking.press, lead=open_here or (more and not is_taken(run)))
    strip = _strip(draft, taking, point, open_here=open_here)
    if not app.wide:
        bottom = ft.Column([strip, keys], spacing=0, tight=True)
        return StepView([chooser, *body] if chooser else body, bottom)
    top = chooser or ft.Container(expand=True)
    pad = ft.Container(ft.Column([top, strip, keys], spacing=0), bgcolor=theme.KEY_GROUND)
    return StepView(body, None, pad)


def _to_checks(draft: OpenDraft, taking: Taking) -> OnTap:
    async def go() -> None:
        await taking.go_to_step(Step.CHECKS)

    return draft.app.doing(go)


def _strip(draft: OpenDraft, taking: Taking, point: TestPoint, *, open_here: bool) -> ft.Control:
    t = draft.app.t

    async def one_more() -> None:
        if not await taking.commit():
            return
        await draft.change(add_run, point.key)
        grown = find_point(draft.inspection.points, point.key) or point
        await draft.stand(enter_point(grown))

    following = next_open_point(draft.inspection.points, point.key)
    if following is None or following.key == point.key:
        words, on = t("Next: checks"), _to_checks(draft, taking)
    else:
        words = t("Next: {point}", point=t.label(following.label))
        on = _to_point(draft, taking, following)
    again = secondary_button(
        "add-run", t("One more run"), None if open_here else draft.app.doing(one_more),
        icon=ft.Icons.REPLAY, expand=True,
    )  # fmt: skip
    strip = ft.Row([again, next_button(words, on, lead=not open_here)], spacing=theme.GAP)
    return ft.Container(
        strip,
        bgcolor=theme.KEY_GROUND,
        padding=ft.Padding.only(left=theme.MARGIN, right=theme.MARGIN, top=theme.MARGIN),
    )


def _to_point(draft: OpenDraft, taking: Taking, point: TestPoint) -> OnTap:
    async def go() -> None:
        await taking.go_to(enter_point(point))

    return draft.app.doing(go)


def point_chooser(draft: OpenDraft, taking: Taking) -> ft.Control | None:
    """Return the test points with their states; None where there is only one."""
    points = draft.inspection.points
    if len(points) < 2:
        return None
    chips: list[ft.Control] = [_chip(draft, taking, point) for point in points]
    if draft.app.wide:
        return pane([ft.Row(chips, wrap=True, spacing=theme.GAP, run_spacing=theme.GAP)])
    return ft.Row(chips, spacing=theme.GAP, scroll=ft.ScrollMode.HIDDEN)


def _chip(draft: OpenDraft, taking: Taking, point: TestPoint) -> ft.Control:
    t, here = draft.app.t, point.key == draft.place.point
    state = point_state(point)
    look, label = TONES[TONE_OF[state]], t.label(point.label)
    words: list[ft.Control] = [
        ft.Icon(ICON_OF[state], color=look.ink, size=20),
        text(label, theme.BODY, theme.PRIMARY if here else theme.INK, bold=here, lines=1),
    ]
    if point.optional:
        words.append(text(t("optional"), theme.LABEL, theme.INK2, lines=1))
    return tappable(
        f"point-{point.key}", f"{label}: {_state_words(state, t)}",
        ft.Row(words, spacing=8, tight=True), _to_point(draft, taking, point),
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        border_width=2 if here else 1, radius=28, height=theme.TARGET, selected=here,
        padding=ft.Padding.symmetric(horizontal=16), key=point.key,
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
