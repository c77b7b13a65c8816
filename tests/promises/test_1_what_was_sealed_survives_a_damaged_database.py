"""Promise 1, with a damaged database: the same device goes on, and the server has everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import DATABASE_NAME, Tablet
from inspector_app.services.recovering import list_recoveries, open_or_recover
from inspector_app.services.syncing import sync_now
from sync.server.tables.reference import Change, write_changes
from sync.server.work.bundles.taking import import_bundle
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.bundles import enrolled_tablet, exported, record


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet that is enrolled at that server."""
    opened = enrolled_tablet(tmp_path / "tablet", office, server_url)
    yield opened
    opened.close()


def damaged(tablet: Tablet) -> Tablet:
    """Close a tablet, destroy its database, and open it again as the app does."""
    tablet.close()
    for left in tablet.folder.glob(f"{DATABASE_NAME}-*"):
        left.unlink()
    (tablet.folder / DATABASE_NAME).write_bytes(b"\xee" * 10_000)
    return open_or_recover(tablet.folder, clock=tablet.clock)


def test_what_was_sent_and_what_was_not_is_complete_after_the_next_sync(
    tablet: Tablet, office: Office
) -> None:
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "S9", '{"site_id": "S9", "name": "Nine"}')])
    record(tablet, 2, photo=b"x" * 1000)
    assert sync_now(tablet).problem == ""
    record(tablet, 2, photo=b"y" * 1000, start=2)
    recovered = damaged(tablet)
    assert list_recoveries(recovered)[0].records == 4
    record(recovered, 1, start=4)
    report = sync_now(recovered)
    assert (report.problem, report.rows_pulled > 0) == ("", True)
    assert hand_in(recovered).complete == 5
    assert hand_in(recovered).safe_to_hand_in
    assert verify_office(office).faults == []
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT seq, quarantine FROM records ORDER BY seq"))
        assert [tuple(row) for row in rows] == [(seq, "") for seq in range(1, 6)]
    recovered.close()


def test_what_was_rescued_can_go_by_a_bundle_too(tablet: Tablet, office: Office) -> None:
    record(tablet, 2, photo=b"x")
    recovered = damaged(tablet)
    found = import_bundle(office, exported(recovered))
    assert (dict(found.records), found.not_taken) == ({"created": 2}, [])
    recovered.close()
