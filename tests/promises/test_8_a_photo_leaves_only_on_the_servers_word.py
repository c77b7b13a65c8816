"""Promise 8: a photo leaves the tablet only when the server says, just then, that it holds it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.enrolling import enrol
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from sync.protocol.digest import sha256_hex
from sync.server.files import FolderStore
from sync.server.work.enrolling import invite
from sync.server.work.epochs import begin_epoch
from sync.server.work.opening import Office
from tests.support.leaving import PHOTO, SHA256, has_left, is_here
from tests.support.registry import FixedClock
from tests.support.sealed_bytes import bodies_on
from tests.support.visits import inspection_document, write_photo


@pytest.fixture
def tablet(
    tmp_path: Path, office: Office, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tablet]:
    """A tablet with one complete record; its clock is right from now on."""
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    clock = FixedClock()
    opened = open_tablet(tmp_path / "tablet", clock=clock)
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url, name="tablet")
    path = write_photo(tmp_path, "one.jpg", PHOTO[4:])
    document = inspection_document(photos=[{"path": path.name}])
    record_inspection(opened, document, folder=tmp_path)
    assert sync_now(opened).problem == ""
    clock.at = office.now() + timedelta(seconds=1)
    yield opened
    opened.close()


@pytest.fixture
def short(office: Office, standing_server: tuple[FastAPI, str], server_url: str) -> Office:
    """The office, which announces that photos need not stay on tablets."""
    app, _ = standing_server
    app.state.office = replace(office, settings=replace(office.settings, retention_days=0))
    return office


def lose_photo(office: Office) -> None:
    assert isinstance(office.files, FolderStore)
    office.files._path(SHA256).unlink()


def codes(tablet: Tablet) -> list[str]:
    return [fault.code for fault in check_integrity(tablet)]


def test_it_stays_while_the_server_says_that_it_is_young(tablet: Tablet, office: Office) -> None:
    for days in (0, 40, 4000):  # however far the tablet's own clock is ahead
        tablet.clock.move(days=days)  # type: ignore[attr-defined]
        assert (sync_now(tablet).photos_left, is_here(tablet)) == (0, True)


def test_it_leaves_when_its_time_has_come_and_the_record_stays(
    tablet: Tablet, short: Office
) -> None:
    before = bodies_on(tablet)
    report = sync_now(tablet)
    assert (report.problem, report.photos_left, report.remaining) == ("", 1, 0)
    assert (is_here(tablet), has_left(tablet), codes(tablet)) == (False, True, [])
    assert (bodies_on(tablet), hand_in(tablet).safe_to_hand_in) == (before, True)
    with short.files.open(SHA256) as file:
        assert sha256_hex(file.read()) == SHA256
    assert sync_now(tablet).photos_left == 0


def test_what_the_server_lost_meanwhile_stays_and_is_sent_again(
    tablet: Tablet, short: Office
) -> None:
    lose_photo(short)
    report = sync_now(tablet)
    assert (report.problem, report.photos_left, report.photos_waiting) == ("server_trouble", 0, 1)
    assert (is_here(tablet), has_left(tablet)) == (True, False)
    report = sync_now(tablet)
    assert (report.problem, report.photos_sent) == ("", 1)
    assert short.files.has(SHA256)


def test_what_a_restored_server_lacks_after_it_left_is_told_until_it_is_there_again(
    tablet: Tablet, short: Office
) -> None:
    sync_now(tablet)
    with short.files.open(SHA256) as file:
        kept = file.read()
    lose_photo(short)
    with short.database.writing() as connection:
        begin_epoch(connection)
    for _ in range(3):
        report = sync_now(tablet)
        assert (report.problem, report.photos_missed, report.photos_waiting) == ("", 1, 0)
        counts = hand_in(tablet)
        assert (counts.complete, counts.safe_to_hand_in) == (1, False)
    assert codes(tablet) == ["photo_missed"]
    short.files.put(SHA256, [kept])
    assert sync_now(tablet).photos_missed == 0
    assert (hand_in(tablet).safe_to_hand_in, codes(tablet)) == (True, [])


def test_a_restored_server_that_lost_the_record_too_gets_it_again(
    tablet: Tablet, short: Office
) -> None:
    sync_now(tablet)
    with short.database.writing() as connection:
        for table in ("record_files", "records"):
            connection.execute(text(f"DELETE FROM {table}"))
        begin_epoch(connection)
    lose_photo(short)
    report = sync_now(tablet)
    assert (report.records_received, report.photos_missed) == (1, 1)
    assert (hand_in(tablet).complete, hand_in(tablet).photos_waiting) == (1, 0)
