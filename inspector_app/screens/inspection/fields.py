"""The fields of one run: what is typed now, what was taken, what is offered."""

from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.answers import answer_words
from inspector_app.screens.inspection.open_draft import OpenDraft, Typing
from inspector_app.screens.inspection.standard import standard_chip
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import OnTap, banner, card, tappable, text
from inspector_app.screens.theme import Tone
from inspector_app.services.views import ReadingField, Run, TestPoint
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import unit_text

FIELD_HEIGHT = 88
COLUMNS = 2


def fields_card(draft: OpenDraft, taking: Taking, point: TestPoint, run: Run) -> ft.Control:
    """Return the card of a run: its name, the standard, its fields two in a row."""
    t = draft.app.t
    title = t("{point} · run {n}", point=t.label(point.label), n=run.index + 1)
    heading: list[ft.Control] = [
        ft.Container(text(title, theme.TITLE, bold=True, lines=2), expand=True)
    ]
    if draft.inspection.needs_standard or draft.inspection.standard:
        heading.append(standard_chip(draft))
    boxes = [_box(draft, taking, field, run) for field in run.fields]
    boxes += [ft.Container(expand=True) for _ in range(-len(boxes) % COLUMNS)]
    rows: list[ft.Control] = [
        ft.Row(boxes[at : at + COLUMNS], spacing=theme.GAP) for at in range(0, len(boxes), COLUMNS)
    ]
    parts = [ft.Row(heading, spacing=12, height=theme.TARGET), *rows]
    if draft.doubt is not None and not draft.doubt.can_insist:
        told = t("This is no number that can be taken here. What you typed is still there.")
        parts.append(banner(told, Tone.FAIL, identifier="field-fault"))
    return card(*parts)


def _box(draft: OpenDraft, taking: Taking, field: ReadingField, run: Run) -> ft.Control:
    t, here = draft.app.t, field.key == draft.place.field

    async def go() -> None:
        if not here:
            await taking.go_to(replace(draft.place, run=run.index, field=field.key, typed=""))

    if here:
        return ActiveField(t, field, draft.typing, draft.app.doing(go))
    return field_box(t, field, None, draft.app.doing(go), here=False)


@ft.component
def ActiveField(t: Texts, field: ReadingField, typing: Typing, on_tap: OnTap) -> ft.Control:
    """Show the field that is being typed in; it alone is drawn again at a key."""
    return field_box(t, field, typing.text, on_tap, here=True)


def field_box(
    t: Texts, field: ReadingField, typed: str | None, on_tap: OnTap, *, here: bool
) -> ft.Control:
    """Return one field: its name, its figure, its unit, and how far its figure can be trusted."""
    label, unit = field_name(field, t), unit_text(field.unit, t)
    shown = field.text if typed is None else typed
    answer = answer_words(field, shown, t)
    offered = "" if shown or typed is not None else field.hint
    ink = theme.PRIMARY if here else theme.INK
    size = theme.TITLE if field.kind == "choice" else theme.HERO
    figure: list[ft.Control] = [text(spell_typed(answer), size, ink, bold=True, lines=1)]
    if here:
        figure.append(ft.Container(width=3, height=34, bgcolor=theme.PRIMARY, border_radius=2))
    if offered:
        figure.append(text(spell_typed(offered), theme.HERO, theme.INK2, lines=1))
    figure.append(text(t.figure(unit), theme.BODY, theme.INK2, lines=1))
    name = ft.Row(
        [ft.Container(text(label, theme.LABEL, theme.INK2, lines=1), expand=True),
         *_sign(t, field, typed, offered, here=here)],
        spacing=6, height=22,
    )  # fmt: skip
    content = ft.Column(
        [name, ft.Row(figure, spacing=6, vertical_alignment=ft.CrossAxisAlignment.CENTER)],
        spacing=2,
    )
    return tappable(
        f"field-{field.key}", f"{label} {answer} {unit}".strip(), content, on_tap,
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        border_width=2 if here else 1, radius=theme.RADIUS_SMALL, height=FIELD_HEIGHT,
        padding=ft.Padding.symmetric(horizontal=16, vertical=8), expand=True, selected=here,
    )  # fmt: skip


def _sign(
    t: Texts, field: ReadingField, typed: str | None, offered: str, *, here: bool
) -> list[ft.Control]:
    if offered and here:
        return [text(t("Next takes it"), theme.LABEL, theme.PRIMARY, bold=True, lines=1)]
    if field.text and typed is None:
        return [ft.Icon(ft.Icons.CHECK, color=theme.PASS, size=20)]
    return []


def field_name(field: ReadingField, t: Texts) -> str:
    """Name a field, and say where it may stay empty."""
    label = t.label(field.label)
    return label if field.required else t("{field} (optional)", field=label)


def spell_typed(typed: str) -> str:
    """Spell what was typed as it was typed, with a true minus sign."""
    return typed.replace("-", "−")
