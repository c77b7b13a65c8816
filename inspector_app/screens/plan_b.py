"""Plan B on the sync screen: what waits, saved into a file for the office when no network comes."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, card, named, secondary_button, text
from inspector_app.screens.state import App
from inspector_app.screens.theme import Tone
from inspector_app.services.exporting import export_beside
from inspector_app.services.views import Exported
from inspector_app.texts.catalogue import Texts

NOTHING_YET: Exported | None = None


@ft.component
def PlanB(app: App) -> ft.Control:
    """Offer the file; once it is saved, say where it is and what is in it, and let that stand."""
    done, set_done = ft.use_state(NOTHING_YET)
    saving, set_saving = ft.use_state(False)
    t = app.t

    async def save() -> None:
        set_saving(True)
        try:
            set_done(await app.call(export_beside))
        finally:
            set_saving(False)

    words = t("No network for long? Save what waits to a file and bring it to the office.")
    label = t("Saving") if saving else t("Save to a file")
    button = secondary_button(
        "export", label, None if saving else app.doing(save), icon=ft.Icons.SAVE_ALT
    )
    content: list[ft.Control] = [text(words, color=theme.INK2), ft.Row([button])]
    if done is not None:
        tone = Tone.UNSURE if done.photos_lost else Tone.PASS
        content.append(banner(export_sentence(done, t), tone, identifier="exported"))
    return named("plan-b", card(*content))


def export_sentence(done: Exported, t: Texts) -> str:
    """Say what is in the file and where it is, and that nothing counts as received by it."""
    told = t(
        "{records} records and {photos} photos are in {path}. Only the office can read it. They "
        "stay on this tablet until the server has confirmed them.",
        records=done.records, photos=done.photos, path=done.path,
    )  # fmt: skip
    if done.photos_lost:
        lost = t("{count} photos are missing or damaged on this tablet.",
                 count=len(done.photos_lost))  # fmt: skip
        told = f"{told} {lost}"
    if done.photos_at_office:
        left = t("{count} photos are at the office already; they have left this tablet.",
                 count=len(done.photos_at_office))  # fmt: skip
        told = f"{told} {left}"
    return told
