"""The key that the tablet encrypts with: found, made once, and wrapped for the server.

It is on the disk, or in the keystore, before the first byte that it encrypts. A folder whose key
has gone is opened all the same, to export what waits in it: the server can open that.
"""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from inspector_app.devices.keystore import KeyStore, KeystoreSilent
from inspector_app.store import key_files, resting
from inspector_app.store.at_rest import IN_FILE, IN_KEYSTORE, KEY_ELSEWHERE, KEY_LOST, Vault
from inspector_app.store.database import TabletDatabase
from inspector_app.store.key_files import KeyFile, KeyNote, load_note, store_note
from sync.protocol.at_rest import KEY_BYTES, key_id, wrap_key
from sync.protocol.digest import to_base64


def open_vault(database: TabletDatabase, folder: Path, keystore: KeyStore | None) -> Vault:
    """Return the vault of a folder; a new folder gets its key. Raises StorageTrouble.

    Who has no `keystore` at hand finds the key in the folder, or finds that it is elsewhere.
    """
    vault = _find(folder, keystore)
    if vault is not None:
        return vault
    with database.writing() as db:  # one process makes the key, the others find it
        return _find(folder, keystore) or _make(folder, keystore, is_new=not resting.any_sealed(db))


def find_vault(folder: Path, keystore: KeyStore | None) -> Vault:
    """Return the vault of a folder whose database cannot be asked. Raises StorageTrouble."""
    return _find(folder, keystore) or Vault(None, trouble=KEY_LOST)


def wrap_for(folder: Path, vault: Vault, server_key: bytes) -> None:
    """Keep the key wrapped for the server beside the database, once. Raises StorageTrouble."""
    note = load_note(folder)
    if vault.key is None or (note is not None and note.server_key == to_base64(server_key)):
        return
    told = note or KeyNote(key_id(vault.key), vault.place)
    wrapped = wrap_key(vault.key, server_key, X25519PrivateKey.generate())
    store_note(folder, key_files.with_wrapped(told, server_key, wrapped))


def is_wrapped_for(folder: Path, vault: Vault, server_key: bytes) -> bool:
    """True if nothing is left to be wrapped for this server."""
    note = load_note(folder)
    return vault.key is None or (note is not None and note.server_key == to_base64(server_key))


def _find(folder: Path, keystore: KeyStore | None) -> Vault | None:
    """Return the vault; closed when its key is not to be had, None when there was never a key."""
    note = load_note(folder)
    places: dict[str, Callable[[], bytes | None]] = {IN_FILE: KeyFile(folder).load}
    if keystore is not None:
        places[IN_KEYSTORE] = keystore.load
    if note is not None and note.place not in places:
        return Vault(None, trouble=KEY_ELSEWHERE, place=note.place)
    for place in (note.place,) if note is not None else tuple(places):
        try:
            key = places[place]()
        except KeystoreSilent:
            if note is None:
                raise
            key = None
        if key is not None and (note is None or note.id == key_id(key)):
            if note is None:
                store_note(folder, KeyNote(key_id(key), place))
            return Vault(key, place)
    return None if note is None else Vault(None, trouble=KEY_LOST, place=note.place)


def _make(folder: Path, keystore: KeyStore | None, *, is_new: bool) -> Vault:
    if not is_new:
        return Vault(None, trouble=KEY_LOST)
    key = os.urandom(KEY_BYTES)
    store, place = (keystore, IN_KEYSTORE) if keystore else (KeyFile(folder), IN_FILE)
    store.store(key)
    if store.load() != key:
        raise KeystoreSilent
    store_note(folder, KeyNote(key_id(key), place))
    return Vault(key, place)


def wrapped_key(folder: Path) -> bytes:
    """Return the key as only the server can read it, b'' where it was never wrapped."""
    note = load_note(folder)
    return note.wrapped_bytes() if note is not None else b""
