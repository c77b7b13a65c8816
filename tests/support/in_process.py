"""A screen without a client: Flet's own session, with a connection that only counts and answers."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    InvokeMethodRequestBody,
    Message,
    MessageAction,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

PATIENCE_S = 60.0
ENCODE = configure_encode_object_for_msgpack(BaseControl)


class SilentClient(Connection):
    """Takes every message as a client would, and answers calls at once."""

    def __init__(self) -> None:
        super().__init__()
        self.pubsubhub = PubSubHub()
        self.loop = asyncio.get_running_loop()
        self.session = Session(self)
        self.patches: list[int] = []  # bytes of each change of the screen
        self.crashes: list[str] = []
        self.calls: list[str] = []  # the methods of controls that were called
        self.changed = asyncio.Event()  # a message was sent
        self._dismissed: set[int] = set()

    def send_message(self, message: Message) -> None:
        """Encode, for that is when Flet notes what the client knows."""
        self.changed.set()
        size = len(msgpack.packb([message.action.value, message.body], default=ENCODE))
        if message.action is MessageAction.PATCH_CONTROL:
            self.patches.append(size)
            self.loop.call_soon(self._dismiss)
        elif message.action is MessageAction.SESSION_CRASHED:
            self.crashes.append(message.body.message)
        elif isinstance(message.body, InvokeMethodRequestBody):
            call = message.body
            self.calls.append(call.name)
            self.loop.call_soon(
                self.session.handle_invoke_method_results, call.control_id, call.call_id, None, None
            )

    def _dismiss(self) -> None:
        """Tell that a dialog is gone, as a client does when it was closed."""
        for dialog in self.session.page._dialogs.controls:
            if not dialog.open and dialog._i not in self._dismissed:
                self._dismissed.add(dialog._i)
                self.loop.create_task(self.session.dispatch_event(dialog._i, "dismiss", None))

    def dispose(self) -> None:
        """Hold nothing."""


class ScreenInProcess:
    """Draws a component and acts on its controls by their identifiers."""

    def __init__(self, component: Callable[..., ft.Control], *args: Any) -> None:
        self.client = SilentClient()
        self.session = self.client.session
        _context_page.set(self.session.page)
        msgpack.packb(self.session.get_page_patch(), default=ENCODE)
        self.session.page.render(component, *args)

    def named(self) -> Iterator[ft.Semantics]:
        """Give every control on the screen that has an identifier, dialogs before what is below."""
        page = self.session.page
        for control in (*below(page._dialogs), *below(page.views[0])):
            if isinstance(control, ft.Semantics) and control.identifier:
                yield control

    def find(self, identifier: str) -> ft.Semantics | None:
        """Return the control with this identifier."""
        return next((one for one in self.named() if one.identifier == identifier), None)

    async def wait_for(self, identifier: str, words: str = "") -> ft.Semantics:
        """Wait until a control is there and says `words`."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert not self.client.crashes, self.client.crashes
            found = self.find(identifier)
            if found is not None and words in said_by(found):
                return found
            await asyncio.sleep(0.005)
        raise AssertionError(
            f"{identifier} does not come, or does not say {words!r}: {sorted(self.identifiers())}"
        )

    async def seen(self, identifier: str, words: str = "") -> None:
        """Return at the very message that puts a control there, saying `words`."""
        while (found := self.find(identifier)) is None or words not in said_by(found):
            assert not self.client.crashes, self.client.crashes
            self.client.changed.clear()
            await asyncio.wait_for(self.client.changed.wait(), PATIENCE_S)

    async def tap(self, identifier: str) -> None:
        """Tap a control and let its handler run to its end."""
        control = await self.wait_for(identifier)
        target, event = (control, "tap") if control.on_tap else (control.content, "click")
        assert target is not None
        await self.session.dispatch_event(target._i, event, None)
        await asyncio.sleep(0)

    async def type_into(self, identifier: str, text: str) -> None:
        """Put text into the field inside a control, as a client tells it."""
        control = await self.wait_for(identifier)
        (field,) = [one for one in below(control) if isinstance(one, ft.TextField)]
        self.session.apply_patch(field._i, {"value": text})
        await self.session.dispatch_event(field._i, "change", text)

    async def gone(self, identifier: str) -> None:
        """Wait until a control has left the screen."""
        await until(lambda: self.find(identifier) is None)

    async def ready(self, identifier: str) -> None:
        """Wait until a button can be tapped."""
        await until(lambda: (found := self.find(identifier)) is not None
                    and found.content is not None and not found.content.disabled)  # fmt: skip

    async def called(self, *names: str) -> None:
        """Wait until these methods of controls were called."""
        await until(lambda: set(names) <= set(self.client.calls))

    def identifiers(self) -> set[str]:
        """Return the identifiers of everything on the screen."""
        return {str(control.identifier) for control in self.named()}

    def close(self) -> None:
        """End the session."""
        self.session.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that comes after what a screen shows."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.005)


def below(control: BaseControl) -> Iterator[BaseControl]:
    """Give a control and what stands inside it, in the order of the screen."""
    yield control
    for name in ("_b", "content", "controls"):
        inside = getattr(control, name, None)
        for child in inside if isinstance(inside, list) else [inside]:
            if isinstance(child, BaseControl):
                yield from below(child)


def said_by(control: BaseControl) -> str:
    """Return the label of a control and the texts inside it."""
    label = getattr(control, "label", None) or ""
    texts = [one.value or "" for one in below(control) if isinstance(one, ft.Text)]
    return " ".join((label, *texts))
