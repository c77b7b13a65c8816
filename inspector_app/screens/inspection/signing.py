"""Signing, one after the other: the name, the field, and for the trader the way to refuse."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.pad import Drawing, Pad
from inspector_app.screens.inspection.refusal import Refusal
from inspector_app.screens.parts.controls import (
    banner,
    icon_button,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.parts.fields import LineLook, TextLine
from inspector_app.screens.parts.frame import foot, top_bar
from inspector_app.screens.parts.lines import grouped
from inspector_app.screens.theme import Tone
from inspector_app.services.finishing import OFFICERS
from inspector_app.services.signing import confirm_by_name, load_signing, sign, sign_as_before
from inspector_app.services.views import Role, Signer, Signing
from inspector_app.texts.signatures import role_word
from sync.protocol.strokes import FIELD

WIDEST, NARROWEST = 920, 320
WAYS = 372
"""The room for the buttons beside the field of a wide screen."""
BESIDE_WIDE, BESIDE = 340, 620
"""How much of the height bar, name, buttons and foot take."""

Doing = Callable[[], Awaitable[Signing]]


def signing_screen(draft: OpenDraft, signer: Signer) -> ft.Control:
    """Return the screen on which one person signs; a new one for each."""
    return ft.Container(SigningScreen(draft, signer), key=signer.key, expand=True)


def find_signer(draft: OpenDraft) -> Signer | None:
    """Return who signs on the screen now."""
    return draft.signing.by_key.get(draft.signer) if draft.signing else None


def go_on(draft: OpenDraft, signing: Signing, after: str) -> None:
    """Show the next one who has not signed, or the step again when nobody is left."""
    keys = [signer.key for signer in signing.signers]
    behind = keys[keys.index(after) + 1 :] if after in keys else []
    following = [one.key for one in signing.missing if one.key in behind]
    draft.signer = next(iter(following), "")
    draft.note_signing(draft.inspection, signing)


async def show_first_signer(draft: OpenDraft) -> None:
    """Show the field of the first who has not signed, where it is known who inspects.

    The verdict was seen before it, and stands above the seal once everybody has signed.
    """
    if len(draft.inspection.officers) == OFFICERS:
        of, signing = draft.inspection, await draft.app.call(load_signing, draft.id)
        draft.signer = next((signer.key for signer in signing.missing), "")
        draft.note_signing(of, signing)


@ft.component
def SigningScreen(draft: OpenDraft, signer: Signer) -> ft.Control:
    """Let one person sign, or say that they do not."""
    app, t = draft.app, draft.app.t
    drawing = ft.use_memo(Drawing, [])
    name: ft.MutableRef[str] = ft.use_ref(signer.name)
    refusing, set_refusing = ft.use_state(False)

    async def write_name(words: str) -> None:
        name.current = words

    def keep(service: Doing) -> Callable[[object], Awaitable[None]]:
        async def work() -> None:
            go_on(draft, await service(), signer.key)

        return app.doing(work)

    def by_hand() -> Awaitable[Signing]:
        return app.call(sign, draft.id, signer.key, drawing.strokes, name=name.current or "")

    def by_name() -> Awaitable[Signing]:
        return app.call(confirm_by_name, draft.id, signer.key, name=name.current or "")

    bar = signing_bar(draft, signer)
    if refusing:
        return Refusal(draft, bar, name.current or "", lambda: set_refusing(False), go_on)
    what = t("Field to sign in: {name}", name=signer.name or role_word(signer.role.value, t))
    width = pad_width(app.page.width or WIDEST, app.page.height or WIDEST, wide=app.wide)
    ways = [
        secondary_button("pad-clear", t("Clear"), lambda _: drawing.clear(), icon=ft.Icons.CLEAR),
        secondary_button("sign-typed", t("Confirm with my name"), keep(by_name),
                         icon=ft.Icons.KEYBOARD),
    ]  # fmt: skip
    if signer.again:
        before = keep(lambda: app.call(sign_as_before, draft.id, signer.key))
        ways.append(secondary_button("sign-again", t("Sign as before"), before,
                                     icon=ft.Icons.REPLAY))  # fmt: skip
    if signer.role is Role.TRADER:
        ways.append(secondary_button("refuse", t("Does not sign"), lambda _: set_refusing(True),
                                     icon=ft.Icons.DO_NOT_DISTURB_ALT))  # fmt: skip
    body: list[ft.Control] = [_who(draft, signer, name.current or "", write_name)]
    if signer.dropped:
        body.append(_dropped(draft))
    body.append(_laid(Pad(drawing, what, width), ways, wide=app.wide))
    column = ft.Column(body, spacing=theme.GAP)
    parts = [
        bar,
        ft.Container(column, padding=theme.MARGIN, expand=True),
        foot(primary_button("sign-keep", t("Keep the signature"), keep(by_hand),
                            icon=ft.Icons.DRAW_OUTLINED)),
    ]  # fmt: skip
    return ft.Column(parts, spacing=0, expand=True)


def pad_width(width: float, height: float, *, wide: bool) -> float:
    """Return how wide the field is: as large as there is room, for nothing scrolls here."""
    across = width - 2 * theme.MARGIN - WAYS if wide else width - 2 * theme.MARGIN
    down = height - (BESIDE_WIDE if wide else BESIDE)
    return max(min(across, down * FIELD[0] / FIELD[1], WIDEST), NARROWEST)


def _laid(pad: ft.Control, ways: list[ft.Semantics], *, wide: bool) -> ft.Control:
    """Put the ways beside the field, or under it where the screen is upright."""
    buttons: list[ft.Control] = list(ways)
    column = ft.Column(
        buttons, spacing=theme.GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        expand=wide or None,
    )  # fmt: skip
    if wide:
        return ft.Row([pad, column], spacing=theme.GAP,
                      vertical_alignment=ft.CrossAxisAlignment.START)  # fmt: skip
    return ft.Column([pad, column], spacing=theme.GAP,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def signing_bar(draft: OpenDraft, signer: Signer) -> ft.Control:
    """Return the bar: who signs, and that the arrow leads back to the step."""
    t = draft.app.t

    def leave(_event: object) -> None:
        draft.signer = ""
        draft.redraw()

    title = t("Signature: {who}", who=role_word(signer.role.value, t))
    line = draft.inspection.instrument
    subtitle = f"{draft.inspection.site.name} · {grouped(line.instrument_id)}"
    later = icon_button("sign-later", t("Later"), ft.Icons.CLOSE, leave)
    return top_bar(draft.app, title, subtitle, back=False, actions=(later,))


def _who(draft: OpenDraft, signer: Signer, name: str, put: Callable[[str], Awaitable[None]]
         ) -> ft.Control:  # fmt: skip
    t = draft.app.t
    if signer.role is Role.OFFICER:
        certificate = t("Certificate {number}", number=signer.certificate or "—")
        return ft.Column(
            [text(signer.name, theme.TITLE, bold=True), text(certificate, color=theme.INK2)],
            spacing=2, tight=True,
        )  # fmt: skip
    field = TextLine("signer-name", t("Name"), name, 0, put, None, LineLook(theme.SUBTITLE))
    return ft.Row([field])


def _dropped(draft: OpenDraft) -> ft.Control:
    words = draft.app.t("The record was changed after this signature. Sign again.")
    return banner(words, Tone.UNSURE, identifier="signature-dropped")
