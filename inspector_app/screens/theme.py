"""The one visual language: colour roles for light, dark and sunlight, type sizes, measures.

A role is a name that the client resolves against the current colour scheme, so a control is built
once and follows the appearance without being built again.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import flet as ft

# Roles -----------------------------------------------------------------------------------------
PRIMARY = ft.Colors.PRIMARY
ON_PRIMARY = ft.Colors.ON_PRIMARY
DUE = ft.Colors.ON_PRIMARY_CONTAINER
DUE_TINT = ft.Colors.PRIMARY_CONTAINER
PASS = ft.Colors.TERTIARY
ON_PASS = ft.Colors.ON_TERTIARY
PASS_TINT = ft.Colors.TERTIARY_CONTAINER
FAIL = ft.Colors.ERROR
ON_FAIL = ft.Colors.ON_ERROR
FAIL_TINT = ft.Colors.ERROR_CONTAINER
UNSURE = ft.Colors.SECONDARY
ON_UNSURE = ft.Colors.ON_SECONDARY
UNSURE_TINT = ft.Colors.SECONDARY_CONTAINER
UNSURE_LINE = ft.Colors.SECONDARY_FIXED_DIM
INK = ft.Colors.ON_SURFACE
INK2 = ft.Colors.ON_SURFACE_VARIANT
CARD = ft.Colors.SURFACE
GROUND = ft.Colors.SURFACE_CONTAINER
KEY_GROUND = ft.Colors.SURFACE_CONTAINER_HIGHEST
KEY_SIDE = ft.Colors.SURFACE_CONTAINER_HIGH
LINE = ft.Colors.OUTLINE_VARIANT
EDGE = ft.Colors.OUTLINE
BAR = ft.Colors.PRIMARY_FIXED
ON_BAR = ft.Colors.ON_PRIMARY_FIXED
ON_BAR2 = ft.Colors.ON_PRIMARY_FIXED_VARIANT
BAR_PILL = ft.Colors.PRIMARY_FIXED_DIM

# Type ------------------------------------------------------------------------------------------
FONT = "app"
FONT_BOLD = "app-bold"

# Measures, in density-independent pixels ---------------------------------------------------------
RADIUS, RADIUS_SMALL = 16, 14
GAP, MARGIN = 12, 14


@dataclass(frozen=True, slots=True)
class Measures:
    """The sizes of type and of what is tapped; each is read as `theme.BODY`, `theme.TARGET`."""

    HERO: int
    KEY: int
    BIG: int
    TITLE: int
    SUBTITLE: int
    BODY: int
    LABEL: int
    TARGET: int
    BUTTON: int
    KEY_HEIGHT: int
    BAR_HEIGHT: int


USUAL = Measures(30, 32, 24, 21, 18, 16, 14, TARGET=56, BUTTON=76, KEY_HEIGHT=78, BAR_HEIGHT=69)
GLOVE = Measures(34, 36, 28, 24, 21, 18, 16, TARGET=72, BUTTON=88, KEY_HEIGHT=92, BAR_HEIGHT=84)
"""For thick gloves: every type is a step larger, every target can be hit."""


class _Worn:
    now = USUAL


def wear(measures: Measures) -> None:
    """Draw everything from now on in these sizes; the tablet has one setting for all its pages."""
    _Worn.now = measures


if TYPE_CHECKING:
    HERO: int
    KEY: int
    BIG: int
    TITLE: int
    SUBTITLE: int
    BODY: int
    LABEL: int
    TARGET: int
    BUTTON: int
    KEY_HEIGHT: int
    BAR_HEIGHT: int
else:

    def __getattr__(name: str) -> int:
        """Return a size as it is now."""
        if name in Measures.__slots__:
            return getattr(_Worn.now, name)
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one appearance, by role."""

    primary: str
    on_primary: str
    due: str
    due_tint: str
    passed: str
    on_passed: str
    passed_tint: str
    fail: str
    on_fail: str
    fail_tint: str
    unsure: str
    on_unsure: str
    unsure_tint: str
    unsure_line: str
    ink: str
    ink2: str
    card: str
    ground: str
    key_ground: str
    key_side: str
    line: str
    edge: str
    bar: str
    on_bar: str
    on_bar2: str
    bar_pill: str


LIGHT = Palette(
    primary="#0B4F6C", on_primary="#FFFFFF", due="#0B4F6C", due_tint="#E3EEF3",
    passed="#00705A", on_passed="#FFFFFF", passed_tint="#DFF3EC",
    fail="#B3261E", on_fail="#FFFFFF", fail_tint="#FBE4E1",
    unsure="#8A5A00", on_unsure="#FFFFFF", unsure_tint="#FCEFD6", unsure_line="#EBCF97",
    ink="#17202A", ink2="#5B6773", card="#FFFFFF", ground="#F4F6F8",
    key_ground="#E2E8EC", key_side="#EDF0F3", line="#DDE3E8", edge="#788592",
    bar="#0B4F6C", on_bar="#FFFFFF", on_bar2="#D6E6EE", bar_pill="#1B6383",
)  # fmt: skip
DARK = Palette(
    primary="#8FCDE8", on_primary="#00212F", due="#A9DAEF", due_tint="#143646",
    passed="#74DCBF", on_passed="#00291F", passed_tint="#0E382E",
    fail="#FFB4AB", on_fail="#4A0502", fail_tint="#541D18",
    unsure="#F4C56D", on_unsure="#352200", unsure_tint="#40300F", unsure_line="#6B5220",
    ink="#E8EDF2", ink2="#AEBAC5", card="#1A242D", ground="#10171D",
    key_ground="#0B1116", key_side="#232F39", line="#313E49", edge="#7E8C99",
    bar="#0D2F40", on_bar="#FFFFFF", on_bar2="#C4DAE5", bar_pill="#1D4C63",
)  # fmt: skip
SUN = Palette(
    primary="#06384E", on_primary="#FFFFFF", due="#06384E", due_tint="#E6F1F6",
    passed="#004D3D", on_passed="#FFFFFF", passed_tint="#E2F6EF",
    fail="#86140E", on_fail="#FFFFFF", fail_tint="#FDEAE8",
    unsure="#573800", on_unsure="#FFFFFF", unsure_tint="#FFF3DC", unsure_line="#8A6A2B",
    ink="#000000", ink2="#333D47", card="#FFFFFF", ground="#FFFFFF",
    key_ground="#E2E8EC", key_side="#F1F4F6", line="#8F9BA6", edge="#4A5560",
    bar="#06384E", on_bar="#FFFFFF", on_bar2="#E6F1F6", bar_pill="#0D4A66",
)  # fmt: skip


class Tone(Enum):
    """What a colour says; it never says it alone, a sign and a word stand beside it."""

    PLAIN = "plain"
    DUE = "due"
    PASS = "passed"  # noqa: S105 - a tone, no password
    FAIL = "fail"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ToneLook:
    """How a tone looks: ink on tint, `on_fill` on a ground of `ink`, and its sign."""

    ink: str
    tint: str
    on_fill: str
    icon: ft.IconData


TONES = {
    Tone.PLAIN: ToneLook(INK2, KEY_SIDE, CARD, ft.Icons.INFO_OUTLINE),
    Tone.DUE: ToneLook(DUE, DUE_TINT, ON_PRIMARY, ft.Icons.SCHEDULE),
    Tone.PASS: ToneLook(PASS, PASS_TINT, ON_PASS, ft.Icons.CHECK_CIRCLE),
    Tone.FAIL: ToneLook(FAIL, FAIL_TINT, ON_FAIL, ft.Icons.CANCEL),
    Tone.UNSURE: ToneLook(UNSURE, UNSURE_TINT, ON_UNSURE, ft.Icons.ERROR_OUTLINE),
}


def color_scheme(palette: Palette) -> ft.ColorScheme:
    """Give every role its colour of one appearance."""
    return ft.ColorScheme(
        primary=palette.primary, on_primary=palette.on_primary,
        primary_container=palette.due_tint, on_primary_container=palette.due,
        tertiary=palette.passed, on_tertiary=palette.on_passed,
        tertiary_container=palette.passed_tint, on_tertiary_container=palette.passed,
        error=palette.fail, on_error=palette.on_fail,
        error_container=palette.fail_tint, on_error_container=palette.fail,
        secondary=palette.unsure, on_secondary=palette.on_unsure,
        secondary_container=palette.unsure_tint, on_secondary_container=palette.unsure,
        secondary_fixed_dim=palette.unsure_line,
        surface=palette.card, on_surface=palette.ink, on_surface_variant=palette.ink2,
        surface_container_lowest=palette.card, surface_container_low=palette.card,
        surface_container=palette.ground, surface_container_high=palette.key_side,
        surface_container_highest=palette.key_ground,
        outline=palette.edge, outline_variant=palette.line,
        primary_fixed=palette.bar, on_primary_fixed=palette.on_bar,
        on_primary_fixed_variant=palette.on_bar2, primary_fixed_dim=palette.bar_pill,
        inverse_surface=palette.ink, on_inverse_surface=palette.card,
        surface_tint=palette.card,
    )  # fmt: skip


def build_theme(palette: Palette) -> ft.Theme:
    """Make the Flet theme of one appearance."""
    still = ft.PageTransitionTheme.NONE
    return ft.Theme(
        color_scheme=color_scheme(palette),
        font_family=FONT,
        scaffold_bgcolor=palette.ground,
        page_transitions=ft.PageTransitionsTheme(still, still, still, still, still),
        focus_color=ft.Colors.with_opacity(0.28, palette.due),
        visual_density=ft.VisualDensity.STANDARD,
    )


def themes(appearance: str) -> tuple[ft.Theme, ft.Theme, ft.ThemeMode]:
    """Return light theme, dark theme and mode for a setting (system, light, dark or sun)."""
    modes = {"dark": ft.ThemeMode.DARK, "light": ft.ThemeMode.LIGHT, "sun": ft.ThemeMode.LIGHT}
    light = SUN if appearance == "sun" else LIGHT
    return build_theme(light), build_theme(DARK), modes.get(appearance, ft.ThemeMode.SYSTEM)
