"""Which requests of tablets are taken in hand, and which are asked to come again soon.

A body is received first, as slowly as it comes within bounds, and costs nobody a place; only a
request that is there whole counts as one in hand. Each then holds its body in memory, so their
number bounds what a crowd can cost. One device, and one address, never have all the places: an
address leaves a quarter (behind a proxy that does not tell them, all are one address). Health
checks and the office's pages are always let in.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.protocol.limits import Limits
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.arriving import Arrivals, TooSlow
from sync.server.resources.problems import spell_problem
from sync.server.resources.requests import SMALL_BODY
from sync.server.work.identifying import read_token
from sync.server.work.opening import Office

OF_TABLETS = "/v1/"
WITHOUT_TOKEN = ("/v1/token", "/v1/devices:enrol")
WITH_BODY = ("POST", "PATCH")
OF_A_DEVICE = 8
"""A tablet asks one thing after the other; more at once are no tablet."""


class Admission:
    """Middleware: a body arrives, then there is a place for its request or a 503, or 429."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most
        self._arrivals = Arrivals()
        self._devices: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in when its body is there, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(OF_TABLETS):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        office: Office = scope["app"].state.office
        device = _read_device(office, request)
        address = request.client.host if request.client else ""
        try:
            receive = await self._receive(request, receive, device, office.settings.limits)
        except TooSlow:
            refusal = spell_problem(Problem.TOO_SLOW, headers={"Connection": "close"})
            await refusal(scope, receive, send)
            return
        full = self._fault(device, address)
        if full is not None:
            await spell_problem(*full)(scope, receive, send)
            return
        with self._in_hand(device, address):
            await self._app(scope, receive, send)

    async def _receive(
        self, request: Request, receive: Receive, device: str, limits: Limits
    ) -> Receive:
        """Return what gives the body that has come; of a stranger it is not held. Raises TooSlow.

        What is announced as too large is left to be refused unread.
        """
        if request.method not in WITH_BODY:
            return receive
        path = request.url.path
        most = _most(device, path, limits)
        announced = request.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            return receive
        keep = bool(device) or path in WITHOUT_TOKEN
        body = await self._arrivals.take(receive, most=most, keep=keep)
        return body.replay(receive)

    def _fault(self, device: str, address: str) -> tuple[Problem, str] | None:
        if device and self._devices[device] >= OF_A_DEVICE:
            return Problem.TOO_MANY_REQUESTS, f"at most {OF_A_DEVICE} of one device"
        mine = self._addresses[address]
        if self._addresses.total() >= self._most or mine >= self._most - self._most // 4:
            return Problem.UNAVAILABLE, "too many requests at once"
        return None

    @contextmanager
    def _in_hand(self, device: str, address: str) -> Iterator[None]:
        counted = [(self._addresses, address), *([(self._devices, device)] if device else [])]
        for counter, name in counted:
            counter[name] += 1
        try:
            yield
        finally:
            for counter, name in counted:
                counter[name] -= 1
                if not counter[name]:
                    del counter[name]


def _read_device(office: Office, request: Request) -> str:
    """Return the device that a valid token names, '' without one: whoever asks is told later."""
    try:
        return read_token(office, request.headers.get("authorization", ""))
    except Refused:
        return ""


def _most(device: str, path: str, limits: Limits) -> int:
    if path in WITHOUT_TOKEN or not device:
        return SMALL_BODY
    return max(limits.batch_bytes, limits.chunk_bytes)
