"""What a screen began ends with it, however often it was drawn."""

from collections.abc import Callable

import flet as ft
import pytest

from inspector_app.screens.running import SyncRun
from inspector_app.screens.state import use_sync
from inspector_app.screens.while_shown import use_while_shown
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess
from tests.support.registry import PUMP
from tests.support.whole_app import type_fast

pytestmark = pytest.mark.anyio


def button(name: str, tapped: Callable[[], None], words: str = "") -> ft.Control:
    return ft.Semantics(identifier=name, on_tap=lambda _: tapped(), content=ft.Text(words))


def shown_and_gone(inside: Callable[[], None]) -> ScreenInProcess:
    """Draw a component that uses `inside`; "again" draws it anew, "away" takes it away."""

    @ft.component
    def Inner() -> ft.Control:  # noqa: N802 - a component
        inside()
        times, draw = ft.use_state(0)
        return button("again", lambda: draw(times + 1), f"drawn {times}")

    @ft.component
    def Outer() -> ft.Control:  # noqa: N802 - a component
        here, show = ft.use_state(initial=True)
        away = button("away", lambda: show(False))
        return ft.Column([away, Inner()] if here else [button("gone", lambda: None)])

    return ScreenInProcess(Outer)


async def draw_again(screen: ScreenInProcess) -> None:
    """Draw it twice: the first time may come before what was begun."""
    for times in ("1", "2"):
        await screen.tap("again")
        await screen.wait_for("again", f"drawn {times}")


async def test_what_a_component_began_ends_once_when_it_is_gone() -> None:
    told: list[str] = []

    def begin() -> Callable[[], None]:
        told.append("begun")
        return lambda: told.append("ended")

    screen = shown_and_gone(lambda: use_while_shown(begin))
    await draw_again(screen)
    assert told == ["begun"]
    await screen.tap("away")
    await screen.wait_for("gone")
    assert told == ["begun", "ended"]
    screen.close()


async def test_a_screen_that_is_gone_hears_nothing_more_of_the_sync() -> None:
    run = SyncRun()

    def watch() -> None:
        use_sync(run)

    screen = shown_and_gone(watch)
    await draw_again(screen)
    assert run._listeners
    await screen.tap("away")
    await screen.wait_for("gone")
    assert not run._listeners
    screen.close()


async def test_a_hand_scan_after_a_walk_is_not_taken_by_the_walk_that_is_gone(
    open_app: Opener,
) -> None:
    screen = open_app("/walk/S1")
    await screen.wait_for("walk-next")
    await type_fast(screen, PUMP)
    await screen.wait_for(f"here-{PUMP}")
    await screen.tap("back")
    await screen.wait_for("last-sync")
    await type_fast(screen, PUMP)
    await screen.wait_for("start-inspection")
