"""The office's data as a sync writes them to the store, and what it notes of its server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from inspector_app.services.instants import seconds_between, spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.store import reference, snapshot_file
from inspector_app.store.tablet import load_tablet_row, note_tablet
from sync.protocol.changes import ReferenceRow

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
        changes = [(row.kind, row.id, _without_floats(row.body)) for row in rows]
        with self.tablet.database.writing() as db:
            reference.apply_changes(db, changes)
            if is_last:
                reference.drop_stale(db)
            note_tablet(db, cursor=next_cursor)

    def start_afresh(self) -> None:
        """Forget the cursor and mark every row stale; the rows stay in use until the last page."""
        with self.tablet.database.writing() as db:
            reference.mark_stale(db)
            note_tablet(db, cursor=None)

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
        changes = ((row.kind, row.id, _without_floats(row.body)) for row in rows)
        with self.tablet.database.writing() as db:
            reference.mark_stale(db)
            while some := list(islice(changes, ROWS_AT_ONCE)):
                reference.apply_changes(db, some)
            reference.drop_stale(db)
            note_tablet(db, cursor=next_cursor)


@dataclass(frozen=True, slots=True)
class TabletNotes:
    """The port `ServerNotes` of a sync, over the tablet's store."""

    tablet: Tablet

    def remember_epoch(self, epoch: str) -> None:
        """Note the epoch for which everything was compared."""
        with self.tablet.database.writing() as db:
            note_tablet(db, epoch=epoch)

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


def _without_floats(value: Any) -> Any:
    """Return JSON data with a bare fraction as text again, so that no binary float stays."""
    if isinstance(value, Mapping):
        return {key: _without_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    return repr(value) if isinstance(value, float) else value
