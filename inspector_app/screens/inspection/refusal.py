"""A trader who does not sign: why, in words where they are needed, and who saw it."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    choice,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, frame
from inspector_app.services.signing import TRADER, refuse
from inspector_app.services.views import REFUSALS, Signing
from inspector_app.texts.signatures import refusal_word

GoOn = Callable[[OpenDraft, Signing, str], None]


@ft.component
def Refusal(
    draft: OpenDraft, bar: ft.Control, name: str, back: Callable[[], None], go_on: GoOn
) -> ft.Control:
    """Ask for the reason; with a witness the field for their signature comes next."""
    app, t = draft.app, draft.app.t
    reason, set_reason = ft.use_state("")
    alone, set_alone = ft.use_state(False)
    note: ft.MutableRef[str] = ft.use_ref("")

    async def write(words: str) -> None:
        note.current = words

    async def keep() -> None:
        told = await app.call(
            refuse, draft.id, reason, note=note.current or "", name=name, no_witness=alone
        )
        go_on(draft, told, TRADER)

    field = ft.use_memo(lambda: entry_field(t("In words"), "", write, _no), [])
    reasons: list[ft.Control] = [
        choice(f"refusal-{one}", refusal_word(one, t), _taker(set_reason, one),
               chosen=one == reason)
        for one in REFUSALS
    ]  # fmt: skip
    witness: list[ft.Control] = [
        choice("witness-signs", t("A witness signs"), _taker(set_alone, False), chosen=not alone),
        choice("witness-none", t("No witness found"), _taker(set_alone, True), chosen=alone),
    ]
    needed = t("Say in words why there is no witness.") if alone else t("In the trader's words")
    body: list[ft.Control] = [
        text(t("Why does the trader not sign?"), theme.TITLE, bold=True),
        ft.Row(reasons[:2], spacing=theme.GAP),
        ft.Row(reasons[2:], spacing=theme.GAP),
        text(t("Who saw it?"), theme.TITLE, bold=True),
        ft.Row(witness, spacing=theme.GAP),
        text(needed, theme.BODY, theme.INK2),
        ft.Semantics(identifier="refusal-note", container=True, content=ft.Row([field])),
    ]
    bottom = foot(
        secondary_button("refusal-back", t("Back"), lambda _: back(), expand=True),
        primary_button("refusal-keep", t("Keep the refusal"), app.doing(keep)),
    )
    return frame(bar, body, bottom=bottom)


def _taker(put: Callable[[str], None] | Callable[[bool], None], value: str | bool
           ) -> Callable[[object], Awaitable[None]]:  # fmt: skip
    async def take(_event: object) -> None:
        put(value)  # type: ignore[arg-type]

    return take


async def _no(_words: str) -> None:
    """Enter leads nowhere here."""
