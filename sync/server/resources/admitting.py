"""How many requests of tablets are in hand at once; who comes on top is asked to come again soon.

Each holds its body in memory while it waits for its turn, so their number bounds what a crowd can
cost. Health checks and the office's pages are always let in.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from sync.protocol.problems import Problem
from sync.server.resources.problems import spell_problem

OF_TABLETS = "/v1/"


class Admission:
    """Middleware that answers 503 with Retry-After while `most` requests are in hand."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most
        self._in_hand = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it before its body is read."""
        if scope["type"] != "http" or not scope["path"].startswith(OF_TABLETS):
            await self._app(scope, receive, send)
        elif self._in_hand >= self._most:
            refusal = spell_problem(Problem.UNAVAILABLE, "too many requests at once")
            await refusal(scope, receive, send)
        else:
            self._in_hand += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._in_hand -= 1
