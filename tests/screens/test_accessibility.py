"""Who hears the screen, or steers it by keys, finds every control by name, place and state."""

from collections import Counter
from collections.abc import Iterator

import flet as ft
import pytest
from flet.controls.base_control import BaseControl

from inspector_app.devices.camera import CameraAbsent
from inspector_app.screens import theme
from inspector_app.screens.parts import finder
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import tablet_info
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below, said_by
from tests.support.tour import STOPS

pytestmark = pytest.mark.anyio
CHOICES = ("phase-", "language-", "appearance-", "jurisdiction-", "photos-", "glove-",
           "seal-intact", "seal-broken", "seal-missing", "seal-other", "seal-reason-",
           "officer-", "step-")  # fmt: skip
"""What holds or does not hold: those who hear it must hear which."""


@pytest.fixture(autouse=True)
def no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    async def absent(_camera: object) -> None:
        raise CameraAbsent("no camera")

    monkeypatch.setattr(finder, "open_camera", absent)


def tree(screen: ScreenInProcess) -> list[BaseControl]:
    page = screen.session.page
    return [page.views[0], *page._dialogs.controls]


def with_names(
    control: BaseControl, above: tuple[ft.Semantics, ...] = ()
) -> Iterator[tuple[BaseControl, tuple[ft.Semantics, ...]]]:
    """Give every control with the named ones that it stands in, the nearest last."""
    yield control, above
    inner = (*above, control) if isinstance(control, ft.Semantics) else above
    for name in ("_b", "content", "controls"):
        inside = getattr(control, name, None)
        for child in inside if isinstance(inside, list) else [inside]:
            if isinstance(child, BaseControl):
                yield from with_names(child, inner)


def acts(control: BaseControl) -> bool:
    return any(
        getattr(control, name, None) is not None for name in ("on_click", "on_tap", "on_change")
    )


@pytest.mark.parametrize("name", STOPS)
async def test_every_control_has_a_name_an_identifier_of_its_own_and_a_state(
    name: str, open_app: Opener, tablet: Tablet
) -> None:
    screen = await STOPS[name](open_app, tablet)
    nameless, unidentified, stateless, acting = [], [], [], 0
    for root in tree(screen):
        for control, above in with_names(root):
            if not acts(control):
                continue
            acting += 1
            nearest = control if isinstance(control, ft.Semantics) else next(reversed(above), None)
            if nearest is None or not nearest.identifier:
                unidentified.append(control)
                continue
            tips = [getattr(one, "tooltip", None) or getattr(one, "label", None)
                    for one in below(nearest)]  # fmt: skip
            if not said_by(nearest).strip() and not any(tips):
                nameless.append(nearest.identifier)
            is_choice = str(nearest.identifier).startswith(CHOICES)
            if is_choice and nearest.button and nearest.selected is None:
                stateless.append(nearest.identifier)
    assert acting
    assert (nameless, unidentified, stateless) == ([], [], [])
    identifiers = Counter(one.identifier for one in screen.named())
    assert {one: times for one, times in identifiers.items() if times > 1} == {}


@pytest.mark.parametrize("name", STOPS)
async def test_what_cannot_be_tapped_now_says_so(
    name: str, open_app: Opener, tablet: Tablet
) -> None:
    """A surface that answers to no tap is disabled, so that nobody waits for it."""
    screen = await STOPS[name](open_app, tablet)
    for one in screen.named():
        if one.button and isinstance(one.content, ft.Container) and one.on_tap is None:
            assert one.content.disabled is (one.content.on_click is None), one.identifier


@pytest.mark.parametrize("name", STOPS)
async def test_the_title_is_heard_first_and_the_way_on_last(
    name: str, open_app: Opener, tablet: Tablet
) -> None:
    screen = await STOPS[name](open_app, tablet)
    order = [str(one.identifier) for one in screen.named()]
    if screen.session.page._dialogs.controls:
        assert order.index("title") > 0
    else:
        assert order[0] in ("title", "back")
    heads = [one for one in screen.named() if one.header]
    assert "title" in {one.identifier for one in heads}


async def test_glove_mode_makes_the_keys_of_a_reading_larger_at_once(
    open_app: Opener, tablet: Tablet
) -> None:
    try:
        screen = open_app("/settings")
        await screen.tap("glove-on")
        assert tablet_info(tablet).settings["glove"] == "on"
        screen = await STOPS["readings begun"](open_app, tablet)
        key = screen.find("key-7")
        assert key is not None
        assert isinstance(key.content, ft.Container)
        assert (key.content.height or 0) >= 92
    finally:
        theme.wear(theme.USUAL)
