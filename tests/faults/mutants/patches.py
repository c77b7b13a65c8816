"""Small ways to break the product, each of which some test must notice.

A mutant changes the real code in memory, in a place where a programmer could have written it so.
"""

import json
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from inspector_app.services import outbox as outbox_module
from inspector_app.services import reference_copy
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletReference
from inspector_app.store import records, reference, schema
from inspector_app.store.tablet import note_tablet
from sync.client import engine, leaving, pull, push, uploads
from sync.client.session import Reply
from sync.client.trouble import NotTheServer
from sync.protocol import changes
from sync.server import files
from sync.server.resources import changes as changes_resource
from sync.server.resources import records as records_resource
from sync.server.resources import requests as requests_resource
from sync.server.resources import uploads as uploads_resource
from sync.server.work import examining, ingesting, judging, writing
from tests.faults.mutants.mutant import Mutant
from tests.faults.mutants.office import OF_THE_OFFICE
from tests.faults.mutants.trust import TRUST


def _acknowledge_before_commit(patch: pytest.MonkeyPatch) -> None:
    real, real_identify = ingesting.take_in, requests_resource.identify
    waiting: list[Any] = []

    class Undone(Exception):
        pass

    @contextmanager
    def undoing(database: Any) -> Any:
        with suppress(Undone), database.real_writing() as connection:
            yield connection
            raise Undone

    class Forgetful:
        def __init__(self, database: Any) -> None:
            self.reading, self.real_writing = database.reading, database.writing
            self.settle = database.settle

        def writing(self) -> Any:
            return undoing(self)

    def identify(office: Any, authorization: str) -> Any:
        while waiting:
            kept_office, *rest = waiting.pop(0)
            if kept_office is office:  # another process has forgotten it
                real(kept_office, *rest)
        return real_identify(office, authorization)

    def take_in(office: Any, sender: Any, items: Any) -> Any:
        taken = real(replace(office, database=Forgetful(office.database)), sender, items)
        waiting.append((office, sender, items))
        return taken

    patch.setattr(requests_resource, "identify", identify)
    patch.setattr(records_resource, "take_in", take_in)


def _no_unique_record(patch: pytest.MonkeyPatch) -> None:
    real = writing.Writing.write

    def write(self: Any, connection: Any) -> None:
        for row in self._records:
            connection.exec_driver_sql("DELETE FROM record_files WHERE record_id = ?", (row["id"],))
            connection.exec_driver_sql("UPDATE records SET id = id || '+' WHERE id = ?",
                                       (row["id"],))  # fmt: skip
        real(self, connection)

    patch.setattr(ingesting, "find_records", lambda connection, ids: {})
    patch.setattr(writing.Writing, "write", write)


def _cursor_before_its_rows(patch: pytest.MonkeyPatch) -> None:
    def apply_page(self: Any, rows: Any, next_cursor: str, *, is_last: bool) -> None:
        with self.tablet.database.writing() as db:
            note_tablet(db, cursor=next_cursor)
        with self.tablet.database.writing() as db:
            reference.apply_changes(db, [(row.kind, row.id, row.body) for row in rows])
            if is_last:
                reference.drop_stale(db)

    patch.setattr(TabletReference, "apply_page", apply_page)


def _naive_cursor(patch: pytest.MonkeyPatch) -> None:
    real = changes_resource.spell_lines

    def spell_lines(lines: Any, *, next: str, has_more: bool) -> Any:
        epoch, number, *rest = next.split(":")
        skipping = ":".join((epoch, str(int(number) + has_more), *rest))
        return real(lines, next=skipping, has_more=has_more)

    patch.setattr(changes_resource, "spell_lines", spell_lines)


def _refused_for_ever(patch: pytest.MonkeyPatch) -> None:
    def deliver(sender: Any, batch: Any, *, patience: int = 3) -> Any:
        accepted = push._send(sender, batch)
        sender.outbox.store_receipts(accepted)
        return push.Pushed(sent=len(batch), received=len(accepted))

    patch.setattr(push, "deliver", deliver)


def _without_guards(patch: pytest.MonkeyPatch, *words: str) -> None:
    kept = tuple(one for one in schema.GUARDS if not any(word in one for word in words))
    patch.setattr(schema, "GUARDS", kept)


def _delete_without_receipt(patch: pytest.MonkeyPatch) -> None:
    _without_guards(patch, "records_stay", "keeps_its_photos", "stay_until_confirmed")

    def delete(db: Any, record_id: str, problem: str) -> None:
        db.execute("DELETE FROM record_photos WHERE record_id = ?", [record_id])
        db.execute("DELETE FROM records WHERE id = ?", [record_id])

    patch.setattr(records, "set_aside", delete)


def _complete_without_photos(patch: pytest.MonkeyPatch) -> None:
    _without_guards(patch, "complete_means_every_photo")

    def complete(db: Any) -> None:
        db.execute("UPDATE records SET state = 'complete' WHERE state = 'received'")

    patch.setattr(records, "complete_records", complete)


def _received_without_receipt(patch: pytest.MonkeyPatch) -> None:
    _without_guards(patch, "received_means_a_receipt")
    real = TabletOutbox.pending_records

    def pending(self: Any, *args: Any, **named: Any) -> Any:
        batch = real(self, *args, **named)
        with self.tablet.database.writing() as db:
            for one in batch:
                db.execute("UPDATE records SET state = 'received', receipt = '{}' WHERE id = ?",
                           [one.id])  # fmt: skip
        return batch

    patch.setattr(TabletOutbox, "pending_records", pending)


def _receipt_not_verified(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(push, "verify_receipt", lambda key, receipt: True)


def _receipt_of_other_bytes(patch: pytest.MonkeyPatch) -> None:
    def proves(identity: Any, sha256: Any, result: Any) -> bool:
        return result.receipt is not None

    patch.setattr(push, "_proves", proves)


def _forks_unseen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judging, "find_fork", lambda seq, prev, entry, links: "")


def _photo_bytes_unchecked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "_compare", lambda found, sha256: None)
    patch.setattr(uploads_resource, "_check_checksum", lambda field, piece: None)
    patch.setattr(uploads_resource, "check_digest", lambda request, sent: None)


def _believe_any_200(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(uploads, "verify_file", lambda key, sha256, sig: True)


def _look_at_any_200() -> str:
    """Return what a log-in page that says 200 to everything brings about; '' when nothing."""
    portal: Any = SimpleNamespace(send=lambda method, path: Reply(200, {}, b"<html>"))
    try:
        uploads.ask_for_file(portal, b"\1" * 32, "0" * 64)
    except NotTheServer:
        return ""
    return "a log-in page counts as the word that a photo is held"


def _serialise_again(patch: pytest.MonkeyPatch) -> None:
    real = push._spell

    def spell(record: Any) -> dict[str, Any]:
        return real(record) | {"body": json.dumps(json.loads(record.body))}

    patch.setattr(push, "_spell", spell)


def _epoch_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(engine, "compare", lambda *asked, **named: None)


def _stale_rows_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reference, "drop_stale", lambda db: None)


def _sum_without_its_cursor(patch: pytest.MonkeyPatch) -> None:
    real = changes._load

    def parse_page(data: bytes) -> Any:
        *lines, last_line, _ = [b"", *data.split(b"\n")]
        last = real(last_line)
        if "next" not in last:
            raise changes.CutPage("no last line")
        rows = tuple(changes._parse_row(line) for line in lines if line)
        return changes.Page(rows, last["next"], bool(last["has_more"]))

    patch.setattr(pull, "parse_page", parse_page)


def _look_at_turned_bits() -> str:
    """Return which place of a page may turn unnoticed; '' when none may."""
    page = changes.spell_page(
        [changes.ReferenceRow("sites", "S1", "put", {"name": "S"})], next="e:12", has_more=False
    )
    for place in range(len(page)):
        broken = bytearray(page)
        broken[place] ^= 1
        try:
            pull.parse_page(bytes(broken))
        except (changes.CutPage, ValueError):
            continue
        return f"a turned bit at {place} is taken for a page"
    return ""


def _another_receipt_each_time(patch: pytest.MonkeyPatch) -> None:
    real = ingesting.find_records

    def find_records(connection: Any, ids: Any) -> Any:
        return {record_id: replace(held, receipt=replace(held.receipt, change_seq=0))
                for record_id, held in real(connection, ids).items()}  # fmt: skip

    patch.setattr(ingesting, "find_records", find_records)
    _receipt_not_verified(patch)


def _unknown_schema_refused(patch: pytest.MonkeyPatch) -> None:
    real = ingesting.examine

    def examine(items: Any, sender: Any, **named: Any) -> Any:
        unknown = examining.Reason.SCHEMA_UNKNOWN
        return [None if one.reason is unknown else one for one in real(items, sender, **named)]

    patch.setattr(ingesting, "examine", examine)


def _photos_never_asked_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox_module.photos, "unconfirm", lambda db, sha256s: None)


def _page_by_page_commit(patch: pytest.MonkeyPatch) -> None:
    """Drop what is stale with the first page instead of the last."""
    real = TabletReference.apply_page

    def apply_page(self: Any, rows: Any, next_cursor: str, *, is_last: bool) -> None:
        kept = [row for row in rows if row.op != "del"]
        real(self, kept, next_cursor, is_last=True)

    patch.setattr(reference_copy.TabletReference, "apply_page", apply_page)


def _leave_unasked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(leaving, "ask_for_file", lambda session, key, sha256: "it will be there")


MUTANTS = (
    Mutant("acknowledge before commit", _acknowledge_before_commit),
    Mutant("no unique record: the same one is taken in twice", _no_unique_record),
    Mutant("the cursor is saved before its rows", _cursor_before_its_rows),
    Mutant("a naive cursor skips a row between two pages", _naive_cursor),
    Mutant("a refused batch is sent for ever", _refused_for_ever),
    Mutant("what is refused is deleted without a receipt", _delete_without_receipt, early=True),
    Mutant("complete without its photos", _complete_without_photos, early=True),
    Mutant("in flight counts as received", _received_without_receipt, early=True),
    Mutant("the receipt is not verified", _receipt_not_verified),
    Mutant("a receipt over other bytes is good enough", _receipt_of_other_bytes),
    Mutant("the chain's predecessor is not looked at", _forks_unseen),
    Mutant("the bytes of a photo are not checked", _photo_bytes_unchecked),
    Mutant("any 200 confirms a photo", _believe_any_200, look=_look_at_any_200),
    Mutant("the body is serialised again", _serialise_again),
    Mutant("the epoch is ignored", _epoch_ignored),
    Mutant("rows that are gone stay after a new beginning", _stale_rows_stay),
    Mutant("the sum of a page is unseen", _sum_without_its_cursor, look=_look_at_turned_bits),
    Mutant("a duplicate gets another receipt", _another_receipt_each_time),
    Mutant("a record of an unknown schema is refused", _unknown_schema_refused),
    Mutant("a photo that the server lost is not sent again", _photos_never_asked_again),
    Mutant("deleted rows of a page are passed over", _page_by_page_commit),
    Mutant("photos leave without asking the server", _leave_unasked),
    *TRUST,
    *OF_THE_OFFICE,
)
