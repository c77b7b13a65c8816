"""The outcome: the verdict, what is still open, each finding in words, photos, a note."""

import flet as ft

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.screens import theme
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.missing import missing_cards
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.photos import Photos
from inspector_app.screens.inspection.places import done_steps
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.inspection.verdict import (
    TONE_OF,
    VERIFICATIONS,
    rule_of,
    verdict_card,
)
from inspector_app.screens.parts.controls import banner, card, named, secondary_button, text
from inspector_app.screens.parts.frame import foot, pane
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import seal_word
from inspector_app.services.views import SealState, Step
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import (
    finding_sentence,
    finding_title,
    limit_text,
    value_text,
)

GRAVEST = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS)


def outcome_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return what the inspection came to so far."""
    app, inspection = draft.app, draft.inspection

    async def measure_again() -> None:
        await taking.go_to_step(Step.READINGS)

    async def go_on() -> None:
        await taking.go_to_step(Step.SIGNATURES)

    body = [verdict_card(draft), *missing_cards(draft, taking)]
    findings = [one for one in inspection.outcome.findings if not _is_unsaid(one)]
    findings.sort(key=lambda one: GRAVEST.index(one.verdict))
    body += [_finding_card(draft, one, at) for at, one in enumerate(findings)]
    if inspection.phase not in VERIFICATIONS:
        told = app.t("This is not a verification. Two officers decide what is to be done.")
        body.append(banner(told, Tone.UNSURE, identifier="preliminary", icon=ft.Icons.INFO_OUTLINE))
    added: list[ft.Control] = [Photos(draft), Note(draft)]
    decided = Step.OUTCOME in done_steps(inspection)
    bottom = foot(
        secondary_button("measure-again", app.t("Measure again"), app.doing(measure_again)),
        next_button(app.t("Next: officers"), app.doing(go_on), lead=decided),
    )
    if app.wide:
        return StepView(body, bottom, pane(added))
    return StepView([*body, *added], bottom)


def _is_unsaid(finding: Finding) -> bool:
    """Tell whether a finding says no more than that something is open, which is said above."""
    return finding.verdict is Verdict.INCOMPLETE and finding.value is None


def _finding_card(draft: OpenDraft, finding: Finding, at: int) -> ft.Control:
    t, rule = draft.app.t, rule_of(draft)
    look = TONES[TONE_OF[finding.verdict]]
    lines: list[ft.Control] = [
        _finding_head(finding, t, rule, look.ink),
        text(finding_sentence(finding, t, rule), theme.BODY + 1),
        _finding_source(draft, finding),
    ]
    row = ft.Row(
        [
            ft.Icon(look.icon, color=look.ink, size=32),
            ft.Column(lines, spacing=4, tight=True, expand=True),
        ],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    failed = finding.verdict is Verdict.FAIL
    return named(f"finding-{at}", card(row, border=theme.FAIL if failed else theme.LINE))


def _finding_head(finding: Finding, t: Texts, rule: Rule | None, ink: str) -> ft.Control:
    title = text(finding_title(finding, t, rule), theme.SUBTITLE, bold=True)
    head: list[ft.Control] = [
        ft.Container(title, expand=True),
        text(value_text(finding, t) or _found_words(finding, t), theme.TITLE + 1, ink, bold=True),
    ]
    limit = limit_text(finding, t)
    if limit:
        head.append(text(t("limit {limit}", limit=limit), theme.LABEL, theme.INK2))
    return ft.Row(head, spacing=10)


def _found_words(finding: Finding, t: Texts) -> str:
    states = {state.value: state for state in SealState}
    return next((seal_word(states[code], t) for code in finding.codes if code in states), "")


def _finding_source(draft: OpenDraft, finding: Finding) -> ft.Control:
    t = draft.app.t
    if draft.inspection.outcome.status == "verified":
        return text(finding.citation, theme.LABEL, theme.INK2)
    told = t("{citation} · source not verified", citation=finding.citation)
    return text(told, theme.LABEL, theme.UNSURE)


@ft.component
def Note(draft: OpenDraft) -> ft.Control:
    """Let a note be typed; it is kept with every change."""

    async def write(words: str) -> None:
        await draft.app.doing(lambda: draft.write_note(words))(None)

    def build() -> ft.TextField:
        return entry_field(draft.app.t("Note"), draft.inspection.note, write)

    field = ft.use_memo(build, [])
    return ft.Semantics(identifier="note", container=True, content=field)
