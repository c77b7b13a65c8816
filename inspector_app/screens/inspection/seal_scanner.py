"""The camera in the seal step: every seal that is read is held against the register at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import flet as ft

from inspector_app.metrology.seals import same_number
from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft, Scanning
from inspector_app.screens.inspection.places import asked_seal
from inspector_app.screens.inspection.seal_words import (
    TONE_OF,
    check_sentence,
    new_seal_sentence,
)
from inspector_app.screens.parts.controls import banner, primary_button, secondary_button, text
from inspector_app.screens.parts.finder import CodeFinder
from inspector_app.screens.parts.frame import foot
from inspector_app.screens.scanned import use_scans
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import record_seal
from inspector_app.services.seal_tags import compare_seal
from inspector_app.services.views import (
    ReplacedSeal,
    ScanKind,
    ScanResult,
    SealCheck,
    SealMatch,
    SealState,
    SealStep,
)

AIM = 300
PANEL_HEIGHT, PANEL_WIDTH = 330, 460
ASKS = (SealMatch.OTHER_POSITION, SealMatch.ELSEWHERE, SealMatch.UNKNOWN)
NOTHING_READ: SealCheck | None = None

Do = Callable[[], Awaitable[None]]


@ft.component
def SealScanner(draft: OpenDraft) -> ft.Control:
    """Film until every seal was found right, or one is not: then ask before it is recorded."""
    app, seal = draft.app, asked_seal(draft.inspection.seals, draft.place)
    check, set_check = ft.use_state(NOTHING_READ)
    latest: ft.MutableRef[SealCheck | None] = ft.use_ref()

    def show(found: SealCheck | None) -> None:
        latest.current = found
        set_check(found)

    async def seen(result: ScanResult) -> bool:
        asked = asked_seal(draft.inspection.seals, draft.place)
        if asked is None or result.kind is ScanKind.NOTHING or _asks(latest.current):
            return False
        found = await compare(draft, asked, result.text, latest.current)
        if found is None:
            return False
        show(found)
        return await take_found(draft, asked, found)

    async def take(result: ScanResult) -> bool:
        await seen(result)
        return True

    use_scans(take)

    async def scan_again() -> None:
        show(None)

    def settling(work: Do) -> Do:
        async def settle() -> None:
            show(None)
            await work()

        return settle

    panel = scan_panel(draft, seal, check, settling)
    finder = ft.Container(CodeFinder(seen, AIM), expand=True, key="finder")
    middle: ft.Control
    if app.wide:
        middle = ft.Row([finder, ft.Container(panel, width=PANEL_WIDTH)], spacing=0, expand=True,
                        vertical_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip
    else:
        middle = ft.Column([finder, ft.Container(panel, height=PANEL_HEIGHT)], spacing=0,
                           expand=True)  # fmt: skip
    bottom = scan_foot(draft, seal, check, scan_again, settling)
    return ft.Column([middle, bottom], spacing=0, expand=True)


async def compare(
    draft: OpenDraft, seal: SealStep, text: str, before: SealCheck | None
) -> SealCheck | None:
    """Hold what was read against the register; None while there is nothing new to say."""
    if draft.scanning is None:
        return None
    found = await draft.app.call(compare_seal, draft.id, seal.position, text)
    if before and before.match is SealMatch.RIGHT and same_number(before.number, found.number):
        return None  # the seal that was just found right is still before the lens
    return found


async def take_found(draft: OpenDraft, seal: SealStep, found: SealCheck) -> bool:
    """Record what needs no question: a right seal, a new one; tell whether we are done."""
    if draft.scanning is Scanning.NEW_SEAL:
        if found.match is not SealMatch.UNKNOWN:
            return False
        told = replace(seal.change or ReplacedSeal(""), applied=found.number, done=False)
        await draft.write_replacement(seal.position, told)
        draft.scan(None)
        return True
    if found.match is not SealMatch.RIGHT:
        return False
    await draft.change(record_seal, seal.position, SealState.INTACT, found.number)
    await draft.stand(replace(draft.place, field="", typed=""))
    if asked_seal(draft.inspection.seals, draft.place) is None:
        draft.scan(None)
        return True
    return False


def scan_panel(
    draft: OpenDraft, seal: SealStep | None, check: SealCheck | None, settling: Callable[[Do], Do]
) -> ft.Control:
    """Return what is asked for and what was read; it keeps its size whatever it says."""
    t = draft.app.t
    parts: list[ft.Control] = []
    if seal is not None:
        at = draft.inspection.seals.index(seal) + 1
        counted = t("Seal {n} of {total}", n=at, total=len(draft.inspection.seals))
        parts += [
            text(counted, theme.LABEL, theme.INK2, lines=1),
            text(t.label(seal.label), theme.TITLE, bold=True, lines=1),
            _numbers(draft, seal, check),
        ]
    if check is not None:
        words, tone = check_sentence(check, draft.app), TONE_OF[check.match]
        if draft.scanning is Scanning.NEW_SEAL:
            words, tone = new_seal_sentence(check, draft.app), Tone.UNSURE
        if words:
            parts.append(banner(words, tone, identifier="seal-match"))
    if seal and check and check.match is SealMatch.OTHER_POSITION and _is_finding(draft):

        async def record() -> None:
            await record_other(draft, seal, check)

        parts.append(
            secondary_button("seal-scan-here", t("It hangs here: other number"),
                             draft.app.doing(settling(record)))
        )  # fmt: skip
    column = ft.Column(parts, spacing=8, scroll=ft.ScrollMode.AUTO,
                       horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip
    return ft.Container(column, bgcolor=theme.CARD, padding=theme.MARGIN)


def scan_foot(
    draft: OpenDraft,
    seal: SealStep | None,
    check: SealCheck | None,
    scan_again: Do,
    settling: Callable[[Do], Do],
) -> ft.Control:
    """Return the two buttons: back, or scan again; and the answer that waits for a finger."""
    t, doing = draft.app.t, draft.app.doing
    back = secondary_button("seal-scan-back", t("Back"), lambda _: draft.scan(None))
    if not (seal and check and _asks(check) and _is_finding(draft)):
        if draft.scanning is Scanning.NEW_SEAL:
            return foot(back)
        return foot(back, primary_button("seal-scan-take", t("Hold a seal before the lens"), None))
    again = secondary_button("seal-scan-again", t("Scan again"), doing(scan_again))

    async def record() -> None:
        await record_other(draft, seal, check)

    async def answer_other() -> None:
        await draft.change(record_seal, check.position, SealState.INTACT, check.number)

    if check.match is SealMatch.OTHER_POSITION:
        words = t("Intact: {place}", place=t.label(check.label or {}))
        return foot(again, primary_button("seal-scan-take", words, doing(settling(answer_other))))
    words = t("Record the other number")
    return foot(
        again,
        primary_button("seal-scan-take", words, doing(settling(record)), tone=Tone.FAIL),
    )


async def record_other(draft: OpenDraft, seal: SealStep, check: SealCheck) -> None:
    """Record the number that hangs there in the place of the registered one, and show the step."""
    await draft.change(record_seal, seal.position, SealState.OTHER_NUMBER, check.number)
    draft.scanning = None
    await draft.stand(replace(draft.place, field="", typed=""))


def _asks(check: SealCheck | None) -> bool:
    return check is not None and check.match in ASKS


def _is_finding(draft: OpenDraft) -> bool:
    return draft.scanning is Scanning.SEAL


def _numbers(draft: OpenDraft, seal: SealStep, check: SealCheck | None) -> ft.Control:
    t = draft.app.t
    words, number = t("Registered number"), seal.expected or t("none")
    if draft.scanning is Scanning.NEW_SEAL:
        words, number = t("Taken off"), (seal.change.removed if seal.change else "") or t("none")
    row: list[ft.Control] = [_number(words, number, theme.INK)]
    if _asks(check) and check is not None and _is_finding(draft):
        ink = TONES[TONE_OF[check.match]].ink
        row.append(_number(t("Found number"), check.number, ink))
    return ft.Row(row, spacing=32)


def _number(words: str, number: str, ink: str) -> ft.Control:
    return ft.Column(
        [text(words, theme.LABEL, theme.INK2), text(number, theme.HERO, ink, bold=True, lines=1)],
        spacing=0,
        tight=True,
    )
