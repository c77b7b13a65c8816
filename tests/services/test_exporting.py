"""Plan B on the tablet: the file is whole or not there, and nothing counts as received by it."""

import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from inspector_app.errors import NotEnrolled, StorageTrouble, WrongUse
from inspector_app.services import inspecting
from inspector_app.services.exporting import export_beside, export_bundle
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.reference_copy import TabletNotes
from inspector_app.store import photos
from inspector_app.store.at_rest import Vault
from inspector_app.store.photos import photo_path
from sync.client.ports import Accepted
from sync.protocol.limits import Limits
from tests.support.receipts import sign_receipt
from tests.support.registry import SCALE, SERVER_KEY
from tests.support.visits import inspection_document, seal_one, write_photo


def with_photo(tablet: Tablet, content: bytes) -> str:
    path = write_photo(tablet.folder, "p.jpg", content)
    document = inspection_document(photos=[{"path": path.name}], note=content.decode()[:20])
    return record_inspection(tablet, document, folder=tablet.folder).record_id


def receive(tablet: Tablet, record_id: str) -> None:
    with tablet.database.reading() as db:
        (row,) = db.query("SELECT sha256 FROM records WHERE id = ?", [record_id])
    receipt = sign_receipt(
        SERVER_KEY, id=record_id, sha256=row["sha256"], change_seq=1,
        received_at="2026-11-23T08:00:00Z",
    )  # fmt: skip
    TabletOutbox(tablet).store_receipts([Accepted(receipt)])
    TabletNotes(tablet).remember_epoch("E")


def test_what_is_not_complete_is_exported_and_stays_as_it_was(
    tablet: Tablet, tmp_path: Path
) -> None:
    receive(tablet, seal_one(tablet).record_id)  # complete: it has no photo
    receive(tablet, with_photo(tablet, b"waits"))
    seal_one(tablet)
    inspecting.begin(tablet, SCALE)
    before = hand_in(tablet)
    told: list[tuple[int, int]] = []
    exported = export_bundle(
        tablet, tmp_path / "b.zip", told=lambda done, of: told.append((done, of))
    )
    assert (exported.records, exported.photos, exported.drafts) == (2, 1, 1)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert hand_in(tablet) == before
    assert (before.complete, before.received, before.sealed) == (1, 1, 1)


def test_the_file_is_an_ordinary_zip_for_this_user_alone(tablet: Tablet, tmp_path: Path) -> None:
    with_photo(tablet, b"one")
    export_bundle(tablet, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert names == ["manifest", "records/000001", "photos/000001", "manifest-again"]
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


def test_nothing_waiting_gives_a_file_that_says_so(tablet: Tablet, tmp_path: Path) -> None:
    assert export_bundle(tablet, tmp_path / "b.zip").records == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.namelist() == ["manifest", "manifest-again"]


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_photo_that_is_lost_is_named_and_holds_up_nothing(
    tablet: Tablet, tmp_path: Path, change: object
) -> None:
    with_photo(tablet, b"one")
    with_photo(tablet, b"two")
    with tablet.database.reading() as db:
        sha256 = min(row["sha256"] for row in photos.list_photos(db))
    change(photo_path(tablet.folder, sha256))  # type: ignore[operator]
    exported = export_bundle(tablet, tmp_path / "b.zip")
    assert (exported.records, exported.photos) == (2, 1)
    assert exported.photos_lost == (sha256,)


def test_a_place_that_cannot_be_written_leaves_what_was_there(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_photo(tablet, b"one")
    export_bundle(tablet, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    monkeypatch.setattr(photos, "open_file", _Changing(photos.open_file))
    with pytest.raises(StorageTrouble):
        export_bundle(tablet, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.zip")] == ["b.zip"]
    assert not list(tmp_path.glob(".new-*"))
    with pytest.raises(WrongUse):
        export_bundle(tablet, tmp_path / "none" / "b.zip")


class _Changing:
    """Opens a photo rightly once; then its file holds other bytes."""

    def __init__(self, real: object) -> None:
        self._real, self._calls = real, 0

    def __call__(self, folder: Path, sha256: str, vault: Vault) -> object:
        self._calls += 1
        if self._calls == 2:
            photo_path(folder, sha256).write_bytes(b"other")
        return self._real(folder, sha256, vault)  # type: ignore[operator]


def test_a_tablet_that_is_not_enrolled_has_nobody_to_export_for(tmp_path: Path) -> None:
    tablet = open_tablet(tmp_path / "new")
    with pytest.raises(NotEnrolled):
        export_bundle(tablet, tmp_path / "b.zip")
    tablet.close()


def test_from_the_screen_it_goes_where_downloads_go_else_beside_the_data(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_one(tablet)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    monkeypatch.setattr("inspector_app.services.exporting.find_downloads", lambda: downloads)
    assert export_beside(tablet).path == str(downloads / "inspector-20261123-013000.zip")
    monkeypatch.setattr("inspector_app.services.exporting.find_downloads", lambda: None)
    assert Path(export_beside(tablet).path).parent == tablet.folder / "exports"


def test_the_largest_photo_needs_no_memory(tablet: Tablet, tmp_path: Path) -> None:
    with_photo(tablet, b"x" * (Limits().photo_bytes - 4))
    tracemalloc.start()
    try:
        exported = export_bundle(tablet, tmp_path / "b.zip")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert exported.bytes > Limits().photo_bytes
    assert peak < Limits().photo_bytes / 4
