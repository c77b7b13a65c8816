"""The office's data as a sync writes them to the store, and what it notes of its server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from inspector_app.services.instants import seconds_between, spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.store import reference, snapshot_file, taking
from inspector_app.store.tablet import load_tablet_row, note_tablet
from inspector_app.store.trust import drop_all_aside, list_aside
from sync.client.ports import AsideRow
from sync.protocol.changes import ReferenceRow
from sync.protocol.digest import sha256_hex

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class TabletReference:
    """The port `Reference` of a sync, over the tablet's store."""

    tablet: Tablet

    def cursor(self) -> str | None:
        """Return the cursor of the last page, None before the first."""
        with self.tablet.database.reading() as db:
            cursor: str | None = load_tablet_row(db)["cursor"]
            return cursor

    def apply_page(self, rows: Sequence[ReferenceRow], next_cursor: str, *, is_last: bool) -> None:
        """Write rows and cursor in one transaction; with the last page drop what is stale."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            taking.take_rows(db, rows, at)
            if is_last:
                reference.drop_stale(db)
            note_tablet(db, cursor=next_cursor)

    def start_afresh(self) -> None:
        """Forget the cursor and mark every row stale; the rows stay in use until the last page."""
        with self.tablet.database.writing() as db:
            reference.mark_stale(db)
            drop_all_aside(db)
            note_tablet(db, cursor=None)

    def rows_to_tell(self) -> Sequence[AsideRow] | None:
        """Return every row that could not be taken; None when the office knows of just these."""
        with self.tablet.database.reading() as db:
            rows = tuple(AsideRow(**row) for row in list_aside(db))
            told = load_tablet_row(db)["rows_told"]
        return None if _spell_rows(rows) == (told or _spell_rows(())) else rows

    def note_told(self, rows: Sequence[AsideRow]) -> None:
        """Note that the office was told of exactly these."""
        with self.tablet.database.writing() as db:
            note_tablet(db, rows_told=_spell_rows(rows))

    def snapshot_part(self) -> tuple[str, int] | None:
        """Return which snapshot was begun, and how many of its bytes are here."""
        return snapshot_file.find_part(self.tablet.folder)

    def write_snapshot(self, sha256: str, position: int, pieces: Iterable[bytes]) -> None:
        """Write what comes of a snapshot. Raises OSError."""
        snapshot_file.write_part(self.tablet.folder, sha256, position, pieces)

    def open_snapshot(self, sha256: str) -> BinaryIO:
        """Open what is here of a snapshot. Raises OSError."""
        return snapshot_file.open_part(self.tablet.folder, sha256)

    def drop_snapshot(self) -> None:
        """Forget a snapshot that was begun."""
        snapshot_file.drop_parts(self.tablet.folder)

    def apply_snapshot(self, rows: Iterable[ReferenceRow], next_cursor: str) -> None:
        """Put these rows in place of all that are here, with the cursor, in one transaction."""
        at, coming = spell_instant(self.tablet.clock.now()), iter(rows)
        with self.tablet.database.writing() as db:
            reference.mark_stale(db)
            drop_all_aside(db)
            while some := list(islice(coming, ROWS_AT_ONCE)):
                taking.take_rows(db, some, at)
            reference.drop_stale(db)
            note_tablet(db, cursor=next_cursor)


@dataclass(frozen=True, slots=True)
class TabletNotes:
    """The port `ServerNotes` of a sync, over the tablet's store."""

    tablet: Tablet

    def remember_epoch(self, epoch: str) -> None:
        """Note the epoch for which everything was compared: nothing is in doubt any more."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            note_tablet(db, epoch=epoch, doubt=None, doubted_at=None, compared_at=at)

    def note_doubt(self, why: str) -> None:
        """Note why not all may be at the server that was received; the first reason stays."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            if not load_tablet_row(db)["doubt"]:
                note_tablet(db, doubt=why, doubted_at=at)

    def note_signing(self) -> None:
        """Note that the server signs its answers."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            note_tablet(db, signs_since=at)

    def note_server_time(self, server_time: datetime) -> None:
        """Note the server's clock and how far it is ahead of ours."""
        offset_s = seconds_between(server_time, self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            note_tablet(db, server_time=spell_instant(server_time), server_offset_s=offset_s)

    def note_attempt(self, problem: str) -> None:
        """Note that a sync ended now, and why it is not whole ('' when it is)."""
        at = spell_instant(self.tablet.clock.now())
        whole = {} if problem else {"synced_at": at}
        with self.tablet.database.writing() as db:
            note_tablet(db, last_attempt_at=at, last_problem=problem, **whole)


def _spell_rows(rows: Sequence[AsideRow]) -> str:
    return sha256_hex(repr([(row.kind, row.id, row.why) for row in rows]).encode())
