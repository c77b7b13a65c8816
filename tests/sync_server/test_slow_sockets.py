"""Whoever opens sockets and says little keeps no tablet out."""

import contextlib
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sync.server import connections, descriptors
from sync.server.resources import arriving
from tests.support.server_process import ServerProcess, server_process
from tests.support.serving import enrolled_device, opened_office, serving_guarded

DRIPPING, IDLE = 256, 2_000
IN_TIME_S = 10.0
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\n{more}\r\n"
)


@pytest.fixture(autouse=True)
def _many_sockets() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[1], 8192), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def opened(port: int, said: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    if said:
        connection.sendall(said)
    return connection


def head(path: str, length: int, token: str = "") -> bytes:
    more = f"Authorization: Bearer {token}\r\n" if token else ""
    return HEAD.format(path=path, length=length, more=more).encode()


@contextlib.contextmanager
def crowd(port: int, token: str) -> Iterator[None]:
    """Hold sockets that drip a body, a letter a second, and sockets that say nothing."""
    with contextlib.ExitStack() as held:
        paths = ["/v1/token", "/v1/records:batch", "/v1/devices:enrol", "/v1/uploads/x"]
        heads = [head(path, 60_000, token * (path == "/v1/records:batch")) for path in paths]
        dripping = [
            held.enter_context(contextlib.closing(opened(port, heads[n % len(heads)] + b"{")))
            for n in range(DRIPPING)
        ]
        for _ in range(IDLE):
            held.enter_context(contextlib.closing(opened(port)))
        stopped = threading.Event()
        thread = threading.Thread(target=drip, args=(dripping, stopped))
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


def drip(sockets: list[socket.socket], stopped: threading.Event) -> None:
    while not stopped.wait(1.0):
        for one in sockets:
            with contextlib.suppress(OSError):
                one.sendall(b" ")


def test_256_that_drip_and_2000_that_are_silent_keep_no_tablet_out(
    tmp_path: Path, database_url: str
) -> None:
    with server_process(tmp_path, database_url) as server:
        other, device = server.enrol(), server.enrol()
        items = [device.seal() for _ in range(20)]
        with crowd(server.port, other.token):
            begun = time.monotonic()
            assert {result["status"] for result in device.results(*items)} == {"created"}
            assert time.monotonic() - begun < IN_TIME_S
            assert requests.get(f"{server.url}/readyz", timeout=IN_TIME_S).status_code == 200
            assert enrol_anew(server) < IN_TIME_S


def enrol_anew(server: ServerProcess) -> float:
    """Return how long another tablet takes from its first request to its first receipt."""
    begun = time.monotonic()
    device = server.enrol()
    device.results(device.seal())
    return time.monotonic() - begun


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, str]]:
    """A server of little patience; gives its port and a token."""
    monkeypatch.setattr(connections, "HEAD_S", 0.5)
    monkeypatch.setattr(connections, "REST_S", 0.5)
    monkeypatch.setattr(arriving, "GRACE_S", 0.5)
    monkeypatch.setattr(arriving, "LOOK_S", 0.1)
    with (
        opened_office(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as office,
        serving_guarded(office) as url,
    ):
        yield int(url.rpartition(":")[2]), enrolled_device(office, url).token


def read_to_end(connection: socket.socket) -> bytes:
    """Return what comes until the other side ends the connection, which it must."""
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


@pytest.mark.parametrize(
    "said", [b"", b"G", b"GET /v1/capabilities HTTP/1.1\r\nHost: x\r\nX-Long: "]
)
def test_a_head_that_does_not_come_ends_the_connection(
    guarded: tuple[int, str], said: bytes
) -> None:
    with opened(guarded[0], said) as connection:
        assert read_to_end(connection) == b""


def test_a_head_without_end_ends_the_connection(guarded: tuple[int, str]) -> None:
    with opened(guarded[0], b"GET / HTTP/1.1\r\n") as connection:
        with contextlib.suppress(OSError):
            for number in range(1000):
                connection.sendall(b"X-%d: %s\r\n" % (number, b"x" * 1000))
        with contextlib.suppress(OSError):
            assert b"200" not in read_to_end(connection)


@pytest.mark.parametrize("path", ["/v1/token", "/v1/records:batch"])
def test_a_body_that_comes_too_slowly_is_refused_as_such(
    guarded: tuple[int, str], path: str
) -> None:
    port, token = guarded
    with opened(port, head(path, 1000, token) + b"{") as connection:
        reply = read_to_end(connection)
    assert reply.startswith(b"HTTP/1.1 408")
    assert b"urn:inspector:problem:too-slow" in reply
    assert b'"retryable":true' in reply


def test_a_body_in_pieces_within_the_rate_is_taken(guarded: tuple[int, str]) -> None:
    port, _ = guarded
    body = b'{"grant_type": "none", "assertion": "x"}' + b" " * 20_000
    with opened(port, head("/v1/token", len(body))) as connection:
        for start in range(0, len(body), 4000):
            connection.sendall(body[start : start + 4000])
            time.sleep(0.15)  # slower than the grace, faster than the lowest rate
        assert connection.recv(100).startswith(b"HTTP/1.1 422")


def test_when_all_connections_are_taken_the_one_that_waits_longest_makes_room(
    guarded: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, _ = guarded
    monkeypatch.setattr(connections, "HEAD_S", 60.0)
    monkeypatch.setattr(descriptors, "FEWEST", 5)
    monkeypatch.setattr(connections, "most_connections", lambda: 5)
    waiting = [opened(port) for _ in range(5)]
    reply = requests.get(f"http://127.0.0.1:{port}/v1/capabilities", timeout=10)
    assert reply.status_code == 200
    assert read_to_end(waiting[0]) == b""
    for one in waiting:
        one.close()


def test_one_device_has_only_some_of_the_places(guarded: tuple[int, str]) -> None:
    from sync.server.resources.admitting import Admission

    admission = Admission(lambda *_: None, 8)  # type: ignore[arg-type,return-value]
    admission._devices["d"] = 8
    told = admission._fault("d", "address")
    assert told is not None
    assert told[0].value.status == 429
    admission._addresses["address"] = 6
    refused = admission._fault("e", "address")
    assert refused is not None
    assert refused[0].value.status == 503
    assert admission._fault("e", "another") is None
