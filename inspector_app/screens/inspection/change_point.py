"""The change point, found step by step: add a small weight at a time until the display moves."""

from decimal import Decimal, InvalidOperation

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import card, named, primary_button, secondary_button, text
from inspector_app.screens.parts.keypad import NEXT
from inspector_app.services.views import ReadingField
from inspector_app.texts.figures import with_unit


def change_point_card(draft: OpenDraft, taking: Taking, field: ReadingField) -> ft.Control:
    """Return the guide for a reading that is found by adding weights of `field.step`."""
    t = draft.app.t
    step = with_unit(t.number(field.step), field.unit, t)

    async def add() -> None:
        await taking.write_number(more(draft.typing.text or field.text, field.step))

    async def moved() -> None:
        await taking.press(NEXT)

    told = t(
        "Find the change point: put on {step} at a time until the display moves to the next"
        " figure, then say so.",
        step=step,
    )
    keys = ft.Row(
        [
            secondary_button(
                "add-weight", t("Add {step}", step=step), draft.app.doing(add),
                icon=ft.Icons.ADD, expand=True,
            ),
            primary_button("display-moved", t("The display moved"), draft.app.doing(moved)),
        ],
        spacing=theme.GAP,
    )  # fmt: skip
    return named("change-point", card(text(told, theme.BODY), keys))


def more(typed: str, step: str) -> str:
    """Return the weight that lies on the pan after one more `step`."""
    try:
        lying = Decimal(typed or "0")
    except InvalidOperation:
        lying = Decimal(0)
    return f"{lying + Decimal(step):f}"
