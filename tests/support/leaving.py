"""Photos whose time to leave has come: sealed, received, complete, and long ago."""

from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.leaving import TabletShelf
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.views import SealedLine
from inspector_app.store.photos import find_photo, photo_path
from sync.client.ports import Accepted, Retention
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import sign_file
from tests.support.receipts import sign_receipt
from tests.support.registry import PUMP, SERVER_KEY
from tests.support.visits import fill_in

PHOTO = b"\xff\xd8\xff\xe0 one"
SHA256 = sha256_hex(PHOTO)
WORD = sign_file(SERVER_KEY, SHA256)
RECEIVED_AT = "2026-11-23T08:00:00Z"


def seal_with_photo(tablet: Tablet, data: bytes = PHOTO) -> SealedLine:
    """Inspect the pump, photograph, seal."""
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    photographing.add_photo(tablet, draft_id, data)
    return finishing.seal_draft(tablet, draft_id)


def receive(tablet: Tablet, line: SealedLine, at: str = RECEIVED_AT) -> None:
    """Keep the server's receipt for a record."""
    receipt = sign_receipt(
        SERVER_KEY, id=line.record_id, sha256=line.sha256, change_seq=line.seq, received_at=at
    )
    TabletOutbox(tablet).store_receipts([Accepted(receipt)])


def complete(tablet: Tablet, data: bytes = PHOTO, *, at: str = RECEIVED_AT) -> SealedLine:
    """Seal a record with a photo that the server has, and its receipt."""
    line = seal_with_photo(tablet, data)
    receive(tablet, line, at)
    TabletOutbox(tablet).confirm_photo(sha256_hex(data))
    return line


def retention(tablet: Tablet, days: int = 30) -> Retention:
    """Return what a server says whose clock is right by the tablet's."""
    return Retention(days, tablet.clock.now())


def old_photos(tablet: Tablet) -> list[str]:
    """Return what a sync would ask the server for."""
    return list(TabletShelf(tablet).old_photos(retention(tablet), 200))


def let_go(tablet: Tablet) -> bool:
    """Let the photo leave, if it may, on the server's word."""
    return TabletShelf(tablet).let_go(SHA256, WORD, retention(tablet))


def is_here(tablet: Tablet, sha256: str = SHA256) -> bool:
    """True if the file of a photo is on the tablet."""
    return photo_path(tablet.folder, sha256).exists()


def has_left(tablet: Tablet, sha256: str = SHA256) -> bool:
    """True if the row of a photo says that it left."""
    with tablet.database.reading() as db:
        row = find_photo(db, sha256)
    return row is not None and row["left_at"] is not None
