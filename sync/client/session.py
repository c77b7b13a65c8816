"""One conversation with the server: every request has a time-out, no redirect is ever followed.

Only an answer that reads as our server's counts. A captive portal answers 200 with its own page,
or sends us elsewhere: both are no answer.
"""

import gzip
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import requests
from urllib3.exceptions import HTTPError

from sync.client.connecting import Patience, open_http
from sync.client.ports import Identity
from sync.client.proving import Belief
from sync.client.trouble import (
    BadIdentity,
    Elsewhere,
    Forgotten,
    Moved,
    NotTheServer,
    Offline,
    Refused,
    Revoked,
    TooLargeOnTheWay,
    TooSlow,
)
from sync.protocol.assertion import AUDIENCE, GRANT_TYPE, audience_of, spell_assertion
from sync.protocol.digest import content_digest
from sync.protocol.problems import Problem, find_problem

CONNECT_S, READ_S = 10.0, 60.0
MOST_REPLY_BYTES = 64 * 1024 * 1024
SMALL_REPLY_BYTES = 256 * 1024
PIECE_BYTES = 64 * 1024
GZIP_FROM_BYTES = 1024
MOST_INFLATION = 40  # what packs better goes as it is: the server would take it for a bomb
PROBLEM_TYPE = "application/problem+json"
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_ELSEWHERE = (403, 404, 405)

_REFUSALS = {Problem.REVOKED: Revoked, Problem.DEVICE_UNKNOWN: Forgotten}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server: 2xx, its headers (names in lower case) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Read the body as JSON. Raises NotTheServer."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as fault:
            raise NotTheServer("the answer is not JSON") from fault


class Session:
    """Requests to one server, with its own token where an identity is given.

    `belief` is what is known of its key, None before enrolment. Paths are our own: nothing that the
    server says names another place.
    """

    def __init__(
        self,
        server_url: str,
        identity: Identity | None = None,
        *,
        time_outs: tuple[float, float] = (CONNECT_S, READ_S),
        now: Callable[[], datetime] | None = None,
        certificate: str | None = None,
    ) -> None:
        self.server_url = server_url.rstrip("/")
        self._identity = identity
        self._time_outs = time_outs
        self._now = now or (lambda: datetime.fromtimestamp(0, UTC))
        self._token = ""
        self._patience = Patience()
        self._http = open_http(
            self._patience, certificate or getattr(identity, "certificate", None)
        )
        self.belief = Belief(identity.server_key, identity.signs) if identity else None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def set_clock(self, now: Callable[[], datetime]) -> None:
        """Use the server's clock for assertions: the tablet's own may be days off."""
        self._now = now

    def post_json(
        self,
        path: str,
        value: Any,
        *,
        headers: Mapping[str, str] | None = None,
        token: bool = True,
        most_bytes: int = MOST_REPLY_BYTES,
    ) -> Reply:
        """Send JSON, compressed when that pays, with its Content-Digest."""
        data = spell_body(value)
        sent = {"Content-Type": "application/json", **(headers or {})}
        packed = gzip.compress(data, 5) if len(data) >= GZIP_FROM_BYTES else data
        if len(packed) < len(data) < len(packed) * MOST_INFLATION:
            data = packed
            sent["Content-Encoding"] = "gzip"
        return self.send("POST", path, data=data, headers=sent, token=token, most_bytes=most_bytes)

    def send(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        token: bool = True,
        most_bytes: int = MOST_REPLY_BYTES,
    ) -> Reply:
        """Send one request; a token that is refused is renewed once. Raises Trouble."""
        sent = dict(headers or {})
        if data is not None:
            sent["Content-Digest"] = content_digest(data)
        if not token:
            return self._exchange(method, path, data, sent, params, most_bytes)
        return self._with_token(
            lambda: self._exchange(method, path, data, sent | self._authority(), params, most_bytes)
        )

    def download(
        self, path: str, headers: Mapping[str, str], take: Callable[[Reply, Iterator[bytes]], T]
    ) -> T:
        """Ask for something long; `take` gets the answer without its body, and that in pieces.

        What it raises goes through, and what it has kept when the answer is cut stays. Raises
        Trouble.
        """
        return self._with_token(
            lambda: self._download(path, {**headers, **self._authority()}, take)
        )

    def _with_token(self, request: Callable[[], T]) -> T:
        if not self._token:
            self._renew()
        try:
            return request()
        except Refused as refused:
            if refused.status != 401:
                raise
        self._renew()
        return request()

    def _authority(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _renew(self) -> None:
        if self._identity is None:
            raise NotTheServer("nobody to ask a token for")
        try:
            given = self._ask_for_token(self._identity)
        except Refused as refused:
            if refused.problem is not Problem.UNAUTHENTICATED:
                raise
            given = self._ask_for_token(self._identity)  # a request that came twice used it up
        token = given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise NotTheServer("the answer holds no token")
        self._token = token

    def _ask_for_token(self, identity: Identity) -> Any:
        """Assert who we are, to the one server that is known to sign, and ask for a token."""
        signs = self.belief is not None and self.belief.signs
        assertion = spell_assertion(
            device_id=identity.device_id,
            issued_at=int(self._now().timestamp()),
            unique=uuid.uuid4().hex,
            sign=identity.sign,
            audience=audience_of(identity.server_key) if signs else AUDIENCE,
        )
        asked = {"grant_type": GRANT_TYPE, "assertion": assertion}
        return self.post_json("/v1/token", asked, token=False, most_bytes=SMALL_REPLY_BYTES).json()

    def _exchange(
        self,
        method: str,
        path: str,
        data: bytes | None,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
        most_bytes: int,
    ) -> Reply:
        try:
            with self._asking(method, path, data, headers, params) as answer:
                return _judge(answer, self._read(answer, most_bytes))
        except OSError as fault:
            raise Offline(str(fault)) from fault

    def _download(
        self, path: str, headers: Mapping[str, str], take: Callable[[Reply, Iterator[bytes]], T]
    ) -> T:
        with self._asking("GET", path, None, headers, None) as answer:
            if not 200 <= answer.status_code < 300:
                _judge(answer, self._read(answer, SMALL_REPLY_BYTES))
            return take(_judge(answer, b""), self._pieces(answer))

    def _read(self, answer: requests.Response, most_bytes: int) -> bytes:
        pieces, length = [], 0
        for piece in self._pieces(answer):
            length += len(piece)
            if length > most_bytes:
                raise NotTheServer("the answer has no end")
            pieces.append(piece)
        return b"".join(pieces)

    def _pieces(self, answer: requests.Response) -> Iterator[bytes]:
        for piece in answer.iter_content(PIECE_BYTES):
            self._patience.note(len(piece))
            yield piece
        if self._patience.is_over:  # what was cut off then may look like an end
            raise TooSlow("the answer took too long")

    @contextmanager
    def _asking(
        self,
        method: str,
        path: str,
        data: bytes | None,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
    ) -> Iterator[requests.Response]:
        if not path.startswith("/") or path.startswith("//"):
            raise ValueError(f"{path!r} is no path of ours")
        patience = self._patience.lasting(len(data or b""))
        try:
            with patience, self._http.request(
                method, self.server_url + path, data=data, headers=dict(headers), params=params,
                timeout=self._time_outs, allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                yield answer
        except requests.exceptions.SSLError as fault:
            raise BadIdentity(str(fault)) from fault
        except requests.exceptions.Timeout as fault:
            raise TooSlow(str(fault)) from fault
        except (requests.exceptions.RequestException, HTTPError) as fault:
            raise (TooSlow if self._patience.is_over else Offline)(str(fault)) from fault


def spell_body(value: Any) -> bytes:
    """Return the JSON of a request's body, before it is packed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _judge(answer: requests.Response, body: bytes) -> Reply:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    status = answer.status_code
    if 200 <= status < 300:
        return Reply(status, headers, body)
    if status in (301, 308):
        raise Moved(f"answered with {status}")
    if 300 <= status < 400 or status == 511:
        raise NotTheServer(f"answered with {status}")
    problem = _problem(headers, body)
    if problem is None and status in _ELSEWHERE and answer.request.method != "HEAD":
        raise Elsewhere(status)
    if problem is None and status == 413:
        raise TooLargeOnTheWay(status, None)
    refused = _REFUSALS.get(problem, Refused) if problem else Refused
    raise refused(status, problem, headers.get("retry-after"))


def _problem(headers: Mapping[str, str], body: bytes) -> Problem | None:
    if not headers.get("content-type", "").startswith(PROBLEM_TYPE):
        return None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    kind = value.get("type") if isinstance(value, dict) else None
    return find_problem(kind) if isinstance(kind, str) else None
