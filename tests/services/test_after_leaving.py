"""What reports, plan B, recovery and encryption make of a photo that has left."""

import json
from pathlib import Path

import pytest

from inspector_app.services import reporting
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.exporting import export_bundle
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.recovering import list_recoveries, open_or_recover, recover
from inspector_app.store.photos import find_photo
from tests.support.leaving import SHA256, WORD, complete, has_left, let_go, receive
from tests.support.plain_folder import make_plain
from tests.support.registry import FixedClock, open_city
from tests.support.reports import take_apart
from tests.support.sealed_bytes import bodies_on


@pytest.fixture
def tablet(tmp_path: Path, clock: FixedClock) -> Tablet:
    """A tablet whose only photo has left."""
    opened = open_city(tmp_path / "tablet", clock)
    complete(opened)
    clock.move(days=32)
    assert let_go(opened)
    return opened


def marks(tablet: Tablet) -> tuple[str, ...]:
    with tablet.database.reading() as db:
        row = find_photo(db, SHA256)
    assert row is not None
    return tuple(row[name] for name in ("left_at", "left_sig", "missed_at"))


def test_the_report_says_that_the_photo_is_kept_at_the_office(tablet: Tablet) -> None:
    (record_id,) = bodies_on(tablet)
    text = take_apart(reporting.report_of(tablet, record_id, "en")).text
    assert "This photo is kept at the office" in " ".join(text.split())
    assert "is not here" not in text
    tablet.close()


def test_plan_b_says_that_the_photo_is_at_the_office_and_not_that_it_is_lost(
    tablet: Tablet, tmp_path: Path
) -> None:
    (record_id,) = bodies_on(tablet)
    outbox = TabletOutbox(tablet)
    outbox.send_again([record_id])
    exported = export_bundle(tablet, tmp_path / "b.zip")
    assert (exported.records, exported.photos) == (1, 0)
    assert (exported.photos_at_office, exported.photos_lost) == ((SHA256,), ())
    outbox.send_photos_again([SHA256])
    exported = export_bundle(tablet, tmp_path / "c.zip")
    assert (exported.photos_at_office, exported.photos_lost) == ((), (SHA256,))
    tablet.close()


@pytest.mark.parametrize("missed", [False, True])
def test_a_recovered_tablet_knows_what_had_left(
    tablet: Tablet, clock: FixedClock, missed: bool
) -> None:
    if missed:
        TabletOutbox(tablet).send_photos_again([SHA256])
    before = marks(tablet)
    tablet.close()
    recover(tablet.folder, clock=clock)
    after = open_tablet(tablet.folder, clock=clock)
    assert marks(after) == before
    assert list_recoveries(after)[0].photos_lost == ()
    assert (hand_in(after).complete, hand_in(after).photos_missed) == (1, int(missed))
    assert [fault.code for fault in check_integrity(after)] == ["photo_missed"] * missed
    after.close()


def test_a_mark_without_the_servers_word_is_not_recovered(
    tablet: Tablet, clock: FixedClock
) -> None:
    with tablet.database.writing() as db:
        db.execute("UPDATE photos SET left_sig = ?", [WORD[::-1]])
    tablet.close()
    recover(tablet.folder, clock=clock)
    after = open_tablet(tablet.folder, clock=clock)
    assert not has_left(after)
    assert list_recoveries(after)[0].photos_lost == (SHA256,)
    assert [photo.sha256 for photo in TabletOutbox(after).pending_photos()] == [SHA256]
    after.close()


def test_a_tablet_whose_marks_were_lost_with_its_database_learns_them_anew(
    tablet: Tablet, clock: FixedClock
) -> None:
    tablet.close()
    tablet.database.path.write_bytes(b"")
    after = open_or_recover(tablet.folder, clock=clock)
    (body,) = bodies_on(after).values()
    assert json.loads(body)["photos"][0]["sha256"] == SHA256
    (line,) = bodies_on(after)
    assert hand_in(after).sealed == 1
    assert not has_left(after)
    receive_anew(after, line)
    assert let_go(after)
    assert [fault.code for fault in check_integrity(after)] == []
    after.close()


def receive_anew(tablet: Tablet, record_id: str) -> None:
    """The server has both: it gives the same receipt again, and says that the photo is there."""
    receive(tablet, next(line for line in list_sealed(tablet) if line.record_id == record_id))
    TabletOutbox(tablet).confirm_photo(SHA256)


def test_encrypting_a_folder_from_before_passes_over_what_has_left(
    tablet: Tablet, clock: FixedClock
) -> None:
    make_plain(tablet)
    after = open_tablet(tablet.folder, clock=clock)
    assert [fault.code for fault in check_integrity(after)] == []
    after.close()
