"""Whoever answers in the server's place: anything at all, or the true answers with changes."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Answer:
    """A reply on its way to the tablet."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Seen:
    """What the one in between has seen of the tablet."""

    requests: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return the paths that were asked for."""
        return [path.partition("?")[0] for _, path, _, _ in self.requests]

    def tokens(self) -> list[str]:
        """Return the tokens that came."""
        return [one[2]["authorization"] for one in self.requests if "authorization" in one[2]]

    def bodies(self) -> bytes:
        """Return everything that was sent in bodies."""
        return b"".join(body for _, _, _, body in self.requests)


Tamper = Callable[[str, Answer], Answer]


@contextmanager
def raw_server(answer: bytes, *, seen: Seen | None = None) -> Iterator[str]:
    """Answer every request with the same bytes and close; gives the address."""

    def talk(connection: socket.socket) -> None:
        with connection:
            try:
                told = connection.recv(65536)
                if seen is not None:
                    head, _, body = told.partition(b"\r\n\r\n")
                    first, *fields = head.decode("latin-1").split("\r\n")
                    named = dict(line.lower().split(": ", 1) for line in fields if ": " in line)
                    seen.requests.append((first.split(" ")[0], first.split(" ")[1], named, body))
                connection.sendall(answer)
            except OSError:
                return  # the tablet has had enough

    with _listening(talk) as url:
        yield url


@contextmanager
def _listening(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def dripping_server(head: bytes, drop: bytes, every_s: float) -> Iterator[str]:
    """Answer with a beginning, and then a drop at a time without an end."""
    ended = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                connection.sendall(head)
                while not ended.wait(every_s):
                    connection.sendall(drop)
            except OSError:
                return

    with _listening(talk) as url:
        try:
            yield url
        finally:
            ended.set()


@contextmanager
def between(server_url: str, tamper: Tamper, seen: Seen | None = None) -> Iterator[str]:
    """Stand between tablet and server, handing on every request, and each answer as tampered."""
    place = urlsplit(server_url)

    class Handler(BaseHTTPRequestHandler):
        def _carry(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            fields = {name: value for name, value in self.headers.items()
                      if name.lower() not in ("host", "accept-encoding", "connection")}  # fmt: skip
            if seen is not None:
                lower = {name.lower(): value for name, value in self.headers.items()}
                seen.requests.append((self.command, self.path, lower, body))
            asked = http.client.HTTPConnection(place.hostname or "", place.port or 80)
            asked.request(self.command, self.path, body, fields)
            reply = asked.getresponse()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            told = tamper(self.path, Answer(reply.status, headers, reply.read()))
            asked.close()
            self.send_response(told.status)
            for name, value in told.headers.items():
                if name not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(told.body)

        do_GET = do_POST = do_HEAD = do_PATCH = do_DELETE = _carry

        def log_message(self, *_told: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def http_answer(status: int, body: bytes, *fields: str, kind: str = "text/html") -> bytes:
    """Spell an answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", *fields]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def json_answer(value: Any, *fields: str) -> bytes:
    """Spell an answer in JSON; bytes stay as they are."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return http_answer(200, body, *fields, kind="application/json")
