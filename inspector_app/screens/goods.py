"""Goods of a site: which kind of check, of what goods, on which occasion; then it begins."""

from collections.abc import Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.kept import use_kept
from inspector_app.screens.parts.controls import (
    banner,
    card,
    choice,
    heading,
    pill,
    primary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.fields import Put, TextLine
from inspector_app.screens.parts.frame import foot, frame, screen, top_bar, waiting
from inspector_app.screens.routes import Place, route_to
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.visiting import begin_in_visit
from inspector_app.screens.wording import phase_word, reminder_words, trouble_sentence
from inspector_app.services.goods import LONGEST_DESCRIPTION, begin_goods, load_goods
from inspector_app.services.views import GoodsRule


@screen
def GoodsScreen(site_id: str) -> ft.Control:
    """Load what can be checked here, let the inspector choose, and begin."""
    app = use_app()
    here = route_to(Place.GOODS, site_id)
    rule_id, set_rule = use_kept(app, f"{here}#rule")
    phase, set_phase = use_kept(app, f"{here}#phase")
    words, set_words = use_kept(app, f"{here}#goods")
    loaded, _ = use_loaded(lambda: app.call(load_goods, site_id), [site_id])
    view = loaded.value
    title = app.t("Check goods")
    if view is None:
        told = (
            banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)
            if loaded.trouble
            else waiting(app)
        )
        return frame(top_bar(app, title), [told])
    rule = next((one for one in view.rules if one.rule_id == rule_id), None)
    if rule is None and view.rules:
        rule = view.rules[0]
    chosen = phase if rule and phase in rule.phases else _first_phase(rule)

    async def type_words(typed: str) -> None:
        set_words(typed[:LONGEST_DESCRIPTION])

    async def start() -> None:
        if rule is None:
            return

        async def begin() -> str:
            return await app.call(
                begin_goods, site_id, rule.rule_id, phase=chosen, description=words
            )

        await begin_in_visit(app, begin)
        set_words("")

    body: list[ft.Control] = []
    if rule is None:
        no_rule = app.t("No rule about goods is known to this app for where you work.")
        body.append(banner(no_rule, Tone.UNSURE, identifier="no-rule"))
    else:
        body += [*(rule_row(one, rule, app, set_rule) for one in view.rules), about(rule, app)]
        body.append(goods_field(app, words, type_words))
        body.append(occasions(rule, chosen, app, set_phase))
    button = primary_button(
        "start-goods", app.t("Start the check"), app.doing(start) if rule else None,
        icon=ft.Icons.PLAY_ARROW,
    )  # fmt: skip
    return frame(top_bar(app, title, view.site.name), body, bottom=foot(button))


def _first_phase(rule: GoodsRule | None) -> str:
    phases = rule.phases if rule else ()
    return "spot_check" if "spot_check" in phases else next(iter(phases), "")


def rule_row(
    rule: GoodsRule, chosen: GoodsRule, app: App, choose: Callable[[str], None]
) -> ft.Control:
    """Return one kind of check to choose, with its rule and how far that was read."""
    t, here = app.t, rule.rule_id == chosen.rule_id
    status = (
        pill(t("Source verified"), Tone.PASS)
        if rule.status == "verified"
        else pill(t("Source not verified"), Tone.UNSURE)
    )
    words: list[ft.Control] = [
        text(t.label(rule.title), theme.TITLE, bold=True, lines=1),
        text(rule.edition, theme.BODY, theme.INK2, lines=1),
    ]
    icon = ft.Icons.RADIO_BUTTON_CHECKED if here else ft.Icons.RADIO_BUTTON_UNCHECKED
    content = ft.Row(
        [
            ft.Icon(icon, color=theme.PRIMARY if here else theme.INK2, size=28),
            ft.Column(words, spacing=4, tight=True, expand=True),
            status,
        ],
        spacing=theme.GAP,
    )
    return tappable(
        f"goods-{rule.rule_id}", "", content, lambda _: choose(rule.rule_id),
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        selected=here, key=rule.rule_id,
    )  # fmt: skip


def about(rule: GoodsRule, app: App) -> ft.Control:
    """Return what the rule is not for, and what to mind."""
    words = reminder_words(rule.reminders, app.t)
    return banner(words or app.t.label(rule.title), Tone.PLAIN, identifier="reminders")


def goods_field(app: App, words: str, put: Put) -> ft.Control:
    """Return the field for the goods in the inspector's words."""
    label = app.t("Goods, stall, batch")
    field = TextLine("goods-words", label, words, 0, put)
    return card(heading(app.t("What is checked")), ft.Row([field]))


def occasions(rule: GoodsRule, chosen: str, app: App, choose: Callable[[str], None]) -> ft.Control:
    """Return the occasions of the rule to choose from."""
    buttons: list[ft.Control] = [
        choice(
            f"phase-{phase}", phase_word(phase, app.t), lambda _, phase=phase: choose(phase),
            chosen=phase == chosen,
        )
        for phase in rule.phases
    ]  # fmt: skip
    return card(heading(app.t("Occasion")), ft.Row(buttons, spacing=theme.GAP))
