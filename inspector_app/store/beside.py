"""What lies beside the database, so that its loss is not the loss of everything.

`identity.json` says who this tablet is, with its private key. `sealed.log` has a line for every
sealed record with its exact bytes, in the order of the chain; it is written behind the commit, and
what a kill kept from it is added at the next start.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import sync_folder, whole_file
from sync.protocol.digest import from_base64, to_base64

Row = dict[str, Any]

IDENTITY = "identity.json"
LOG = "sealed.log"
_KEYS = ("private_key", "server_key")
_TEXTS = ("device_id", "name", "server_url", "tag_hosts")
_TAIL_BYTES = 16 * 1024
"""What usually holds the last line."""


def store_identity(folder: Path, noted: Row) -> None:
    """Keep who this tablet is, unless that is what is kept already. Raises StorageTrouble."""
    if not is_identity(folder, noted):
        with whole_file(folder / IDENTITY) as file:
            file.write(_spell_identity(noted))


def is_identity(folder: Path, noted: Row) -> bool:
    """True if exactly this is kept. Raises StorageTrouble."""
    path = folder / IDENTITY
    try:
        return path.exists() and path.read_bytes() == _spell_identity(noted)
    except OSError as fault:
        raise as_trouble(fault) from fault


def _spell_identity(noted: Row) -> bytes:
    told = {name: noted[name] for name in _TEXTS}
    told |= {name: to_base64(bytes(noted[name])) for name in _KEYS}
    return json.dumps(told, indent=1).encode()


def load_identity(folder: Path) -> Row | None:
    """Return who this tablet is; None when that is not kept or cannot be read any more."""
    try:
        told = json.loads((folder / IDENTITY).read_bytes())
        keys = {name: from_base64(told[name]) for name in _KEYS}
        return {name: told[name] for name in _TEXTS} | keys
    except (OSError, ValueError, KeyError, TypeError):
        return None


def append_sealed(folder: Path, rows: Iterable[Row]) -> None:
    """Add a line for each record; they are on the disk when this returns. Raises StorageTrouble."""
    lines = [_spell(row) for row in rows]
    if not lines:
        return
    path = folder / LOG
    try:
        is_new = not path.exists()
        with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "ab+") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            torn = end and file.read(1) != b"\n"
            file.write((b"\n" if torn else b"") + b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(folder)
    except OSError as fault:
        raise as_trouble(fault) from fault


def rewrite_sealed(folder: Path, rows: Iterable[Row]) -> None:
    """Write the log anew, whole. Raises StorageTrouble."""
    with whole_file(folder / LOG) as file:
        file.writelines(map(_spell, rows))


def last_sealed(folder: Path) -> tuple[int, str]:
    """Return number and entry of the last record of the log; (0, '') when there is none."""
    path = folder / LOG
    try:
        if not path.exists():
            return 0, ""
        with path.open("rb") as file:
            return _last_of(file)
    except OSError as fault:
        raise as_trouble(fault) from fault


def _last_of(file: BinaryIO) -> tuple[int, str]:
    """Return number and entry of the last whole line, reading no more of the end than it must."""
    end, tail = file.seek(0, os.SEEK_END), _TAIL_BYTES
    while True:
        file.seek(max(0, end - tail))
        for line in reversed(file.read().splitlines()):
            row = _parse(line)
            if row is not None:
                return row["seq"], row["entry"]
        if tail >= end:
            return 0, ""
        tail *= 4


def read_sealed(folder: Path) -> Iterator[Row]:
    """Give every line of the log that can be read. Raises StorageTrouble."""
    path = folder / LOG
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            yield from (row for row in map(_parse, file) if row is not None)
    except OSError as fault:
        raise as_trouble(fault) from fault


def _spell(row: Row) -> bytes:
    told = {name: row[name] for name in ("seq", "id", "prev", "entry", "sha256", "sig")}
    return json.dumps(told | {"body": to_base64(bytes(row["body"]))}).encode() + b"\n"


def _parse(line: bytes) -> Row | None:
    try:
        row = json.loads(line)
        whole = row | {"body": from_base64(row["body"])}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    texts = ("id", "prev", "entry", "sha256", "sig")
    good = type(whole.get("seq")) is int and all(isinstance(whole.get(name), str) for name in texts)
    return whole if good else None
