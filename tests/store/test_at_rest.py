"""The vault: plain above the store, encrypted below it, and damaged bytes as they lie."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.errors import StorageTrouble
from inspector_app.store.at_rest import KEY_LOST, Vault
from inspector_app.store.key_files import KEY, KeyFile, KeyNote, load_note, store_note
from sync.protocol.at_rest import PIECE_BYTES

VAULT = Vault(bytes(range(32)))
PLAIN = bytes(number % 251 for number in range(2 * PIECE_BYTES + 1000))
STORED = b"".join(VAULT.seal_photo("aa", [PLAIN]))


@given(st.lists(st.tuples(st.integers(0, len(PLAIN) + 9), st.integers(0, 200_000)), max_size=5))
def test_a_photo_is_read_from_any_place_as_its_plain_file_would_be(
    reads: list[tuple[int, int]],
) -> None:
    plain = io.BytesIO(PLAIN)
    with VAULT.open_photo("aa", io.BytesIO(STORED)) as file:
        assert file.seek(0, io.SEEK_END) == len(PLAIN)
        for place, size in reads:
            assert file.seek(place) == plain.seek(place)
            assert file.read(size) == plain.read(size)
            assert file.tell() == plain.tell()


def test_plain_bytes_from_before_are_read_as_they_are() -> None:
    assert VAULT.open_record("id", b'{"id": 1}') == b'{"id": 1}'
    assert VAULT.open_photo("aa", io.BytesIO(b"\xff\xd8\xff")).read() == b"\xff\xd8\xff"
    assert VAULT.open_photo("aa", io.BytesIO(b"")).read() == b""


def test_damaged_bytes_are_given_as_they_lie_and_never_as_they_were() -> None:
    stored = VAULT.seal_record("id", b"plain")
    broken = stored[:-1] + bytes([stored[-1] ^ 1])
    assert VAULT.open_record("id", broken) == broken
    assert VAULT.open_record("other", stored) == stored
    damaged = STORED[:-1] + bytes([STORED[-1] ^ 1])
    with VAULT.open_photo("aa", io.BytesIO(damaged)) as file:
        read = file.read()
    assert read[: 2 * PIECE_BYTES] == PLAIN[: 2 * PIECE_BYTES]
    assert read != PLAIN


def test_without_a_key_nothing_is_read_or_written_and_the_reason_is_told() -> None:
    closed = Vault(None, trouble=KEY_LOST)
    for work in (
        lambda: closed.seal_record("id", b"plain"),
        lambda: closed.open_record("id", VAULT.seal_record("id", b"plain")),
        lambda: b"".join(closed.seal_photo("aa", [b"plain"])),
        lambda: closed.open_photo("aa", io.BytesIO(STORED)).read(),
    ):
        with pytest.raises(StorageTrouble) as told:
            work()
        assert told.value.code == "key_lost"


def test_the_key_is_never_printed() -> None:
    assert "key" not in repr(VAULT) and str(VAULT.key) not in repr(VAULT)


def test_the_key_lies_in_a_file_for_its_user_alone(tmp_path: Path) -> None:
    assert KeyFile(tmp_path).load() is None
    KeyFile(tmp_path).store(bytes(32))
    assert KeyFile(tmp_path).load() == bytes(32)
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    (tmp_path / KEY).write_bytes(b"cut")
    assert KeyFile(tmp_path).load() is None


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b'{"id": 1}', b'{"other": 1}'])
def test_a_note_of_the_key_that_is_damaged_is_none(tmp_path: Path, told: bytes) -> None:
    store_note(tmp_path, KeyNote("id", "file"))
    assert load_note(tmp_path) == KeyNote("id", "file")
    (tmp_path / "key.json").write_bytes(told)
    assert load_note(tmp_path) is None
