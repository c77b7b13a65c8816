"""Seals, one by one: intact, broken, missing, or another number than the register has."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work
from inspector_app.screens.parts.controls import (
    card,
    pill,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, frame
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import seal_word
from inspector_app.services.inspecting import record_seal
from inspector_app.services.views import SealState, SealStep

CHOICES = (
    (SealState.INTACT, "seal-intact", Tone.PASS, ft.Icons.CHECK_CIRCLE),
    (SealState.BROKEN, "seal-broken", Tone.FAIL, ft.Icons.CANCEL),
    (SealState.MISSING, "seal-missing", Tone.FAIL, ft.Icons.DO_NOT_DISTURB_ON),
    (SealState.OTHER_NUMBER, "seal-other", Tone.FAIL, ft.Icons.PIN),
)
TONE_OF = {state: tone for state, _, tone, _ in CHOICES}


@ft.component
def SealsStep(work: Work) -> ft.Control:
    """Ask for the first seal that nothing was said of; an earlier answer can be changed."""
    chosen, choose = ft.use_state("")
    typing, set_typing = ft.use_state(False)
    number, set_number = ft.use_state("")
    seals = work.inspection.seals
    open_seals = [seal for seal in seals if seal.state is None]
    wanted = next((seal for seal in seals if seal.position == chosen), None)
    current = wanted or (open_seals[0] if open_seals else None)

    async def say(state: SealState, found: str = "") -> None:
        if current is None:
            return
        app = work.app
        draft = work.inspection.draft_id
        work.put(await app.call(record_seal, draft, current.position, state, found))
        choose("")
        set_typing(False)
        set_number("")

    body: list[ft.Control] = []
    if current is not None:
        body.append(question(work, current, say, set_typing))
        if typing:
            body.append(number_entry(work, number, set_number, say))
    body += [overview_row(work, seal, choose) for seal in seals]
    if not seals:
        body.append(card(text(work.app.t("No seals are registered."), theme.SUBTITLE)))
    words = work.app.t("To the readings")
    bottom = foot(primary_button("next", words, work.app.doing(work.go_on)))
    return frame(ft.Container(height=0), body, bottom=bottom)


def question(work: Work, seal: SealStep, say: ft.Control, set_typing: ft.Control) -> ft.Control:
    """Return the seal asked for and the four answers."""
    t = work.app.t
    answers = [answer(work, choice, say, set_typing) for choice in CHOICES]
    return card(
        text(t.label(seal.label), theme.TITLE, bold=True),
        ft.Row(
            [text(t("Number on file"), theme.BODY, theme.INK2),
             text(seal.expected or "—", theme.HERO, bold=True)],
            spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        ft.Row(answers[:2], spacing=theme.GAP),
        ft.Row(answers[2:], spacing=theme.GAP),
    )  # fmt: skip


def answer(
    work: Work,
    choice: tuple[SealState, str, Tone, ft.IconData],
    say: ft.Control,
    set_typing: ft.Control,
) -> ft.Control:
    """Return one answer."""
    state, identifier, tone, icon = choice
    words = seal_word(state, work.app.t)
    look = TONES[tone]

    async def taken() -> None:
        if state is SealState.OTHER_NUMBER:
            set_typing(True)
        else:
            await say(state)

    face = ft.Row(
        [ft.Icon(icon, color=look.ink, size=30), text(words, theme.TITLE, look.ink, bold=True)],
        alignment=ft.MainAxisAlignment.CENTER, spacing=12,
    )  # fmt: skip
    return tappable(
        identifier, words, face, work.app.doing(taken), fill=look.tint, border=look.ink,
        height=theme.BUTTON, padding=8, expand=True,
    )  # fmt: skip


def number_entry(work: Work, number: str, put: ft.Control, say: ft.Control) -> ft.Control:
    """Return the field for the number that stands on the seal."""
    t = work.app.t

    async def take() -> None:
        if number.strip():
            await say(SealState.OTHER_NUMBER, number.strip())

    field = ft.TextField(
        label=t("Number on the seal"),
        value=number,
        on_change=lambda event: put(event.control.value or ""),
        on_submit=work.app.doing(take),
        autofocus=True,
        capitalization=ft.TextCapitalization.CHARACTERS,
        text_size=theme.BIG,
        border_radius=theme.RADIUS_SMALL,
        autocorrect=False,
        expand=True,
    )
    ready = work.app.doing(take) if number.strip() else None
    button = secondary_button("seal-number-take", t("Take"), ready)
    return card(
        ft.Row([ft.Semantics(identifier="seal-number", content=field, expand=True), button])
    )


def overview_row(work: Work, seal: SealStep, choose: ft.Control) -> ft.Control:
    """Return one seal and what was said of it; a tap asks again."""
    t = work.app.t
    if seal.state is None:
        state = pill(t("Open"), Tone.DUE)
        words = t("Open")
    else:
        words = seal_word(seal.state, t)
        state = pill(words, TONE_OF[seal.state])
    told = (
        f"{seal.expected} → {seal.found}" if seal.state is SealState.OTHER_NUMBER else seal.expected
    )
    label = t.label(seal.label)
    row = ft.Row(
        [
            ft.Column(
                [text(label, theme.BODY + 1, bold=True, lines=1), text(told, theme.BODY, theme.INK2)],
                spacing=2, tight=True, expand=True,
            ),
            state,
        ]
    )  # fmt: skip
    return tappable(f"seal-{seal.position}", f"{label} {told} {words}", row,
                    lambda _: choose(seal.position), key=seal.position)  # fmt: skip
