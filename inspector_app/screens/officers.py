"""Officers on this tablet: who is signed in, who has a PIN, and setting one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

import flet as ft

from inspector_app.errors import WrongUse
from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    empty_state,
    named,
    pill,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import frame, screen, top_bar, two_panes, waiting
from inspector_app.screens.pin_entry import PinEntry
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.signing_in import Signer, list_signers, set_pin, sign_in, sign_out
from inspector_app.texts.catalogue import Texts


class Asked(Enum):
    """What is typed next."""

    OLD = "old"
    NEW = "new"
    AGAIN = "again"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Doing:
    """Whose PIN is being typed, and what was typed before it."""

    signer: Signer
    asked: Asked
    old: str = ""
    new: str = ""


NOTHING: Doing | None = None


@screen
def OfficersScreen() -> ft.Control:
    """Show the officers and what each may do here."""
    app = use_app()
    t = app.t
    turn, set_turn = ft.use_state(0)
    doing, set_doing = ft.use_state(NOTHING)
    loaded, _ = use_loaded(lambda: app.call(list_signers), [turn])

    async def renew() -> None:
        set_doing(None)
        await app.refresh_info()
        set_turn(turn + 1)

    bar = top_bar(app, t("Officers and PIN"))
    if loaded.trouble:
        return frame(bar, [banner(trouble_sentence(loaded.trouble, t), Tone.FAIL)])
    if loaded.value is None:
        return frame(bar, [waiting(app)])
    if not loaded.value:
        words = t("No officers are on this tablet. Sync first.")
        return frame(bar, [empty_state(words, ft.Icons.PERSON_OUTLINE)])
    rows: list[ft.Control] = [officer_card(one, app, set_doing, renew) for one in loaded.value]
    if doing is None:
        body, side = two_panes(app, rows, [about_pin(app)])
        return frame(bar, body, side=side)
    entry = entry_card(doing, app, set_doing, renew)
    if app.wide:
        body, side = two_panes(app, rows, [entry])
        return frame(bar, body, side=side)
    return frame(bar, [entry])


def about_pin(app: App) -> ft.Control:
    """Say what a PIN protects, and offer to lock."""
    t = app.t
    words = t(
        "A PIN locks the screens of this tablet. It does not encrypt: who has the device's files "
        "needs no PIN. A forgotten PIN is cleared by the office."
    )
    content: list[ft.Control] = [text(words, color=theme.INK2)]
    if app.info.guarded:
        lock = secondary_button(
            "lock-now", t("Lock now"), lambda _: app.lock_now(), icon=ft.Icons.LOCK_OUTLINE
        )
        content.append(ft.Row([lock]))
    return card(*content)


def officer_card(
    signer: Signer,
    app: App,
    put: Callable[[Doing | None], None],
    renew: Callable[[], Awaitable[None]],
) -> ft.Control:
    """Return one officer with what may be done."""
    t, officer = app.t, signer.officer
    name = officer.officer_id

    async def out() -> None:
        await app.call(sign_out, name)
        await renew()

    names: list[ft.Control] = [
        ft.Container(text(officer.name, theme.TITLE, bold=True, lines=1), expand=True)
    ]
    if signer.place:
        names.append(pill(place_word(signer.place, t), Tone.PASS))
    buttons: list[ft.Control] = []
    if not signer.has_pin:
        start = Doing(signer, Asked.NEW)
        buttons.append(secondary_button(f"set-pin-{name}", t("Set a PIN"), lambda _: put(start)))
    else:
        change = Doing(signer, Asked.OLD)
        enter = Doing(signer, Asked.SIGN_IN)
        if signer.place:
            button = secondary_button(f"sign-out-{name}", t("Sign out"), app.doing(out))
        else:
            button = secondary_button(f"sign-in-{name}", t("Sign in"), lambda _: put(enter))
        buttons += [
            button,
            secondary_button(f"change-pin-{name}", t("Change PIN"), lambda _: put(change)),
        ]
    certificate = t("Certificate {number}", number=officer.certificate or "—")
    return named(
        f"signer-{name}",
        card(
            ft.Row(names, spacing=theme.GAP),
            text(certificate, theme.BODY, theme.INK2),
            ft.Row(buttons, spacing=theme.GAP),
        ),
    )


def place_word(place: int, t: Texts) -> str:
    """Say as whom an officer is signed in."""
    return t("First officer") if place == 1 else t("Second officer")


def entry_card(
    doing: Doing,
    app: App,
    put: Callable[[Doing | None], None],
    renew: Callable[[], Awaitable[None]],
) -> ft.Control:
    """Return where the PIN is typed, one after another as they are needed."""
    officer_id = doing.signer.officer.officer_id

    async def take(pin: str) -> None:
        if doing.asked is Asked.OLD:
            put(Doing(doing.signer, Asked.NEW, old=pin))
        elif doing.asked is Asked.NEW:
            put(Doing(doing.signer, Asked.AGAIN, old=doing.old, new=pin))
        elif doing.asked is Asked.SIGN_IN:
            await app.call(sign_in, officer_id, pin)
            await renew()
        elif pin != doing.new:
            raise WrongUse("The two PINs differ.", code="pin_differs")
        else:
            await app.call(set_pin, officer_id, pin, old=doing.old)
            await renew()

    prompt = prompt_of(doing.asked, app.t)
    wait_s = doing.signer.wait_s if doing.asked in (Asked.OLD, Asked.SIGN_IN) else 0
    entry = PinEntry(app, prompt, take, wait_s, key=f"{officer_id}-{doing.asked.value}")
    give_up = secondary_button("pin-cancel", app.t("Cancel"), lambda _: put(None))
    column = ft.Column(
        [
            text(doing.signer.officer.name, theme.TITLE, bold=True),
            entry,
            ft.Row([give_up], tight=True),
        ],
        spacing=theme.GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(column, alignment=ft.Alignment.TOP_CENTER)


def prompt_of(asked: Asked, t: Texts) -> str:
    """Say which PIN is to be typed."""
    return {
        Asked.OLD: t("The PIN until now"),
        Asked.NEW: t("A new PIN, four digits or more"),
        Asked.AGAIN: t("The new PIN again"),
        Asked.SIGN_IN: t("PIN"),
    }[asked]
