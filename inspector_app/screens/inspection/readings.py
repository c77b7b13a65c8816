"""Readings: the test points, the fields of a run, the keypad in its place, what came out."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.answers import answers_of
from inspector_app.screens.inspection.change_point import change_point_card
from inspector_app.screens.inspection.fields import fields_card
from inspector_app.screens.inspection.keyboard import FocusRest
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import (
    asked_before,
    find_field,
    find_point,
    find_run,
    is_taken,
    next_open_point,
)
from inspector_app.screens.inspection.points import point_chooser, to_point
from inspector_app.screens.inspection.runs import result_card, runs_card
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import OnTap, banner, secondary_button
from inspector_app.screens.parts.frame import foot
from inspector_app.screens.parts.keypad import keypad
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import reminder_words
from inspector_app.services.views import Step, TestPoint


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
    field = find_field(inspection.points, draft.place)
    seeking = field and field.step and not (field.text and draft.typing.text is None)
    guide = [change_point_card(draft, taking, field)] if field and seeking else []
    body: list[ft.Control] = [
        *reminders(draft),
        *_first_look(draft, taking),
        fields_card(draft, taking, point, run),
        *guide,
        result_card(draft, point, run),
        runs_card(draft, taking, point),
    ]
    chooser = point_chooser(draft, taking)
    open_here = any(not is_taken(one) for one in point.runs)
    answers = answers_of(field, app.t) if field is not None else ()
    keys = keypad(app.t, taking.press, lead=open_here, answers=answers)
    strip = _strip(draft, taking, point, open_here=open_here)
    if not app.wide:
        bottom = ft.Column([strip, keys], spacing=0, tight=True)
        return StepView(body, bottom, top=chooser)
    top = chooser or ft.Container(expand=True)
    pad = ft.Container(ft.Column([top, strip, keys], spacing=0), bgcolor=theme.KEY_GROUND)
    return StepView(body, None, pad)


def reminders(draft: OpenDraft) -> list[ft.Control]:
    """Return what the rule wants known before the readings: what it does not cover, how to test."""
    words = reminder_words(draft.inspection.reminders, draft.app.t)
    return [banner(words, Tone.PLAIN, identifier="reminders")] if words else []


def _first_look(draft: OpenDraft, taking: Taking) -> list[ft.Control]:
    """Return the way back to what is asked before anything is measured, while it is open."""
    if not asked_before(draft.inspection):
        return []

    async def go() -> None:
        await taking.go_to_step(Step.SEALS)

    words = draft.app.t("Something is asked before anything is measured: look at it first")
    return [secondary_button("first-look", words, draft.app.doing(go), expand=True)]


def _to_checks(draft: OpenDraft, taking: Taking) -> OnTap:
    async def go() -> None:
        await taking.go_to_step(Step.CHECKS)

    return draft.app.doing(go)


def _strip(draft: OpenDraft, taking: Taking, point: TestPoint, *, open_here: bool) -> ft.Control:
    t = draft.app.t

    following = next_open_point(draft.inspection.points, point.key)
    if following is None or following.key == point.key:
        words, on = t("Next: checks"), _to_checks(draft, taking)
    else:
        words = t("Next: {point}", point=t.label(following.label))
        on = to_point(draft, taking, following)
    again = secondary_button(
        "add-run", t("One more run"), None if open_here else draft.app.doing(taking.add_run),
        icon=ft.Icons.REPLAY, expand=True,
    )  # fmt: skip
    strip = ft.Row([again, next_button(words, on, lead=not open_here)], spacing=theme.GAP)
    return ft.Container(
        ft.Stack([FocusRest(draft), strip]),
        bgcolor=theme.KEY_GROUND,
        padding=ft.Padding.only(left=theme.MARGIN, right=theme.MARGIN, top=theme.MARGIN),
    )
