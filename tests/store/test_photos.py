"""Photo files: under their hash, whole or not there, and told when the disk fails."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from inspector_app.errors import StorageTrouble
from inspector_app.store.at_rest import Vault
from inspector_app.store.photos import keep_file, open_file, photo_path

DATA = b"\xff\xd8\xff a photo"
SHA256 = hashlib.sha256(DATA).hexdigest()
VAULT = Vault(bytes(range(32)))


def test_a_photo_lies_under_its_hash_with_its_bytes(tmp_path: Path) -> None:
    keep_file(tmp_path, SHA256, DATA, VAULT)
    assert photo_path(tmp_path, SHA256) == tmp_path / "photos" / SHA256[:2] / SHA256
    with open_file(tmp_path, SHA256, VAULT) as file:
        assert file.read() == DATA


def test_keeping_it_twice_leaves_one_file(tmp_path: Path) -> None:
    keep_file(tmp_path, SHA256, DATA, VAULT)
    keep_file(tmp_path, SHA256, DATA, VAULT)
    assert [path.name for path in (tmp_path / "photos").rglob("*") if path.is_file()] == [SHA256]


def test_file_and_folder_are_forced_to_the_disk_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[str] = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        forced.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")  # noqa: PTH112
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    keep_file(tmp_path, SHA256, DATA, VAULT)
    assert forced[-2:] == ["file", "folder"]


def test_a_full_disk_is_told_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    keep_file(tmp_path, "aa" * 32, b"before", VAULT)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageTrouble) as told:
        keep_file(tmp_path, "aa" + "bb" * 31, DATA, VAULT)
    assert told.value.code == "disk_full"
    assert [path.name for path in (tmp_path / "photos").rglob("*") if path.is_file()] == ["aa" * 32]
