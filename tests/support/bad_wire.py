"""A network that loses what it is told to lose, in front of a real server."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sync.client.session import Reply, Session
from sync.client.trouble import Offline

Loses = Callable[[str, str, int], bool]


class BadWire:
    """Counts the requests; the answer, or the whole request, of some of them is lost.

    `loses_answer` and `loses_request` get method, path and the number of such requests so far.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.loses_answer: Loses = lambda method, path, number: False
        self.loses_request: Loses = lambda method, path, number: False
        self.counts: dict[tuple[str, str], int] = {}
        self.sent_bytes: list[int] = []
        real = Session._exchange

        def exchange(
            session: Session,
            method: str,
            path: str,
            data: bytes | None,
            headers: Mapping[str, str],
            params: Mapping[str, str] | None,
            most_bytes: int,
        ) -> Reply:
            kind = (method, "/" + path.split("/")[2].split("?", maxsplit=1)[0])
            number = self.counts.get(kind, 0)
            self.counts[kind] = number + 1
            if self.loses_request(*kind, number):
                raise Offline("the request was lost")
            answer: Any = real(session, method, path, data, headers, params, most_bytes)
            if method == "PATCH":
                self.sent_bytes.append(len(data or b""))
            if self.loses_answer(*kind, number):
                raise Offline("the answer was lost")
            return answer  # type: ignore[no-any-return]

        patch.setattr(Session, "_exchange", exchange)
