"""`python make.py FOLDER`: an office of the released version, full of what should not be in one.

Run with the code of that version on the path (commit 5b634eb and its tests.support). Every record
was accepted there: sealed by a device, proven, receipted. `office.zip` is its backup.
"""

import json
import sys
import uuid
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from sync.protocol.chain import entry_hash, sign_entry
from sync.protocol.digest import sha256_hex
from sync.server.settings import Settings
from sync.server.tables.devices import Device as Enrolled
from sync.server.tables.devices import insert_device
from sync.server.tables.reference import Change, write_changes
from sync.server.work.backups.taking import take_backup
from sync.server.work.catching_up import decide_anew
from sync.server.work.examining import Sender
from sync.server.work.ingesting import take_in
from sync.server.work.opening import Office, open_office
from tests.support.device import Device, inspection

TEXTS = ("\x00", "\ud800", "a\udfffb", "\x00\ud800", "x" * 5000, "﷽" * 50, "\u202e", "")
INSTANTS = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
)  # fmt: skip
NUMBERS = ("1e999", "9" * 199, "-1e-999", "1e21", "NaN", "Infinity", "١٢")
VALUES = (2**63, -(2**70), 10**300, 1e300, float("nan"), float("inf"), -0.0, True, None, [], {},
          [[]], {"": {}}, [None], ["x"], {"zh": 1}, 0)  # fmt: skip
CHANGE = {"position": "p", "removed": "1", "applied": "2", "reason": "broken", "note": ""}


def main() -> None:
    """Make the office and its backup."""
    folder = Path(sys.argv[1])
    settings = Settings(folder, f"sqlite:///{folder / 'server.db'}", folder / "files")
    office = open_office(settings)
    device = Device()
    device.device_id = str(uuid.uuid4())
    told = Enrolled(device.device_id, "tablet", device.public_key, "2026-11-23T08:00:00.000Z")
    with office.database.writing() as connection:
        insert_device(connection, told)
        write_changes(connection, list(reference_rows()))
    print(fill(office, device), "records")
    decide_anew(office)
    with (folder / "office.zip").open("w+b") as file:
        take_backup(office, file, with_files=True, told=print)
    office.close()


def reference_rows() -> Iterator[Change]:
    """Give the registry's rows that the records are of, and some that no reader takes."""
    good = {"site_id": "S-001", "name": "Station", "kind": "fuel_station"}
    yield Change("sites", "S-001", json.dumps(good))
    yield Change("sites", "S-002", json.dumps(good | {"site_id": "S-002", "name": "\ud800"}))
    yield Change("sites", "S-003", json.dumps(good | {"site_id": "S-003", "name": "\x00"}))
    seals = [{"position": "p", "number": "1"}]
    instrument = {"instrument_id": "7K3QZ9XW4T", "site_id": "S-001", "kind": "fuel_dispenser"}
    yield Change("instruments", "7K3QZ9XW4T", json.dumps(instrument | {"seals": seals}))


def fill(office: Office, device: Device) -> int:
    """Take in every poisoned record that the server stores as a record; returns how many."""
    sender = Sender(device.device_id, device.key.public_key().public_bytes_raw())
    stored = 0
    for content in contents():
        seq, prev = device.seq, device.prev
        try:
            item = seal(device, content)
            (result,) = take_in(office, sender, [item]).results
        except Exception as fault:  # noqa: BLE001 - what the released version could not store
            device.seq, device.prev = seq, prev
            print("not stored:", repr(fault)[:100])
            continue
        if result.status.value == "quarantined" and result.problem != "invalid":
            device.seq, device.prev = seq, prev
        stored += 1
    return stored


def seal(device: Device, content: dict[str, Any]) -> dict[str, Any]:
    """Seal what no tablet of ours seals: floats, and halves of surrogate pairs."""
    seq = device.seq + 1
    whole = {"schema": 1, "device_id": device.device_id, "seq": seq, "prev": device.prev} | content
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    digest = sha256_hex(text.encode("utf-8", "surrogatepass"))
    entry = entry_hash(device_id=device.device_id, seq=seq, prev=device.prev, body_sha256=digest)
    item = {"id": whole["id"], "sha256": digest, "body": text, "seq": seq, "prev": device.prev}
    device.seq, device.prev = seq, entry
    return item | {"sig": sign_entry(device.key, entry)}


def contents() -> Iterator[dict[str, Any]]:
    """Give inspections, each with one poison at one place."""
    yield inspection()
    yield inspection(photos=[b"photo"], note="a good one")
    rich = inspection(photos=[b"p"]) | {
        "site": {"name": "Station", "address": "Road"},
        "instrument": {"kind": "fuel_dispenser", "nozzle": "1", "make": "M", "serial": "S"},
        "seal_changes": [CHANGE],
        "measures": [{"id": "m", "text": {"zh": "z", "en": "e"}, "basis": "b", "tag": "t"}],
        "signatures": [{"role": "officer", "kind": "drawn", "name": "N", "certificate": "1",
                        "at": "2026-11-23T08:00:00Z", "strokes": [[1, 2, 3, 4]],
                        "statement": "0" * 64}],
        "location": {"latitude": "1", "longitude": "2", "accuracy_m": "3", "distance_m": "4",
                     "at": "2026-11-23T08:00:00Z"},
        "visit": {"id": "v", "started_at": "2026-11-23T08:00:00Z"},
    }  # fmt: skip
    rich["times"] = {
        "started_at": "2026-11-23T07:00:00Z", "finished_at": "2026-11-23T08:00:00Z",
        "zone": "Asia/Shanghai", "offset_s": "28800", "server_offset_s": "1",
    }  # fmt: skip
    yield rich | {"id": str(uuid.uuid4())}
    poisons = cycle((*TEXTS[:2], INSTANTS[0], NUMBERS[0], *VALUES[1:6]))
    for path in list(paths(rich)):
        yield poisoned(rich, path, next(poisons))
    for poison in (*TEXTS, *INSTANTS, *NUMBERS, *VALUES):
        for path in (("times", "finished_at"), ("officers", 0, "name"), ("seal_changes",),
                     ("evaluation", "outcome", "findings", 0, "value")):  # fmt: skip
            yield poisoned(rich, path, poison)
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    yield poisoned(rich, ("note",), deep)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of every value inside."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inside in items:
        if name == "id" and not path:
            continue
        yield (*path, name)
        if isinstance(inside, dict | list):
            yield from paths(inside, (*path, name))


def poisoned(content: dict[str, Any], path: tuple[Any, ...], poison: Any) -> dict[str, Any]:
    """Return a copy with another value at one place, as an inspection of its own."""
    copy: Any = json.loads(json.dumps(content)) | {"id": str(uuid.uuid4())}
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = poison
    return copy


if __name__ == "__main__":
    main()
