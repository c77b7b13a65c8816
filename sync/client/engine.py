"""One whole sync: who is there, records, photos, then the office's data.

It may be killed between any two calls: being in flight is never stored, so the next sync resends.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Protocol

from sync.client.policy import (
    PATIENCE_S,
    QUICK_TRIES,
    QUICK_WAIT_S,
    Decision,
    decide,
    retry_after_s,
)
from sync.client.ports import Identity, Outbox, Phase, Progress, Reference, ServerNotes
from sync.client.pull import pull
from sync.client.push import Pushed, Sender, push
from sync.client.session import Session
from sync.client.trouble import (
    NotTheServer,
    Offline,
    Refused,
    Revoked,
    Stopped,
    TooOld,
    TooSlow,
    Trouble,
)
from sync.client.uploads import send_photos
from sync.protocol.limits import Limits

PROTOCOL = 1
DIFF_RECORDS = 2_000


class Tablet(Protocol):
    """Everything a sync needs of the tablet, in one place."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def reference(self) -> Reference: ...

    @property
    def notes(self) -> ServerNotes: ...


@dataclass(frozen=True, slots=True)
class Report:
    """How a sync ended; `problem` is '' when everything went through, else a stable code."""

    pushed: Pushed
    photos_sent: int
    rows_pulled: int
    problem: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What `GET /v1/capabilities` says."""

    epoch: str
    server_time: datetime
    limits: Limits


@dataclass(frozen=True)
class World:
    """What the sync takes from outside: the steady clock, chance, waiting, and being stopped."""

    steady_s: Callable[[], float]
    now: Callable[[], datetime]
    chance: random.Random
    wait: Callable[[float], None]
    is_stopped: Callable[[], bool]


def run_sync(
    identity: Identity,
    tablet: Tablet,
    world: World,
    told: Progress,
    *,
    session: Session | None = None,
) -> Report:
    """Run one whole sync and note how it ended. Never raises for a reason of the network."""
    talk = session or Session(identity.server_url, identity)
    run = _Run(identity, tablet, world, told, talk)
    try:
        problem = run.run()
    except Trouble as trouble:
        problem = trouble.code
    except OSError:
        problem = "storage"
    finally:
        talk.close()
    tablet.notes.note_attempt(problem)
    return Report(run.pushed, run.photos_sent, run.rows_pulled, problem)


class _Run:
    """A sync under way; what it has done so far counts also when it ends early."""

    def __init__(
        self, identity: Identity, tablet: Tablet, world: World, told: Progress, session: Session
    ) -> None:
        self.identity, self.tablet, self.world = identity, tablet, world
        self.told, self.session = told, session
        self.pushed, self.photos_sent, self.rows_pulled = Pushed(), 0, 0

    def run(self) -> str:
        self.told(Phase.CONNECTING, 0, None)
        there = self.retrying(lambda: read_capabilities(self.session))
        self._set_clock(there.server_time)
        if there.epoch != self.identity.epoch:
            compare(self.session, self.tablet.outbox, self.retrying)
            self.tablet.notes.remember_epoch(there.epoch)
        self._send_records(there.limits)
        problem = self._send_photos(there.limits)
        self._fetch(there.limits)
        self.told(Phase.DONE, 0, None)
        left = self.tablet.outbox.count_pending() + self.tablet.outbox.count_set_aside()
        return problem or ("server_trouble" if left else "")

    def _set_clock(self, server_time: datetime) -> None:
        self.tablet.notes.note_server_time(server_time)
        began = self.world.steady_s()
        self.session.set_clock(
            lambda: server_time + timedelta(seconds=self.world.steady_s() - began)
        )

    def _send_records(self, limits: Limits) -> None:
        total = self.tablet.outbox.count_pending()
        self.told(Phase.RECORDS, 0, total)

        def told(done: Pushed) -> None:
            self.pushed = done
            self.told(Phase.RECORDS, min(done.received, total), total)

        sender = Sender(self.session, self.identity, self.tablet.outbox, limits, self.retrying)
        self.pushed = push(sender, told)

    def _send_photos(self, limits: Limits) -> str:
        total = self.tablet.outbox.count_photos()
        self.told(Phase.PHOTOS, 0, total)

        def told(done: int, of: int) -> None:
            self.photos_sent = done
            self.told(Phase.PHOTOS, done, of)

        self.photos_sent, problem = send_photos(
            self.session, self.identity.server_key, self.tablet.outbox, limits, self.retrying, told
        )
        return problem

    def _fetch(self, limits: Limits) -> None:
        self.told(Phase.REFERENCE, 0, None)

        def told(rows: int) -> None:
            self.rows_pulled = rows
            self.told(Phase.REFERENCE, rows, None)

        self.rows_pulled = pull(self.session, self.tablet.reference, limits, self.retrying, told)

    def retrying(self, request: Callable[[], Any]) -> Any:
        """Make a request, with a few quick tries where trying again may help."""
        for attempt in range(QUICK_TRIES):
            if self.world.is_stopped():
                raise Stopped("stopped by the user")
            last = attempt + 1 == QUICK_TRIES
            try:
                return request()
            except (Revoked, TooSlow):
                raise
            except (Offline, NotTheServer):
                if last:
                    raise
                asked = None
            except Refused as refused:
                if last or decide(refused.status) is not Decision.RETRY:
                    raise
                asked = retry_after_s(refused.retry_after, self.world.now())
                if asked is not None and asked > PATIENCE_S:
                    raise
            self.world.wait(max(asked or 0.0, self.world.chance.random() * QUICK_WAIT_S))
        raise AssertionError("the last try returns or raises")


def read_capabilities(session: Session) -> Capabilities:
    """Ask the server what it is. Raises NotTheServer when the answer is not our server's."""
    value = session.send("GET", "/v1/capabilities", token=False).json()
    try:
        protocols = list(value["protocols"])
        limits = Limits(**{name: int(value["limits"][name]) for name in Limits.__slots__})
        server_time = datetime.fromisoformat(value["server_time"])
        epoch = str(value["epoch"])
    except (KeyError, TypeError, ValueError) as fault:
        raise NotTheServer("the answer is not our server's") from fault
    if PROTOCOL not in protocols:
        raise TooOld(f"the server speaks {protocols}")
    aware = server_time if server_time.tzinfo else server_time.replace(tzinfo=UTC)
    return Capabilities(epoch, aware, limits)


def compare(session: Session, outbox: Outbox, retrying: Callable[[Callable[[], Any]], Any]) -> None:
    """Ask a server of another epoch what it lacks of what it had receipted; that is sent again."""
    for piece in _pieces(iter(outbox.all_received())):
        body = {"records": [list(record) for record in piece]}
        answer = retrying(partial(session.post_json, "/v1/records:diff", body)).json()
        lists = ("missing", "different", "missing_files")
        if not isinstance(answer, dict) or not all(
            isinstance(answer.get(name), list) for name in lists
        ):
            raise NotTheServer("the answer to the comparison cannot be read")
        lost = [str(one) for one in answer["missing"] + answer["different"]]
        if lost:
            outbox.send_again(lost)
        if answer["missing_files"]:
            outbox.send_photos_again([str(sha256) for sha256 in answer["missing_files"]])


def _pieces(records: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while piece := list(islice(records, DIFF_RECORDS)):
        yield piece
