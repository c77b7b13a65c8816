"""The tablet's vault: sealed records and photos are encrypted where they meet the disk.

Above the store everybody sees the plain bytes that were signed. Bytes from before a tablet
encrypted are plain and are read as they are.
"""

import os
from dataclasses import dataclass, field

from inspector_app.errors import StorageTrouble
from sync.protocol import at_rest
from sync.protocol.at_rest import NotOpened, is_at_rest, photo_name, record_name

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
        return self._seal(record_name(record_id), plain)

    def seal_photo(self, sha256: str, plain: bytes) -> bytes:
        """Return the bytes of a photo to store. Raises StorageTrouble without a key."""
        return self._seal(photo_name(sha256), plain)

    def open_record(self, record_id: str, stored: bytes) -> bytes:
        """Return the plain bytes of a record; damaged ones as they lie. Raises StorageTrouble."""
        return self._open(record_name(record_id), stored)

    def open_photo(self, sha256: str, stored: bytes) -> bytes:
        """Return the plain bytes of a photo; damaged ones as they lie. Raises StorageTrouble."""
        return self._open(photo_name(sha256), stored)

    def _seal(self, name: str, plain: bytes) -> bytes:
        return at_rest.put_at_rest(self._key(), name, plain, os.urandom(at_rest.NONCE_BYTES))

    def _open(self, name: str, stored: bytes) -> bytes:
        """Whoever uses them holds them against their SHA-256, which damaged bytes do not have."""
        if not is_at_rest(stored):
            return stored
        try:
            return at_rest.open_at_rest(self._key(), name, stored)
        except NotOpened:
            return stored

    def _key(self) -> bytes:
        if self.key is None:
            sentence, hint = _SENTENCES[self.trouble]
            raise StorageTrouble(sentence, code=self.trouble, hint=hint)
        return self.key


NO_VAULT = Vault(None, trouble=KEY_LOST)
"""Of a database whose key was not looked for: it gives and takes no sealed bytes."""
