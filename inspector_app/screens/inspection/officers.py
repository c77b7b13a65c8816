"""Officers: two, with their certificates; then the record is sealed."""

from collections.abc import Callable

import flet as ft
from inspector_app.services.finishing import seal_draft

from inspector_app.screens import theme
from inspector_app.screens.inspection.work import Work
from inspector_app.screens.parts.controls import banner, primary_button, tappable, text
from inspector_app.screens.parts.frame import foot, frame, waiting
from inspector_app.screens.state import use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.services.inspecting import choose_officers, list_officers
from inspector_app.services.views import Officer, SealedLine

NEEDED = 2


def officers_step(work: Work, finish: Callable[[SealedLine], None]) -> ft.Control:
    """Return the choice of the officers and the seal."""
    return OfficersStep(work, finish)


@ft.component
def OfficersStep(work: Work, finish: Callable[[SealedLine], None]) -> ft.Control:
    """Let two officers be chosen, then seal."""
    app = use_app()
    t = app.t
    loaded, _ = use_loaded(lambda: app.call(list_officers), [])
    busy, set_busy = ft.use_state(False)
    chosen = [officer.officer_id for officer in work.inspection.officers]

    async def seal() -> None:
        set_busy(True)
        try:
            finish(await app.call(seal_draft, work.inspection.draft_id))
        finally:
            set_busy(False)

    body: list[ft.Control] = [
        text(t("Two officers answer for this inspection."), theme.SUBTITLE, theme.INK2)
    ]
    if loaded.value is None:
        body.append(waiting(app))
    else:
        body += [officer_row(work, officer, chosen) for officer in loaded.value]
        if not loaded.value:
            body.append(banner(t("No officers are on this tablet. Sync first."), Tone.UNSURE))
    ready = len(chosen) == NEEDED and not busy
    words = t("Seal the record") if ready else t("Choose two officers")
    if busy:
        words = t("Sealing")
    button = primary_button(
        "seal-record", words, app.doing(seal) if ready else None, icon=ft.Icons.LOCK
    )
    return frame(ft.Container(height=0), body, bottom=foot(button))


def officer_row(work: Work, officer: Officer, chosen: list[str]) -> ft.Control:
    """Return one officer; a tap chooses, a third choice replaces the second."""
    here = officer.officer_id in chosen

    async def choose() -> None:
        if here:
            ids = [one for one in chosen if one != officer.officer_id]
        else:
            ids = [*chosen[: NEEDED - 1], officer.officer_id]
        work.put(await work.app.call(choose_officers, work.inspection.draft_id, ids))

    icon = ft.Icons.CHECK_BOX if here else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    face = ft.Row(
        [
            ft.Icon(icon, color=theme.PRIMARY if here else theme.INK2, size=32),
            ft.Column(
                [text(officer.name, theme.TITLE, bold=True),
                 text(officer.certificate, theme.BODY, theme.INK2)],
                spacing=2, tight=True, expand=True,
            ),
        ],
        spacing=16,
    )  # fmt: skip
    return tappable(
        f"officer-{officer.officer_id}", f"{officer.name} {officer.certificate}", face,
        work.app.doing(choose), fill=theme.DUE_TINT if here else theme.CARD,
        border=theme.PRIMARY if here else theme.LINE, border_width=2 if here else 1,
        selected=here, key=officer.officer_id,
    )  # fmt: skip
