"""A tablet that lost its key: what it exports, the server opens with its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.store import key_files
from sync.protocol.bundle import KEY
from sync.server.work.bundles.taking import Imported, import_bundle
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.bundles import enrolled_tablet, exported, record, spans, with_changed_byte
from tests.support.registry import FixedClock
from tests.support.sealed_bytes import bodies_on
from tests.sync_server.test_import_bundle import bodies_at

PHOTO = b"\xff\xd8\xff" + b"x" * 200_000


@pytest.fixture
def before(tmp_path: Path, office: Office, server_url: str) -> dict[str, bytes]:
    """The records that were on a tablet before its key was lost."""
    tablet = enrolled_tablet(tmp_path / "tablet", office, server_url)
    record(tablet, 3, photo=PHOTO)
    sealed = bodies_on(tablet)
    tablet.close()
    (tmp_path / "tablet" / key_files.KEY).unlink()
    return sealed


@pytest.fixture
def tablet(tmp_path: Path, before: dict[str, bytes]) -> Iterator[Tablet]:
    """That tablet, opened without its key."""
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    assert opened.vault.key is None
    yield opened
    opened.close()


def counts(found: Imported) -> tuple[dict[str, int], dict[str, int]]:
    return dict(found.records), dict(found.photos)


def test_every_record_and_photo_comes_to_the_server_all_the_same(
    tablet: Tablet, office: Office, before: dict[str, bytes]
) -> None:
    bundle = exported(tablet)
    found = import_bundle(office, bundle)
    assert counts(found) == ({"created": 3}, {"stored": 3})
    assert (found.not_taken, found.undamaged, found.photos_lost) == ([], True, ())
    assert bodies_at(office) == before
    assert verify_office(office).faults == []
    again = import_bundle(office, bundle)
    assert counts(again) == ({"duplicate": 3}, {"already": 3})


def test_the_key_itself_is_in_no_bundle_of_a_tablet_that_has_it(
    tmp_path: Path, office: Office, server_url: str
) -> None:
    with_key = enrolled_tablet(tmp_path / "other", office, server_url)
    record(with_key)
    assert KEY not in spans(exported(with_key, "with-key.zip"))
    with_key.close()


def test_where_the_wrapped_key_is_damaged_everything_is_named_and_nothing_is_taken(
    tablet: Tablet, office: Office
) -> None:
    bundle = exported(tablet)
    span = spans(bundle)[KEY]
    found = import_bundle(office, with_changed_byte(bundle, (span.start + span.end) // 2))
    assert counts(found) == ({}, {})
    assert sorted(each.member for each in found.not_taken) == [
        "photos/000001", "photos/000002", "photos/000003",
        "records/000001", "records/000002", "records/000003",
    ]  # fmt: skip
    whole = import_bundle(office, bundle)
    assert counts(whole) == ({"created": 3}, {"stored": 3}), "the whole file may come after it"


def test_a_record_that_rotted_at_rest_holds_up_no_other(tablet: Tablet, office: Office) -> None:
    with tablet.database.writing() as db:
        db.execute("DROP TRIGGER sealed_bytes_never_change")
        (row,) = db.query("SELECT body FROM records WHERE seq = 2")
        body = bytes(row["body"])
        db.execute("UPDATE records SET body = ? WHERE seq = 2", [body[:-1] + bytes([body[-1] ^ 1])])
    found = import_bundle(office, exported(tablet))
    assert dict(found.records) == {"created": 2}
    assert [each.member for each in found.not_taken] == ["records/000002"]
