"""The outbox of a sync over the store: what goes next, and what may be marked when."""

import sqlite3

import pytest

from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.views import SealedLine
from inspector_app.store import records
from sync.client.ports import Accepted
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import Receipt
from tests.support.receipts import sign_receipt
from tests.support.registry import PUMP, SERVER_KEY
from tests.support.visits import fill_in, seal_one

PHOTO = b"\xff\xd8\xff one"
SHA256 = sha256_hex(PHOTO)


@pytest.fixture
def outbox(tablet: Tablet) -> TabletOutbox:
    """The port over the tablet's store."""
    return TabletOutbox(tablet)


def seal_with_photo(tablet: Tablet, data: bytes = PHOTO) -> SealedLine:
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    photographing.add_photo(tablet, draft_id, data)
    return finishing.seal_draft(tablet, draft_id)


def receipt_of(line: SealedLine) -> Receipt:
    return sign_receipt(
        SERVER_KEY, id=line.record_id, sha256=line.sha256, change_seq=line.seq,
        received_at="2026-11-23T08:00:00Z",
    )  # fmt: skip


def accept(outbox: TabletOutbox, *lines: SealedLine, missing: tuple[str, ...] = ()) -> None:
    outbox.store_receipts([Accepted(receipt_of(line), missing_files=missing) for line in lines])


def states(tablet: Tablet) -> list[str]:
    return [line.state for line in reversed(list_sealed(tablet))]


def test_records_go_in_their_order_within_the_limits(tablet: Tablet, outbox: TabletOutbox) -> None:
    lines = [seal_one(tablet) for _ in range(4)]
    ids = [line.record_id for line in lines]
    assert [record.id for record in outbox.pending_records(3, 10**9)] == ids[:3]
    assert [record.id for record in outbox.pending_records(9, 10**9, after_seq=2)] == ids[2:]
    length = len(outbox.pending_records(1, 1)[0].body)
    assert [record.id for record in outbox.pending_records(9, 2 * length + 2)] == ids[:2]
    assert [record.seq for record in outbox.pending_records(9, 1)] == [1]


def test_the_bytes_handed_out_are_the_sealed_bytes(tablet: Tablet, outbox: TabletOutbox) -> None:
    line = seal_one(tablet)
    (record,) = outbox.pending_records(1, 1)
    assert sha256_hex(record.body) == record.sha256 == line.sha256


def test_a_record_without_photos_is_complete_with_its_receipt(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    accept(outbox, seal_one(tablet))
    assert states(tablet) == ["complete"]
    assert outbox.count_pending() == 0


def test_a_record_with_a_photo_is_complete_only_with_the_photo(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    line = seal_with_photo(tablet)
    assert outbox.pending_photos() == []
    accept(outbox, line, missing=(SHA256,))
    assert states(tablet) == ["received"]
    (photo,) = outbox.pending_photos()
    assert (photo.sha256, photo.bytes, photo.media_type) == (SHA256, len(PHOTO), "image/jpeg")
    with outbox.open_photo(SHA256) as file:
        assert file.read() == PHOTO
    outbox.confirm_photo(SHA256)
    assert states(tablet) == ["complete"]
    assert outbox.count_photos() == 0


def test_one_photo_of_two_records_is_sent_once_and_completes_both(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    accept(outbox, seal_with_photo(tablet), seal_with_photo(tablet))
    assert len(outbox.pending_photos()) == outbox.count_photos() == 1
    outbox.confirm_photo(SHA256)
    assert states(tablet) == ["complete", "complete"]


def test_a_receipt_for_other_bytes_changes_nothing(tablet: Tablet, outbox: TabletOutbox) -> None:
    line = seal_one(tablet)
    other = sign_receipt(
        SERVER_KEY, id=line.record_id, sha256="0" * 64, change_seq=1, received_at="2026-11-23"
    )
    outbox.store_receipts([Accepted(other)])
    assert states(tablet) == ["sealed"]


def test_a_record_set_aside_waits_apart_until_it_has_a_receipt(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    bad, good = seal_one(tablet), seal_one(tablet)
    outbox.set_aside(bad.record_id, "too-large")
    assert (outbox.count_pending(), outbox.count_set_aside()) == (1, 1)
    assert [record.id for record in outbox.pending_records(9, 10**9)] == [good.record_id]
    assert [record.id for record in outbox.records_set_aside()] == [bad.record_id]
    assert list_sealed(tablet)[1].reason == "too-large"
    counts = hand_in(tablet)
    assert (counts.sealed, counts.set_aside, counts.safe_to_hand_in) == (1, 1, False)
    accept(outbox, bad, good)
    assert (states(tablet), outbox.count_set_aside()) == (["complete", "complete"], 0)
    assert list_sealed(tablet)[1].reason == ""


def test_a_quarantined_record_is_received_and_says_why(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    line = seal_one(tablet)
    outbox.store_receipts([Accepted(receipt_of(line), quarantine="chain-fork")])
    (shown,) = list_sealed(tablet)
    assert (shown.state, shown.reason) == ("complete", "chain-fork")


def test_what_the_server_lost_is_sent_again_and_keeps_its_old_receipt(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    line = seal_with_photo(tablet)
    accept(outbox, line)
    outbox.confirm_photo(SHA256)
    assert list(outbox.all_received()) == [(line.record_id, line.sha256)]
    outbox.send_again([line.record_id])
    assert (states(tablet), outbox.count_pending()) == (["sealed"], 1)
    with tablet.database.reading() as db:
        (row,) = db.query("SELECT receipt FROM records")
    assert row["receipt"]
    accept(outbox, line)
    assert states(tablet) == ["complete"]


def test_a_photo_that_the_server_lost_opens_its_record_again(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    accept(outbox, seal_with_photo(tablet))
    outbox.confirm_photo(SHA256)
    outbox.send_photos_again([SHA256])
    assert (states(tablet), outbox.count_photos()) == (["received"], 1)
    assert not hand_in(tablet).safe_to_hand_in


def test_an_upload_is_remembered_until_it_is_confirmed(
    tablet: Tablet, outbox: TabletOutbox
) -> None:
    seal_with_photo(tablet)
    assert outbox.upload_url(SHA256) is None
    outbox.remember_upload(SHA256, "/v1/uploads/1")
    assert outbox.upload_url(SHA256) == "/v1/uploads/1"
    outbox.confirm_photo(SHA256)
    assert outbox.upload_url(SHA256) is None


def test_an_open_draft_alone_keeps_the_tablet_from_being_handed_in(tablet: Tablet) -> None:
    assert hand_in(tablet).safe_to_hand_in
    inspecting.begin(tablet, PUMP)
    assert not hand_in(tablet).safe_to_hand_in


def test_a_batch_of_receipts_is_kept_whole_or_not_at_all(
    tablet: Tablet, outbox: TabletOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [seal_one(tablet), seal_one(tablet)]

    def fail(db: object) -> None:
        raise sqlite3.IntegrityError

    monkeypatch.setattr(records, "complete_records", fail)
    with pytest.raises(sqlite3.IntegrityError):
        accept(outbox, *lines)
    assert states(tablet) == ["sealed", "sealed"]
