"""One whole sync: who is there, records, photos, then the office's data.

It may be killed between any two calls: being in flight is never stored, so the next sync resends.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Protocol

from sync.client.greeting import Capabilities, read_capabilities
from sync.client.leaving import let_photos_leave
from sync.client.policy import (
    PATIENCE_S,
    QUICK_TRIES,
    QUICK_WAIT_S,
    Decision,
    decide,
    retry_after_s,
)
from sync.client.ports import (
    Identity,
    Outbox,
    Phase,
    Progress,
    Reference,
    Retention,
    ServerNotes,
    Shelf,
)
from sync.client.proving import Question
from sync.client.pull import pull
from sync.client.push import Pushed, Sender, push
from sync.client.rows_aside import tell_of_rows
from sync.client.session import Session, spell_body
from sync.client.trouble import (
    Forgotten,
    NotTheServer,
    Offline,
    OtherServer,
    Refused,
    Revoked,
    Stopped,
    TooSlow,
    Trouble,
)
from sync.client.uploads import send_photos
from sync.protocol.answers import Asked
from sync.protocol.digest import is_sha256, sha256_hex
from sync.protocol.limits import Limits

DIFF_RECORDS = 2_000


class Tablet(Protocol):
    """Everything a sync needs of the tablet, in one place."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def reference(self) -> Reference: ...

    @property
    def notes(self) -> ServerNotes: ...

    @property
    def shelf(self) -> Shelf: ...


@dataclass(frozen=True, slots=True)
class Report:
    """How a sync ended; `problem` is '' when everything went through, else a stable code.

    `retry_after_s` is how long the server asked to be left alone.
    """

    pushed: Pushed
    photos_sent: int
    rows_pulled: int
    problem: str
    retry_after_s: float | None = None
    photos_left: int = 0


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
    with_photos: bool = True,
) -> Report:
    """Run one whole sync and note how it ended. Never raises for a reason of the network."""
    talk = session or Session(identity.server_url, identity)
    run = _Run(identity, tablet, world, told, talk)
    asked: float | None = None
    try:
        problem = run.run(with_photos=with_photos)
    except Trouble as trouble:
        problem = trouble.code
        if isinstance(trouble, Forgotten | OtherServer):
            tablet.notes.note_doubt(trouble.code)
        if isinstance(trouble, Refused):
            asked = retry_after_s(trouble.retry_after, world.now())
    except OSError:
        problem = "storage"
    finally:
        talk.close()
    tablet.notes.note_attempt(problem)
    return Report(run.pushed, run.photos_sent, run.rows_pulled, problem, asked, run.photos_left)


class _Run:
    """A sync under way; what it has done so far counts also when it ends early."""

    def __init__(
        self, identity: Identity, tablet: Tablet, world: World, told: Progress, session: Session
    ) -> None:
        self.identity, self.tablet, self.world = identity, tablet, world
        self.told, self.session = told, session
        self.pushed, self.photos_sent, self.rows_pulled = Pushed(), 0, 0
        self.photos_left = 0

    def run(self, *, with_photos: bool) -> str:
        self.told(Phase.CONNECTING, 0, None)
        there = self.retrying(lambda: read_capabilities(self.session))
        self._believe(there)
        knew_all = self._make_sure(there)
        self._send_records(there.limits)
        problem = self._send_photos(there.limits) if with_photos else self._hold_photos()
        self._fetch(there.limits)
        problem = problem or self._remaining()
        if knew_all and problem in ("", "set_aside"):
            problem = self._let_leave(there) or problem
        self.told(Phase.DONE, 0, None)
        return problem

    def _remaining(self) -> str:
        if self.tablet.outbox.count_pending():
            return "server_trouble"
        return "set_aside" if self.tablet.outbox.count_set_aside() else ""

    def _believe(self, there: Capabilities) -> None:
        """Take the server's time; once it has signed, no unsigned answer comes so far."""
        if there.server_key is not None and not self.identity.signs:
            self.tablet.notes.note_signing()
        server_time = there.server_time
        self.tablet.notes.note_server_time(server_time)
        began = self.world.steady_s()
        self.session.set_clock(
            lambda: server_time + timedelta(seconds=self.world.steady_s() - began)
        )

    def _make_sure(self, there: Capabilities) -> bool:
        """Compare what was received where not all may be there; tells whether nobody doubted it.

        Of another epoch, of a server that went back, or when it was doubted before.
        """
        went_back = (
            there.change_seq is not None and there.change_seq < self.tablet.outbox.newest_receipt()
        )
        if there.epoch == self.identity.epoch and not (went_back or self.identity.in_doubt):
            return True
        self.tablet.notes.note_doubt("went_back" if went_back else "epoch")
        compare(self.session, self.tablet.outbox, there.limits, self.retrying)
        self.tablet.notes.remember_epoch(there.epoch)
        return False

    def _send_records(self, limits: Limits) -> None:
        total = self.tablet.outbox.count_pending()
        self.told(Phase.RECORDS, 0, total)

        def told(done: Pushed) -> None:
            self.pushed = done
            self.told(Phase.RECORDS, min(done.received, total), total)

        sender = Sender(self.session, self.identity, self.tablet.outbox, limits, self.retrying)
        self.pushed = push(sender, told)

    def _hold_photos(self) -> str:
        return "photos_wait" if self.tablet.outbox.count_photos() else ""

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
        tell_of_rows(self.session, self.tablet.reference, self.retrying)

    def _let_leave(self, there: Capabilities) -> str:
        """Let old photos leave; a problem only when the server has lost one that is still here."""
        if there.retention_days is None:
            return ""
        outbox = self.tablet.outbox
        waiting = outbox.count_photos()
        self.photos_left = let_photos_leave(
            self.session, self.identity.server_key, (self.tablet.shelf, outbox),
            Retention(there.retention_days, there.server_time), self.retrying,
            lambda done, of: self.told(Phase.LEAVING, done, of),
        )  # fmt: skip
        return "server_trouble" if outbox.count_photos() > waiting else ""

    def retrying(self, request: Callable[[], Any]) -> Any:
        """Make a request, with a few quick tries where trying again may help."""
        for attempt in range(QUICK_TRIES):
            if self.world.is_stopped():
                raise Stopped("stopped by the user")
            last = attempt + 1 == QUICK_TRIES
            try:
                return request()
            except (Revoked, Forgotten, TooSlow):
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


def compare(
    session: Session,
    outbox: Outbox,
    limits: Limits,
    retrying: Callable[[Callable[[], Any]], Any],
) -> None:
    """Ask a server of another epoch what it lacks of what it had receipted; that is sent again."""
    most = min(DIFF_RECORDS, limits.page_rows)
    for piece in _pieces(iter(outbox.all_received()), most):
        told = retrying(partial(_ask_what_is_lacking, session, piece))
        named = {one for one in told["missing"] + told["different"] if isinstance(one, str)}
        lost = [record_id for record_id, _ in piece if record_id in named]
        if lost:
            outbox.send_again(lost)
        if files := [sha256 for sha256 in told["missing_files"] if is_sha256(sha256)]:
            outbox.send_photos_again(files)


def _ask_what_is_lacking(session: Session, piece: list[tuple[str, str]]) -> dict[str, list[Any]]:
    body = {"records": [list(record) for record in piece]}
    question = Question(Asked.DIFFERENCE, spell_body(body))
    reply = session.post_json("/v1/records:diff", body, headers=question.headers)
    if session.belief is not None:
        session.belief.check(question, reply.headers, sha256_hex(reply.body))
    answer, lists = reply.json(), ("missing", "different", "missing_files")
    if not isinstance(answer, dict) or not all(
        isinstance(answer.get(name), list) for name in lists
    ):
        raise NotTheServer("the answer to the comparison cannot be read")
    return answer


def _pieces(records: Iterator[tuple[str, str]], most: int) -> Iterator[list[tuple[str, str]]]:
    while piece := list(islice(records, most)):
        yield piece
