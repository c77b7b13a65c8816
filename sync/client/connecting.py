"""Connections to one server: no cookie, no password of the machine, and no answer without an end.

A time-out of a socket begins anew with every byte; here an answer has a deadline, which grows with
what has come: who drips a byte a minute is cut off.
"""

import socket
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

ANSWER_S = 75.0
"""An answer may take so long, and longer for what is sent and for what comes."""

LOWEST_RATE = 1024
"""Bytes a second, in either direction; the slowest network is said to have eight times as many."""


def open_http(patience: "Patience", certificate: str | None = None) -> requests.Session:
    """Return a session whose connections the patience can end.

    With `certificate`, a file, only the server that shows it is spoken to.
    """
    http = _Unled()
    http.headers["Accept-Encoding"] = "gzip"
    http.auth = _as_it_is  # else a .netrc of the machine would take the token's place
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    if certificate:
        http.verify = certificate
    for scheme in ("http://", "https://"):
        http.mount(scheme, _Watched(patience))
    return http


class Patience:
    """How long an answer may take; ends its connection when that is over."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._until = 0.0
        self.is_over = False

    def watch(self, opened: socket.socket) -> None:
        """Remember a connection."""
        self._sockets.add(opened)

    @contextmanager
    def lasting(self, sent_bytes: int) -> Iterator["Patience"]:
        """Be patient with one request and its answer."""
        self.is_over = False
        self._until = time.monotonic() + ANSWER_S + sent_bytes / LOWEST_RATE
        done = threading.Event()
        thread = threading.Thread(target=self._wait, args=(done,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            done.set()
            thread.join()

    def note(self, bytes_came: int) -> None:
        """Be patient a little longer, for something came."""
        self._until += bytes_came / LOWEST_RATE

    def _wait(self, done: threading.Event) -> None:
        while not done.wait(max(0.0, self._until - time.monotonic())):
            if time.monotonic() < self._until:
                continue
            self.is_over = True
            for each in list(self._sockets):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it has ended by itself
            return


class _Unled(requests.Session):
    """Is led nowhere: even to say where to, the library would read the whole answer and its URL."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find no place to be led to."""


class _Watched(HTTPAdapter):
    """Makes connections that tell the patience of their sockets."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """Make the pools, of connections of our own kind."""
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = _pools(self._patience)


def _pools(patience: Patience) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            patience.watch(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            patience.watch(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
