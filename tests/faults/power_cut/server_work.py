"""The office at work while every file operation is recorded: it says for what it gave its word.

`python -m tests.faults.power_cut.server_work FOLDER office [SYNCHRONOUS]`, and how to look for what
a server has lost afterwards.
"""

import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.digest import from_base64, sha256_hex
from sync.server.settings import Settings
from sync.server.tables import engine
from sync.server.tables.devices import Device as DeviceRow
from sync.server.tables.devices import insert_device
from sync.server.tables.records import find_records
from sync.server.tables.reference import Change, find_reference, write_changes
from sync.server.work.examining import Sender
from sync.server.work.ingesting import find_missing_files, take_in
from sync.server.work.opening import Office, open_office
from sync.server.work.uploading import begin_upload, take_piece
from sync.server.work.verifying import verify_office
from tests.faults.power_cut.work import say
from tests.support.device import Device
from tests.support.registry import DEVICE_ID

KEY = bytes(range(1, 33))
PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 600


def opened(folder: Path) -> Office:
    """Open the office that keeps everything in `folder`."""
    return open_office(Settings(folder, f"sqlite:///{folder / 'server.db'}", folder / "files"))


def office(folder: Path) -> None:
    """Enrol, take in batches, a photo in pieces and changes of the registry; then once more."""
    device = Device(key=Ed25519PrivateKey.from_private_bytes(KEY), device_id=DEVICE_ID)
    for turn in range(2):
        here = opened(folder)
        if turn == 0:
            row = DeviceRow(DEVICE_ID, "tablet", device.public_key, "2026-11-23T00:00:00.000Z")
            with here.database.writing() as connection:
                insert_device(connection, row)
        sender = Sender(DEVICE_ID, from_base64(device.public_key))
        photo = PHOTO + b"%d" % turn
        for _ in range(2):
            _take(here, sender, [device.seal(photos=[photo]), device.seal(note="第二")])
        upload = begin_upload(
            here, DEVICE_ID, sha256=sha256_hex(photo), length=len(photo), media_type="image/jpeg"
        )
        middle = len(photo) // 2
        upload = take_piece(here, upload, 0, photo[:middle])
        take_piece(here, upload, middle, photo[middle:])
        say("file", sha256_hex(photo))
        with here.database.writing() as connection:
            write_changes(connection, [Change("sites", "S1", f'{{"turn":{turn}}}')])
        say("site", str(turn))
        here.close()


def _take(here: Office, sender: Sender, items: list[dict[str, Any]]) -> None:
    for result in take_in(here, sender, items).results:
        assert result.receipt is not None
        say("receipt", result.id, result.receipt.sha256, str(result.receipt.change_seq))


def find_losses(folder: Path, said: list[str]) -> list[str]:
    """Open the office again; returns that for which it gave its word and which is not there."""
    here = opened(folder)
    try:
        faults = [str(fault) for fault in verify_office(here).faults]
        return faults + [f"lost: {line}" for line in said if not _is_there(here, *line.split())]
    finally:
        here.close()


def _is_there(here: Office, kind: str, name: str, *rest: str) -> bool:
    with here.database.reading() as connection:
        if kind == "receipt":
            held = find_records(connection, [name]).get(name)
            told = held and (held.receipt.sha256, str(held.receipt.change_seq))
            return told == tuple(rest)
        if kind == "file":
            return not find_missing_files(here, connection, {name})
        site = find_reference(connection, "sites", "S1")
    return site is not None and int(site[8:-1]) >= int(name)


def main() -> None:
    """Do the work; a second number is a negative control."""
    for control in sys.argv[3:]:
        weaker = f"PRAGMA synchronous={control}"
        engine.SQLITE_SETTINGS = tuple(
            weaker if "synchronous" in each else each for each in engine.SQLITE_SETTINGS
        )
    office(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
