"""A wire between a tablet and a real server, which can be told what to do with the next answers."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

PIECE = 64 * 1024


class Relay:
    """Passes bytes on; `on_answer` may act on an answer before the tablet sees it.

    It is called with the first bytes that the server answers on a connection; when it says False
    they are lost and the connection is cut.
    """

    def __init__(self, server_url: str) -> None:
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.on_answer: Callable[[bytes], bool] = lambda answer: True
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Take no more connections, and wait for those that are open."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                tablet, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._pass_on, args=[tablet])
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, tablet: socket.socket) -> None:
        server = socket.create_connection(self._server)
        up = threading.Thread(target=self._copy, args=[tablet, server, lambda piece: True])
        up.start()
        self._copy(server, tablet, lambda piece: self.on_answer(piece))
        up.join()
        tablet.close()
        server.close()

    def _copy(
        self, source: socket.socket, sink: socket.socket, passes: Callable[[bytes], bool]
    ) -> None:
        try:
            while (piece := source.recv(PIECE)) and passes(piece):
                sink.sendall(piece)
        except OSError:
            pass  # one side is gone: so is the other in a moment
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed already


@contextmanager
def relaying(server_url: str) -> Iterator[Relay]:
    """Give a relay to a server."""
    relay = Relay(server_url)
    try:
        yield relay
    finally:
        relay.close()
