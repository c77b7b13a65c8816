"""A photo leaves when it may, is told to be at the office, and comes back when it is needed."""

import sqlite3
from typing import Any

import pytest

from inspector_app.errors import NotFound
from inspector_app.services import inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.leaving import TabletShelf
from inspector_app.services.opening import Tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletNotes
from inspector_app.store import departures, photos
from sync.client.ports import Accepted
from sync.protocol.receipt import sign_file
from tests.support.leaving import (
    PHOTO,
    SHA256,
    WORD,
    complete,
    has_left,
    is_here,
    let_go,
    old_photos,
    receive,
    retention,
    seal_with_photo,
)
from tests.support.receipts import sign_receipt
from tests.support.registry import PUMP, SERVER_KEY, FixedClock
from tests.support.sealed_bytes import bodies_on, photo_on
from tests.support.visits import inspection_document, write_photo


@pytest.fixture
def old(tablet: Tablet, clock: FixedClock) -> Tablet:
    """A tablet whose one record was complete a month and a day ago."""
    complete(tablet)
    TabletNotes(tablet).remember_epoch("E")  # a sync ended, so nothing is in doubt
    clock.move(days=32)
    return tablet


def codes(tablet: Tablet) -> list[str]:
    return [fault.code for fault in check_integrity(tablet)]


def test_only_the_file_leaves_and_everything_else_stays_as_it_was(old: Tablet) -> None:
    before = bodies_on(old), hand_in(old)
    assert old_photos(old) == [SHA256]
    assert let_go(old)
    assert (is_here(old), has_left(old), old_photos(old)) == (False, True, [])
    assert (bodies_on(old), hand_in(old)) == before
    assert hand_in(old).safe_to_hand_in
    assert codes(old) == []


def test_whoever_wants_to_see_it_is_told_that_it_is_at_the_office(old: Tablet) -> None:
    let_go(old)
    with pytest.raises(NotFound) as told:
        photographing.load_shown(old, SHA256, 100)
    assert told.value.code == "photo_at_office"


def test_the_tablets_clock_alone_lets_nothing_go(old: Tablet, clock: FixedClock) -> None:
    server = retention(old)
    clock.move(days=-10)
    shelf = TabletShelf(old)
    assert (list(shelf.old_photos(server, 9)), shelf.let_go(SHA256, WORD, server)) == ([], False)
    early = retention(old)
    clock.move(days=10_000)
    assert (list(shelf.old_photos(early, 9)), shelf.let_go(SHA256, WORD, early)) == ([], False)
    assert is_here(old)


def test_a_photo_of_two_records_stays_until_both_are_old(old: Tablet, clock: FixedClock) -> None:
    young = seal_with_photo(old)
    assert (old_photos(old), let_go(old)) == ([], False)
    receive(old, young, "2026-12-25T08:00:00Z")
    assert (old_photos(old), let_go(old)) == ([], False)
    clock.move(days=31)
    assert (old_photos(old), let_go(old)) == ([SHA256], True)


def test_a_photo_that_a_draft_names_stays(old: Tablet) -> None:
    asked = old_photos(old)
    draft_id = inspecting.begin(old, PUMP)
    photographing.add_photo(old, draft_id, PHOTO)
    assert (asked, old_photos(old), let_go(old), is_here(old)) == ([SHA256], [], False, True)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE records SET receipt = replace(receipt, '2026-11', '2026-01')",
        "UPDATE records SET receipt = 'nothing'",
        "UPDATE records SET receipt = '{}'",
    ],
)
def test_a_receipt_that_the_server_did_not_sign_lets_nothing_go(old: Tablet, damage: str) -> None:
    with old.database.writing() as db:
        db.execute(damage)
    assert (old_photos(old), let_go(old), is_here(old)) == ([], False, True)


def test_no_more_are_asked_for_than_the_limit_says(tablet: Tablet, clock: FixedClock) -> None:
    for number in range(5):
        complete(tablet, PHOTO + b"%d" % number)
    clock.move(days=32)
    assert len(TabletShelf(tablet).old_photos(retention(tablet), 3)) == 3
    assert len(old_photos(tablet)) == 5


def test_the_row_is_on_the_disk_before_the_file_is_removed(
    old: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = photos.remove_file, []

    def remove(folder: Any, sha256: str) -> None:
        with sqlite3.connect(old.database.path) as other:
            seen.extend(other.execute("SELECT sha256 FROM photos WHERE left_at IS NOT NULL"))
        other.close()
        real(folder, sha256)

    monkeypatch.setattr(photos, "remove_file", remove)
    assert let_go(old)
    assert seen == [(SHA256,)]


def test_a_file_that_a_kill_left_behind_is_removed_by_the_next_sync(
    old: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(folder: Any, sha256: str) -> None:
        raise Killed

    complete(old, PHOTO + b"young", at="2026-12-24T08:00:00Z")
    with monkeypatch.context() as patch:
        patch.setattr(photos, "remove_file", die)
        with pytest.raises(Killed):
            let_go(old)
    assert (is_here(old), has_left(old), codes(old)) == (True, True, [])
    TabletShelf(old).tidy()
    assert not is_here(old)
    assert len(photos.list_files(old.folder)) == 1  # the young one's


def test_the_same_bytes_taken_again_are_kept_again(old: Tablet) -> None:
    let_go(old)
    photographing.add_photo(old, inspecting.begin(old, PUMP), PHOTO)
    assert (photo_on(old, SHA256), has_left(old), codes(old)) == (PHOTO, False, [])
    assert photographing.load_photo(old, SHA256) == PHOTO
    TabletShelf(old).tidy()
    assert is_here(old)
    assert hand_in(old).photos_waiting == 0


def test_a_document_with_the_same_photo_keeps_it_again(old: Tablet) -> None:
    let_go(old)
    path = write_photo(old.folder, "again.jpg", PHOTO[4:])
    document = inspection_document(photos=[{"path": path.name}])
    record_inspection(old, document, folder=old.folder)
    assert (photo_on(old, SHA256), has_left(old), codes(old)) == (PHOTO, False, [])


def test_a_photo_that_leaves_while_it_is_taken_again_is_there_in_the_end(
    old: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id, real, left = inspecting.begin(old, PUMP), photos.keep_file, []

    def keep(*args: Any) -> None:
        real(*args)
        if not left:
            left.append(let_go(old))  # the sync is just here, in another thread

    monkeypatch.setattr(photos, "keep_file", keep)
    photographing.add_photo(old, draft_id, PHOTO)
    assert (left, photo_on(old, SHA256), has_left(old)) == ([True], PHOTO, False)


def test_what_the_server_lost_after_it_left_is_told_and_not_tried_for_ever(old: Tablet) -> None:
    let_go(old)
    outbox = TabletOutbox(old)
    outbox.send_photos_again([SHA256])
    counts = hand_in(old)
    assert (counts.complete, counts.photos_missed, counts.photos_waiting) == (1, 1, 0)
    assert not counts.safe_to_hand_in
    assert outbox.pending_photos() == []
    assert codes(old) == ["photo_missed"]
    with pytest.raises(NotFound) as told:
        photographing.load_photo(old, SHA256)
    assert told.value.code == "photo_missed"
    assert old_photos(old) == [SHA256]  # it may be back
    assert not let_go(old)
    assert (hand_in(old).safe_to_hand_in, old_photos(old), codes(old)) == (True, [], [])


def test_a_record_that_is_sent_again_says_which_of_its_photos_the_server_lacks(
    old: Tablet,
) -> None:
    let_go(old)
    outbox = TabletOutbox(old)
    (line,) = bodies_on(old)
    outbox.send_again([line])
    with old.database.reading() as db:
        (row,) = db.query("SELECT id, state FROM records")
        assert (row["state"], departures.list_left_of(db, [row["id"]])) == ("sealed", [SHA256])
    receive_lacking(old)
    assert (hand_in(old).complete, hand_in(old).photos_missed) == (1, 1)


def receive_lacking(tablet: Tablet) -> None:
    (record,) = TabletOutbox(tablet).pending_records(1, 10**9)
    receipt = sign_receipt(
        SERVER_KEY, id=record.id, sha256=record.sha256, change_seq=9,
        received_at="2026-12-25T08:00:00Z",
    )  # fmt: skip
    TabletOutbox(tablet).store_receipts([Accepted(receipt, missing_files=(SHA256,))])


def test_what_the_server_lost_is_sent_when_the_same_bytes_come_again(old: Tablet) -> None:
    let_go(old)
    TabletOutbox(old).send_photos_again([SHA256])
    photographing.add_photo(old, inspecting.begin(old, PUMP), PHOTO)
    (photo,) = TabletOutbox(old).pending_photos()
    assert photo.sha256 == SHA256
    counts = hand_in(old)
    assert (counts.received, counts.photos_missed, codes(old)) == (1, 0, [])


@pytest.mark.parametrize("word", ["", "nothing", sign_file(SERVER_KEY, "0" * 64)])
def test_a_row_that_says_it_left_without_the_servers_word_is_a_fault(
    old: Tablet, word: str
) -> None:
    let_go(old)
    with old.database.writing() as db:
        db.execute("UPDATE photos SET left_sig = ?", [word])
    assert codes(old) == ["photo_unproven"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE photos SET left_at = '2026-12-25T00:00:00Z'",
        "UPDATE photos SET left_sig = 'x', left_at = '2026-12-25T00:00:00Z'",
    ],
)
def test_the_database_itself_lets_no_photo_of_an_incomplete_record_go(
    tablet: Tablet, statement: str
) -> None:
    seal_with_photo(tablet)
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute(statement)


def test_the_database_itself_keeps_what_left_confirmed(old: Tablet) -> None:
    let_go(old)
    with pytest.raises(sqlite3.IntegrityError), old.database.writing() as db:
        db.execute("UPDATE photos SET confirmed_at = NULL")
