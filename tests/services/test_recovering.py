"""A damaged database is found, kept, and replaced by everything in and beside it that is whole."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.planning import load_site
from inspector_app.services.recovering import (
    find_recovery,
    list_recoveries,
    note_told,
    open_or_recover,
    recover,
)
from inspector_app.store import beside, records, salvage
from inspector_app.store.database import TabletDatabase
from inspector_app.store.photos import photo_path
from inspector_app.store.tablet import load_tablet_row, note_tablet
from sync.client.ports import Accepted
from sync.protocol.digest import sha256_hex
from tests.support.receipts import sign_receipt
from tests.support.registry import DEVICE_ID, PUMP, SERVER_KEY, FixedClock, open_city
from tests.support.visits import POINT, inspection_document, seal_one

PHOTO = b"\xff\xd8\xff one"
PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed tablet: four records, the first with photo and receipt, and a draft with a reading.

    The records are many pages apart, so that one broken page does not hit all of them.
    """
    tablet = fill(tmp_path / "tablet")
    tablet.close()
    return tablet.folder


def fill(folder: Path) -> Tablet:
    open_city(folder).close()  # who it is lies beside the database from the next opening on
    tablet = open_city(folder)
    draft = inspecting.begin(tablet, PUMP)
    inspecting.choose_officers(tablet, draft, ["O1", "O2"])
    photographing.add_photo(tablet, draft, PHOTO)
    line = finishing.seal_draft(tablet, draft)
    receipt = sign_receipt(
        SERVER_KEY, id=line.record_id, sha256=line.sha256, change_seq=1,
        received_at="2026-11-23T08:00:00Z",
    )  # fmt: skip
    TabletOutbox(tablet).store_receipts([Accepted(receipt)])
    for _ in range(3):
        seal_one(tablet)
    begun = inspecting.begin(tablet, PUMP)
    inspecting.take_reading(tablet, begun, POINT, 0, "indicated_L", "20.07")
    return tablet


def bodies(tablet: Tablet) -> dict[int, bytes]:
    with tablet.database.reading() as db:
        return {row["seq"]: bytes(row["body"]) for row in records.list_whole(db)}


def bodies_in(folder: Path) -> dict[int, bytes]:
    tablet = open_tablet(folder, clock=FixedClock())
    found = bodies(tablet)
    tablet.close()
    return found


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def overwrite(path: Path) -> None:
    path.write_bytes(b"\xee" * path.stat().st_size)


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil_the_header(path: Path) -> None:
    spoil(path, 0)


def spoil(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\xee" * PAGE)


@pytest.mark.parametrize(
    "damage", [empty, remove, overwrite, cut_in_half, spoil_the_header], ids=lambda do: do.__name__
)
def test_every_sealed_record_goes_on_in_the_same_chain(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    before = bodies_in(folder)
    damage(folder / "tablet.db")
    damaged = (folder / "tablet.db").read_bytes() if (folder / "tablet.db").exists() else None
    tablet = open_or_recover(folder, clock=FixedClock())
    assert bodies(tablet) == before
    (recovery,) = list_recoveries(tablet)
    assert (recovery.records, recovery.lost, recovery.photos_lost) == (4, (), ())
    kept = folder / recovery.kept_as
    assert (kept.read_bytes() if kept.exists() else None) == damaged
    assert seal_next(tablet) == 5
    assert check_integrity(tablet) == ()
    tablet.close()


def seal_next(tablet: Tablet) -> int:
    """Seal one more record, which needs nothing of the office's data; returns its number."""
    document = inspection_document(note="afterwards")
    return finishing.record_inspection(tablet, document, folder=tablet.folder).seq


def test_whichever_page_breaks_no_record_is_lost_and_the_rest_as_far_as_it_can_be_read(
    folder: Path, tmp_path: Path
) -> None:
    before = bodies_in(folder)
    pages = (folder / "tablet.db").stat().st_size // PAGE
    found, drafts = 0, 0
    for page in range(pages):
        copy = tmp_path / f"copy{page}"
        shutil.copytree(folder, copy)
        spoil(copy / "tablet.db", page)
        tablet = open_or_recover(copy, clock=FixedClock())
        assert bodies(tablet) == before, page
        assert check_integrity(tablet) == (), page
        found += len(list_recoveries(tablet))
        drafts += hand_in(tablet).draft
        tablet.close()
        shutil.rmtree(copy)
    assert found >= pages // 2, "a broken page is found"
    assert drafts >= pages // 2, "a draft is rescued where its pages are whole"


def test_what_lies_only_in_the_write_ahead_log_may_be_cut_off_and_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TabletDatabase, "settle", lambda _database: None)  # killed before
    tablet = fill(tmp_path / "tablet")
    before = bodies(tablet)
    shutil.copytree(tablet.folder, tmp_path / "killed")
    tablet.close()
    log = tmp_path / "killed" / "tablet.db-wal"
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 3])
    with pytest.raises(StorageTrouble, match="lacks records"):
        open_tablet(tmp_path / "killed")
    recovered = open_or_recover(tmp_path / "killed", clock=FixedClock())
    assert bodies(recovered) == before
    assert seal_next(recovered) == 5
    assert check_integrity(recovered) == ()
    assert list_recoveries(recovered)[0].kept_as in names(recovered.folder)
    recovered.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_old_copy_of_the_database_is_no_second_branch(folder: Path) -> None:
    old = (folder / "tablet.db").read_bytes()
    tablet = open_tablet(folder, clock=FixedClock())
    seal_next(tablet)
    tablet.close()
    (folder / "tablet.db").write_bytes(old)
    tablet = open_or_recover(folder, clock=FixedClock())
    assert sorted(bodies(tablet)) == [1, 2, 3, 4, 5]
    assert check_integrity(tablet) == ()
    tablet.close()


def test_receipts_readings_settings_and_the_registry_are_rescued_where_they_can_be_read(
    folder: Path,
) -> None:
    with sqlite3.connect(folder / "tablet.db") as db:
        db.execute("UPDATE tablet SET cursor = 'c:9', epoch = 'e'")
        db.execute("INSERT INTO settings VALUES ('language', 'zh')")
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'history'").fetchone()[0]
    db.close()
    spoil(folder / "tablet.db", page - 1)
    tablet = open_or_recover(folder, clock=FixedClock())
    counts = hand_in(tablet)
    assert (counts.draft, counts.sealed, counts.received) == (1, 3, 1)
    (draft,) = drafts_on(tablet)
    with tablet.database.reading() as db_of_tablet:
        noted = load_tablet_row(db_of_tablet)
    shown = inspecting.load_inspection(tablet, draft)
    (run,) = shown.points[0].runs
    assert [field.text for field in run.fields if field.text] == ["20.07"]
    assert (noted["cursor"], noted["epoch"], noted["device_id"]) == (None, None, DEVICE_ID)
    assert len(load_site(tablet, "S1").instruments) == 1
    tablet.close()


def test_what_is_lost_in_both_places_is_named_and_the_chain_goes_on_behind_it(
    folder: Path,
) -> None:
    log = folder / beside.LOG
    rows = [json.loads(line) for line in log.read_bytes().splitlines()]
    rows[1] = {**rows[1], "sig": "none"}  # nothing is proven of number 2
    rows[3] = {**rows[3], "body": "AAAA"}  # of the last one only its place
    log.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    overwrite(folder / "tablet.db")
    tablet = open_or_recover(folder, clock=FixedClock())
    (recovery,) = list_recoveries(tablet)
    assert [(lost.seq, lost.record_id) for lost in recovery.lost] == [(2, ""), (4, rows[3]["id"])]
    assert sorted(bodies(tablet)) == [1, 3]
    assert seal_next(tablet) == 5
    assert json.loads(bodies(tablet)[5])["prev"] == rows[3]["entry"]
    faults = check_integrity(tablet)
    assert [fault.code for fault in faults] == ["lost", "lost"]
    assert "(no. 2)" in faults[0].subject
    assert rows[3]["id"] in faults[1].subject
    tablet.close()


def test_a_record_that_was_tampered_with_is_not_rescued(folder: Path) -> None:
    (folder / beside.LOG).unlink()
    with sqlite3.connect(folder / "tablet.db") as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE records SET body = CAST('{}' AS BLOB) WHERE seq = 2")
    db.close()
    recover(folder, clock=FixedClock())
    tablet = open_tablet(folder, clock=FixedClock())
    assert sorted(bodies(tablet)) == [1, 3, 4]
    assert [lost.seq for lost in list_recoveries(tablet)[0].lost] == [2]
    tablet.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM photos",
        "DELETE FROM sqlite_schema WHERE name = 'idx_records_seq'",
    ],
)
def test_a_thorough_look_finds_what_the_pages_do_not_tell(folder: Path, statement: str) -> None:
    before = bodies_in(folder)
    db = sqlite3.connect(folder / "tablet.db", isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("PRAGMA writable_schema = ON")
    db.execute(statement)
    db.close()
    tablet = open_or_recover(folder, clock=FixedClock(), thorough=True)
    assert bodies(tablet) == before
    assert len(list_recoveries(tablet)) == 1
    assert check_integrity(tablet) == ()
    tablet.close()


def test_a_damaged_file_is_never_written_over_by_the_next_one(folder: Path) -> None:
    for content in (b"first", b"second"):
        (folder / "tablet.db").write_bytes(content)
        recover(folder, clock=FixedClock())
    kept = sorted(folder.glob("tablet-damaged-*"))
    assert [path.read_bytes() for path in kept] == [b"second", b"first"]


def test_a_photo_that_is_gone_is_named(folder: Path) -> None:
    photo_path(folder, sha256_hex(PHOTO)).write_bytes(b"other")
    overwrite(folder / "tablet.db")
    tablet = open_or_recover(folder, clock=FixedClock())
    assert list_recoveries(tablet)[0].photos_lost == (sha256_hex(PHOTO),)
    tablet.close()


def test_the_identity_may_come_from_the_database_or_from_beside_it(folder: Path) -> None:
    (folder / beside.IDENTITY).unlink()
    recover(folder, clock=FixedClock())
    assert len(bodies_in(folder)) == 4
    assert beside.load_identity(folder) is not None, "it is kept again"
    (folder / beside.IDENTITY).write_bytes(b"{")
    overwrite(folder / "tablet.db")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(StorageTrouble) as caught:
        open_or_recover(folder, clock=FixedClock())
    assert caught.value.code == "damaged"
    assert {path: path.read_bytes() for path in before} == before, "nothing was changed"


def test_the_database_of_another_tablet_takes_nobodys_place(folder: Path, tmp_path: Path) -> None:
    before = bodies_in(folder)
    other = open_city(tmp_path / "other")
    with other.database.writing() as db:
        note_tablet(db, device_id="01900000-0000-7000-8000-000000000002")
    seal_one(other)
    other.close()
    shutil.copy(tmp_path / "other" / "tablet.db", folder / "tablet.db")
    with pytest.raises(StorageTrouble, match="not this tablet's"):
        open_tablet(folder, clock=FixedClock())
    tablet = open_or_recover(folder, clock=FixedClock())
    assert bodies(tablet) == before
    assert check_integrity(tablet) == ()
    tablet.close()


def test_a_second_recovery_forgets_nothing_of_the_first(folder: Path) -> None:
    log = folder / beside.LOG
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:1] + lines[2:]))
    empty(folder / "tablet.db")
    recover(folder, clock=FixedClock())
    recover(folder, clock=FixedClock())
    tablet = open_tablet(folder, clock=FixedClock())
    told = list_recoveries(tablet)
    assert [[lost.seq for lost in each.lost] for each in told] == [[2], [2]]
    assert len({each.kept_as for each in told}) == 2
    assert [fault.code for fault in check_integrity(tablet)] == ["lost"]
    tablet.close()


def test_nobody_exchanges_the_database_under_another_who_has_it_open(folder: Path) -> None:
    tablet = open_tablet(folder, clock=FixedClock())
    with pytest.raises(StorageTrouble) as caught:
        recover(folder, clock=FixedClock())
    assert caught.value.code == "busy"
    tablet.close()
    recover(folder, clock=FixedClock())


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["keep_aside", "copy_rows", "finish_rescue", "sync_folder"])
def test_a_recovery_that_is_killed_is_done_again(
    folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bodies_in(folder)
    overwrite(folder / "tablet.db")
    (folder / ".new-left").write_bytes(b"of a copy that was killed")
    real = getattr(salvage, step)
    calls: list[object] = []

    def die(*args: object) -> object:
        calls.append(args)
        if step == "finish_rescue" and len(calls) == 1:
            return real(*args)  # the first look finds nothing to finish
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(salvage, step, die)
        with pytest.raises(Killed):
            recover(folder, clock=FixedClock())
    tablet = open_or_recover(folder, clock=FixedClock())
    assert bodies(tablet) == before
    assert check_integrity(tablet) == ()
    assert any(name.startswith("tablet-damaged-") for name in names(folder))
    assert not any(name.startswith((".new-", "recovering")) for name in names(folder))
    tablet.close()


def test_a_kill_between_the_commit_and_the_log_is_made_good_at_the_next_start(
    folder: Path,
) -> None:
    log = folder / beside.LOG
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]) + lines[-1][:40])  # the last line is torn
    open_tablet(folder, clock=FixedClock()).close()
    assert [row["seq"] for row in beside.read_sealed(folder)] == [1, 2, 3, 4]
    overwrite(folder / "tablet.db")
    tablet = open_or_recover(folder, clock=FixedClock())
    assert len(bodies(tablet)) == 4
    tablet.close()


@pytest.mark.parametrize("harm", ["a line is gone", "a body has rotted", "all is gone"])
def test_a_copy_that_has_rotted_is_written_anew_while_the_database_is_sound(
    folder: Path, harm: str
) -> None:
    log = folder / beside.LOG
    lines = log.read_bytes().splitlines(keepends=True)
    if harm == "a body has rotted":
        row = json.loads(lines[1])
        lines[1] = json.dumps(row | {"body": "AAAA"}).encode() + b"\n"
    else:
        del lines[1 : None if harm == "all is gone" else 2]
    log.write_bytes(b"".join(lines))
    open_or_recover(folder, clock=FixedClock()).close()
    before = bodies_in(folder)
    overwrite(folder / "tablet.db")
    tablet = open_or_recover(folder, clock=FixedClock())
    assert bodies(tablet) == before
    tablet.close()


def test_a_record_is_sealed_once_though_its_copy_finds_no_room(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = open_tablet(folder, clock=FixedClock())
    (draft,) = drafts_on(tablet)
    inspecting.choose_officers(tablet, draft, ["O1", "O2"])

    def full(*_args: object) -> None:
        raise StorageTrouble("The disk is full.", code="disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(beside, "append_sealed", full)
        with pytest.raises(StorageTrouble):
            finishing.seal_draft(tablet, draft)
    assert finishing.seal_draft(tablet, draft).seq == 5
    assert beside.last_sealed(folder)[0] == 5
    tablet.close()


def drafts_on(tablet: Tablet) -> list[str]:
    with tablet.database.reading() as db:
        return [row["draft_id"] for row in db.query("SELECT draft_id FROM drafts")]


def test_a_sound_tablet_is_left_alone_and_its_inspector_is_told_nothing(folder: Path) -> None:
    before = (folder / "tablet.db").read_bytes()
    tablet = open_or_recover(folder, clock=FixedClock())
    assert find_recovery(tablet) is None
    tablet.close()
    assert (folder / "tablet.db").read_bytes() == before


def test_the_inspector_is_told_once_and_the_commands_always(folder: Path) -> None:
    empty(folder / "tablet.db")
    tablet = open_or_recover(folder, clock=FixedClock())
    assert find_recovery(tablet) is not None
    note_told(tablet)
    assert find_recovery(tablet) is None
    assert len(list_recoveries(tablet)) == 1
    tablet.close()


def test_the_log_and_the_identity_are_for_this_user_alone(folder: Path) -> None:
    for name in (beside.LOG, beside.IDENTITY):
        assert (folder / name).stat().st_mode & 0o077 == 0
