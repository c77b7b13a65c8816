"""A token that runs out, a tablet that is revoked, a server that is another one: in mid-sync."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.screens.troubles import TROUBLES
from inspector_app.services.enrolling import enrol
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.settling import change_setting
from inspector_app.services.syncing import sync_now
from inspector_app.texts.catalogue import load_texts
from sync.server.settings import utc_now
from sync.server.tables.meta import EPOCH, write_note
from sync.server.work.enrolling import invite, list_devices, revoke
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.bad_wire import BadWire
from tests.support.registry import FixedClock
from tests.support.visits import inspection_document, write_photo

RECORDS, FIRST_BATCH = 25, 20


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> BadWire:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    return BadWire(monkeypatch)


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str, wire: BadWire) -> Iterator[Tablet]:
    """A tablet with more records than a first batch, and a photo."""
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url)
    photo = write_photo(tmp_path)
    for number in range(RECORDS):
        photos = [{"path": photo.name, "caption": ""}] if not number else []
        document = inspection_document(note=str(number), photos=photos)
        record_inspection(opened, document, folder=tmp_path)
    yield opened
    opened.close()


def once(wire: BadWire, path: str, act: object) -> None:
    """Call `act` when the first answer of a path has come; nothing is lost."""

    def then(_method: str, its: str, number: int) -> bool:
        if its == path and not number:
            act()  # type: ignore[operator]
        return False

    wire.loses_answer = then


def test_a_token_that_runs_out_between_two_batches_is_renewed(
    tablet: Tablet, office: Office, wire: BadWire
) -> None:
    object.__setattr__(office.settings, "access_token_s", -3600)

    def grant_longer() -> None:
        object.__setattr__(office.settings, "access_token_s", 3600)

    once(wire, "/token", grant_longer)
    assert sync_now(tablet).problem == ""
    assert wire.counts["POST", "/token"] == 2
    assert hand_in(tablet).complete == RECORDS
    assert verify_office(office).records == RECORDS


def test_a_token_that_is_refused_again_at_once_ends_the_sync_and_nothing_is_lost(
    tablet: Tablet, office: Office, wire: BadWire
) -> None:
    object.__setattr__(office.settings, "access_token_s", -3600)
    assert sync_now(tablet).problem == "server_trouble"
    assert wire.counts["POST", "/token"] == 2
    assert hand_in(tablet).sealed == RECORDS


def test_a_tablet_revoked_in_mid_sync_stops_and_keeps_everything(
    tablet: Tablet, office: Office, wire: BadWire
) -> None:
    (device,) = list_devices(office)
    once(wire, "/records:batch", lambda: revoke(office, device.device_id))
    report = sync_now(tablet)
    assert report.problem == "revoked"
    assert wire.counts["POST", "/records:batch"] == 2
    assert ("GET", "/changes") not in wire.counts
    counts = hand_in(tablet)
    assert (counts.sealed, counts.photos_waiting) == (RECORDS - FIRST_BATCH, 1)
    assert not counts.safe_to_hand_in
    assert counts.last_problem == "revoked"
    with tablet.database.reading() as db:
        assert next(db.query("SELECT count(*) AS n FROM records"))["n"] == RECORDS
    for language in ("en", "zh"):
        assert TROUBLES["revoked"](load_texts(language))
    again = sync_now(tablet)
    assert (again.problem, again.records_sent) == ("revoked", 0)


def test_a_server_of_a_new_epoch_is_told_what_it_lacks_before_anything_else(
    tablet: Tablet, office: Office, wire: BadWire
) -> None:
    assert sync_now(tablet).problem == ""
    object.__setattr__(office.settings.limits, "page_rows", 10)
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "restored")
        connection.execute(text("DELETE FROM record_files"))
        connection.execute(text("DELETE FROM records"))
    wire.loses_answer = lambda method, path, number: path == "/records:diff"
    assert sync_now(tablet).problem == "offline"
    assert hand_in(tablet).complete == RECORDS
    wire.loses_answer = lambda method, path, number: False
    assert sync_now(tablet).problem == ""
    assert verify_office(office).records == RECORDS
    asked = wire.counts["POST", "/records:diff"]
    assert sync_now(tablet).problem == ""
    assert wire.counts["POST", "/records:diff"] == asked


def test_a_server_that_is_busy_with_uploads_is_not_asked_sooner_than_it_wants(
    tablet: Tablet, office: Office
) -> None:
    object.__setattr__(office.settings.limits, "open_uploads", 0)
    report = sync_now(tablet)
    assert (report.problem, report.retry_after_s) == ("server_trouble", 30)
    assert hand_in(tablet).received == 1
    object.__setattr__(office.settings.limits, "open_uploads", 20)
    assert sync_now(tablet).problem == ""


@pytest.mark.parametrize(("off_s", "told"), [(0, False), (290, False), (310, True), (-400, True)])
def test_a_clock_that_is_more_than_five_minutes_off_is_told_and_refuses_nothing(
    tablet: Tablet, off_s: int, told: bool
) -> None:
    clock = tablet.clock
    assert isinstance(clock, FixedClock)
    clock.at = utc_now() - timedelta(seconds=off_s)
    report = sync_now(tablet)
    assert report.problem == ""
    assert (report.clock_off_s is not None) is told
    assert hand_in(tablet).clock_off_s == report.clock_off_s
    assert report.clock_off_s is None or abs(report.clock_off_s - off_s) < 60


def test_photos_wait_for_wifi_where_the_settings_say_so_and_records_do_not(
    tablet: Tablet, wire: BadWire
) -> None:
    change_setting(tablet, "photos", "wifi")
    report = sync_now(tablet)
    assert (report.problem, report.photos_waiting) == ("photos_wait", 1)
    assert hand_in(tablet).complete == RECORDS - 1
    assert ("POST", "/uploads") not in wire.counts
    assert ("GET", "/changes") in wire.counts
    assert sync_now(tablet, on_wifi=True).problem == ""
    assert hand_in(tablet).safe_to_hand_in
