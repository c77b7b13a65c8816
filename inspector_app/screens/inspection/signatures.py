"""Signatures: two officers with their certificates, then the record is sealed."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.dialogs import ask
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import done_steps
from inspector_app.screens.inspection.step_view import StepView
from inspector_app.screens.inspection.verdict import verdict_card
from inspector_app.screens.parts.controls import banner, primary_button, tappable, text
from inspector_app.screens.parts.frame import foot, waiting
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.finishing import seal_draft
from inspector_app.services.inspecting import choose_officers, list_officers
from inspector_app.services.views import Officer, Step

NEEDED = 2


def signatures_view(draft: OpenDraft) -> StepView:
    """Return the verdict that will be sealed, the officers, and the seal."""
    app = draft.app
    ready = len(draft.inspection.officers) == NEEDED
    is_open = Step.OUTCOME not in done_steps(draft.inspection)

    async def seal() -> None:
        draft.ask(None)
        draft.sealing = True
        draft.redraw()
        try:
            draft.sealed = await app.call(seal_draft, draft.id)
        finally:
            draft.sealing = False
            draft.redraw()

    async def seal_or_ask() -> None:
        if is_open:
            _ask_about_open(draft, seal)
        else:
            await seal()

    words = app.t("Seal the record") if ready else app.t("Choose two officers")
    if draft.sealing:
        words = app.t("Sealing")
    can_seal = ready and not draft.sealing
    button = primary_button(
        "seal-record",
        words,
        app.doing(seal_or_ask) if can_seal else None,
        icon=ft.Icons.LOCK_OUTLINE,
    )
    told: list[ft.Control] = [verdict_card(draft)]
    if is_open:
        told.append(banner(app.t("Something is still open: see the outcome."), Tone.UNSURE))
    told.append(text(app.t("Once sealed, nobody can change the record."), theme.BODY, theme.INK2))
    return StepView([*told, Officers(draft)], foot(button))


def _ask_about_open(draft: OpenDraft, seal: Callable[[], Awaitable[None]]) -> None:
    t = draft.app.t
    ask(
        draft,
        "seal-open",
        t("Seal it although something is still open?"),
        t("What is missing can then only be given in a new inspection."),
        no=t("Go on inspecting"),
        yes=t("Seal it"),
        on_yes=seal,
    )


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
    return [*chosen[: NEEDED - 1], officer_id]


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
