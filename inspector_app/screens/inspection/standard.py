"""The reference standard: which one is used, valid until when, and choosing another."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.dialogs import choose
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import pill, tappable, text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import choose_standard
from inspector_app.services.views import StandardChoice
from inspector_app.texts.catalogue import Texts


def standard_chip(draft: OpenDraft) -> ft.Control:
    """Return the standard in use and its validity; a tap offers the others."""
    t, standard = draft.app.t, draft.inspection.standard
    tone = Tone.DUE
    if standard is None:
        words, tone = t("Choose the standard"), Tone.UNSURE
    elif standard.usable:
        words = f"{t.figure(standard.description)} · {_validity(standard, t)}"
    else:
        words, tone = f"{t.figure(standard.description)} · {_why_not(standard, t)}", Tone.FAIL
    look = TONES[tone]
    icon = ft.Icons.VERIFIED_OUTLINED if tone is Tone.DUE else look.icon
    face = ft.Row(
        [ft.Icon(icon, color=look.ink, size=20),
         text(words, theme.LABEL + 1, look.ink, bold=True, lines=1)],
        spacing=6, tight=True,
    )  # fmt: skip
    return tappable(
        "standard", words, face, lambda _: offer_standards(draft), fill=look.tint,
        border=look.tint, radius=theme.TARGET / 2, height=theme.TARGET,
        padding=ft.Padding.symmetric(horizontal=16),
    )  # fmt: skip


def offer_standards(draft: OpenDraft) -> None:
    """Show the standards of this kind; those that cannot be used say why."""
    t = draft.app.t

    def rows() -> list[ft.Control]:
        if not draft.inspection.standards:
            return [text(t("No standard of this kind is on this tablet. Sync first."), theme.BODY)]
        return [_choice(draft, standard) for standard in draft.inspection.standards]

    choose(draft, t("Reference standard"), rows)


def _choice(draft: OpenDraft, standard: StandardChoice) -> ft.Control:
    t, used = draft.app.t, draft.inspection.standard
    here = used is not None and used.standard_id == standard.standard_id

    async def take() -> None:
        draft.open_sheet(None)
        await draft.change(choose_standard, standard.standard_id)

    state = _validity(standard, t) if standard.usable else _why_not(standard, t)
    certificate = t("Certificate {number}", number=standard.certificate_no or "—")
    words = ft.Column(
        [text(standard.description, theme.SUBTITLE, bold=True, lines=1),
         text(certificate, theme.BODY, theme.INK2, lines=1)],
        spacing=2, tight=True, expand=True,
    )  # fmt: skip
    face = ft.Row([words, pill(state, Tone.PASS if standard.usable else Tone.FAIL)], spacing=12)
    return tappable(
        f"standard-{standard.standard_id}", f"{standard.description}, {state}", face,
        draft.app.doing(take) if standard.usable else None,
        border=theme.PRIMARY if here else theme.LINE, border_width=2 if here else 1,
        selected=here, key=standard.standard_id,
    )  # fmt: skip


def _validity(standard: StandardChoice, t: Texts) -> str:
    if standard.valid_until is None:
        return t("no end of validity")
    return t("valid until {date}", date=t.date(standard.valid_until))


def _why_not(standard: StandardChoice, t: Texts) -> str:
    if standard.reason == "expired" and standard.valid_until:
        return t("expired on {date}", date=t.date(standard.valid_until))
    if standard.reason == "expired":
        return t("expired")
    if standard.reason == "unsuitable":
        return t("not exact enough for the limit here")
    return t("its certificate values do not fit")
