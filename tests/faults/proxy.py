"""A TCP proxy that fails on purpose, by a seed: between a real client and a real server.

Each connection gets one `Trouble`, which the plan chooses by the number of the connection. What it
did is noted, so that a run can be told and repeated.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Kind = Literal[
    "none", "refuse", "latency", "cut request", "cut reply", "half-close", "reset", "stall",
    "duplicate", "drop reply", "flip request", "flip reply", "kill server", "kill tablet",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "refuse", "latency", "cut request", "cut reply", "half-close", "reset", "stall", "duplicate",
    "drop reply", "flip request", "flip reply",
)  # fmt: skip
PIECE = 64 * 1024
STALL_S = 0.4


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to a connection; `after` bytes of its direction get through before."""

    kind: Kind = "none"
    after: int = 0


Plan = Callable[[int], Trouble]


def calm(_number: int) -> Trouble:
    """Let every connection be."""
    return Trouble()


def drawn(seed: int, badness: float, *, longest: int = 6000) -> Plan:
    """Draw the trouble of each connection from a seed."""
    chance = Random(seed)

    def plan(_number: int) -> Trouble:
        kind, after = chance.choice(KINDS), int(longest ** chance.random())
        return Trouble(kind, after) if chance.random() < badness else Trouble()

    return plan


@dataclass
class Proxy:
    """Listens on a port of the loopback and forwards to another."""

    target: int
    plan: Plan = calm
    port: int = 0
    connections: int = 0
    kill: Callable[[str], None] = lambda _what: None
    struck: list[Trouble] = field(default_factory=list)
    cuts: int = 0  # connections that were long enough to be cut where they should be
    server: asyncio.Server | None = None
    is_ending: bool = False
    sent: tuple[int, int] = (0, 0)  # bytes of the last connection: request, reply

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection from its first byte to its end."""
        trouble, up_writer = self.plan(self.connections), None
        self.connections += 1
        if trouble.kind != "none":
            self.struck.append(trouble)
        try:
            if trouble.kind == "refuse":
                _reset(writer)
                return
            if trouble.kind == "latency":
                await asyncio.sleep(min(trouble.after / 50_000, 0.1))
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target)
            way = _Way(self, trouble, (reader, writer), (up_reader, up_writer))
            await asyncio.gather(way.requests(), way.replies())
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of the two ends is gone, which is what we are for
        finally:
            for end in filter(None, (writer, up_writer)):
                if self.is_ending:
                    end.transport.abort()
                else:
                    end.close()


@dataclass
class _Way:
    proxy: Proxy
    trouble: Trouble
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    requested: bytearray = field(default_factory=bytearray)

    async def requests(self) -> None:
        """Carry bytes to the server."""
        kind, after = self.trouble.kind, self.trouble.after
        reader, writer = self.client[0], self.server[1]
        while piece := await reader.read(PIECE):
            start = len(self.requested)
            self.requested += piece
            self.proxy.sent = (len(self.requested), self.proxy.sent[1])
            if kind == "flip request":
                piece = _flip(piece, after - start)
            if kind in ("cut request", "half-close") and start + len(piece) >= after:
                writer.write(piece[: max(0, after - start)])
                await writer.drain()
                if kind == "half-close":
                    writer.write_eof()
                    return
                self.proxy.cuts += 1
                _reset(self.client[1])
                break
            if kind in ("kill server", "kill tablet") and start <= after < start + len(piece):
                writer.write(piece[: after - start])
                await writer.drain()
                self.proxy.kill(kind)
                _reset(self.client[1])
                break
            if kind == "stall" and start + len(piece) >= after:
                await asyncio.sleep(STALL_S)
            writer.write(piece)
            await writer.drain()
        writer.close()

    async def replies(self) -> None:
        """Carry bytes back to the client."""
        kind, after = self.trouble.kind, self.trouble.after
        reader, writer = self.server[0], self.client[1]
        done = 0
        while piece := await reader.read(PIECE):
            if kind == "duplicate" and done == 0:
                await self._send_again()
            if kind == "drop reply":
                break
            if kind == "flip reply":
                piece = _flip(piece, after - done)
            if kind in ("cut reply", "reset") and done + len(piece) >= after:
                writer.write(piece[: max(0, after - done)])
                await writer.drain()
                self.proxy.cuts += 1
                if kind == "reset":
                    _reset(writer)
                break
            done += len(piece)
            self.proxy.sent = (self.proxy.sent[0], done)
            writer.write(piece)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
        self.server[1].close()

    async def _send_again(self) -> None:
        """Let the server have the same bytes once more, on a connection of their own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.target)
        writer.write(bytes(self.requested))
        await writer.drain()
        await reader.read(PIECE)
        writer.close()


def _flip(piece: bytes, at: int) -> bytes:
    return piece[:at] + bytes([piece[at] ^ 4]) + piece[at + 1 :] if 0 <= at < len(piece) else piece


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other end hears a reset."""
    transport = writer.transport
    plain: socket.socket | None = transport.get_extra_info("socket")
    if plain is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    transport.abort()


@contextmanager
def proxying(target: int, plan: Plan = calm) -> Iterator[Proxy]:
    """Run a proxy in a thread of its own."""
    proxy, loop = Proxy(target, plan), asyncio.new_event_loop()
    started = threading.Event()

    async def serve() -> None:
        proxy.server = server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        started.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()
        assert proxy.server is not None
        proxy.server.close()
        proxy.is_ending = True
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        for _ in range(3):  # closing a connection takes a turn or two of the loop
            loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
