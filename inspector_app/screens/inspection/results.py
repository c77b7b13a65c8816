"""What a run came to: the error, how much of the tolerance it uses, and the runs side by side."""

from decimal import Decimal

import flet as ft

from inspector_app.metrology.model import Verdict
from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work, is_run_done
from inspector_app.screens.parts.controls import card, named, pill, text
from inspector_app.screens.parts.tolerance_bar import tolerance_bar
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.views import Run, RunResult, TestPoint

TONE_OF = {Verdict.PASS: Tone.PASS, Verdict.FAIL: Tone.FAIL, Verdict.INCOMPLETE: Tone.UNSURE}


def value_words(result: RunResult, work: Work) -> str:
    """Spell the value of a result with its unit."""
    signed = result.limit_min is not None
    value = work.app.t.number(result.value, 2, signed=signed)
    return f"{value} {result.unit}".strip()


def result_card(work: Work, result: RunResult, width: float) -> ft.Control:
    """Return the error of this run on the tolerance bar, and in the customer's terms."""
    t = work.app.t
    tone = TONE_OF[result.verdict]
    look = TONES[tone]
    row: list[ft.Control] = [
        text(t("Error of this run"), theme.BODY, theme.INK2),
        ft.Container(text(value_words(result, work), theme.HERO, look.ink, bold=True), expand=True),
    ]
    if result.share is not None:
        percent = t.number(result.share * 100, 0)
        row.append(pill(t("{percent} % of the tolerance", percent=percent), tone))
    bar = tolerance_bar(result, tone, t, width=width)
    sentence = t.label(result.sentence)
    parts: list[ft.Control] = [ft.Row(row, spacing=12)]
    if bar is not None:
        parts.append(bar)
    if sentence:
        parts.append(text(sentence, theme.BODY + 1))
    return named("result", card(*parts), f"{value_words(result, work)} {sentence}")


def runs_card(work: Work, point: TestPoint, current: Run) -> ft.Control:
    """Return every whole run of this point, their mean and repeatability, and the rule."""
    t, inspection = work.app.t, work.inspection
    rows: list[ft.Control] = [
        run_row(work, run, here=run.index == current.index)
        for run in point.runs
        if is_run_done(run)
    ]
    words = []
    if point.summary is not None:
        words.append(t("Mean {value}", value=value_words(point.summary, work)))
    if point.repeatability is not None:
        limit = point.repeatability.limit_max or Decimal(0)
        words.append(
            t("Repeatability {value} (limit {limit})",
              value=value_words(point.repeatability, work), limit=t.number(limit))
        )  # fmt: skip
    source = inspection.rule_edition
    if inspection.rule_status != "verified":
        source += " · " + t("source not verified")
    rows.append(
        ft.Row(
            [
                ft.Container(
                    text("   ".join(words), theme.BODY, theme.INK2, bold=True), expand=True
                ),
                text(source, theme.LABEL, theme.UNSURE),
            ]
        )
    )
    return named("runs", card(*rows))


def run_row(work: Work, run: Run, *, here: bool) -> ft.Control:
    """Return one run: its readings and its error."""
    readings = "   ".join(f"{field.text} {field.unit}" for field in run.fields if field.text)
    row: list[ft.Control] = [
        text(str(run.index + 1), theme.BODY, theme.PRIMARY if here else theme.INK, bold=True),
        ft.Container(text(readings, theme.BODY, theme.INK2, lines=1), expand=True),
    ]
    if run.result is not None:
        look = TONES[TONE_OF[run.result.verdict]]
        row.append(text(value_words(run.result, work), theme.SUBTITLE, look.ink, bold=True))
        row.append(ft.Icon(look.icon, color=look.ink, size=22))
    return ft.Row(row, spacing=12)
