"""The tablet's vault: sealed records and photos are encrypted where they meet the disk.

Above the store everybody sees the plain bytes that were signed. Bytes from before a tablet
encrypted are plain and are read as they are. Damaged ones are given as they lie: whoever uses them
holds them against their SHA-256, which they then do not have.
"""

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from inspector_app.errors import StorageTrouble
from sync.protocol.at_rest import (
    HEADER_BYTES,
    PIECE_BYTES,
    SALT_BYTES,
    STORED_PIECE_BYTES,
    Locker,
    NotOpened,
    is_at_rest,
    open_at_rest,
    photo_name,
    put_at_rest,
    record_name,
)

KEY_LOST = "key_lost"
KEY_ELSEWHERE = "key_elsewhere"
IN_FILE, IN_KEYSTORE = "file", "keystore"
_SENTENCES = {
    KEY_LOST: (
        "The key that this tablet encrypts with is lost.",
        "Nothing is lost yet: run inspector export. The server can open what is in that file.",
    ),
    KEY_ELSEWHERE: (
        "The key that this tablet encrypts with is in its keystore, out of reach from here.",
        "Use the app on the tablet itself. inspector export works here, too.",
    ),
}


@dataclass(frozen=True, slots=True)
class Vault:
    """The key of a tablet and where it lies; without a key, `trouble` is the code of why."""

    key: bytes | None = field(repr=False)
    place: str = ""
    trouble: str = ""

    def check_open(self) -> None:
        """Raise StorageTrouble when there is no key to read or write with."""
        self._key()

    def seal_record(self, record_id: str, plain: bytes) -> bytes:
        """Return the bytes of a record to store. Raises StorageTrouble without a key."""
        return b"".join(self._seal(record_name(record_id), [plain]))

    def open_record(self, record_id: str, stored: bytes) -> bytes:
        """Return the plain bytes of a record; damaged ones as they lie. Raises StorageTrouble."""
        if not is_at_rest(stored):
            return stored
        try:
            return b"".join(open_at_rest(self._key(), record_name(record_id), [stored]))
        except NotOpened:
            return stored

    def seal_photo(self, sha256: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Give the bytes of a photo to store. Raises StorageTrouble without a key."""
        return self._seal(photo_name(sha256), pieces)

    def open_photo(self, sha256: str, stored: BinaryIO) -> BinaryIO:
        """Return a photo's plain bytes as a file; damaged ones as they lie.

        Takes `stored` over. Raises StorageTrouble without a key.
        """
        header = stored.read(HEADER_BYTES)
        stored.seek(0)
        if not is_at_rest(header):
            return stored
        try:
            locker = Locker(self._key(), photo_name(sha256), header)
        except NotOpened:
            return stored
        except StorageTrouble:
            stored.close()
            raise
        return io.BufferedReader(_Opened(stored, locker), PIECE_BYTES)

    def _seal(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        return put_at_rest(self._key(), name, pieces, os.urandom(SALT_BYTES))

    def _key(self) -> bytes:
        if self.key is None:
            sentence, hint = _SENTENCES[self.trouble]
            raise StorageTrouble(sentence, code=self.trouble, hint=hint)
        return self.key


NO_VAULT = Vault(None, trouble=KEY_LOST)
"""Of a database whose key was not looked for: it gives and takes no sealed bytes."""


class _Opened(io.RawIOBase):
    """The plain bytes of a file at rest, from any place, one piece in memory."""

    def __init__(self, stored: BinaryIO, locker: Locker) -> None:
        self._stored, self._locker = stored, locker
        self._end = stored.seek(0, os.SEEK_END) - HEADER_BYTES
        last = max(0, -(-self._end // STORED_PIECE_BYTES) - 1)
        self._last = last
        self._size = self._end - (last + 1) * (STORED_PIECE_BYTES - PIECE_BYTES)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, skipped = divmod(self._at, PIECE_BYTES)
        if number > self._last:
            return 0
        piece = self._piece(number)[skipped : skipped + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._stored.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        self._stored.seek(HEADER_BYTES + number * STORED_PIECE_BYTES)
        stored = self._stored.read(STORED_PIECE_BYTES)
        try:
            return self._locker.open(number, stored, last=number == self._last)
        except NotOpened:
            return stored[:PIECE_BYTES]
