"""Measures to propose: those for what was found come first, each with its basis; a tap proposes."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    OnTap,
    card,
    heading,
    named,
    pill,
    tappable,
    text,
)
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.services.proposing import list_measures, propose
from inspector_app.services.views import MeasureChoice
from inspector_app.texts.catalogue import Texts

SHOWN_FIRST = 4


@ft.component
def Measures(draft: OpenDraft) -> ft.Control:
    """Show what fits best what was found; everything else that there is stands behind a key."""
    app, t = use_app(), draft.app.t
    every, set_every = ft.use_state(initial=False)
    outcome = draft.inspection.outcome
    loaded, show = use_loaded(lambda: app.call(list_measures, draft.id), [outcome])
    choices = loaded.value or ()
    first = [one.id for one in choices if one.fits][:SHOWN_FIRST]
    few = [one for one in choices if one.chosen or one.id in first]
    chosen = sum(one.chosen for one in choices)

    async def toggle(choice: MeasureChoice) -> None:
        await draft.change(propose, choice.id, chosen=not choice.chosen)
        show(await app.call(list_measures, draft.id))

    def rows(listed: list[MeasureChoice]) -> list[ft.Control]:
        return [
            measure_row(one, app, app.doing(lambda one=one: toggle(one)))  # type: ignore[misc]
            for one in listed
        ]

    state = pill(t("{count} proposed", count=chosen), Tone.DUE) if chosen else None
    told = t("These are proposals. Whoever is competent decides on them.")
    parts: list[ft.Control] = [
        heading(t("Measures proposed"), state),
        text(told, theme.LABEL, theme.INK2),
        *rows(list(choices) if every else few),
    ]
    others = len(choices) - len(few)
    if others:
        words = t("Show fewer") if every else t("Show {count} more", count=others)
        parts.append(more_key(words, lambda _: set_every(not every), is_open=every))
    return named("measures", card(*parts))


def measure_row(choice: MeasureChoice, app: App, on_tap: OnTap) -> ft.Control:
    """Return a measure with its basis and how far that was read; ticked when it is proposed."""
    t = app.t
    basis = f"{t.label(choice.basis)} · {tag_words(choice.tag, t)}"
    box = ft.Icons.CHECK_BOX if choice.chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    words: list[ft.Control] = [
        text(t.label(choice.text), theme.BODY, bold=choice.chosen),
        text(basis, theme.LABEL, theme.INK2),
    ]
    row = ft.Row(
        [
            ft.Icon(box, color=theme.PRIMARY if choice.chosen else theme.INK2, size=28),
            ft.Column(words, spacing=3, tight=True, expand=True),
        ],
        spacing=theme.GAP,
    )
    return tappable(
        f"measure-{choice.id}", "", row, on_tap,
        fill=theme.DUE_TINT if choice.chosen else theme.CARD,
        border=theme.PRIMARY if choice.chosen else theme.LINE,
        radius=theme.RADIUS_SMALL, padding=12, selected=choice.chosen, key=choice.id,
    )  # fmt: skip


def more_key(words: str, on_tap: OnTap, *, is_open: bool) -> ft.Control:
    """Return the key that shows the other measures, or hides them."""
    icon = ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE
    row = ft.Row([ft.Icon(icon, color=theme.PRIMARY, size=24),
                  text(words, theme.BODY, theme.PRIMARY, bold=True)])  # fmt: skip
    return tappable(
        "measures-more", "", row, on_tap, padding=ft.Padding.symmetric(horizontal=12),
        height=theme.TARGET, border=theme.CARD, expanded=is_open,
    )  # fmt: skip


def tag_words(tag: str, t: Texts) -> str:
    """Say how far the source of a legal basis was read."""
    if tag == "Q1":
        return t("text read")
    if tag == "Q2":
        return t("read on a page that quotes it")
    return t("common knowledge in the field")
