"""The outcome: the verdict as a preliminary finding, each finding in words, what is still open."""

import flet as ft

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.rulebook.book import Rule
from inspector_app.screens import theme
from inspector_app.screens.inspection.photos import PhotoCamera, photos_card
from inspector_app.screens.inspection.results import TONE_OF
from inspector_app.screens.inspection.work import STEPS, Work, is_done
from inspector_app.screens.parts.controls import (
    banner,
    card,
    named,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, frame
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import write_note
from inspector_app.services.views import Place, Step
from inspector_app.texts.findings import (
    finding_sentence,
    finding_title,
    limit_text,
    value_text,
)
from inspector_app.texts.missing import missing_sentence


@ft.component
def OutcomeStep(work: Work) -> ft.Control:
    """Show what the inspection came to."""
    t, inspection = work.app.t, work.inspection
    filming, set_filming = ft.use_state(False)
    if filming:
        return PhotoCamera(work, lambda: set_filming(False))
    rule = work.app.tablet.rulebook.rules.get(inspection.rule_id)
    body: list[ft.Control] = [verdict_card(work, rule)]
    body += [missing_row(work, one) for one in inspection.outcome.missing]
    body += [finding_card(work, finding, rule) for finding in inspection.outcome.findings]
    body.append(photos_card(work, lambda: set_filming(True)))
    body.append(note_card(work))
    body.append(
        banner(
            t("An inspection like this is not a verification. Measures are for two officers to"
              " decide, on a form of the office."),
            Tone.UNSURE, identifier="preliminary", icon=ft.Icons.INFO_OUTLINE,
        )
    )  # fmt: skip

    async def back_to_readings() -> None:
        await work.move(Place(step=Step.READINGS))

    bottom = foot(
        secondary_button("again", t("Measure again"), work.app.doing(back_to_readings)),
        primary_button("next", t("To the officers"), work.app.doing(work.go_on)),
    )
    return frame(ft.Container(height=0), body, bottom=bottom)


def verdict_words(verdict: Verdict, work: Work) -> str:
    """Name the verdict, and that it is preliminary."""
    t = work.app.t
    return {
        Verdict.PASS: t("Pass (preliminary finding)"),
        Verdict.FAIL: t("Fail (preliminary finding)"),
        Verdict.INCOMPLETE: t("Incomplete"),
    }[verdict]


def verdict_card(work: Work, rule: Rule | None) -> ft.Control:
    """Return the verdict on a filled card, with the sentence that matters most."""
    outcome = work.inspection.outcome
    look = TONES[TONE_OF[outcome.verdict]]
    words = verdict_words(outcome.verdict, work)
    sentence = leading_sentence(work, rule)
    lines: list[ft.Control] = [text(words, theme.HERO, look.on_fill, bold=True)]
    if sentence:
        lines.append(text(sentence, theme.TITLE, look.on_fill))
    row = ft.Row(
        [ft.Icon(look.icon, color=look.on_fill, size=60),
         ft.Column(lines, spacing=4, tight=True, expand=True)],
        spacing=20, vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip
    surface = ft.Container(row, bgcolor=look.ink, border_radius=theme.RADIUS, padding=24)
    return named("verdict", surface, f"{words} {sentence}")


def leading_sentence(work: Work, rule: Rule | None) -> str:
    """Return the first failed finding in words, else what is missing first, else the error."""
    t, outcome = work.app.t, work.inspection.outcome
    failed = [one for one in outcome.findings if one.verdict is Verdict.FAIL]
    if failed:
        return finding_sentence(failed[0], t, rule)
    if outcome.missing:
        return missing_sentence(outcome.missing[0], t, rule)
    measured = [one for one in outcome.findings if one.value is not None]
    return finding_sentence(measured[0], t, rule) if measured else ""


def finding_card(work: Work, finding: Finding, rule: Rule | None) -> ft.Control:
    """Return one finding: sign, name, value, limit, sentence, citation."""
    t = work.app.t
    tone = TONE_OF[finding.verdict]
    look = TONES[tone]
    head: list[ft.Control] = [
        ft.Container(text(finding_title(finding, t, rule), theme.SUBTITLE, bold=True), expand=True),
        text(value_text(finding, t), theme.TITLE, look.ink, bold=True),
    ]
    limit = limit_text(finding, t)
    if limit:
        head.append(text(t("limit {limit}", limit=limit), theme.LABEL, theme.INK2))
    source = finding.citation
    if work.inspection.outcome.status != "verified":
        source = f"{source} · {t('source not verified')}" if source else t("source not verified")
    lines = [
        ft.Row(head, spacing=10),
        text(finding_sentence(finding, t, rule), theme.BODY + 1),
        text(source, theme.LABEL, theme.INK2),
    ]
    return card(
        ft.Row(
            [ft.Icon(look.icon, color=look.ink, size=30),
             ft.Column(lines, spacing=4, tight=True, expand=True)],
            spacing=14, vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        border=look.ink if tone is Tone.FAIL else theme.LINE,
    )  # fmt: skip


def missing_row(work: Work, reason: str) -> ft.Control:
    """Return one thing that keeps the verdict open; a tap goes where it can be given."""
    t = work.app.t
    rule = work.app.tablet.rulebook.rules.get(work.inspection.rule_id)
    words = missing_sentence(reason, t, rule)
    look = TONES[Tone.UNSURE]
    step = step_of(reason, work)

    async def go() -> None:
        await work.move(Place(step=step))

    row = ft.Row(
        [ft.Icon(look.icon, color=look.ink, size=26),
         ft.Container(text(words, theme.BODY + 1), expand=True),
         ft.Icon(ft.Icons.CHEVRON_RIGHT, color=look.ink, size=28)],
        spacing=12,
    )  # fmt: skip
    return tappable(f"missing-{reason}", words, row, work.app.doing(go), fill=look.tint,
                    border=look.ink)  # fmt: skip


def step_of(reason: str, work: Work) -> Step:
    """Return the step in which a missing thing is given."""
    if reason.startswith("seals"):
        return Step.SEALS
    if reason.startswith("checks"):
        return Step.CHECKS
    open_steps = [step for step in STEPS[:3] if not is_done(step, work.inspection)]
    return Step.READINGS if not open_steps or Step.READINGS in open_steps else open_steps[0]


def note_card(work: Work) -> ft.Control:
    """Return the note, kept when the field is left."""
    t = work.app.t

    async def keep(event: ft.Event[ft.TextField]) -> None:
        words = event.control.value or ""
        work.put(await work.app.call(write_note, work.inspection.draft_id, words))

    field = ft.TextField(
        label=t("Note"),
        value=work.inspection.note,
        multiline=True,
        min_lines=2,
        on_blur=keep,
        text_size=theme.SUBTITLE,
        border_radius=theme.RADIUS_SMALL,
    )
    return ft.Semantics(identifier="note", content=field)
