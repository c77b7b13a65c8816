"""A tablet's process whose every file operation is recorded: it says what it would show as saved.

`python -m tests.faults.power_cut.work FOLDER seal|receipts|pull|migrate|enrol|prune [CONTROL]`;
a control is negative: a number asks SQLite for less than the product does, a word spoils a step.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from inspector_app.devices.identity import new_private_key, new_request_key
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.leaving import TabletShelf
from inspector_app.services.opening import DATABASE_NAME, Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletNotes, TabletReference
from inspector_app.store import database, schema, whole_file
from inspector_app.store.database import TabletDatabase
from inspector_app.store.photos import remove_file
from inspector_app.store.tablet import note_tablet
from sync.client.ports import Accepted, Retention
from sync.protocol.changes import ReferenceRow
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import sign_file
from tests.support import leaving
from tests.support.plain_folder import make_plain
from tests.support.receipts import sign_receipt
from tests.support.registry import NOW, PUMP, SCALE, SERVER_KEY, FixedClock, instrument, open_city
from tests.support.visits import POINT, fill_in, inspection_document, write_photo

OLD_STEPS = 3
PAGES = 4


def say(*words: str) -> None:
    """Tell what is saved: one write, so that the record of operations has it in its place."""
    os.write(1, (" ".join(words) + "\n").encode())


def seal(folder: Path) -> None:
    """Begin, measure, photograph, seal, record from a document; then close, and once more."""
    for _ in range(2):
        tablet = open_city(folder)
        draft_id = inspecting.begin(tablet, PUMP)
        for text in ("20.01", "20.02"):
            inspecting.take_reading(tablet, draft_id, POINT, 0, "indicated_L", text)
            say("reading", draft_id, text)
        data = b"\xff\xd8\xff\xe0" + draft_id.encode() * 50
        photographing.add_photo(tablet, draft_id, data)
        say("photo", sha256_hex(data))
        fill_in(tablet, draft_id)
        line = finishing.seal_draft(tablet, draft_id)
        say("sealed", line.record_id, line.sha256)
        path = write_photo(folder.parent, "given.jpg", line.record_id.encode())
        document = inspection_document(photos=[{"path": path.name}])
        line = finishing.record_inspection(tablet, document, folder=folder.parent)
        say("sealed", line.record_id, line.sha256)
        tablet.close()


def receipts(folder: Path) -> None:
    """Keep receipts and confirmations of what was sealed before, then take some back."""
    tablet = open_city(folder)
    outbox = TabletOutbox(tablet)
    lines = list_sealed(tablet)
    for number, line in enumerate(lines):
        receipt = sign_receipt(
            SERVER_KEY,
            id=line.record_id,
            sha256=line.sha256,
            change_seq=number + 1,
            received_at="2026-11-23T08:00:00Z",
        )
        outbox.store_receipts([Accepted(receipt)])
        say("received", line.record_id)
    for photo in outbox.pending_photos():
        outbox.remember_upload(photo.sha256, "/v1/uploads/1")
        outbox.confirm_photo(photo.sha256)
        say("confirmed", photo.sha256)
    tablet.close()
    tablet = open_city(folder)
    TabletOutbox(tablet).set_aside(lines[0].record_id, "invalid")
    TabletOutbox(tablet).send_again([lines[0].record_id])
    TabletNotes(tablet).note_attempt("")
    say("again", lines[0].record_id)
    tablet.close()


def page(number: int) -> list[ReferenceRow]:
    """Return the rows of a page: every row of the first ones is told anew by the later ones."""
    name = f"page {number}"
    rows = [ReferenceRow("instruments", f"I{n}", "put", instrument(f"I{n}", serial=name))
            for n in range(12)]  # fmt: skip
    return [*rows, ReferenceRow("instruments", SCALE, "del", None)]


def pull(folder: Path) -> None:
    """Take pages of the office's data, one of them from the very beginning."""
    tablet = open_city(folder)
    reference = TabletReference(tablet)
    for number in range(1, PAGES + 1):
        if number == PAGES:
            tablet.close()
            reference.start_afresh()
        reference.apply_page(page(number), f"e:{number}", is_last=True)
        say("page", str(number))
    tablet.close()


def prepare_migrate(folder: Path) -> None:
    """Leave what an earlier version of the app left: fewer tables, an enrolled tablet, a city."""
    known = schema.migrations
    old = type(known)("tablet")
    for step in schema.STEPS[:OLD_STEPS]:
        old()(step)
    laid = TabletDatabase(folder / DATABASE_NAME)
    with laid.writing() as db:
        old.apply(db)
        note_tablet(db, device_id="d" * 8, private_key=new_private_key(), name="old")
    laid.close()


def migrate(folder: Path) -> None:
    """Open what an earlier version left."""
    tablet = open_tablet(folder, clock=FixedClock())
    say("migrated", str(len(schema.STEPS)))
    tablet.close()


def enrol(folder: Path) -> None:
    """Open an empty folder, note the key before it is sent, and who we are afterwards."""
    tablet: Tablet = open_tablet(folder, clock=FixedClock())
    with tablet.database.writing() as db:
        note_tablet(db, private_key=new_private_key(), enrol_key=new_request_key(), enrol_code="C")
    say("prepared")
    with tablet.database.writing() as db:
        note_tablet(db, device_id="01900000-0000-7000-8000-000000000001")
    say("enrolled")
    tablet.close()


OLD_RECORDS = ("01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b")


def prepare_encrypt(folder: Path) -> None:
    """Leave what a version left that encrypted nothing: two records, each with a photo."""
    tablet = open_city(folder)
    for record_id in OLD_RECORDS:
        path = write_photo(folder.parent, "given.jpg", record_id.encode())
        document = inspection_document(id=record_id, photos=[{"path": path.name}])
        finishing.record_inspection(tablet, document, folder=folder.parent)
    make_plain(tablet)


def encrypt(folder: Path) -> None:
    """Open it for the first time with a version that encrypts."""
    for record_id in OLD_RECORDS:
        say("sealed", record_id)
        say("photo", sha256_hex(b"\xff\xd8\xff\xe0" + record_id.encode()))
    open_tablet(folder, clock=FixedClock()).close()


def prepare_prune(folder: Path) -> None:
    """Leave records whose photos the server has, one of them named by two records."""
    tablet = open_city(folder)
    for number in range(4):
        leaving.complete(tablet, b"\xff\xd8\xff\xe0 %d" % (number // 2 * number))
    tablet.close()


def prune(folder: Path) -> None:
    """A month later let every photo leave; then take one of them again."""
    clock = FixedClock(at=NOW + timedelta(days=32))
    tablet = open_city(folder, clock)
    shelf, terms = TabletShelf(tablet), leaving.retention(tablet)
    photos = shelf.old_photos(terms, 9)
    for sha256 in photos:
        shelf.let_go(sha256, sign_file(SERVER_KEY, sha256), terms)
        say("left", sha256)
    draft_id = inspecting.begin(tablet, PUMP)
    photographing.add_photo(tablet, draft_id, b"\xff\xd8\xff\xe0 0")
    say("photo", sha256_hex(b"\xff\xd8\xff\xe0 0"))
    tablet.close()


def remove_file_first() -> None:
    """Let files go before their rows say so."""
    real = TabletShelf.let_go

    def let_go(shelf: TabletShelf, sha256: str, sig: str, terms: Retention) -> bool:
        remove_file(shelf.tablet.folder, sha256)
        return real(shelf, sha256, sig, terms)

    TabletShelf.let_go = let_go  # type: ignore[method-assign]


WORK = {
    "seal": seal,
    "receipts": receipts,
    "pull": pull,
    "migrate": migrate,
    "encrypt": encrypt,
    "enrol": enrol,
    "prune": prune,
}


def prepare(folder: Path, work: str) -> None:
    """Leave in `folder` what the work starts from; it counts as safe on the disk."""
    if work == "migrate":
        prepare_migrate(folder)
    elif work == "encrypt":
        prepare_encrypt(folder)
    elif work == "prune":
        prepare_prune(folder)
    elif work in ("receipts", "pull"):
        tablet = open_city(folder)
        path = write_photo(folder.parent, "given.jpg")
        for number in range(3):
            document = inspection_document(note=str(number), photos=[{"path": path.name}])
            finishing.record_inspection(tablet, document, folder=folder.parent)
        tablet.close()


def main() -> None:
    """Do the work that the command line names."""
    folder, work = Path(sys.argv[1]), sys.argv[2]
    for control in sys.argv[3:]:
        if control == "no-folder-flush":
            whole_file.sync_folder = lambda path: None
        elif control == "file-first":
            remove_file_first()
        else:
            database.PRAGMAS["synchronous"] = int(control)
    WORK[work](folder)


if __name__ == "__main__":
    main()
