"""A finding on its card: what it means, its figures, its source, and how it was calculated."""

from collections.abc import Callable, Sequence

import flet as ft

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.screens import theme
from inspector_app.screens.inspection.verdict import TONE_OF
from inspector_app.screens.parts.controls import card, named, tappable, text
from inspector_app.screens.theme import TONES
from inspector_app.screens.wording import seal_word
from inspector_app.services.views import SealState
from inspector_app.texts.calculation import CalculationLine, calculation
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings import (
    finding_notes,
    finding_sentence,
    finding_title,
    is_read_in_original,
    limit_text,
    source_text,
    value_text,
)

MOST_LETTERS = 84
"""Of a formula on one line of a tablet."""
GRAVEST = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS)


def finding_cards(
    findings: Sequence[Finding], t: Texts, rule: Rule | None, *, verified: bool
) -> list[ft.Control]:
    """Return a card for each finding, the gravest first; `verified` is the status of the rule."""
    drawn: Callable[..., ft.Control] = FindingCard  # a component takes a key besides its own
    ordered = sorted(findings, key=lambda one: GRAVEST.index(one.verdict))
    return [
        drawn(one, at, t, rule, verified=verified, key=f"{at}-{one.test}")
        for at, one in enumerate(ordered)
    ]


@ft.component
def FindingCard(
    finding: Finding, at: int, t: Texts, rule: Rule | None, *, verified: bool
) -> ft.Control:
    """Show one finding; its calculation unfolds below it."""
    unfolded, set_unfolded = ft.use_state(False)
    look = TONES[TONE_OF[finding.verdict]]
    lines: list[ft.Control] = [
        _head(finding, t, rule, look.ink),
        text(finding_sentence(finding, t, rule), theme.BODY + 1),
        *[text(note, theme.BODY, theme.INK2) for note in finding_notes(finding, t)],
        _source(finding, t, rule, verified=verified),
    ]
    row = ft.Row(
        [
            ft.Icon(look.icon, color=look.ink, size=32),
            ft.Column(lines, spacing=4, tight=True, expand=True),
        ],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    parts: list[ft.Control] = [row]
    worked = calculation(finding, t, rule)
    if worked:
        title = finding_title(finding, t, rule)
        parts.append(_fold(at, title, t, lambda _: set_unfolded(not unfolded), open_=unfolded))
    if worked and unfolded:
        parts.append(named(f"calculation-{at}", _calculation(worked, t)))
    failed = finding.verdict is Verdict.FAIL
    return named(f"finding-{at}", card(*parts, border=theme.FAIL if failed else theme.LINE))


def _head(finding: Finding, t: Texts, rule: Rule | None, ink: str) -> ft.Control:
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


def _source(finding: Finding, t: Texts, rule: Rule | None, *, verified: bool) -> ft.Control:
    sure = is_read_in_original(finding, rule_verified=verified)
    told = source_text(finding, t, rule, rule_verified=verified)
    return text(told, theme.LABEL, theme.INK2 if sure else theme.UNSURE)


def _fold(
    at: int, title: str, t: Texts, on_tap: Callable[[object], None], *, open_: bool
) -> ft.Control:
    """Return what folds the calculation out and in; its name says which finding it belongs to."""
    sign = ft.Icons.EXPAND_LESS if open_ else ft.Icons.EXPAND_MORE
    face = ft.Row(
        [
            ft.Icon(sign, color=theme.PRIMARY, size=28),
            text(t("How this was calculated"), theme.BODY + 1, theme.PRIMARY, bold=True, lines=1),
        ],
        spacing=18,
    )
    return tappable(
        f"how-{at}", title, face, on_tap, border=theme.CARD, height=theme.TARGET,
        radius=theme.RADIUS_SMALL, padding=ft.Padding.symmetric(horizontal=2), expanded=open_,
    )  # fmt: skip


def _calculation(worked: Sequence[CalculationLine], t: Texts) -> ft.Control:
    lines: list[ft.Control] = [_line(line, t) for line in worked]
    ground = ft.Container(
        ft.Column(lines, spacing=10, tight=True),
        bgcolor=theme.GROUND,
        border_radius=theme.RADIUS_SMALL,
        padding=14,
        expand=True,
    )
    return ft.Row([ground])


def in_lines(formula: str) -> str:
    """Break a long formula before its equals signs, as one works it out on paper."""
    if len(formula) <= MOST_LETTERS:
        return formula
    symbol, equals, rest = formula.partition(" = ")
    return symbol + equals + rest.replace(" = ", "\n= ").replace(" ≈ ", "\n≈ ")


def _line(line: CalculationLine, t: Texts) -> ft.Control:
    formula = text(in_lines(line.formula), theme.BODY, bold=not line.name)
    if not line.name:
        return formula
    name = text(t("{name}:", name=line.name), theme.LABEL, theme.INK2)
    return ft.Column([name, formula], spacing=2, tight=True)
