"""What keeps the verdict open, step by step, each with a button that leads there."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import enter_point, next_open_point
from inspector_app.screens.inspection.standard import offer_standards
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.inspection.verdict import rule_of
from inspector_app.screens.parts.controls import OnTap, card, named, tappable, text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import step_word
from inspector_app.services.views import Step
from inspector_app.texts.missing import missing_sentence

MOST_SHOWN = 4
_STEPS = (("seals", Step.SEALS), ("checks", Step.CHECKS))


def step_of(reason: str) -> Step:
    """Return the step in which a missing thing is given."""
    return next((step for prefix, step in _STEPS if reason.startswith(prefix)), Step.READINGS)


def missing_cards(draft: OpenDraft, taking: Taking) -> list[ft.Control]:
    """Return a card for each step that leaves the verdict open."""
    reasons = draft.inspection.outcome.missing
    grouped = {step: [one for one in reasons if step_of(one) is step] for step in Step}
    return [_card(draft, taking, step, found) for step, found in grouped.items() if found]


def _card(draft: OpenDraft, taking: Taking, step: Step, reasons: list[str]) -> ft.Control:
    t, rule = draft.app.t, rule_of(draft)
    look = TONES[Tone.UNSURE]
    told = list(dict.fromkeys(missing_sentence(reason, t, rule) for reason in reasons))
    lines: list[ft.Control] = [text(words, theme.BODY + 1) for words in told[:MOST_SHOWN]]
    if len(told) > MOST_SHOWN:
        rest = t.plural("and {n} more", "and {n} more", len(told) - MOST_SHOWN)
        lines.append(text(rest, theme.BODY + 1, theme.INK2))
    head = text(t("Still open: {step}", step=step_word(step, t)), theme.SUBTITLE, bold=True)
    row = ft.Row(
        [
            ft.Icon(look.icon, color=look.ink, size=32),
            ft.Column([head, *lines], spacing=4, tight=True, expand=True),
            _jump(draft, step, draft.app.doing(_way(draft, taking, step, reasons))),
        ],
        spacing=14,
    )
    return named(f"missing-{step.value}", card(row, border=theme.UNSURE_LINE, fill=look.tint))


def _jump(draft: OpenDraft, step: Step, on_tap: OnTap) -> ft.Control:
    words = draft.app.t("Go there")
    face = text(words, theme.BODY + 1, theme.PRIMARY, bold=True, lines=1)
    return tappable(
        f"go-{step.value}", words, ft.Row([face], alignment=ft.MainAxisAlignment.CENTER), on_tap,
        border=theme.PRIMARY, border_width=2, height=theme.TARGET, width=130, padding=4,
        radius=theme.RADIUS_SMALL,
    )  # fmt: skip


def _way(
    draft: OpenDraft, taking: Taking, step: Step, reasons: list[str]
) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        point = next_open_point(draft.inspection.points, "")
        if step is Step.READINGS and point is not None:
            await taking.go_to(enter_point(point))
        else:
            await taking.go_to_step(step)
        if any(reason.startswith("standard") for reason in reasons):
            offer_standards(draft)

    return go
