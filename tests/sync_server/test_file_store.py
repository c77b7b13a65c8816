"""Files by their hash: whole and right under their name, or not there."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.protocol.digest import sha256_hex
from sync.server.errors import WrongUse
from sync.server.files import FileStore, FolderStore, UploadStore, WrongBytes
from sync.server.settings import Bucket
from sync.server.stores import open_stores

DATA = b"some bytes"
SHA256 = sha256_hex(DATA)


@pytest.fixture(params=["folder", "bucket"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[FileStore, UploadStore]:
    """Both stores, in a folder and in a bucket."""
    if request.param == "folder":
        return open_stores(tmp_path / "files")
    return open_stores(request.getfixturevalue("bucket"))


@pytest.fixture
def store(stores: tuple[FileStore, UploadStore]) -> FileStore:
    return stores[0]


def test_a_file_is_kept_under_its_hash(store: FileStore) -> None:
    assert not store.has(SHA256)
    assert store.put(SHA256, [DATA[:3], DATA[3:]]) == len(DATA)
    assert store.has(SHA256)
    with store.open(SHA256) as file:
        assert file.read() == DATA


def test_a_file_may_be_put_again(store: FileStore) -> None:
    store.put(SHA256, [DATA])
    store.put(SHA256, [DATA])
    assert store.has(SHA256)


def test_several_are_looked_for_at_once(store: FileStore) -> None:
    others = {sha256_hex(b"%d" % number) for number in range(20)}
    store.put(SHA256, [DATA])
    assert store.find({SHA256, *others}) == {SHA256}
    assert store.find({SHA256}) == {SHA256}
    assert store.find(set()) == set()


def test_a_file_that_is_not_here_cannot_be_opened(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(SHA256)


def test_a_store_that_can_be_written_to_says_so_and_keeps_nothing(store: FileStore) -> None:
    store.check_writable()
    assert not store.has(sha256_hex(b"ready"))


def test_other_bytes_are_refused_and_leave_nothing(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(WrongBytes):
        store.put(SHA256, [b"other"])
    assert not store.has(SHA256)
    assert not store.has(sha256_hex(b"other"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_bytes_that_stop_coming_leave_nothing(store: FileStore, tmp_path: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield DATA[:3]
        raise OSError

    with pytest.raises(OSError):
        store.put(SHA256, cut())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA256.upper(), SHA256 + "\n"])
def test_a_name_that_is_no_hash_is_refused(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.has(name)


def test_a_file_and_its_folders_are_flushed_before_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "files")
    flushed: list[tuple[Path, bool]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        flushed.append((Path(f"/proc/self/fd/{descriptor}").readlink(), store.has(SHA256)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    store.put(SHA256, [DATA])
    folder = tmp_path / "files" / SHA256[:2] / SHA256[2:4]
    assert {path for path, _ in flushed} >= {tmp_path, folder.parent.parent, folder.parent}
    (temporary, was_there), last = flushed[-2:]
    assert (temporary.parent, was_there) == (tmp_path / "files", False)
    assert last == (folder, True)


def test_a_bucket_without_its_package_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "sync.server.buckets", raising=False)
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(WrongUse, match=r"pip install 'field-inspector\[server,s3\]'"):
        open_stores(Bucket("photos"))


def test_the_wrong_keys_are_trouble_and_no_missing_file(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    store, _ = open_stores(bucket)
    with pytest.raises(OSError, match="403"):
        store.has(SHA256)
    with pytest.raises(OSError, match="403"):
        store.put(SHA256, [DATA])


def test_pieces_of_an_upload_lie_where_they_belong(
    stores: tuple[FileStore, UploadStore],
) -> None:
    uploads, spans = stores[1], [(0, 5), (5, 10)]
    uploads.write("a", 0, b"01234")
    uploads.write("a", 5, b"56789")
    uploads.write("a", 3, b"34")
    assert b"".join(uploads.read("a", spans)) == b"0123456789"
    uploads.discard("a")
    uploads.discard("a")
    assert list(uploads.read("a", spans)) == []
