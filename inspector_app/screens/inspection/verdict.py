"""The verdict on its filled card: the word, that it is preliminary, and what matters most."""

import flet as ft

from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import named, text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import finding_sentence, finding_title
from inspector_app.texts.verdicts import full_verdict

TONE_OF = {Verdict.PASS: Tone.PASS, Verdict.FAIL: Tone.FAIL, Verdict.INCOMPLETE: Tone.UNSURE}


def rule_of(draft: OpenDraft) -> Rule | None:
    """Return the rule whose data word the findings of this draft."""
    return draft.app.tablet.rulebook.rules.get(draft.inspection.rule_id)


def verdict_words(verdict: Verdict, phase: str, t: Texts) -> str:
    """Name a verdict, and say where it is preliminary."""
    return full_verdict(verdict.value, phase, t)


def leading_finding(outcome: Outcome) -> Finding | None:
    """Return the finding that matters most: the first that failed, else the first with a value."""
    measured = [finding for finding in outcome.findings if finding.value is not None]
    failed = [finding for finding in outcome.findings if finding.verdict is Verdict.FAIL]
    failed.sort(key=lambda finding: finding.value is None)
    return next(iter(failed or measured), None)


def verdict_card(draft: OpenDraft) -> ft.Control:
    """Return the verdict as it would be sealed now."""
    t, inspection = draft.app.t, draft.inspection
    words = verdict_words(inspection.outcome.verdict, inspection.phase, t)
    leading, rule = leading_finding(inspection.outcome), rule_of(draft)
    sentence = finding_sentence(leading, t, rule) if leading else ""
    if leading is not None and leading.value is None:
        title = finding_title(leading, t, rule)
        sentence = t("{title}: {sentence}", title=title, sentence=sentence)
    return verdict_surface(inspection.outcome.verdict, words, sentence)


def verdict_surface(verdict: Verdict, words: str, sentence: str) -> ft.Control:
    """Return a filled card in the colour of a verdict, with its sign."""
    look = TONES[TONE_OF[verdict]]
    lines: list[ft.Control] = [text(words, theme.HERO, look.on_fill, bold=True)]
    if sentence:
        lines.append(text(sentence, theme.TITLE - 1, look.on_fill))
    row = ft.Row(
        [
            ft.Icon(look.icon, color=look.on_fill, size=64),
            ft.Column(lines, spacing=4, tight=True, expand=True),
        ],
        spacing=20,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    surface = ft.Container(row, bgcolor=look.ink, border_radius=theme.RADIUS, padding=24)
    return named("verdict", surface, f"{words} {sentence}".strip())
