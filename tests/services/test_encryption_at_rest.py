"""What is sealed on the tablet cannot be read from its files; and what becomes of it when they,
or the key, are lost.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli import main
from inspector_app.devices.keystore import KeystoreSilent
from inspector_app.errors import StorageTrouble
from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.exporting import export_bundle
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.recovering import list_recoveries, open_or_recover
from inspector_app.services.settling import tablet_info
from inspector_app.services.syncing import sync_now
from inspector_app.store import beside, key_files, photos, resting
from inspector_app.store.database import Connection
from sync.protocol.digest import sha256_hex
from tests.support.plain_folder import make_plain
from tests.support.registry import PUMP, FixedClock
from tests.support.sealed_bytes import bodies_on, bytes_in, photo_on
from tests.support.visits import fill_in, inspection_document, seal_one

PHRASE = "the meter hums like a bee"
PHOTO = b"\xff\xd8\xff the photo of the bee"


@pytest.fixture
def sealed(tablet: Tablet) -> Tablet:
    """A tablet with three records; the first has a note and a photo."""
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    inspecting.write_note(tablet, draft_id, PHRASE)
    photographing.add_photo(tablet, draft_id, PHOTO)
    finishing.seal_draft(tablet, draft_id)
    seal_one(tablet)
    seal_one(tablet)
    return tablet


def reopened(folder: Path, **given: Any) -> Tablet:
    return open_tablet(folder, clock=FixedClock(), **given)


def test_nothing_that_was_sealed_can_be_read_from_the_files(sealed: Tablet) -> None:
    found = bytes_in(sealed.folder)
    assert PHRASE.encode() not in found
    assert PHOTO not in found
    assert b'"evaluation"' not in found
    (body, *_) = bodies_on(sealed).values()
    assert PHRASE.encode() in body
    assert photo_on(sealed, sha256_hex(PHOTO)) == PHOTO
    assert photographing.load_photo(sealed, sha256_hex(PHOTO)) == PHOTO


def test_everything_is_there_again_after_the_app_was_closed(sealed: Tablet) -> None:
    before = bodies_on(sealed)
    sealed.close()
    again = reopened(sealed.folder)
    assert bodies_on(again) == before
    assert check_integrity(again) == ()
    assert [one.body for one in TabletOutbox(again).pending_records(9, 10**6)] == [*before.values()]
    again.close()


def test_lists_are_shown_without_opening_a_record(
    sealed: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.services.handing_in import hand_in, list_sealed
    from inspector_app.services.planning import load_work_list
    from inspector_app.store.at_rest import Vault

    def never(*_given: object) -> bytes:
        raise AssertionError("opened")

    monkeypatch.setattr(Vault, "open_record", never)
    assert len(list_sealed(sealed)) == 3
    assert hand_in(sealed).sealed == 3
    assert load_work_list(sealed).waiting >= 3


# What an earlier version left in plain.


@pytest.fixture
def plain(sealed: Tablet) -> Path:
    """The folder of that tablet as a version left it that encrypted nothing."""
    make_plain(sealed)
    assert bytes_in(sealed.folder).count(PHOTO) == 1
    assert b'"evaluation"' in bytes_in(sealed.folder)
    return sealed.folder


def test_what_an_earlier_version_left_is_encrypted_at_the_first_start(plain: Path) -> None:
    tablet = reopened(plain)
    assert len(bodies_on(tablet)) == 3
    assert check_integrity(tablet) == ()
    tablet.close()
    found = bytes_in(plain)
    assert PHRASE.encode() not in found and PHOTO not in found and b'"evaluation"' not in found
    assert len(list(beside.read_sealed(plain))) == 3


class Killed(BaseException):
    """The app is no more."""


def test_a_first_start_that_is_killed_at_any_step_loses_nothing(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, killed_at = [0], [0]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def work(*given: Any, **named: Any) -> Any:
            steps[0] += 1
            if steps[0] == killed_at[0]:
                raise Killed
            return real(*given, **named)

        return work

    kills = 0
    while True:
        folder = tmp_path / f"killed{kills}"
        shutil.copytree(plain, folder)
        steps[0], killed_at[0] = 0, kills + 1
        with monkeypatch.context() as patch:
            patch.setattr(Connection, "execute", counted(Connection.execute))
            for module, name in ((beside, "whole_file"), (photos, "whole_file"),
                                 (key_files, "whole_file"), (resting, "sha256_hex")):  # fmt: skip
                patch.setattr(module, name, counted(getattr(module, name)))
            try:
                tablet = reopened(folder)
            except Killed:
                kills += 1
            else:
                tablet.close()
                break
        again = reopened(folder)
        assert check_integrity(again) == (), kills
        assert len(bodies_on(again)) == 3
        assert photo_on(again, sha256_hex(PHOTO)) == PHOTO
        again.close()
        found = bytes_in(folder)
        assert PHRASE.encode() not in found and PHOTO not in found, kills
        shutil.rmtree(folder)
    assert kills > 30


def test_the_guard_over_sealed_bytes_stands_again_after_the_first_start(plain: Path) -> None:
    import sqlite3

    tablet = reopened(plain)
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute("UPDATE records SET body = x'00'")
    tablet.close()


# Damage.


def test_a_flipped_bit_in_a_record_is_named_and_the_copy_beside_takes_its_place(
    sealed: Tablet,
) -> None:
    (record_id, *_) = bodies_on(sealed)
    with sealed.database.writing() as db:
        db.execute("DROP TRIGGER sealed_bytes_never_change")
        (row,) = db.query("SELECT body FROM records WHERE id = ?", [record_id])
        body = bytes(row["body"])
        middle = len(body) // 2
        body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        db.execute("UPDATE records SET body = ? WHERE id = ?", [body, record_id])
    (fault,) = check_integrity(sealed)
    assert (fault.code, fault.subject) == ("hash", f"record {record_id} (no. 1)")
    with pytest.raises(Exception, match="damaged"):
        finishing.load_sealed(sealed, record_id)
    (sealed.folder / "tablet.db").write_bytes(b"")
    sealed.close()
    recovered = open_or_recover(sealed.folder, clock=FixedClock())
    assert check_integrity(recovered) == ()
    assert list_recoveries(recovered)[0].lost == ()
    assert PHRASE.encode() in bodies_on(recovered)[record_id]
    recovered.close()


def test_a_flipped_bit_in_a_photo_is_named(sealed: Tablet) -> None:
    path = photos.photo_path(sealed.folder, sha256_hex(PHOTO))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    (fault,) = check_integrity(sealed)
    assert (fault.code, fault.subject) == ("photo_changed", f"photo {sha256_hex(PHOTO)}")


# The key.


@pytest.fixture
def without_key(sealed: Tablet) -> Path:
    """The folder of that tablet; its key has gone."""
    sealed.close()
    (sealed.folder / key_files.KEY).unlink()
    return sealed.folder


@pytest.fixture
def locked(without_key: Path) -> Iterator[Tablet]:
    """That tablet, opened all the same."""
    opened = reopened(without_key)
    yield opened
    opened.close()


def test_a_tablet_whose_key_is_lost_opens_says_so_and_makes_no_new_one(locked: Tablet) -> None:
    assert tablet_info(locked).key_trouble == "key_lost"
    assert not (locked.folder / key_files.KEY).exists()
    for work in (
        lambda: sync_now(locked),
        lambda: finishing.record_inspection(locked, inspection_document(), folder=locked.folder),
        lambda: bodies_on(locked),
    ):
        with pytest.raises(StorageTrouble) as told:
            work()
        assert told.value.code == "key_lost"
    assert [fault.code for fault in check_integrity(locked)] == ["key_lost"]


def test_without_its_key_it_still_exports_everything(locked: Tablet, tmp_path: Path) -> None:
    exported = export_bundle(locked, tmp_path / "b.zip")
    assert (exported.records, exported.photos, exported.photos_lost) == (3, 1, ())


@pytest.mark.parametrize("about", ["as it was", "gone"])
def test_another_key_is_no_key(sealed: Tablet, about: str) -> None:
    sealed.close()
    key_files.KeyFile(sealed.folder).store(os.urandom(32))
    if about == "gone":
        (sealed.folder / key_files.ABOUT).unlink()
    opened = reopened(sealed.folder)
    assert (tablet_info(opened).key_trouble == "key_lost") == (about == "as it was")
    assert check_integrity(opened) != ()
    opened.close()


def test_with_key_and_note_gone_no_new_key_takes_its_place(without_key: Path) -> None:
    (without_key / key_files.ABOUT).unlink()
    opened = reopened(without_key)
    assert tablet_info(opened).key_trouble == "key_lost"
    assert not (without_key / key_files.KEY).exists()
    opened.close()


def test_the_key_that_comes_back_opens_everything_again(sealed: Tablet) -> None:
    key = (sealed.folder / key_files.KEY).read_bytes()
    sealed.close()
    (sealed.folder / key_files.KEY).unlink()
    reopened(sealed.folder).close()
    (sealed.folder / key_files.KEY).write_bytes(key)
    again = reopened(sealed.folder)
    assert check_integrity(again) == ()
    assert tablet_info(again).key_trouble == ""
    again.close()


class FakeKeystore:
    """The keystore of a device, as long as it answers."""

    def __init__(self) -> None:
        self.key: bytes | None = None
        self.silent = False

    def load(self) -> bytes | None:
        if self.silent:
            raise KeystoreSilent
        return self.key

    def store(self, key: bytes) -> None:
        if self.silent:
            raise KeystoreSilent
        self.key = key


def test_where_the_device_has_a_keystore_the_key_is_in_no_file(tmp_path: Path) -> None:
    keystore = FakeKeystore()
    tablet = reopened(tmp_path / "tablet", keystore=keystore)
    assert (tablet_info(tablet).key_place, tablet_info(tablet).key_trouble) == ("keystore", "")
    assert keystore.key is not None and keystore.key not in bytes_in(tablet.folder)
    tablet.close()


@pytest.fixture
def keystore_tablet(tmp_path: Path, tablet: Tablet) -> tuple[Path, FakeKeystore]:
    """The folder of a tablet with one record whose key is in its keystore alone."""
    keystore = FakeKeystore()
    seal_one(tablet)
    tablet.close()
    folder = tablet.folder
    key = (folder / key_files.KEY).read_bytes()
    note = key_files.load_note(folder)
    assert note is not None
    (folder / key_files.KEY).unlink()
    key_files.store_note(
        folder, key_files.KeyNote(note.id, "keystore", note.server_key, note.wrapped)
    )
    keystore.key = key
    return folder, keystore


def test_the_command_line_says_that_the_key_is_in_the_keystore(
    keystore_tablet: tuple[Path, FakeKeystore], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = keystore_tablet
    data = ["--data", str(folder)]
    assert main(["sync", *data]) == 2
    assert "keystore" in capsys.readouterr().err
    assert main(["status", *data]) == 0
    assert main(["verify", "--json", *data]) == 1
    assert "key_elsewhere" in capsys.readouterr().out
    assert main(["export", str(tmp_path / "b.zip"), *data]) == 0


def test_a_keystore_that_answers_again_opens_everything(
    keystore_tablet: tuple[Path, FakeKeystore],
) -> None:
    folder, keystore = keystore_tablet
    keystore.silent = True
    tablet = reopened(folder, keystore=keystore)
    assert tablet_info(tablet).key_trouble == "key_lost"
    tablet.close()
    keystore.silent = False
    tablet = reopened(folder, keystore=keystore)
    assert (tablet_info(tablet).key_trouble, check_integrity(tablet)) == ("", ())
    tablet.close()


def test_a_keystore_that_never_answered_makes_no_tablet_that_could_lose_something(
    tmp_path: Path,
) -> None:
    keystore = FakeKeystore()
    keystore.silent = True
    with pytest.raises(KeystoreSilent) as told:
        reopened(tmp_path / "tablet", keystore=keystore)
    assert told.value.code == "keystore"
