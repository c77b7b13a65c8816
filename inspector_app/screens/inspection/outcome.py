"""The outcome: the verdict, what is still open, each finding in words, photos, a note."""

import flet as ft

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.screens.inspection.entry import entry_field
from inspector_app.screens.inspection.finding_card import finding_cards
from inspector_app.screens.inspection.measures import Measures
from inspector_app.screens.inspection.missing import missing_cards
from inspector_app.screens.inspection.on_site import (
    is_on_site,
    on_site_row,
    on_site_view,
    open_on_site,
    remark_banners,
)
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.photos import Photos
from inspector_app.screens.inspection.places import done_steps
from inspector_app.screens.inspection.signing import show_first_signer
from inspector_app.screens.inspection.step_view import StepView, next_button
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.inspection.verdict import rule_of, verdict_card
from inspector_app.screens.parts.controls import banner, secondary_button
from inspector_app.screens.parts.frame import foot, pane
from inspector_app.screens.theme import Tone
from inspector_app.services.views import Step
from inspector_app.texts.verdicts import VERIFICATIONS


def outcome_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return what the inspection came to so far."""
    app, inspection = draft.app, draft.inspection
    if is_on_site(draft):
        return on_site_view(draft, taking)
    failed = inspection.outcome.verdict is Verdict.FAIL

    async def measure_again() -> None:
        await taking.go_to_step(Step.READINGS)

    decided = Step.OUTCOME in done_steps(inspection)

    async def go_on() -> None:
        if failed:
            await open_on_site(draft)
            return
        if decided:
            await show_first_signer(draft)
        await taking.go_to_step(Step.SIGNATURES)

    body = [verdict_card(draft), *missing_cards(draft, taking)]
    findings = [one for one in inspection.outcome.findings if not _is_unsaid(one)]
    verified = inspection.outcome.status == "verified"
    body += finding_cards(findings, app.t, rule_of(draft), verified=verified)
    body += remark_banners(draft)
    if inspection.phase not in VERIFICATIONS:
        told = app.t("This is not a verification. Two officers decide what is to be done.")
        body.append(banner(told, Tone.UNSURE, identifier="preliminary", icon=ft.Icons.INFO_OUTLINE))
    added: list[ft.Control] = [
        Photos(draft), Measures(draft), on_site_row(draft), Note(draft),
    ]  # fmt: skip
    bottom = foot(
        secondary_button("measure-again", app.t("Measure again"), app.doing(measure_again)),
        next_button(
            app.t("Next: record on site") if failed else app.t("Next: signatures"),
            app.doing(go_on),
            lead=decided,
        ),
    )
    if app.wide:
        return StepView(body, bottom, pane(added))
    return StepView([*body, *added], bottom)


def _is_unsaid(finding: Finding) -> bool:
    """True if a finding says no more than that something is open, which is said above."""
    return finding.verdict is Verdict.INCOMPLETE and finding.value is None


@ft.component
def Note(draft: OpenDraft) -> ft.Control:
    """Let a note be typed; it is kept with every change."""

    async def write(words: str) -> None:
        await draft.app.doing(lambda: draft.write_note(words))(None)

    def build() -> ft.TextField:
        return entry_field(draft.app.t("Note"), draft.inspection.note, write)

    field = ft.use_memo(build, [])
    return ft.Semantics(identifier="note", container=True, content=field)
