"""What the runs came to: the error on its tolerance bar, and the runs of a point side by side."""

from dataclasses import replace
from itertools import groupby

import flet as ft

from inspector_app.metrology.model import Effect, Finding, Limit, Verdict
from inspector_app.screens import theme
from inspector_app.screens.inspection.answers import answer_words
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import is_taken
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.inspection.verdict import TONE_OF, rule_of
from inspector_app.screens.parts.controls import card, named, pill, tappable, text
from inspector_app.screens.parts.tolerance_bar import BarWords, place_on_bar, tolerance_bar
from inspector_app.screens.theme import TONES
from inspector_app.services.views import ReadingField, Run, RunResult, TestPoint
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import with_unit
from inspector_app.texts.findings import finding_sentence, limit_text, unit_text, value_text

RESULT_HEIGHT = 200
"""The height of a result, the same whatever it says, so that nothing jumps."""


def result_card(draft: OpenDraft, point: TestPoint, run: Run) -> ft.Control:
    """Return the error of this run, or else of the last one that has one."""
    t = draft.app.t
    shown = run if run.result else latest_result(point)
    if shown is None or shown.result is None:
        told = t("The error stands here as soon as every reading of a run is taken.")
        if draft.inspection.needs_standard and draft.inspection.standard is None:
            told = t("No error can be told before the standard is chosen.")
        empty = card(text(told, theme.BODY, theme.INK2))
        empty.height = RESULT_HEIGHT
        return empty
    finding = as_finding(point.test, point, shown.result)
    number = shown.index + 1
    has_value = shown.result.value is not None
    title = t("Error of run {n}", n=number) if has_value else t("Run {n}", n=number)
    parts = [_heading(t, title, shown.result, finding), *_bar(t, shown.result, finding)]
    sentence = finding_sentence(finding, t, rule_of(draft))
    parts.append(text(sentence, theme.BODY + 1, lines=2))
    surface = card(*parts)
    surface.height = RESULT_HEIGHT
    return named("result", surface, f"{title} {value_text(finding, t)}. {sentence}")


def latest_result(point: TestPoint) -> Run | None:
    """Return the last run of a point that came to something."""
    return next((run for run in reversed(point.runs) if run.result), None)


def as_finding(test: str, point: TestPoint, result: RunResult) -> Finding:
    """Return a result as the finding that it was, for those who word findings."""
    bounded = result.limit_min is not None or result.limit_max is not None
    return Finding(
        test=test,
        at=point.at,
        value=result.value,
        unit=result.unit,
        limit=Limit(result.limit_min, result.limit_max) if bounded else None,
        verdict=result.verdict,
        effect=Effect(result.effect),
        details=result.details,
        codes=result.codes,
    )


def _heading(t: Texts, title: str, result: RunResult, finding: Finding) -> ft.Control:
    tone = TONE_OF[result.verdict]
    words = {Verdict.PASS: t("Pass"), Verdict.FAIL: t("Fail"), Verdict.INCOMPLETE: t("Incomplete")}
    figure = value_text(finding, t) or words[result.verdict]
    row: list[ft.Control] = [
        text(title, theme.BODY, theme.INK2),
        ft.Container(text(figure, theme.HERO, TONES[tone].ink, bold=True), expand=True),
    ]
    if result.share is not None:
        row.append(named("share", pill(share_words(result, t), tone)))
    return ft.Row(row, spacing=12)


def share_words(result: RunResult, t: Texts) -> str:
    """Say how much of the tolerance is used; a failed result never reads as 100 % or less."""
    share = (result.share or 0) * 100
    percent = round(share)
    if result.verdict is Verdict.FAIL and percent <= 100:
        percent = 101
    if result.verdict is Verdict.PASS and percent > 100:
        percent = 100
    return t("{share} of the tolerance", share=f"{percent} %")


def _bar(t: Texts, result: RunResult, finding: Finding) -> list[ft.Control]:
    if result.value is None:
        return []
    geometry = place_on_bar(result.value, result.limit_min, result.limit_max)
    if geometry is None:
        return []
    low = "" if result.limit_min is None else t.number(result.limit_min, signed=True)
    high = "" if result.limit_max is None else t.number(result.limit_max, signed=True)
    words = BarWords(
        low=low if high else with_unit(low, result.unit, t),
        high=with_unit(high, result.unit, t) if high else "",
        spoken=t("{value}, allowed {limit}", value=value_text(finding, t),
                 limit=limit_text(finding, t)),
    )  # fmt: skip
    return [tolerance_bar(geometry, words, TONES[TONE_OF[result.verdict]], t)]


def runs_card(draft: OpenDraft, taking: Taking, point: TestPoint) -> ft.Control:
    """Return the runs of a point, their mean and repeatability, and the rule with its status."""
    rows: list[ft.Control] = [
        _run_row(draft, taking, point, run)
        for run in point.runs
        if is_taken(run) or len(point.runs) > 1
    ]
    together = ft.Row(
        [
            ft.Container(named("summary", _summary(draft, point)), expand=True),
            named("source", _source(draft)),
        ],
        spacing=12,
    )
    surface = card(together, ft.Column(rows, spacing=0, tight=True))
    surface.padding = ft.Padding.symmetric(horizontal=16, vertical=10)
    return named("runs", surface)


def _run_row(draft: OpenDraft, taking: Taking, point: TestPoint, run: Run) -> ft.Control:
    t, here = draft.app.t, run.index == draft.place.run

    async def go() -> None:
        await taking.go_to(replace(draft.place, run=run.index, field=run.fields[0].key, typed=""))

    spelled = t.figure(spell_run(run, t)) or t("open")
    row: list[ft.Control] = [
        text(str(run.index + 1), theme.BODY, theme.PRIMARY if here else theme.INK, bold=True),
        ft.Container(text(spelled, theme.BODY, theme.INK2, lines=1), expand=True),
    ]
    said = f"{run.index + 1}: {spelled}"
    if run.result:
        look = TONES[TONE_OF[run.result.verdict]]
        value = value_text(as_finding(point.test, point, run.result), t)
        row += [
            text(value, theme.SUBTITLE, look.ink, bold=True),
            ft.Icon(look.icon, color=look.ink, size=22),
        ]
        said += f", {value}"
    return tappable(
        f"run-{run.index}", said, ft.Row(row, spacing=12), draft.app.doing(go),
        border=theme.CARD, height=theme.TARGET, padding=0, radius=8,
        selected=here, key=str(run.index),
    )  # fmt: skip


def spell_run(run: Run, t: Texts) -> str:
    """Spell the readings of a run in one line; neighbours of one unit share it."""
    taken = [field for field in run.fields if field.text]
    groups = groupby(taken, key=lambda field: field.unit)
    spelled = [
        f"{'/'.join(_spell_reading(field, t) for field in fields)} {unit_text(unit, t)}".strip()
        for unit, fields in groups
    ]
    return "   ".join(spelled)


def _spell_reading(field: ReadingField, t: Texts) -> str:
    if field.kind == "number":
        return t.number(field.text)
    return answer_words(field, field.text, t)


def _summary(draft: OpenDraft, point: TestPoint) -> ft.Control:
    t, parts = draft.app.t, []
    if point.summary is not None:
        mean = value_text(as_finding(point.test, point, point.summary), t)
        parts.append(_summed_up(t("Mean {value}", value=mean), point.summary))
    if point.repeatability is not None:
        finding = as_finding(point.test, point, point.repeatability)
        words = t("Repeatability {value} ({limit})", value=value_text(finding, t),
                  limit=limit_text(finding, t))  # fmt: skip
        parts.append(_summed_up(words, point.repeatability))
    if not parts and point.runs_wanted > 1:
        wanted = t.plural("{n} run is wanted", "{n} runs are wanted", point.runs_wanted)
        parts.append(text(wanted, theme.BODY, theme.INK2))
    return ft.Row(list(parts), spacing=16)


def _summed_up(words: str, result: RunResult) -> ft.Text:
    ink = theme.FAIL if result.verdict is Verdict.FAIL else theme.INK
    return text(words, theme.BODY, ink, bold=True)


def _source(draft: OpenDraft) -> ft.Control:
    t, inspection = draft.app.t, draft.inspection
    if inspection.rule_status == "verified":
        return text(inspection.rule_edition, theme.LABEL, theme.INK2)
    told = t("{edition} · source not verified", edition=inspection.rule_edition)
    return text(told, theme.LABEL, theme.UNSURE)
