"""Checks: what the verdict needs comes first, everything else stands in folded groups below it."""

import flet as ft

from inspector_app.screens.inspection.check_rows import check_row, open_checks
from inspector_app.screens.inspection.groups import group_card
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import banner, heading, secondary_button
from inspector_app.screens.parts.frame import foot
from inspector_app.screens.theme import Tone
from inspector_app.services.inspecting import find_in_order
from inspector_app.services.views import CheckStep, Step


def checks_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return the checks with their answers, and "all in order" for what is seen and not answered.

    Who says so has answered every check that the verdict needs, and goes on to the outcome. What
    stands in a folded group was not looked at, so nothing is said of it.
    """
    app, inspection = draft.app, draft.inspection
    needed = [check for check in inspection.checks if not check.optional]
    rest = open_checks([*needed, *_unfolded(draft)])

    async def all_in_order() -> None:
        await draft.change(find_in_order, rest)
        await go_on()

    async def go_on() -> None:
        await taking.go_to_step(Step.OUTCOME)

    rows: list[ft.Control] = [check_row(draft, check) for check in needed]
    if not needed:
        rows.append(banner(app.t("This rule asks for no checks."), Tone.PLAIN))
    if inspection.groups:
        rows.append(heading(app.t("More to look at, where it is called for")))
        rows += [group_card(draft, group) for group in inspection.groups]
    shortcut = secondary_button(
        "checks-all-ok", app.t("All in order"), app.doing(all_in_order) if rest else None,
        icon=ft.Icons.DONE_ALL,
    )  # fmt: skip
    on = next_button(app.t("Next: outcome"), app.doing(go_on), lead=not open_checks(needed))
    return StepView(rows, foot(shortcut, on) if inspection.checks else foot(on))


def _unfolded(draft: OpenDraft) -> list[CheckStep]:
    """Return the optional checks that are on the screen: those of the groups that stand open."""
    shown = {
        check
        for group in draft.inspection.groups
        if group.id in draft.unfolded
        for check in group.checks
    }
    return [check for check in draft.inspection.checks if check.optional and check.id in shown]
