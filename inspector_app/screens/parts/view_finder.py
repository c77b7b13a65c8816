"""The finder's look: the picture over the full frame, where to aim, what was made of it."""

from dataclasses import dataclass
from enum import Enum

import flet as ft
import flet_camera as fc

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import empty_state, named, text
from inspector_app.screens.state import App
from inspector_app.screens.theme import TONES, Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.texts.catalogue import Texts

OPENING, LOOKING, ABSENT, REFUSED = "opening", "looking", "absent", "refused"
AIM = 380
SHADE = "#B0000000"


class Sight(Enum):
    """What the pictures so far say about the next ones."""

    NOTHING_YET = "nothing_yet"
    NOTHING_FOR_LONG = "nothing_for_long"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence over the picture; its tone colours the frame, with a sign beside the words."""

    words: str
    tone: Tone | None = None


def finder_words(t: Texts, state: str, sight: Sight, *, torch: bool) -> str:
    """Say what to do; the light is named only where there is one that is off."""
    if state == OPENING:
        return t("Opening the camera")
    if sight is Sight.DARK:
        if torch:
            return t("It is dark: switch on the light")
        return t("It is dark: let light fall on the tag")
    if sight is Sight.NOTHING_FOR_LONG:
        return t("Nothing read yet: come closer, wipe the tag, or type the id")
    return t("Hold the tag before the lens")


def view_finder(
    app: App,
    camera: fc.Camera | None,
    state: str,
    aim: int = AIM,
    *,
    said: Said | None = None,
    over: ft.Control | None = None,
    keys: ft.Control | None = None,
) -> ft.Control:
    """Return the camera's picture with a place to aim at, or a sentence where there is none."""
    if state in (ABSENT, REFUSED) or camera is None:
        words = trouble_sentence(f"camera_{state}", app.t)
        return named("no-camera", empty_state(words, ft.Icons.NO_PHOTOGRAPHY))
    told = said or Said(finder_words(app.t, state, Sight.NOTHING_YET, torch=False))
    layers: list[ft.Control | None] = [
        camera,
        ft.Container(_aim(aim, told.tone), alignment=ft.Alignment.CENTER),
        over,
        ft.Container(_sentence(told), alignment=ft.Alignment.BOTTOM_CENTER, padding=22),
        keys,
    ]
    stack = ft.Stack([one for one in layers if one is not None], fit=ft.StackFit.EXPAND)
    return ft.Container(stack, bgcolor="#000000", expand=True)


def _aim(aim: int, tone: Tone | None) -> ft.Control:
    """Return the frame: white while looking, thick and coloured with a tick once it found."""
    color, width = (ft.Colors.WHITE, 4) if tone is None else (TONES[tone].ink, 12)
    sign = None
    if tone is not None:
        ground = ft.Container(
            ft.Icon(TONES[tone].icon, color=TONES[tone].on_fill, size=64),
            bgcolor=TONES[tone].ink, border_radius=48, width=96, height=96,
            alignment=ft.Alignment.CENTER,
        )  # fmt: skip
        sign = ft.Container(named(f"finder-{tone.value}", ground), alignment=ft.Alignment.CENTER)
    light = ft.Container(sign, border=ft.Border.all(width, color), border_radius=26)
    return ft.Container(
        light, width=aim, height=aim, border=ft.Border.all(4, SHADE), border_radius=30
    )


def _sentence(told: Said) -> ft.Control:
    ink: str = ft.Colors.WHITE
    fill = SHADE
    if told.tone is not None:
        ink, fill = TONES[told.tone].on_fill, TONES[told.tone].ink
    words = text(told.words, theme.SUBTITLE, ink, bold=True, align=ft.TextAlign.CENTER)
    return ft.Container(
        named("scan-state", words),
        bgcolor=fill,
        border_radius=24,
        padding=ft.Padding.symmetric(horizontal=22, vertical=12),
    )
