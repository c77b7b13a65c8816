"""Plan B: what is whole in a bundle is taken as a sync would take it; the rest is named."""

import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from inspector_app.services.practising import open_practice
from inspector_app.services.syncing import sync_now
from inspector_app.store.schema import GUARDS
from inspector_app.store.tablet import note_tablet
from sync.protocol.bundle import MANIFEST, MANIFEST_AGAIN
from sync.server.cli import main
from sync.server.errors import WrongUse
from sync.server.work.bundles.opening import Bundle
from sync.server.work.bundles.taking import Imported, import_bundle
from sync.server.work.enrolling import revoke
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.bundles import (
    cut_at,
    enrolled_tablet,
    exported,
    record,
    spans,
    with_changed_byte,
    without,
)
from tests.support.sealed_bytes import bodies_on
from tests.support.serving import make_office, opened_office
from tests.support.visits import inspection_document


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet that is enrolled at that server."""
    opened = enrolled_tablet(tmp_path / "tablet", office, server_url)
    yield opened
    opened.close()


def bodies_at(office: Office) -> dict[str, bytes]:
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT id, body FROM records ORDER BY id"))
        return {row.id: bytes(row.body) for row in rows}


def refused(found: Imported) -> set[str]:
    return {each.member for each in found.not_taken}


def test_a_bundle_brings_every_byte_and_a_later_sync_completes(
    tablet: Tablet, office: Office
) -> None:
    record(tablet, 3, photo=b"x" * 200_000)
    found = import_bundle(office, exported(tablet))
    assert (found.undamaged, found.device_name) == (True, "tablet 7")
    assert (dict(found.records), dict(found.photos)) == ({"created": 3}, {"stored": 3})
    assert not found.not_taken
    assert bodies_at(office) == bodies_on(tablet)
    assert verify_office(office).faults == []
    assert hand_in(tablet).sealed == 3, "exported is not received"
    report = sync_now(tablet)
    assert (report.problem, report.records_received) == ("", 3)
    assert hand_in(tablet).safe_to_hand_in
    assert len(bodies_at(office)) == 3


def test_a_bundle_may_come_twice_and_after_a_sync(tablet: Tablet, office: Office) -> None:
    record(tablet, 2, photo=b"x")
    bundle = exported(tablet)
    assert sync_now(tablet).problem == ""
    before = receipts_of(office)
    for _ in range(2):
        found = import_bundle(office, bundle)
        assert (dict(found.records), dict(found.photos)) == ({"duplicate": 2}, {"already": 2})
        assert not found.not_taken
    assert receipts_of(office) == before


def receipts_of(office: Office) -> list[tuple[object, ...]]:
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT id, change_seq, receipt_sig FROM records"))
        return sorted(tuple(row) for row in rows)


def test_work_after_the_bundle_goes_on_in_the_same_chain(tablet: Tablet, office: Office) -> None:
    record(tablet, 2)
    bundle = exported(tablet)
    record(tablet, 2, start=2)
    assert sync_now(tablet).problem == ""
    assert dict(import_bundle(office, bundle).records) == {"duplicate": 2}
    record(tablet, 1, start=4)
    assert dict(import_bundle(office, exported(tablet)).records) == {"created": 1}
    assert verify_office(office).faults == []


def test_a_record_whose_photo_never_came_is_in_the_bundle(tablet: Tablet, office: Office) -> None:
    record(tablet, 1, photo=b"x" * 1000)
    bundle = exported(tablet)
    import_bundle(office, without(bundle, "photos/000001"))
    (missing,) = import_bundle(office, without(bundle, "photos/000001")).not_taken
    assert (missing.member, missing.problem) == ("photos/000001", "it is missing")
    assert dict(import_bundle(office, bundle).photos) == {"stored": 1}


@pytest.mark.parametrize(
    "name", [MANIFEST, "records/000001", "records/000002", "photos/000002", MANIFEST_AGAIN]
)
def test_a_changed_byte_costs_its_member_only_and_is_told(
    tablet: Tablet, office: Office, name: str
) -> None:
    record(tablet, 2, photo=b"x" * 70_000)
    bundle = exported(tablet)
    found = import_bundle(office, with_changed_byte(bundle, spans(bundle)[name].end - 20))
    assert not found.undamaged
    assert refused(found) == {name} - {MANIFEST, MANIFEST_AGAIN}
    assert found.records["created"] == (1 if name.startswith("records") else 2)
    assert found.photos["stored"] == (1 if name.startswith("photos") else 2)
    again = import_bundle(office, bundle)
    assert not again.not_taken
    assert bodies_at(office) == bodies_on(tablet)
    assert verify_office(office).faults == []


@pytest.mark.parametrize("last", ["records/000001", "records/000002", "photos/000001"])
def test_of_a_file_that_was_cut_everything_before_the_cut_is_taken(
    tablet: Tablet, office: Office, last: str
) -> None:
    record(tablet, 2, photo=b"x" * 70_000)
    bundle = exported(tablet)
    order = ["records/000001", "records/000002", "photos/000001", "photos/000002"]
    lost = set(order[order.index(last) :])
    for end in (spans(bundle)[last].header + 10, spans(bundle)[last].end - 1):
        found = import_bundle(office, cut_at(bundle, end))
        assert refused(found) == lost
        assert all(each.id for each in found.not_taken), "the manifest knows what is missing"
        assert (found.told_records, found.told_photos) == (2, 2)


def test_a_bundle_without_a_whole_manifest_still_gives_what_proves_itself(
    tablet: Tablet, office: Office
) -> None:
    record(tablet, 2, photo=b"x")
    bundle = exported(tablet)
    found = import_bundle(office, without(bundle, MANIFEST, MANIFEST_AGAIN))
    assert refused(found) == {"manifest"}
    assert (dict(found.records), dict(found.photos)) == ({"created": 2}, {"stored": 2})


def tamper(tablet: Tablet, statement: str) -> None:
    with tablet.database.writing() as db:
        for guard in GUARDS:
            db.execute(f"DROP TRIGGER {guard.split()[2]}")
        db.execute(statement)


@pytest.mark.parametrize("broken", ["CAST('{' AS BLOB)", "x'ff00fe'"])
def test_bytes_that_rotted_on_the_tablet_are_quarantined_exactly_as_they_are(
    tablet: Tablet, office: Office, broken: str
) -> None:
    record(tablet, 2)
    tamper(tablet, f"UPDATE records SET body = {broken} WHERE seq = 1")
    found = import_bundle(office, exported(tablet))
    assert (dict(found.records), found.not_taken) == ({"created": 1, "quarantined": 1}, [])
    with office.database.reading() as connection:
        (kept,) = connection.execute(text("SELECT body FROM quarantine")).scalars()
    with tablet.database.reading() as db:
        (held,) = db.query("SELECT body FROM records WHERE seq = 1")
    assert bytes(kept) == bytes(held["body"])


def test_without_a_manifest_nobody_can_fill_the_quarantine_in_anothers_name(
    tablet: Tablet, office: Office
) -> None:
    record(tablet, 2)
    tamper(tablet, "UPDATE records SET body = x'00' WHERE seq = 1")
    bundle = exported(tablet)
    found = import_bundle(office, without(bundle, MANIFEST, MANIFEST_AGAIN))
    assert refused(found) == {"manifest", "records/000001"}
    assert dict(found.records) == {"created": 1}


def test_a_forked_chain_is_kept_with_both_branches(tablet: Tablet, office: Office) -> None:
    record(tablet, 1)
    bundle = exported(tablet)
    tablet.close()
    tablet.database.path.with_name("copy.db").write_bytes(tablet.database.path.read_bytes())
    record(tablet, 1, start=1)
    assert sync_now(tablet).problem == ""
    tablet.close()
    for left in tablet.folder.glob("tablet.db*"):
        left.unlink()
    (tablet.folder / "copy.db").rename(tablet.database.path)
    for left in tablet.folder.glob("sealed.log"):
        left.unlink()
    record(tablet, 1, start=7)
    found = import_bundle(office, exported(tablet, "other.zip"))
    assert dict(found.records) == {"duplicate": 1, "quarantined": 1}
    assert len(bodies_at(office)) == 3
    assert dict(import_bundle(office, bundle).records) == {"duplicate": 1}


def test_a_revoked_tablet_is_unburdened_and_named(tablet: Tablet, office: Office) -> None:
    record(tablet, 1)
    found_id = import_bundle(office, exported(tablet)).device_id
    record(tablet, 1, start=1)
    revoke(office, found_id)
    found = import_bundle(office, exported(tablet))
    assert (found.revoked, found.records["created"]) == (True, 1)


def test_a_tablet_of_another_enrolment_is_named(
    tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    record(tablet, 1, photo=b"x")
    bundle = exported(tablet)
    with office.database.writing() as connection:
        for table in ("enrolment_codes", "devices"):
            connection.execute(text(f"DELETE FROM {table}"))
    found = import_bundle(office, bundle)
    assert refused(found) == {"records/000001", "photos/000001"}
    assert "not enrolled" in found.not_taken[0].problem


def test_the_largest_photo_needs_no_memory_at_the_office(tablet: Tablet, office: Office) -> None:
    record(tablet, 1, photo=b"x" * (office.settings.limits.photo_bytes - 5))
    bundle = exported(tablet)
    tracemalloc.start()
    try:
        found = import_bundle(office, bundle)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert dict(found.photos) == {"stored": 1}
    assert peak < office.settings.limits.photo_bytes / 4


def test_nobody_but_the_server_reads_a_bundle(
    tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    record(tablet, 1, photo=b"x" * 1000)
    bundle = exported(tablet)
    data = bundle.read_bytes()
    assert b"inspection 0" not in data
    assert b"x" * 100 not in data
    elsewhere = tmp_path / "elsewhere"
    with opened_office(elsewhere, f"sqlite:///{elsewhere / 'server.db'}") as other:
        with pytest.raises(WrongUse):
            import_bundle(other, bundle)
        assert bodies_at(other) == {}


def test_any_byte_may_be_changed_or_be_the_last_and_every_other_member_opens(
    tmp_path: Path,
) -> None:
    with opened_office(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as office:
        bundle = small_bundle(tmp_path, office)
        places = spans(bundle)
        whole = set(places)
        for position in range(bundle.stat().st_size):
            changed = opening(office, with_changed_byte(bundle, position))
            hit = {name for name, at in places.items() if at.header <= position < at.end}
            assert changed >= whole - hit, position
            cut = opening(office, cut_at(bundle, position))
            assert cut == {name for name, at in places.items() if at.end <= position}, position


@pytest.mark.parametrize("harm", [with_changed_byte, cut_at], ids=["changed", "cut"])
def test_wherever_a_bundle_is_harmed_every_member_is_taken_or_named(
    tmp_path: Path, standing_server: tuple[FastAPI, str], harm: Callable[[Path, int], Path]
) -> None:
    with opened_office(tmp_path, f"sqlite:///{tmp_path / 'server.db'}") as office:
        standing_server[0].state.office = office
        tablet = enrolled_tablet(tmp_path / "tablet", office, standing_server[1])
        record(tablet, 2, photo=b"x" * 2000)
        bundle = exported(tablet)
        for position in range(80, bundle.stat().st_size, 151):
            try:
                found = import_bundle(office, harm(bundle, position))
            except WrongUse:
                assert harm is cut_at
                assert position < spans(bundle)[MANIFEST].end, "nothing whole was in it"
                continue
            assert not found.undamaged
            names = [each.member for each in found.not_taken]
            assert len(names) == len(set(names))
            whole = found.records.total() + found.photos.total()
            assert whole + len(names) == 4, position
            assert whole >= 3 or harm is cut_at, position
        assert import_bundle(office, bundle).undamaged
        assert bodies_at(office) == bodies_on(tablet)
        tablet.close()


def small_bundle(folder: Path, office: Office) -> Path:
    """Return a bundle of a tablet with nothing on it but one very short photo's member."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from sync.protocol.envelope import Sealer

    sealer = Sealer(office.public_key, X25519PrivateKey.generate())
    path = folder / "small.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"0" * 64
        for name in (MANIFEST, "records/000001", "photos/000001", MANIFEST_AGAIN):
            with archive.open(zipfile.ZipInfo(name), "w") as member:
                for piece in sealer.seal(name, [b"{}\nx"]):
                    member.write(piece)
    return path


def opening(office: Office, path: Path) -> set[str]:
    with path.open("rb") as file:
        bundle = Bundle(file, office)
        return {name for name in bundle.places if bundle.read(name, 1000) == b"{}\nx"}


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"\x00" * 4096])
def test_what_is_no_bundle_is_said_so(
    tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "any.zip"
    file.write_bytes(data)
    make_office(tmp_path / "office")
    assert main(["import-bundle", str(file), "--data", str(tmp_path / "office")]) == 2
    assert "no bundle" in capsys.readouterr().err
    assert main(["import-bundle", str(tmp_path / "none"), "--data", str(tmp_path / "o")]) == 2


def test_the_command_says_what_was_taken_and_ends_with_1_when_not_all_was(
    tablet: Tablet, office: Office, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(tablet, 2, photo=b"x")
    bundle = exported(tablet)
    options = ["--data", str(office.settings.data), "--database", database_url]
    broken = with_changed_byte(bundle, spans(bundle)["records/000002"].end - 1)
    capsys.readouterr()
    assert main(["import-bundle", str(broken), "--json", *options]) == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["ok"], told["undamaged"], told["records"]) == (False, False, {"created": 1})
    (lost,) = told["not_taken"]
    assert lost["member"] == "records/000002"
    assert f"NOT TAKEN records/000002 ({lost['id']})" in err
    assert "4 of 4" in err
    assert main(["import-bundle", str(bundle), *options]) == 0
    assert "1 created, 1 duplicate" in capsys.readouterr().out


def test_practice_that_is_made_to_look_real_is_refused(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = open_practice(tablet)
    with practice.database.writing() as db:
        note_tablet(db, server_key=office.key.public_key().public_bytes_raw())
    record_inspection(practice, inspection_document(), folder=practice.folder)
    monkeypatch.setattr("inspector_app.services.exporting.is_practice", lambda _device: False)
    found = import_bundle(office, exported(practice, "practice.zip"))
    assert dict(found.records) == {}
    assert refused(found) == {"records/000001"}
    assert bodies_at(office) == {}
