"""A group of entries and checks: folded to a line that says how far it is, or open with all."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.check_rows import check_row, open_checks
from inspector_app.screens.inspection.entries import Entry
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    card,
    pill,
    small_button,
    tappable,
    text,
)
from inspector_app.screens.theme import Tone
from inspector_app.services.inspecting import find_in_order
from inspector_app.services.noting import note_as_registered
from inspector_app.services.views import CheckStep, EntryLine, GroupView

SHORT = frozenset({"text", "number", "day"})
"""Kinds of entries of which two stand beside each other."""


def group_card(draft: OpenDraft, group: GroupView, *, needed_too: bool = False) -> ft.Control:
    """Return a group; a tap on its name opens or folds it.

    Checks that the verdict needs stand above every group; with `needed_too` they stand here.
    """
    is_open = group.id in draft.unfolded or not group.folded
    checks = [
        check
        for check in draft.inspection.checks
        if check.id in group.checks and (check.optional or needed_too)
    ]
    parts: list[ft.Control] = [_head(draft, group, checks, is_open=is_open)]
    if is_open:
        parts += [check_row(draft, check, framed=False) for check in checks]
        parts += entry_rows(draft, group)
        parts += _shortcuts(draft, group, checks)
    surface = card(*parts)
    surface.key = f"group-{group.id}"
    if group.folded and not is_open:
        surface.padding = ft.Padding.symmetric(horizontal=16, vertical=4)
    return surface


def entry_rows(draft: OpenDraft, group: GroupView) -> list[ft.Control]:
    """Return the entries of a group, short ones two in a row."""
    rows: list[ft.Control] = []
    pair: list[EntryLine] = []
    for entry in group.entries:
        short = entry.kind in SHORT and not entry.lines
        pair += [entry] if short else []
        if pair and (len(pair) == 2 or not short or entry is group.entries[-1]):
            rows.append(_row(draft, pair))
            pair = []
        if not short:
            rows.append(_row(draft, [entry]))
    return rows


def _row(draft: OpenDraft, entries: list[EntryLine]) -> ft.Control:
    cells: list[ft.Control] = [
        ft.Container(Entry(draft, entry), expand=True, key=f"entry-{entry.id}") for entry in entries
    ]
    return ft.Row(
        cells, spacing=theme.GAP, vertical_alignment=ft.CrossAxisAlignment.START,
        key=f"row-{entries[0].id}",
    )  # fmt: skip


def _head(
    draft: OpenDraft, group: GroupView, checks: list[CheckStep], *, is_open: bool
) -> ft.Control:
    t = draft.app.t
    name = text(t.label(group.label), theme.SUBTITLE, bold=True)
    row: list[ft.Control] = [ft.Container(name, expand=True), *_state(draft, group, checks)]
    if not group.folded:
        return ft.Row(row)
    icon = ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE
    row.append(ft.Icon(icon, color=theme.PRIMARY, size=28))

    async def fold() -> None:
        await draft.fold(group.id)

    return tappable(
        f"group-{group.id}", "", ft.Row(row), draft.app.doing(fold), border=theme.CARD,
        padding=0, height=theme.TARGET, expanded=is_open,
    )  # fmt: skip


def _state(draft: OpenDraft, group: GroupView, checks: list[CheckStep]) -> list[ft.Control]:
    """Say how much of a group was noted, and what a person should look at in it."""
    t = draft.app.t
    told = [entry.text for entry in group.entries if entry.text]
    done = len(told) + sum(check.is_answered for check in checks)
    of = len(group.entries) + len(checks)
    if any(entry.fault for entry in group.entries):
        return [pill(t("To be corrected"), Tone.FAIL)]
    if any(check.ok is False for check in checks):
        return [pill(t("Not in order"), Tone.FAIL)]
    if any(entry.differs for entry in group.entries):
        return [pill(t("Differs from the register"), Tone.UNSURE)]
    if not done or not group.folded:
        return []
    return [pill(t("{done} of {of}", done=done, of=of), Tone.PASS if done == of else Tone.DUE)]


def _shortcuts(draft: OpenDraft, group: GroupView, checks: list[CheckStep]) -> list[ft.Control]:
    """Offer one tap for all that is open: in order, or as the register has it."""
    t, doing = draft.app.t, draft.app.doing
    rest = open_checks(checks)
    known = [entry for entry in group.entries if entry.registered and not entry.text]

    async def all_in_order() -> None:
        await draft.change(find_in_order, rest)

    async def as_registered() -> None:
        await draft.fill_entries(note_as_registered, group.id)

    keys: list[ft.Control] = []
    if rest:
        keys.append(small_button(f"group-{group.id}-all-ok", t("All in order"),
                                     doing(all_in_order), icon=ft.Icons.DONE_ALL))  # fmt: skip
    if known:
        keys.append(small_button(f"group-{group.id}-as-registered", t("As in the register"),
                                     doing(as_registered), icon=ft.Icons.FACT_CHECK_OUTLINED)
                    )  # fmt: skip
    return [ft.Row(keys, spacing=theme.GAP, alignment=ft.MainAxisAlignment.END)] if keys else []
