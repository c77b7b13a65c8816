"""A balancer in front of several servers: each connection goes to the next one that answers."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

PIECE = 64 * 1024


class RoundRobin:
    """Passes connections on in turn; `taken` counts how many each server had."""

    def __init__(self, urls: Sequence[str]) -> None:
        parts = [urlsplit(url) for url in urls]
        self._servers = [(part.hostname or "", part.port or 0) for part in parts]
        self._turns = count()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.taken = [0] * len(urls)
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=[client], daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        server = self._connect()
        if server is None:
            client.close()
            return
        with client, server:
            up = threading.Thread(target=_copy, args=[client, server], daemon=True)
            up.start()
            _copy(server, client)
            up.join()

    def _connect(self) -> socket.socket | None:
        for _ in self._servers:
            number = next(self._turns) % len(self._servers)
            with suppress(OSError):
                connected = socket.create_connection(self._servers[number], timeout=30)
                connected.settimeout(None)
                self.taken[number] += 1
                return connected
        return None


def _copy(source: socket.socket, sink: socket.socket) -> None:
    """Pass bytes on until one side is gone, which ends the other."""
    with suppress(OSError):
        while piece := source.recv(PIECE):
            sink.sendall(piece)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def balancing(*urls: str) -> Iterator[RoundRobin]:
    """Give a balancer in front of these servers."""
    balancer = RoundRobin(urls)
    try:
        yield balancer
    finally:
        balancer.close()
