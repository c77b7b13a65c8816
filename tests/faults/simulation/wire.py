"""The network between tablets and the server, without a socket: it stands in for `requests`.

The tablet's real session talks to a `Line`; the server's real application answers, run to its end
in place. Between them a request or its reply is lost, cut, changed, doubled, delayed or answered by
somebody else, as the source of chance says.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.digest import content_digest
from tests.faults.simulation.fate import Died, Fate
from tests.support.receipts import sign_receipt

IMPOSTOR = Ed25519PrivateKey.from_private_bytes(b"nobody's key, 32 bytes of chance")
PORTAL = b"<html><body>Welcome! Please log in to our network.</body></html>"
GREETINGS = ("/v1/capabilities", "/v1/token")
RETRY_AFTER = ("0", "3", "9999999999", "Wed, 25 Nov 2026 09:00:00 GMT", "soon", "-1")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it leaves the tablet."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as it leaves the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass
class Weather:
    """How often each fault strikes; all of them 0 is calm."""

    chances: Mapping[str, float] = field(default_factory=dict)

    def draw(self, chance: Random) -> str:
        """Return the fault that strikes the next request, '' for none."""
        at = chance.random()
        for name, share in self.chances.items():
            at -= share
            if at < 0:
                return name
        return ""


FAULTS = (
    "request lost", "request cut", "request flipped", "request doubled", "request late too",
    "request late only", "reply lost", "reply cut", "reply cut silently", "reply flipped",
    "reply cut in its headers",
    "time-out", "reply timed out", "portal", "redirect", "429", "500", "502", "503", "507",
    "server dies", "server disk full", "receipts forged", "request rewritten",
)  # fmt: skip


class Network:
    """Carries requests to the application, through the weather."""

    def __init__(self, serve: Callable[[Request], Answer], server: Fate) -> None:
        self.serve, self.server = serve, server
        self.chance = Random(0)
        self.weather = Weather()
        self.late: list[Request] = []
        self.poison: set[str] = set()
        self.refusals = self.carried = 0
        self.struck: list[str] = []
        self.revive: Callable[[], None] = lambda: None

    def exchange(self, request: Request) -> "Reply":
        """Carry one request. Raises what `requests` raises."""
        self.carried += 1
        fault = self.weather.draw(self.chance)
        if request.path in GREETINGS and self.chance.random() < 0.7:
            fault = ""  # a sync that never gets past its greeting proves little
        if fault:
            self.struck.append(f"{fault}: {request.method} {request.path}")
        return getattr(self, "_" + (FAULT_METHODS[fault] if fault else "answered"))(request, fault)

    def deliver_late(self) -> None:
        """Let the requests arrive that were on their way all the time, oldest or newest first."""
        late, self.late = self.late, []
        if self.chance.random() < 0.5:
            late.reverse()
        for request in late:
            self.arrive(request)

    def arrive(self, request: Request) -> Answer:
        """Hand a request to the server, which may die of it."""
        if any(f'"id":"{name}"'.encode() in self._opened(request) for name in self.poison):
            self.refusals += 1
            return Answer(422, {"content-type": "text/plain"}, b"unprocessable")
        try:
            return self.serve(request)
        except Died:
            self.server.strike_after(None)
            self.revive()
            raise requests.ConnectionError("the server is gone") from None

    def _opened(self, request: Request) -> bytes:
        if not self.poison or not request.path.endswith(":batch"):
            return b""
        if request.headers.get("Content-Encoding") != "gzip":
            return request.body
        try:
            return gzip.decompress(request.body)
        except (OSError, EOFError, zlib.error):
            return b""

    def _answered(self, request: Request, _fault: str) -> "Reply":
        return Reply(self.arrive(request))

    def _lost(self, request: Request, fault: str) -> "Reply":
        if fault == "request late only":
            self.late.append(request)
        raise requests.ConnectionError(fault)

    def _cut(self, request: Request, _fault: str) -> "Reply":
        length = self.chance.randrange(len(request.body) + 1)
        cut = Request(request.method, request.path, request.query,
                      request.headers | {"cut": "yes"}, request.body[:length])  # fmt: skip
        if request.body:
            self.arrive(cut)
        raise requests.ConnectionError("the request was cut")

    def _flipped(self, request: Request, _fault: str) -> "Reply":
        body = flipped(request.body, self.chance)
        return Reply(self.arrive(
            Request(request.method, request.path, request.query, request.headers, body)
        ))  # fmt: skip

    def _twice(self, request: Request, fault: str) -> "Reply":
        first = self.arrive(request)
        if fault == "request late too":
            self.late.append(request)
            return Reply(first)
        return Reply(self.chance.choice((first, self.arrive(request))))

    def _unanswered(self, request: Request, fault: str) -> "Reply":
        if fault != "time-out":
            self.arrive(request)
        if "time" in fault:
            raise requests.Timeout(fault)
        raise requests.ConnectionError(fault)

    def _broken(self, request: Request, fault: str) -> "Reply":
        answer = self.arrive(request)
        if fault == "reply flipped":
            return Reply(Answer(answer.status, answer.headers, flipped(answer.body, self.chance)))
        if fault == "reply cut in its headers":
            return Reply(Answer(answer.status, headers_cut(answer.headers, self.chance)))
        length = self.chance.randrange(len(answer.body) + 1)
        cut = Answer(answer.status, answer.headers, answer.body[:length])
        return Reply(cut, is_cut=fault == "reply cut" and length < len(answer.body))

    def _other(self, _request: Request, fault: str) -> "Reply":
        if fault == "portal":
            return Reply(Answer(200, {"content-type": "text/html"}, PORTAL))
        if fault == "redirect":
            return Reply(Answer(302, {"location": "http://login.example/"}))
        headers = {"content-type": "text/html", "retry-after": self.chance.choice(RETRY_AFTER)}
        return Reply(Answer(int(fault), headers, b"<html>busy</html>"))

    def _forged(self, request: Request, fault: str) -> "Reply":
        """Let somebody else answer a batch, with receipts of a key of his own."""
        if not request.path.endswith(":batch"):
            return self._answered(request, fault)
        results = []
        for item in json.loads(unpacked(request))["records"]:
            receipt = sign_receipt(
                IMPOSTOR, id=item["id"], sha256=item["sha256"], change_seq=1,
                received_at="2026-11-23T08:00:00.000Z",
            )  # fmt: skip
            results.append({"id": item["id"], "status": "created", "missing_files": [],
                            "receipt": receipt.as_json()})  # fmt: skip
        return Reply(Answer(200, {}, json.dumps({"results": results}).encode()))

    def _rewritten(self, request: Request, fault: str) -> "Reply":
        """Let something in between change a record and spell the request anew, digest and all."""
        if not request.path.endswith(":batch"):
            return self._answered(request, fault)
        told = json.loads(unpacked(request))
        item = self.chance.choice(told["records"])
        item["body"] = item["body"].replace("第", "号", 1)
        body = gzip.compress(json.dumps(told).encode(), mtime=0)
        anew = {"Content-Encoding": "gzip", "Content-Digest": content_digest(body)}
        return Reply(self.arrive(
            Request(request.method, request.path, request.query, {**request.headers, **anew}, body)
        ))  # fmt: skip

    def _dying(self, request: Request, fault: str) -> "Reply":
        if fault == "server dies":
            self.server.strike_after(self.chance.randrange(4))
            try:
                return Reply(self.arrive(request))
            finally:
                self.server.strike_after(None)
        self.server.full = True
        try:
            return Reply(self.arrive(request))
        finally:
            self.server.full = False


FAULT_METHODS = {
    "receipts forged": "forged", "request rewritten": "rewritten",
    "request lost": "lost", "request late only": "lost", "request cut": "cut",
    "request flipped": "flipped", "request doubled": "twice", "request late too": "twice",
    "reply lost": "unanswered", "time-out": "unanswered", "reply timed out": "unanswered",
    "reply cut": "broken", "reply cut silently": "broken", "reply flipped": "broken",
    "reply cut in its headers": "broken",
    "portal": "other", "redirect": "other", "server dies": "dying", "server disk full": "dying",
    **dict.fromkeys(("429", "500", "502", "503", "507"), "other"),
}  # fmt: skip


def unpacked(request: Request) -> bytes:
    """Return the body of a request as it was before it was packed."""
    packed = request.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(request.body) if packed else request.body


def headers_cut(headers: Mapping[str, str], chance: Random) -> dict[str, str]:
    """Return the headers up to some letter: HTTP knows no end of them but the connection's."""
    whole = list(headers.items())
    if not whole:
        return {}
    last = chance.randrange(len(whole))
    name, value = whole[last]
    return dict(whole[:last]) | {name: value[: chance.randrange(len(value) + 1)]}


def flipped(body: bytes, chance: Random) -> bytes:
    """Return the bytes with one bit turned."""
    if not body:
        return body
    at = chance.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :]


class Reply:
    """What `requests` gives back, as far as the session looks at it."""

    def __init__(self, answer: Answer, *, is_cut: bool = False) -> None:
        self.status_code, self.headers = answer.status, answer.headers
        self.request: Request
        self._body, self._is_cut = answer.body, is_cut

    def __enter__(self) -> "Reply":
        return self

    def __exit__(self, *_trouble: object) -> None:
        """Hold nothing."""

    def iter_content(self, _size: int) -> Iterator[bytes]:
        """Give the body unpacked. Raises as `requests` does when it is cut or is no gzip."""
        if self._is_cut:
            if "content-encoding" not in self.headers:
                yield self._body
            raise requests.exceptions.ChunkedEncodingError("the reply was cut")
        body = self._body
        if self.headers.get("content-encoding") == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error) as fault:
                raise requests.exceptions.ContentDecodingError(str(fault)) from fault
        yield body


class Line:
    """Stands in for a `requests.Session` of one tablet; its process may end at every request."""

    def __init__(self, network: Network, tablet: Fate) -> None:
        self.headers: dict[str, str] = {}
        self._network, self._tablet = network, tablet

    def request(
        self, method: str, url: str, *, data: bytes | None, headers: Mapping[str, str],
        params: Mapping[str, str] | None, timeout: object, allow_redirects: bool, stream: bool,
    ) -> Reply:  # fmt: skip
        """Send a request and return its reply."""
        assert (timeout, allow_redirects, stream) == ((10.0, 60.0), False, True)
        self._tablet.pass_place()
        path = urlsplit(url).path
        sent = Request(method, path, urlencode(params or {}), self.headers | dict(headers),
                       data or b"")  # fmt: skip
        reply = self._network.exchange(sent)
        reply.request = sent
        self._tablet.pass_place()
        return reply

    def close(self) -> None:
        """Hold nothing."""


def run_app(app: Callable[..., Coroutine[Any, Any, None]], request: Request) -> Answer:
    """Let an ASGI application answer a request, to its end and in place."""
    arriving = [{"type": "http.request", "body": request.body, "more_body": False}]
    if "cut" in request.headers:
        arriving = [
            {"type": "http.request", "body": request.body, "more_body": True},
            {"type": "http.disconnect"},
        ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return arriving.pop(0) if arriving else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = request.headers | {"content-length": str(len(request.body))}
    running = app(
        {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
            "method": request.method, "path": request.path, "raw_path": request.path.encode(),
            "query_string": request.query.encode(), "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "server": ("office", 80), "client": ("127.0.0.1", 1),
        }, receive, send,
    )  # fmt: skip
    try:
        while True:
            running.send(None)
    except StopIteration:
        pass
    finally:
        running.close()
    start, *rest = sent
    named = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], named, b"".join(part.get("body", b"") for part in rest))
