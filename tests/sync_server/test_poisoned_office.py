"""An office that the released version filled with what no reader takes, brought up to this one.

`poisoned/office.zip` was made by `poisoned/make.py` with the code of that version.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import requests

from inspector_app.services.syncing import sync_now
from sync.protocol.changes import Page, parse_page
from sync.server.settings import Settings
from sync.server.stores import open_stores
from sync.server.tables.records import load_records
from sync.server.work.backups.restoring import restore_backup
from sync.server.work.catching_up import decide_anew
from sync.server.work.exporting import export_inspections
from sync.server.work.opening import Office, open_office
from sync.server.work.reporting import print_report
from sync.server.work.verifying import verify_office
from tests.support.bundles import enrolled_tablet, record
from tests.support.device import Device
from tests.support.serving import enrolled_device, serving

OFFICE = Path(__file__).parent / "poisoned" / "office.zip"


@pytest.fixture
def poisoned(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """That office, upgraded."""
    settings = Settings(tmp_path, database_url, tmp_path / "files", console="on")
    restore_backup(settings, open_stores(settings.files)[0], OFFICE, lambda _words: None)
    office = open_office(settings)
    yield office
    office.close()


@pytest.fixture
def address(poisoned: Office) -> Iterator[str]:
    """Where it answers."""
    with serving(poisoned) as url:
        yield url


def numbers(office: Office) -> list[tuple[int, str]]:
    with office.database.reading() as connection:
        return [(row.change_seq, row.id) for row in load_records(connection)]


def test_a_tablet_hears_everything_and_sends_what_it_has(
    poisoned: Office, address: str, tmp_path: Path
) -> None:
    with closing(enrolled_tablet(tmp_path / "tablet", poisoned, address)) as tablet:
        assert sync_now(tablet).problem == ""
        record(tablet, 1, photo=b"photo")
        report = sync_now(tablet)
        assert (report.problem, report.remaining) == ("", 0), report


def test_every_page_of_changes_can_be_read_by_whoever_reads_strictly(
    poisoned: Office, address: str
) -> None:
    device = enrolled_device(poisoned, address)
    cursor, more, told = "", True, 0
    while more:
        page = changes(device, cursor)
        for row in page.rows:
            spelled = json.dumps(row.body, allow_nan=False, ensure_ascii=False)
            assert "\\u0000" not in spelled
            spelled.encode()  # halves of surrogate pairs are no text
        told, cursor, more = told + len(page.rows), page.next, page.has_more
    assert told > 100


def changes(device: Device, cursor: str) -> Page:
    reply = device.call("GET", "/v1/changes", params={"cursor": cursor, "limit": "50"})
    assert reply.status_code == 200
    return parse_page(reply.content)


def test_every_export_has_every_record(poisoned: Office) -> None:
    ids = {record_id for _, record_id in numbers(poisoned)}
    lines = [msgspec.json.decode(line) for line in export_inspections(poisoned, format="ndjson")]
    assert {line["id"] for line in lines} == ids
    assert len(list(export_inspections(poisoned, format="csv"))) == len(ids) + 1


def test_every_page_of_the_office_is_shown(poisoned: Office, address: str) -> None:
    with requests.Session() as session:
        for path in ("/", "/quarantine", "/devices"):
            assert session.get(f"{address}{path}", timeout=30).status_code == 200
        for number, _ in numbers(poisoned)[::3]:
            page = f"{address}/inspections/{number}"
            assert session.get(page, timeout=30).status_code == 200, number
            assert session.get(f"{page}/body", timeout=30).status_code == 200


def test_reports_are_printed_of_what_was_stored(poisoned: Office) -> None:
    for _, record_id in numbers(poisoned)[::12]:
        file = io.BytesIO()
        print_report(poisoned, record_id, "both", file)
        assert file.getvalue().startswith(b"%PDF")


def test_verify_names_what_is_odd_and_nothing_is_judged_anew(poisoned: Office) -> None:
    with poisoned.database.reading() as connection:
        before = {row.id: (row.quarantine, row.body) for row in load_records(connection)}
    decide_anew(poisoned)
    found = verify_office(poisoned)
    with poisoned.database.reading() as connection:
        after = {row.id: (row.quarantine, row.body) for row in load_records(connection)}
    assert before == after
    odd = {note.id for note in found.notes if "odd" in note.problem}
    halves = {i for i, (_, body) in before.items() if b"\xed\xa0\x80" in body}
    sound = {i for i, (problem, _) in before.items() if not problem}
    assert halves & sound
    assert halves & sound <= odd
    assert not [fault for fault in found.faults if "does not say" in fault.problem]
    assert {"S-002", "S-003"} <= {note.id for note in found.notes}


def test_the_fixture_is_of_the_released_version() -> None:
    with zipfile.ZipFile(OFFICE) as archive:
        told = json.loads(archive.read("backup.json"))
    assert told["revision"] == "0006"
