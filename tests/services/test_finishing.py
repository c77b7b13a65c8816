"""Sealing a draft: once, whole, by two officers, and exactly what was evaluated."""

import json
import sqlite3
import threading
from datetime import UTC, datetime

import pytest

from inspector_app.errors import NotEnrolled, NotFound, NotReady, StorageTrouble
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Verdict
from inspector_app.metrology.results import outcome_as_json
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.opening import Tablet
from inspector_app.services.views import SealedLine
from inspector_app.store.records import find_record
from inspector_app.store.tablet import note_tablet
from sync.protocol.chain import GENESIS
from tests.support.registry import DEVICE_ID, PUMP, SCALE, FixedClock
from tests.support.visits import fill_in, seal_one


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that only has to be sealed."""
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    return draft_id


def test_a_sealed_record_says_everything_that_was_seen(
    tablet: Tablet, draft: str, clock: FixedClock
) -> None:
    photographing.add_photo(tablet, draft, b"\xff\xd8\xff one", caption="标签")
    inspecting.write_note(tablet, draft, "note")
    shown = inspecting.load_inspection(tablet, draft)
    clock.move(minutes=12)
    line = finishing.seal_draft(tablet, draft)
    assert (line.record_id, line.seq, line.verdict, line.state) == (
        draft,
        1,
        Verdict.PASS,
        "sealed",
    )
    assert line.photos_waiting == 1
    body = finishing.load_sealed(tablet, draft)
    assert list(body)[:5] == ["schema", "id", "device_id", "seq", "prev"]
    assert (body["device_id"], body["prev"]) == (DEVICE_ID, GENESIS)
    assert body["instrument"]["serial"] == "sn-2002"
    assert body["officers"] == [
        {"name": "Officer 1", "certificate": "CERT-1"},
        {"name": "Officer 2", "certificate": "CERT-2"},
    ]
    assert body["photos"] == [
        {"sha256": shown.photos[0].sha256, "bytes": 7, "media_type": "image/jpeg",
         "caption": "标签"}
    ]  # fmt: skip
    assert body["times"] == {
        "started_at": "2026-11-23T01:30:00Z", "finished_at": "2026-11-23T01:42:00Z",
        "sealed_at": "2026-11-23T01:42:00Z", "zone": "Asia/Shanghai", "utc_offset_min": 480,
        "monotonic_s": "1234.567", "server_offset_s": None,
    }  # fmt: skip
    assert body["note"] == "note"


def test_the_outcome_in_the_record_is_what_evaluate_says_of_its_input(
    tablet: Tablet, draft: str
) -> None:
    finishing.seal_draft(tablet, draft)
    evaluation = finishing.load_sealed(tablet, draft)["evaluation"]
    rule = tablet.rulebook[evaluation["outcome"]["rule"]]
    assert evaluation["rule_sha256"] == rule.sha256
    assert outcome_as_json(evaluate(evaluation["input"], tablet.rulebook)) == evaluation["outcome"]


def test_the_sealed_bytes_hold_no_binary_float(tablet: Tablet, draft: str) -> None:
    finishing.seal_draft(tablet, draft)
    with tablet.database.reading() as db:
        row = find_record(db, draft)
    assert row is not None

    def refuse(text: str) -> None:
        raise AssertionError(text)

    json.loads(row["body"], parse_float=refuse)


def test_sealing_twice_gives_the_same_record(tablet: Tablet, draft: str) -> None:
    first = finishing.seal_draft(tablet, draft)
    assert finishing.seal_draft(tablet, draft) == first
    assert len(list_sealed(tablet)) == 1


def test_two_taps_at_once_seal_one_record(tablet: Tablet, draft: str) -> None:
    lines: list[SealedLine] = []
    threads = [
        threading.Thread(target=lambda: lines.append(finishing.seal_draft(tablet, draft)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines) == 4
    assert len(list_sealed(tablet)) == 1


@pytest.mark.parametrize("officers", [[], ["O1"]])
def test_one_officer_is_not_enough(tablet: Tablet, draft: str, officers: list[str]) -> None:
    inspecting.choose_officers(tablet, draft, officers)
    with pytest.raises(NotReady) as told:
        finishing.seal_draft(tablet, draft)
    assert told.value.code == "officers"
    assert inspecting.load_inspection(tablet, draft)


def test_an_inspection_with_something_open_is_sealed_as_incomplete(tablet: Tablet) -> None:
    draft_id = inspecting.begin(tablet, SCALE)
    inspecting.choose_officers(tablet, draft_id, ["O1", "O2"])
    assert finishing.seal_draft(tablet, draft_id).verdict is Verdict.INCOMPLETE


def test_a_tablet_that_is_not_enrolled_keeps_the_draft(tablet: Tablet, draft: str) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, device_id=None)
    with pytest.raises(NotEnrolled):
        finishing.seal_draft(tablet, draft)
    assert inspecting.load_inspection(tablet, draft)


def test_nothing_is_sealed_while_the_clock_shows_a_time_that_cannot_be(
    tablet: Tablet, draft: str, clock: FixedClock
) -> None:
    right = clock.at
    for wrong in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2019, 12, 31, 23, 59, tzinfo=UTC)):
        clock.at = wrong
        with pytest.raises(NotReady) as told:
            finishing.seal_draft(tablet, draft)
        assert told.value.code == "clock"
    clock.at = right
    assert finishing.seal_draft(tablet, draft).record_id == draft


@pytest.mark.parametrize("server_time", ["2027-11-25T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_what_a_server_says_of_the_time_stops_no_seal_and_is_sealed_with_it(
    tablet: Tablet, draft: str, server_time: str
) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, server_time=server_time, server_offset_s="3.2")
    finishing.seal_draft(tablet, draft)
    assert finishing.load_sealed(tablet, draft)["times"]["server_offset_s"] == "3.2"


def test_records_are_chained_in_the_order_of_sealing(tablet: Tablet, draft: str) -> None:
    finishing.seal_draft(tablet, draft)
    second = seal_one(tablet)
    with tablet.database.reading() as db:
        one, two = find_record(db, draft), find_record(db, second.record_id)
    assert one is not None
    assert two is not None
    assert (two["seq"], two["prev"]) == (2, one["entry"])
    assert finishing.load_sealed(tablet, second.record_id)["prev"] == one["entry"]
    assert check_integrity(tablet) == ()


def test_a_full_disk_while_sealing_loses_neither_draft_nor_chain(
    tablet: Tablet, draft: str
) -> None:
    inspecting.write_note(tablet, draft, "长" * 4000)
    plain = tablet.database._connection().conn
    plain.execute("VACUUM")
    (pages,) = plain.execute("PRAGMA page_count").fetchone()
    plain.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    with pytest.raises(StorageTrouble) as told:
        finishing.seal_draft(tablet, draft)
    assert told.value.code == "disk_full"
    assert inspecting.load_inspection(tablet, draft).outcome.verdict is Verdict.PASS
    tablet.database.close()
    assert finishing.seal_draft(tablet, draft).seq == 1
    assert check_integrity(tablet) == ()


def test_a_record_too_large_for_the_server_stays_a_draft(
    tablet: Tablet, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.services import sealing
    from sync.protocol.limits import Limits

    monkeypatch.setattr(sealing, "Limits", lambda: Limits(record_bytes=1000))
    with pytest.raises(NotReady) as told:
        finishing.seal_draft(tablet, draft)
    assert told.value.code == "too_large"
    assert hand_in(tablet).draft == 1


def test_what_was_sealed_cannot_be_changed_or_deleted_in_the_database(
    tablet: Tablet, draft: str
) -> None:
    finishing.seal_draft(tablet, draft)
    for sql in ("UPDATE records SET body = x'00'", "DELETE FROM records"):
        with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
            db.execute(sql)


def test_a_record_that_is_not_here_is_told(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        finishing.load_sealed(tablet, "nothing")
    with pytest.raises(NotFound):
        finishing.seal_draft(tablet, "nothing")
