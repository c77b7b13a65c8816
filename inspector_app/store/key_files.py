"""The key of the vault in files: itself where there is no keystore, and what tells of it.

`key` holds it for this user alone; a device with a keystore has no such file. `key.json` says which
key it is, where it lies, and holds it wrapped for the server.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import whole_file
from sync.protocol.at_rest import KEY_BYTES
from sync.protocol.digest import from_base64, to_base64

KEY = "key"
ABOUT = "key.json"


@dataclass(frozen=True, slots=True)
class KeyNote:
    """Which key encrypts here, where it lies, and for which server it is wrapped (base64)."""

    id: str
    place: str
    server_key: str = ""
    wrapped: str = ""

    def wrapped_bytes(self) -> bytes:
        """Return the wrapped key, b'' before the tablet was enrolled."""
        return from_base64(self.wrapped)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A store of the key where the device offers none: a file in the tablet's folder."""

    folder: Path

    def load(self) -> bytes | None:
        """Return the key; None when it is not there or is none. Raises StorageTrouble."""
        try:
            key = (self.folder / KEY).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise as_trouble(fault) from fault
        return key if len(key) == KEY_BYTES else None

    def store(self, key: bytes) -> None:
        """Keep the key; it is on the disk when this returns. Raises StorageTrouble."""
        with whole_file(self.folder / KEY) as file:
            file.write(key)


def load_note(folder: Path) -> KeyNote | None:
    """Return what is told of the key; None when nothing is, or it cannot be read any more."""
    try:
        told = json.loads((folder / ABOUT).read_bytes())
        note = KeyNote(**told)
        note.wrapped_bytes()
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return note


def store_note(folder: Path, note: KeyNote) -> None:
    """Keep what is told of the key. Raises StorageTrouble."""
    with whole_file(folder / ABOUT) as file:
        file.write(json.dumps(asdict(note), indent=1).encode())


def with_wrapped(note: KeyNote, server_key: bytes, wrapped: bytes) -> KeyNote:
    """Return the note with the key wrapped for this server."""
    return KeyNote(note.id, note.place, to_base64(server_key), to_base64(wrapped))
