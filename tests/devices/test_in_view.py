"""A hidden app films nothing; one that was loaded again is in view, whatever it last said."""

import asyncio

import flet as ft
import pytest

from inspector_app.devices.in_view import InView


def is_waiting(view: InView) -> bool:
    """True if somebody who waits for the app to be seen is kept waiting."""

    async def ask() -> bool:
        waiter = asyncio.ensure_future(view.wait())
        await asyncio.sleep(0)
        try:
            return not waiter.done()
        finally:
            waiter.cancel()

    return asyncio.run(ask())


def test_a_new_app_is_in_view() -> None:
    assert not is_waiting(InView())


@pytest.mark.parametrize("state", [ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE])
def test_a_hidden_app_waits_until_it_is_shown(state: ft.AppLifecycleState) -> None:
    view = InView()
    view.change(state)
    assert is_waiting(view)
    view.change(ft.AppLifecycleState.SHOW)
    assert not is_waiting(view)


def test_an_app_that_was_hidden_by_being_loaded_again_is_in_view() -> None:
    view = InView()
    view.change(ft.AppLifecycleState.HIDE)
    view.connect()
    assert not is_waiting(view)
