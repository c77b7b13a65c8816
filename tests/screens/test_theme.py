"""Every ink can be read on every ground it is put on, in each appearance."""

from dataclasses import fields

import flet as ft
import pytest

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import text
from inspector_app.screens.theme import DARK, LIGHT, SUN, TONES, Palette, Tone

GROUNDS = ("card", "ground", "key_ground", "key_side")
TINTS = ("due_tint", "passed_tint", "fail_tint", "unsure_tint")
PAIRS = [
    *[("ink", ground) for ground in (*GROUNDS, *TINTS)],
    *[("ink2", ground) for ground in ("card", "ground", "key_side", "key_ground")],
    *[(ink, ground) for ink in ("primary", "due", "passed", "fail", "unsure")
      for ground in ("card", "ground")],
    ("primary", "due_tint"), ("due", "due_tint"), ("passed", "passed_tint"),
    ("fail", "fail_tint"), ("unsure", "unsure_tint"), ("fail", "key_side"),
    ("on_primary", "primary"), ("on_passed", "passed"), ("on_fail", "fail"),
    ("on_unsure", "unsure"), ("card", "ink"),
    ("on_bar", "bar"), ("on_bar2", "bar"), ("on_bar", "bar_pill"),
]  # fmt: skip


def luminance(color: str) -> float:
    """WCAG 2 relative luminance of #RRGGBB."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
@pytest.mark.parametrize(
    ("palette", "least"), [(LIGHT, 4.5), (DARK, 4.5), (SUN, 7.0)], ids=["light", "dark", "sun"]
)
def test_an_ink_can_be_read_on_its_ground(
    palette: Palette, least: float, ink: str, ground: str
) -> None:
    measured = contrast(getattr(palette, ink), getattr(palette, ground))
    assert measured >= least, f"{ink} on {ground}: {measured:.2f}"


@pytest.mark.parametrize("palette", [LIGHT, DARK, SUN], ids=["light", "dark", "sun"])
def test_the_edge_of_a_field_can_be_seen(palette: Palette) -> None:
    assert contrast(palette.edge, palette.card) >= 3


def test_the_light_colours_are_those_of_the_house() -> None:
    house = {
        "passed": "#00705A", "fail": "#B3261E", "unsure": "#8A5A00", "due": "#0B4F6C",
        "passed_tint": "#DFF3EC", "fail_tint": "#FBE4E1", "unsure_tint": "#FCEFD6",
        "due_tint": "#E3EEF3", "ink": "#17202A", "ink2": "#5B6773", "ground": "#F4F6F8",
        "line": "#DDE3E8", "primary": "#0B4F6C",
    }  # fmt: skip
    assert {role: getattr(LIGHT, role) for role in house} == house


def test_every_colour_of_a_palette_reaches_the_client() -> None:
    scheme = theme.color_scheme(LIGHT)
    given = {getattr(scheme, field.name) for field in fields(scheme)}
    assert {getattr(LIGHT, field.name) for field in fields(LIGHT)} <= given


def test_no_two_tones_share_a_sign() -> None:
    assert len({TONES[tone].icon for tone in Tone}) == len(Tone)


@pytest.mark.parametrize(
    ("appearance", "mode"),
    [
        ("system", ft.ThemeMode.SYSTEM),
        ("light", ft.ThemeMode.LIGHT),
        ("dark", ft.ThemeMode.DARK),
        ("sun", ft.ThemeMode.LIGHT),
        ("unheard of", ft.ThemeMode.SYSTEM),
    ],
)
def test_an_appearance_gives_its_mode(appearance: str, mode: ft.ThemeMode) -> None:
    assert theme.themes(appearance)[2] is mode


def test_what_is_tapped_is_large_enough_for_a_cold_finger() -> None:
    assert theme.TARGET >= 56
    assert theme.BUTTON >= 76
    assert theme.KEY_HEIGHT >= 78


def test_with_gloves_everything_that_is_tapped_and_read_is_larger() -> None:
    usual, glove = (
        {field.name: getattr(measures, field.name) for field in fields(measures)}
        for measures in (theme.USUAL, theme.GLOVE)
    )
    assert all(glove[name] > usual[name] for name in usual)
    assert glove["TARGET"] >= 72
    assert glove["KEY_HEIGHT"] >= 92


def test_a_size_is_read_as_it_is_worn() -> None:
    try:
        theme.wear(theme.GLOVE)
        assert (theme.BODY, text("words").size) == (theme.GLOVE.BODY, theme.GLOVE.BODY)
    finally:
        theme.wear(theme.USUAL)
    assert text("words").size == theme.USUAL.BODY
    with pytest.raises(AttributeError):
        _ = theme.NO_SUCH_SIZE  # type: ignore[attr-defined]
