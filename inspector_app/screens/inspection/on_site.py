"""The record on site: why the visit, the party, rights told, their words; all of it optional.

It comes by itself before the signatures when something failed; else a key on the outcome leads
here.
"""

from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.groups import group_card
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.signing import show_first_signer
from inspector_app.screens.inspection.step_view import StepView
from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.parts.controls import (
    banner,
    card,
    heading,
    primary_button,
    secondary_button,
    tappable,
    text,
)
from inspector_app.screens.parts.frame import foot, pane
from inspector_app.screens.theme import Tone
from inspector_app.services.views import Step
from inspector_app.texts.particulars import notice_sentence, why_words

ON_SITE = "on_site"
"""The place within the outcome where the record on site stands open."""

BESIDE = 2
"""So many groups stand in the first pane of a wide screen, the others beside them."""


def is_on_site(draft: OpenDraft) -> bool:
    """True if the record on site stands open."""
    return draft.place.step is Step.OUTCOME and draft.place.point == ON_SITE


async def open_on_site(draft: OpenDraft) -> None:
    """Open the record on site; it is open again after a kill."""
    await draft.stand(replace(draft.place, point=ON_SITE, field="", typed=""))


def on_site_view(draft: OpenDraft, taking: Taking) -> StepView:
    """Return everything that belongs on the record of a check on site, and the ways on and back."""
    app, inspection = draft.app, draft.inspection

    async def back() -> None:
        await draft.stand(replace(draft.place, point="", field="", typed=""))

    async def go_on() -> None:
        await show_first_signer(draft)
        await taking.go_to_step(Step.SIGNATURES)

    body: list[ft.Control] = [
        heading(app.t("For the record on site")),
        text(app.t("Everything here may stay empty."), theme.BODY, theme.INK2),
    ]
    groups: list[ft.Control] = [group_card(draft, group) for group in inspection.on_site]
    ways = foot(
        secondary_button("on-site-back", app.t("Back"), app.doing(back)),
        primary_button("on-site-next", app.t("Next: signatures"), app.doing(go_on),
                       icon=ft.Icons.ARROW_FORWARD),
    )  # fmt: skip
    if app.wide:
        second = [*groups[BESIDE:], *_notices(draft)]
        return StepView([*body, *groups[:BESIDE]], ways, pane(second))
    return StepView([*body, *groups, *_notices(draft)], ways)


def _notices(draft: OpenDraft) -> list[ft.Control]:
    t = draft.app.t
    sentences: list[ft.Control] = [
        text(notice_sentence(notice.text, t, confirmed=notice.confirmed), theme.BODY)
        for notice in draft.inspection.notices
    ]
    if not sentences:
        return []
    return [card(text(t("What this result means"), theme.SUBTITLE, bold=True), *sentences)]


def on_site_row(draft: OpenDraft) -> ft.Control:
    """Return the way from the outcome to the record on site, with the reason of the visit."""
    t = draft.app.t
    names: list[ft.Control] = [
        text(t("Record on site"), theme.SUBTITLE, bold=True),
        text(why_words(draft.inspection.on_site[0].entries, t), theme.BODY, theme.INK2),
    ]
    icon = ft.Icon(ft.Icons.CHEVRON_RIGHT, color=theme.PRIMARY, size=28)
    row = ft.Row([ft.Column(names, spacing=2, tight=True, expand=True), icon])

    async def go() -> None:
        await open_on_site(draft)

    return tappable("on-site", "", row, draft.app.doing(go))


def remark_banners(draft: OpenDraft) -> list[ft.Control]:
    """Return what differs from the register: a remark, for the register may be the one at fault."""
    t = draft.app.t
    told = [
        t(
            "{entry}: {found}; the register has {registered}.",
            entry=t.label(entry.label), found=entry.text, registered=entry.registered,
        )
        for entry in draft.inspection.entries
        if entry.differs
    ]  # fmt: skip
    if not told:
        return []
    hint = t("If a part was exchanged, say so in the checks; else tell the office.")
    words = "\n".join([*told, hint])
    return [banner(words, Tone.UNSURE, identifier="differs", icon=ft.Icons.COMPARE_ARROWS)]
