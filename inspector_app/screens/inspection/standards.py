"""The reference standard of an inspection: which one, valid until when, and choosing another."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work
from inspector_app.screens.parts.controls import pill, tappable, text
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import choose_standard
from inspector_app.services.views import StandardChoice


def standard_chip(work: Work) -> ft.Control:
    """Return the standard in use; a tap offers the others."""
    t, standard = work.app.t, work.inspection.standard
    if standard is None:
        words, tone = t("Choose the standard"), Tone.UNSURE
    elif not standard.usable:
        words, tone = t("{name} · expired", name=standard.description), Tone.FAIL
    else:
        until = t.date(standard.valid_until) if standard.valid_until else "—"
        words = t("{name} · valid until {date}", name=standard.description, date=until)
        tone = Tone.DUE
    look = TONES[tone]
    icon = ft.Icons.VERIFIED_OUTLINED if tone is Tone.DUE else look.icon
    face = ft.Row(
        [ft.Icon(icon, color=look.ink, size=18),
         text(words, theme.LABEL + 1, look.ink, bold=True, lines=1)],
        spacing=6, tight=True,
    )  # fmt: skip
    return tappable(
        "standard", words, face, lambda _: offer(work), fill=look.tint, border=look.tint,
        radius=28, height=theme.TARGET, padding=ft.Padding.symmetric(horizontal=14),
    )  # fmt: skip


def offer(work: Work) -> None:
    """Show every standard of this kind; expired ones say so."""
    rows = [choice_row(work, standard) for standard in work.inspection.standards]
    if not rows:
        rows = [text(work.app.t("No standard of this kind is on this tablet. Sync first."))]
    work.app.page.show_dialog(
        ft.BottomSheet(
            content=ft.Container(
                ft.Column(
                    [text(work.app.t("Reference standard"), theme.TITLE, bold=True), *rows],
                    spacing=theme.GAP, tight=True, scroll=ft.ScrollMode.AUTO,
                ),
                padding=theme.MARGIN + 6,
            ),
            fullscreen=False,
        )
    )  # fmt: skip


def choice_row(work: Work, standard: StandardChoice) -> ft.Control:
    """Return one standard with its certificate."""
    t = work.app.t
    until = t.date(standard.valid_until) if standard.valid_until else "—"
    state = (
        pill(t("Valid until {date}", date=until), Tone.PASS)
        if standard.usable
        else pill(t("Expired on {date}", date=until), Tone.FAIL)
    )

    async def choose() -> None:
        work.app.page.pop_dialog()
        draft = work.inspection.draft_id
        work.put(await work.app.call(choose_standard, draft, standard.standard_id))
        if not standard.usable:
            work.app.tell(t("This standard has expired: the outcome stays incomplete with it."))

    face = ft.Row(
        [
            ft.Column(
                [text(standard.description, theme.SUBTITLE, bold=True, lines=1),
                 text(standard.certificate_no, theme.LABEL, theme.INK2)],
                spacing=2, tight=True, expand=True,
            ),
            state,
        ]
    )  # fmt: skip
    return tappable(f"standard-{standard.standard_id}", standard.description, face,
                    work.app.doing(choose))  # fmt: skip
