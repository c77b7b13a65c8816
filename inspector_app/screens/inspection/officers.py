"""The officers of the office, of whom two inspect: a tap chooses."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import banner, tappable, text
from inspector_app.screens.parts.frame import waiting
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.finishing import OFFICERS
from inspector_app.services.inspecting import choose_officers, list_officers
from inspector_app.services.views import Officer


@ft.component
def Officers(draft: OpenDraft) -> ft.Control:
    """Let two officers be chosen from those of the office."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(list_officers), [])
    if loaded.trouble:
        return banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)
    if loaded.value is None:
        return waiting(app)
    if not loaded.value:
        return banner(app.t("No officers are on this tablet. Sync first."), Tone.UNSURE)
    chosen = [officer.officer_id for officer in draft.inspection.officers]
    rows: list[ft.Control] = [_officer_row(draft, one, chosen) for one in loaded.value]
    return ft.Column(rows, spacing=theme.GAP, tight=True)


def pick(chosen: list[str], officer_id: str) -> list[str]:
    """Return the choice after a tap: chosen ones go, a third takes the place of the second."""
    if officer_id in chosen:
        return [one for one in chosen if one != officer_id]
    return [*chosen[: OFFICERS - 1], officer_id]


def _officer_row(draft: OpenDraft, officer: Officer, chosen: list[str]) -> ft.Control:
    t, here = draft.app.t, officer.officer_id in chosen

    async def choose() -> None:
        await draft.change(choose_officers, pick(chosen, officer.officer_id))

    certificate = t("Certificate {number}", number=officer.certificate or "—")
    icon = ft.Icons.CHECK_BOX if here else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    words = ft.Column(
        [text(officer.name, theme.TITLE, bold=True), text(certificate, theme.BODY, theme.INK2)],
        spacing=2,
        tight=True,
        expand=True,
    )
    face = ft.Row(
        [ft.Icon(icon, color=theme.PRIMARY if here else theme.INK2, size=34), words], spacing=16
    )
    return tappable(
        f"officer-{officer.officer_id}", f"{officer.name}, {certificate}", face,
        draft.app.doing(choose), fill=theme.DUE_TINT if here else theme.CARD,
        border=theme.PRIMARY if here else theme.LINE, border_width=2 if here else 1,
        selected=here, key=officer.officer_id,
    )  # fmt: skip
