"""Who signs, and who has: a row for each, with the way to the field and back."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import banner, heading, tappable, text
from inspector_app.screens.parts.frame import waiting
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.signing import load_signing
from inspector_app.services.views import Signer, Signing
from inspector_app.texts.signatures import refusal_sentence, role_word


@ft.component
def Signers(draft: OpenDraft) -> ft.Control:
    """Show who has signed what stands in the draft now; what was changed since is said."""
    app, t = use_app(), draft.app.t

    async def load() -> Signing:
        of = draft.inspection
        signing = await app.call(load_signing, draft.id)
        draft.note_signing(of, signing)
        return signing

    loaded, _ = use_loaded(load, [draft.inspection])
    if loaded.trouble:
        return banner(trouble_sentence(loaded.trouble, t), Tone.FAIL)
    signing = draft.signing
    if signing is None:
        return waiting(app)
    rows: list[ft.Control] = []
    if any(signer.dropped for signer in signing.signers):
        words = t("The record was changed after it was signed. Those signatures do not count.")
        rows.append(banner(words, Tone.UNSURE, identifier="signatures-dropped"))
    rows += [_signer_row(draft, signer) for signer in signing.signers]
    return ft.Column([heading(t("Signatures")), *rows], spacing=theme.GAP, tight=True)


def _signer_row(draft: OpenDraft, signer: Signer) -> ft.Control:
    t = draft.app.t

    def tap(_event: object) -> None:
        draft.signer = signer.key
        draft.redraw()

    role = role_word(signer.role.value, t)
    named = signer.name if signer.signature or signer.certificate else ""
    title = t("{role}: {name}", role=role, name=named) if named else role
    state, icon, ink = signer_state(draft, signer)
    words = ft.Column(
        [text(title, theme.SUBTITLE, bold=True), text(state, theme.BODY, theme.INK2)],
        spacing=2, tight=True, expand=True,
    )  # fmt: skip
    way = t("Sign anew") if signer.signature else t("Sign")
    face = ft.Row(
        [ft.Icon(icon, color=ink, size=30), words, text(way, theme.BODY + 1, theme.PRIMARY,
                                                        bold=True)],
        spacing=16,
    )  # fmt: skip
    return tappable(f"signer-{signer.key}", f"{title}, {state}, {way}", face,
                    tap, key=signer.key)  # fmt: skip


def signer_state(draft: OpenDraft, signer: Signer) -> tuple[str, ft.IconData, str]:
    """Say how far somebody is with signing, with a sign and its colour."""
    t, given = draft.app.t, signer.signature
    if given is None:
        words = t("Signed before the change") if signer.dropped else t("Has not signed")
        return words, ft.Icons.RADIO_BUTTON_UNCHECKED, theme.INK2
    if given.kind == "refused":
        words = refusal_sentence(given.reason, given.note, t)
        return words, ft.Icons.DO_NOT_DISTURB_ALT, theme.UNSURE
    at = t.clock(draft.app.local(given.at))
    if given.kind == "typed":
        words = t("Confirmed with the name at {time}", time=at)
    else:
        words = t("Signed at {time}", time=at)
    return words, ft.Icons.CHECK_CIRCLE, theme.PASS
