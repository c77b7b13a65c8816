"""Whether anybody can see the app: nothing is filmed for a screen that is hidden.

Flet 1.0.5 keeps a page hidden that was hidden by being loaded again: the new one begins in view
and says nothing of it. Here a page that connects is in view.
"""

import asyncio

import flet as ft

AWAY = (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE)


class InView:
    """Told what the page hears; waits while it is hidden."""

    def __init__(self) -> None:
        self._seen = asyncio.Event()
        self._seen.set()

    def change(self, state: ft.AppLifecycleState) -> None:
        """Take a state of the app's life."""
        if state in AWAY:
            self._seen.clear()
        else:
            self._seen.set()

    def connect(self) -> None:
        """Take that the page was loaded, for the first time or again."""
        self._seen.set()

    async def wait(self) -> None:
        """Return as soon as the app can be seen."""
        await self._seen.wait()
