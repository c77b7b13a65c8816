"""One entry beside the readings: words, a number, a choice, yes or no, a time; kept as typed."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import choice, small_button, text
from inspector_app.services.noting import note, note_now
from inspector_app.services.views import EntryLine
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import unit_text

A_ROW = 3


@ft.component
def Entry(draft: OpenDraft, entry: EntryLine) -> ft.Control:
    """Show an entry, what the register has, and why it cannot stay as it is."""
    t = draft.app.t
    if entry.answers:
        parts: list[ft.Control] = [text(t.label(entry.label), theme.BODY, theme.INK2)]
        parts += _answers(draft, entry)
    else:
        parts = [ft.Row([use_field(draft, entry), *_now(draft, entry)], spacing=theme.GAP)]
    parts += _remarks(entry, t)
    column = ft.Column(parts, spacing=6, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Semantics(identifier=f"entry-{entry.id}", container=True, content=column)


def use_field(draft: OpenDraft, entry: EntryLine) -> ft.Control:
    """Build the field once; anew when something else than typing wrote into it."""

    async def write(words: str) -> None:
        await draft.app.doing(lambda: draft.write_entry(entry.id, words))(None)

    def build() -> ft.TextField:
        submit = None if entry.lines else _no
        field = entry_field(
            _label(entry, draft.app.t), entry.text, write, submit, size=theme.BODY + 1
        )
        field.expand = True
        if entry.kind == "number":
            field.keyboard_type = ft.KeyboardType.NUMBER
        return field

    return ft.use_memo(build, [draft.entries_turn, draft.app.t.language])


def _label(entry: EntryLine, t: Texts) -> str:
    name = t.label(entry.label)
    if entry.kind == "day":
        return t("{field} (year-month-day)", field=name)
    return f"{name} ({unit_text(entry.unit, t)})" if entry.unit else name


async def _no(_words: str) -> None:
    """Enter leads nowhere here."""


def _now(draft: OpenDraft, entry: EntryLine) -> list[ft.Control]:
    if entry.kind != "moment":
        return []

    async def now() -> None:
        await draft.fill_entries(note_now, entry.id)

    return [small_button(f"entry-{entry.id}-now", draft.app.t("Now"), draft.app.doing(now),
                         icon=ft.Icons.SCHEDULE)]  # fmt: skip


def _answers(draft: OpenDraft, entry: EntryLine) -> list[ft.Control]:
    keys = [
        choice(
            f"entry-{entry.id}-{value}", draft.app.t.label(label),
            _chooser(draft, entry, value), chosen=entry.text == value,
        )
        for value, label in entry.answers.items()
    ]  # fmt: skip
    return [
        ft.Row([*keys[at : at + A_ROW]], spacing=theme.GAP) for at in range(0, len(keys), A_ROW)
    ]


def _chooser(draft: OpenDraft, entry: EntryLine, value: str) -> Callable[[object], Awaitable[None]]:
    async def take() -> None:
        again = entry.text == value and not entry.default  # a second tap takes it back
        await draft.change(note, entry.id, "" if again else value)

    return draft.app.doing(take)


def _remarks(entry: EntryLine, t: Texts) -> list[ft.Control]:
    lines: list[ft.Control] = []
    if entry.fault:
        lines.append(_remark(fault_sentence(entry.fault, t), theme.FAIL, ft.Icons.ERROR_OUTLINE))
    if entry.differs:
        said = t("The register has {number}.", number=entry.registered)
        lines.append(_remark(said, theme.UNSURE, ft.Icons.COMPARE_ARROWS))
    elif entry.registered and not entry.text:
        said = t("Register: {number}", number=entry.registered)
        lines.append(text(said, theme.LABEL, theme.INK2))
    return lines


def _remark(words: str, ink: str, icon: ft.IconData) -> ft.Control:
    row: list[ft.Control] = [
        ft.Icon(icon, color=ink, size=18),
        ft.Container(text(words, theme.LABEL, ink, bold=True), expand=True),
    ]
    return ft.Row(row, spacing=6)


def fault_sentence(code: str, t: Texts) -> str:
    """Say why an entry cannot be sealed as it stands, and what to do."""
    sentences = {
        "not_a_number": lambda: t("This is no number. Correct it or clear it."),
        "below": lambda: t("This is too small to be true. Correct it or clear it."),
        "above": lambda: t("This is too large to be true. Correct it or clear it."),
        "no_moment": lambda: t("Give the time as 9:05, or as 2026-11-23 09:05."),
        "no_day": lambda: t("Give the day as 2026-11-23."),
        "too_long": lambda: t("This is too long. Shorten it."),
    }
    if code not in sentences:
        return t("This cannot be printed. Type it again.")
    return sentences[code]()
