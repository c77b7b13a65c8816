"""Seals, one by one, scanned or tapped: intact, broken, missing, another number."""

from collections.abc import Sequence
from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.groups import group_card
from inspector_app.screens.inspection.open_draft import OpenDraft, Scanning
from inspector_app.screens.inspection.places import asked_before, asked_seal, is_told
from inspector_app.screens.inspection.seal_replacement import SealReplacement, replace_row
from inspector_app.screens.inspection.seal_scanner import SealScanner
from inspector_app.screens.inspection.seal_words import change_sentence
from inspector_app.screens.inspection.step_view import StepView, next_foot
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    named,
    pill,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import pane
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import seal_word
from inspector_app.services.inspecting import record_seal
from inspector_app.services.views import SealState, SealStep, Step
from inspector_app.texts.catalogue import Texts

ANSWERS = (
    (SealState.INTACT, "seal-intact", ft.Icons.CHECK_CIRCLE),
    (SealState.BROKEN, "seal-broken", ft.Icons.LINK_OFF),
    (SealState.MISSING, "seal-missing", ft.Icons.CANCEL),
    (SealState.OTHER_NUMBER, "seal-other", ft.Icons.PIN_OUTLINED),
)
ANSWER_HEIGHT = 96


def _all_seen(app: App, seals: Sequence[SealStep]) -> ft.Control:
    bad = sum(seal.state is not SealState.INTACT for seal in seals)
    if not bad:
        return banner(app.t("Every seal was looked at."), Tone.PASS, identifier="seals-done")
    words = app.t.plural(
        "Every seal was looked at; {n} is not in order.",
        "Every seal was looked at; {n} are not in order.",
        bad,
    )
    return banner(words, Tone.FAIL, identifier="seals-done")


def seals_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return the seal that is asked for and the overview of all."""
    app, seals = draft.app, draft.inspection.seals
    if draft.scanning is not None:
        return StepView([], whole=SealScanner(draft))
    asked = asked_seal(seals, draft.place)
    overview: list[ft.Control] = [
        _overview_row(draft, taking, seal, here=seal is asked) for seal in seals
    ]
    body: list[ft.Control] = []
    if not seals:
        body.append(banner(app.t("No seals are registered for this instrument."), Tone.PLAIN))
    elif asked is None:
        body.append(_all_seen(app, seals))
    elif asked.change is not None and not asked.change.done:
        form = SealReplacement(draft, asked)
        body.append(ft.Container(form, key=f"replace-{asked.position}"))
    else:
        body.append(_question(draft, taking, asked))

    async def go_on() -> None:
        await taking.go_to_step(Step.READINGS)

    first = [
        group_card(draft, replace(group, folded=False), needed_too=True)
        for group in draft.inspection.groups
        if group.before_readings
    ]
    if first:
        overview += [heading(app.t("Before anything is measured")), *first]
    done = all(map(is_told, seals)) and not asked_before(draft.inspection)
    bottom = next_foot(app.t("Next: readings"), app.doing(go_on), lead=done)
    if app.wide:
        return StepView(body, bottom, pane(overview))
    return StepView([*body, *overview], bottom)


def _question(draft: OpenDraft, taking: Taking, seal: SealStep) -> ft.Control:
    t = draft.app.t
    at = draft.inspection.seals.index(seal) + 1
    counted = t("Seal {n} of {total}", n=at, total=len(draft.inspection.seals))
    number = ft.Row(
        [
            text(t("Registered number"), theme.BODY, theme.INK2),
            text(seal.expected or t("none"), theme.HERO, bold=True),
        ],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    answers = [_answer(draft, taking, seal, answer) for answer in ANSWERS]
    parts: list[ft.Control] = [
        text(counted, theme.LABEL, theme.INK2),
        text(t.label(seal.label), theme.TITLE, bold=True),
        named("seal-expected", number),
        secondary_button(
            "seal-scan",
            t("Scan the seal"),
            lambda _: draft.scan(Scanning.SEAL),
            icon=ft.Icons.QR_CODE_SCANNER,
            expand=True,
        ),
        ft.Row(answers[:2], spacing=theme.GAP),
        ft.Row(answers[2:], spacing=theme.GAP),
    ]
    if draft.typing.text is not None:
        parts.append(ft.Container(SealNumber(draft, taking), key=f"number-{seal.position}"))
    else:
        parts.append(replace_row(draft, seal))
    return card(*parts)


def _answer(
    draft: OpenDraft, taking: Taking, seal: SealStep, answer: tuple[SealState, str, ft.IconData]
) -> ft.Control:
    state, identifier, icon = answer
    words = seal_word(state, draft.app.t)
    look = TONES[Tone.PASS if state is SealState.INTACT else Tone.FAIL]
    other = draft.typing.text is not None
    chosen = other if state is SealState.OTHER_NUMBER else seal.state is state and not other

    async def say() -> None:
        if state is SealState.OTHER_NUMBER:
            draft.place = replace(draft.place, field=seal.position)
            await taking.write(seal.found or "")
            draft.redraw()
        else:
            await draft.change(record_seal, seal.position, state)
            await draft.stand(replace(draft.place, field="", typed=""))

    ink = look.on_fill if chosen else look.ink
    face = ft.Row(
        [ft.Icon(icon, color=ink, size=32), text(words, theme.TITLE + 1, ink, bold=True)],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=12,
    )
    return tappable(
        identifier, words, face, draft.app.doing(say), fill=look.ink if chosen else look.tint,
        border=look.ink, height=ANSWER_HEIGHT, padding=8, expand=True, selected=chosen,
    )  # fmt: skip


@ft.component
def SealNumber(draft: OpenDraft, taking: Taking) -> ft.Control:
    """Let the number on the seal be typed; it is kept with every key."""
    t = draft.app.t
    ready, set_ready = ft.use_state(bool(draft.typing.text))

    async def write(number: str) -> None:
        set_ready(bool(number.strip()))
        await taking.write(number)

    async def take() -> None:
        if (draft.typing.text or "").strip():
            await taking.go_to(replace(draft.place, field="", typed=""))

    async def submit(_number: str) -> None:
        await draft.app.doing(take)(None)

    def build() -> ft.TextField:
        standing = draft.typing.text or ""
        field = entry_field(t("Number on the seal"), standing, write, submit, size=theme.HERO)
        field.capitalization = ft.TextCapitalization.CHARACTERS
        field.autocorrect = field.enable_suggestions = False
        return field

    field = ft.use_memo(build, [])

    async def focus() -> None:
        await field.focus()  # type: ignore[no-untyped-call]

    ft.use_effect(focus, [])
    on_take = draft.app.doing(take) if ready else None
    button = primary_button("seal-number-take", t("Take this number"), on_take, expand=False)
    entry = ft.Semantics(identifier="seal-number", container=True, content=field, expand=True)
    return ft.Row([entry, button], spacing=theme.GAP)


def _overview_row(draft: OpenDraft, taking: Taking, seal: SealStep, *, here: bool) -> ft.Control:
    t = draft.app.t
    label, told, tone = t.label(seal.label), _told(seal, t), _tone(seal)
    word = seal_word(seal.state, t) if seal.state else t("Open")

    async def ask_again() -> None:
        await taking.go_to(replace(draft.place, field=seal.position, typed=""))

    lines: list[ft.Control] = [
        text(label, theme.BODY + 1, bold=True, lines=1),
        text(told, theme.BODY, theme.INK2),
    ]
    if seal.change is not None:
        changed = change_sentence(seal.change, t) if seal.change.done else t("Replacement: open")
        told = f"{told} {changed}"
        lines.append(
            ft.Row(
                [ft.Icon(ft.Icons.SWAP_HORIZ, size=18, color=theme.INK2),
                 ft.Container(text(changed, theme.BODY, bold=True), expand=True)],
                spacing=6,
            )
        )  # fmt: skip
    words = ft.Column(
        lines,
        spacing=2,
        tight=True,
        expand=True,
    )
    return tappable(
        f"seal-{seal.position}", f"{label} {told} {word}", ft.Row([words, pill(word, tone)]),
        draft.app.doing(ask_again), border=theme.PRIMARY if here else theme.LINE,
        border_width=2 if here else 1, key=seal.position,
    )  # fmt: skip


def _told(seal: SealStep, t: Texts) -> str:
    if seal.state is SealState.OTHER_NUMBER and seal.found:
        return t("{found} instead of {expected}", found=seal.found, expected=seal.expected)
    return seal.expected or t("no number registered")


def _tone(seal: SealStep) -> Tone:
    if seal.state is None:
        return Tone.DUE
    return Tone.PASS if seal.state is SealState.INTACT else Tone.FAIL
