"""A seal that was replaced: number taken off, number put on, why; kept with every letter."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.open_draft import OpenDraft, Scanning
from inspector_app.screens.inspection.seal_words import change_sentence
from inspector_app.screens.parts.controls import (
    card,
    choice,
    named,
    primary_button,
    secondary_button,
    text,
)
from inspector_app.screens.wording import reason_word
from inspector_app.services.replacing import (
    begin_replacement,
    finish_replacement,
    take_back_replacement,
)
from inspector_app.services.views import ReplacedSeal, SealStep

ORDER = ("broken", "missing", "unreadable", "repair", "other")
"""Short words first, so that three of them fit into a row."""


@ft.component
def SealReplacement(draft: OpenDraft, seal: SealStep) -> ft.Control:
    """Let a replacement be told; what is on the screen is on the disk."""
    app, t = draft.app, draft.app.t
    told: ft.MutableRef[ReplacedSeal] = ft.use_ref(seal.change or ReplacedSeal(""))
    reason, set_reason = ft.use_state(seal.change.reason if seal.change else "")

    async def write(**changes: str) -> None:
        told.current = replace(told.current or ReplacedSeal(""), **changes, done=False)
        await draft.write_replacement(seal.position, told.current)

    def put(name: str) -> Callable[[str], Awaitable[None]]:
        async def keep(words: str) -> None:
            await app.doing(lambda: write(**{name: words}))(None)

        return keep

    def choose(one: str) -> Callable[[object], Awaitable[None]]:
        async def take() -> None:
            set_reason(one)
            await write(reason=one)

        return app.doing(take)

    async def finish() -> None:
        await draft.change(finish_replacement, seal.position)
        field = seal.position if seal.state is None else ""
        await draft.stand(replace(draft.place, field=field, typed=""))

    async def take_back() -> None:
        await draft.change(take_back_replacement, seal.position)

    removed = use_number(t("Number taken off"), told.current.removed if told.current else "",
                         put("removed"))  # fmt: skip
    applied = use_number(t("Number put on"), told.current.applied if told.current else "",
                         put("applied"))  # fmt: skip
    note = ft.use_memo(
        lambda: entry_field(
            t("In words"), seal.change.note if seal.change else "", put("note"), _no
        ),
        [],
    )
    scan = secondary_button(
        "seal-new-scan", t("Scan"), lambda _: draft.scan(Scanning.NEW_SEAL),
        icon=ft.Icons.QR_CODE_SCANNER,
    )  # fmt: skip
    off, on = _field("seal-removed", removed), _field("seal-applied", applied)
    reasons: list[ft.Control] = [
        choice(f"seal-reason-{one}", reason_word(one, t), choose(one), chosen=one == reason)
        for one in ORDER
    ]
    return card(
        text(t("Replace the seal: {place}", place=t.label(seal.label)), theme.TITLE, bold=True),
        text(t("How it was found stays in the record; a broken seal still fails."), theme.BODY,
             theme.INK2),
        *(
            [ft.Row([off, on, scan], spacing=theme.GAP)]
            if app.wide
            else [off, ft.Row([on, scan], spacing=theme.GAP)]
        ),
        text(t("Why"), theme.BODY, theme.INK2),
        ft.Row(reasons[:3], spacing=theme.GAP),
        ft.Row(reasons[3:], spacing=theme.GAP),
        _field("seal-note", note),
        ft.Row(
            [
                secondary_button("seal-change-back", t("Take back"), app.doing(take_back)),
                primary_button("seal-change-keep", t("Keep the replacement"), app.doing(finish)),
            ],
            spacing=theme.GAP,
        ),
    )  # fmt: skip


def use_number(label: str, standing: str, put: Callable[[str], Awaitable[None]]) -> ft.TextField:
    """Build the field of a seal's number once."""

    def build() -> ft.TextField:
        field = entry_field(label, standing, put, _no, size=theme.TITLE)
        field.capitalization = ft.TextCapitalization.CHARACTERS
        field.autocorrect = field.enable_suggestions = False
        return field

    return ft.use_memo(build, [])


async def _no(_words: str) -> None:
    """Enter leads nowhere here: a gun that sends it must not end what is half told."""


def _field(identifier: str, field: ft.TextField) -> ft.Control:
    row = ft.Row([field])  # a field that expands stands in a row
    return ft.Semantics(identifier=identifier, container=True, content=row, expand=True)


def replace_row(draft: OpenDraft, seal: SealStep) -> ft.Control:
    """Return the way to tell of a replacement, or what was told with the ways to change it."""
    t, doing = draft.app.t, draft.app.doing

    async def begin() -> None:
        draft.place = replace(draft.place, field=seal.position)
        await draft.change(begin_replacement, seal.position)
        await draft.stand(replace(draft.place, field=seal.position, typed=""))

    async def edit() -> None:
        if seal.change is not None:
            draft.place = replace(draft.place, field=seal.position)
            await draft.write_replacement(seal.position, replace(seal.change, done=False))
            await draft.stand(replace(draft.place, field=seal.position, typed=""))

    async def take_back() -> None:
        await draft.change(take_back_replacement, seal.position)

    if seal.change is None:
        return secondary_button("seal-replace", t("The seal was replaced"), doing(begin),
                                icon=ft.Icons.SWAP_HORIZ, expand=True)  # fmt: skip
    said = text(change_sentence(seal.change, t), theme.SUBTITLE, bold=True)
    return ft.Row(
        [
            ft.Container(named("seal-changed", said), expand=True),
            secondary_button("seal-change-edit", t("Change"), doing(edit)),
            secondary_button("seal-change-back", t("Take back"), doing(take_back)),
        ],
        spacing=theme.GAP,
    )
