"""Signatures: two officers are chosen, officers and trader sign, then the record is sealed."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.dialogs import ask
from inspector_app.screens.inspection.officers import Officers
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import done_steps
from inspector_app.screens.inspection.signers import Signers
from inspector_app.screens.inspection.step_view import StepView
from inspector_app.screens.inspection.verdict import verdict_card
from inspector_app.screens.parts.controls import (
    banner,
    heading,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import foot, pane
from inspector_app.screens.theme import Tone
from inspector_app.services.finishing import OFFICERS, seal_draft
from inspector_app.services.signing import load_signing
from inspector_app.services.views import Role, Signing, Step
from inspector_app.texts.catalogue import Texts


def signatures_view(draft: OpenDraft) -> StepView:
    """Return the verdict that will be sealed, the officers, who signs, and the seal."""
    t = draft.app.t
    ready = len(draft.inspection.officers) == OFFICERS
    told: list[ft.Control] = [verdict_card(draft)]
    if _is_open(draft):
        told.append(banner(t("Something is still open: see the outcome."), Tone.UNSURE))
    told.append(text(t("Once sealed, nobody can change the record."), theme.BODY, theme.INK2))
    ways = foot(*_ways_on(draft, ready=ready))
    if not ready:
        return StepView([*told, Officers(draft)], ways)
    if draft.app.wide:
        return StepView([*told, Officers(draft)], ways, side=pane([Signers(draft)]))
    return StepView([*told, Signers(draft), heading(t("Officers")), Officers(draft)], ways)


def _ways_on(draft: OpenDraft, *, ready: bool) -> list[ft.Control]:
    """Return the seal, and while somebody has not signed, the way to their field before it."""
    app, t = draft.app, draft.app.t
    words = t("Seal the record") if ready else t("Choose two officers")
    if draft.sealing:
        words = t("Sealing")
    tap = app.doing(lambda: _seal_or_ask(draft)) if ready and not draft.sealing else None
    missing = draft.signing.missing if ready and draft.signing else ()
    if not missing or draft.sealing:
        return [primary_button("seal-record", words, tap, icon=ft.Icons.LOCK_OUTLINE)]

    def begin(_event: object) -> None:
        draft.signer = missing[0].key
        draft.redraw()

    return [
        secondary_button("seal-record", words, tap, icon=ft.Icons.LOCK_OUTLINE, expand=True),
        primary_button("sign-next", t("Sign"), begin, icon=ft.Icons.DRAW_OUTLINED),
    ]


def _is_open(draft: OpenDraft) -> bool:
    return Step.OUTCOME not in done_steps(draft.inspection)


async def _seal_or_ask(draft: OpenDraft) -> None:
    """Seal; what is open, and who has not signed, is asked about once, in one question."""
    t = draft.app.t

    async def seal() -> None:
        draft.ask(None)
        draft.sealing = True
        draft.redraw()
        try:
            draft.sealed = await draft.app.call(seal_draft, draft.id)
        finally:
            draft.sealing = False
            draft.redraw()

    signing = await draft.app.call(load_signing, draft.id)
    unsigned = unsigned_sentence(signing, t)
    if _is_open(draft):
        missing = t("What is missing can then only be given in a new inspection.")
        why = " ".join(filter(None, (missing, unsigned)))
        _ask(draft, "seal-open", t("Seal it although something is still open?"), why, seal)
    elif unsigned:
        _ask(draft, "seal-unsigned", t("Seal it without these signatures?"), unsigned, seal)
    else:
        await seal()


def unsigned_sentence(signing: Signing, t: Texts) -> str:
    """Say who has not signed; '' when everybody has, or refused."""
    sentences = {
        Role.OFFICER: lambda: t("Not every officer has signed."),
        Role.TRADER: lambda: t("The trader has neither signed nor refused."),
        Role.WITNESS: lambda: t("No witness has signed that the trader refused."),
    }
    roles = dict.fromkeys(signer.role for signer in signing.missing)
    return " ".join(sentences[role]() for role in roles)


def _ask(
    draft: OpenDraft, name: str, question: str, why: str, seal: Callable[[], Awaitable[None]]
) -> None:
    t = draft.app.t
    ask(draft, name, question, why, no=t("Go on inspecting"), yes=t("Seal it"), on_yes=seal)
