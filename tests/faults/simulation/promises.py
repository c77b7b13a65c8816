"""The promises of the sync contract, checked on a simulated world by what was said and held.

A sentence begins with the number of its promise.
"""

import json
from collections.abc import Iterator
from typing import Any

from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.handing_in import hand_in
from inspector_app.store.departures import list_missed
from inspector_app.store.reference import KEYS
from inspector_app.store.tablet import load_tablet_row
from inspector_app.store.trust import list_aside
from sync.protocol.digest import sha256_hex
from sync.server.tables.counter import read_counter
from sync.server.tables.files import find_files, load_named_files
from sync.server.tables.records import load_quarantined, load_records
from sync.server.tables.reference import load_changes
from sync.server.tables.rows_aside import load_rows_aside
from sync.server.work.epochs import read_epoch
from sync.server.work.verifying import verify_office
from tests.faults.simulation.world import POISONS, SimTablet, World

Held = dict[str, list[Any]]
"""The rows that the server holds by the id of their record, proven or quarantined."""

FORK_WORDS = ("the chain forks at number", "it does not follow number")


class Broken(AssertionError):
    """A promise that was not kept."""


def hold(number: str, promise: object, what: str) -> None:
    """Raise Broken unless the promise holds."""
    if not promise:
        raise Broken(f"{number}: {what}")


def rows_of(tablet: SimTablet) -> list[dict[str, Any]]:
    """Return the records on a tablet, with their photos."""
    sql = """SELECT r.*, (SELECT json_group_array(sha256) FROM record_photos
               WHERE record_id = r.id) AS photos FROM records AS r ORDER BY seq"""
    with tablet.running().database.reading() as db:
        vault = tablet.running().vault
        return [
            row | {"body": vault.open_record(row["id"], bytes(row["body"]))}
            for row in db.query(sql)
        ]


def held_by(world: World) -> Held:
    """Return what the server holds by record id, proven or quarantined."""
    found: Held = {}
    with world.office.database.reading() as connection:
        for row in (*load_records(connection), *load_quarantined(connection)):
            found.setdefault(row.id, []).append(row)
    return found


def check_tablet(
    world: World, tablet: SimTablet, *, restored: bool, held: Held | None = None
) -> list[dict[str, Any]]:
    """Check, also in the middle of it all, what a tablet says of its records; returns these."""
    rows = rows_of(tablet)
    kept = {row["id"]: row["sha256"] for row in rows}
    hold("1, 8", tablet.said.items() <= kept.items(), f"{tablet.said} was said, {kept} is there")
    tablet.said = kept
    faults = [fault for fault in check_integrity(tablet.running())
              if not (restored and fault.code == "photo_missed")]  # fmt: skip
    hold("5, 7", not faults, f"on the tablet: {faults}")
    received = [] if restored else [row for row in rows if row["state"] != "sealed"]
    if received:
        held = held_by(world) if held is None else held
    for row in received:
        _check_received(world, row, (held or {}).get(row["id"], []))
    return rows


def _check_received(world: World, row: dict[str, Any], held: list[Any]) -> None:
    receipt = json.loads(row["receipt"])
    same = [one for one in held if bytes(one.body) == bytes(row["body"])]
    hold("3", same, f"{row['id']} is {row['state']}, and the server has not its bytes")
    seqs = [one.change_seq for one in same]
    hold("3", receipt["change_seq"] in seqs, f"{row['id']}: {receipt} is no receipt of {seqs}")
    if row["state"] == "complete":
        for sha256 in json.loads(row["photos"]):
            hold("3", world.office.files.has(sha256), f"{row['id']} is complete without a photo")


def check_safe(world: World, tablet: SimTablet) -> None:
    """After a whole sync "safe" means that every record and photo is at the server."""
    if not hand_in(tablet.running()).safe_to_hand_in:
        return
    held = held_by(world)
    for row in rows_of(tablet):
        same = [one for one in held.get(row["id"], []) if bytes(one.body) == bytes(row["body"])]
        hold("3", same, f"safe to hand in, and the server has not {row['id']}")
        for sha256 in json.loads(row["photos"]):
            hold("3", world.office.files.has(sha256), "safe to hand in, and a photo is not there")


def check_everything(world: World, *, restored: bool, cloned: bool) -> None:
    """Check every promise after the faults have stopped and every tablet has synced."""
    hold("0", not world.crashes, f"the server did not foresee: {world.crashes}")
    held = held_by(world)
    own: list[tuple[str, list[dict[str, Any]]]] = []
    for tablet in world.tablets:
        rows = check_tablet(world, tablet, restored=restored, held=held)
        settled = is_settled(tablet, restored=restored)
        hold("6", settled, f"{hand_in(tablet.running())}")
        hold("9", all(row["state"] == "complete" for row in rows), "one is blocked")
        own.append((_check_reference(world, tablet), rows))
    missed = {sha256 for tablet in world.tablets for sha256 in missed_by(tablet)}
    _check_bytes(world, held, [row for _, rows in own for row in rows], missed)
    forks = _check_forks(own, held)
    verified = verify_office(world.office)
    faults = [
        one
        for one in verified.faults
        if not (forks and one.problem.startswith(FORK_WORDS)) and one.id not in missed
    ]
    hold("2, 5, 7", not faults, f"the server's verify: {faults}")
    hold("7", cloned or not forks, "a fork without a clone")


def missed_by(tablet: SimTablet) -> list[str]:
    """Return the photos that left a tablet before the server was restored without them."""
    with tablet.running().database.reading() as db:
        return list_missed(db)


def is_settled(tablet: SimTablet, *, restored: bool) -> bool:
    """True if nothing waits on a tablet; it says what a restored server lost for good."""
    standing = hand_in(tablet.running())
    waiting = (standing.draft, standing.sealed, standing.received, standing.set_aside,
               standing.photos_waiting)  # fmt: skip
    lost = restored and standing.photos_missed > 0
    return standing.safe_to_hand_in or (lost and not any(waiting))


def _check_bytes(world: World, held: Held, own: list[dict[str, Any]], missed: set[str]) -> None:
    """Every record of every tablet is at the server once, with its bytes, and nothing else is.

    So is every photo, but those that are `missed`.
    """
    sealed = {(row["id"], bytes(row["body"])) for row in own}
    stored = [(row.id, bytes(row.body)) for rows in held.values() for row in rows]
    hold("2", len(stored) == len(set(stored)), "the same bytes were stored twice")
    hold("2, 10", sealed <= set(stored), f"lost: {sorted(one[0] for one in sealed - set(stored))}")
    others = [
        row.id
        for rows in held.values()
        for row in rows
        if (row.id, bytes(row.body)) not in sealed and _word(row) != "hash-mismatch"
    ]
    hold("2", not others, f"of nobody: {others}")
    with world.office.database.reading() as connection:
        named = load_named_files(connection, {record_id for record_id, _ in sealed})
        wanted = {sha256 for sha256s in named.values() for sha256 in sha256s} - missed
        hold("3", find_files(connection, wanted) == wanted, "a photo is not noted")
    for sha256 in wanted:
        with world.office.files.open(sha256) as file:
            hold("5", sha256_hex(file.read()) == sha256, f"the file {sha256} has other bytes")


def _check_forks(own: list[tuple[str, list[dict[str, Any]]]], held: Held) -> bool:
    """True if a chain forked; then there must be an alarm. `own` are records by device."""
    entries: dict[tuple[str, int], set[str]] = {}
    for device_id, kept in own:
        for row in kept:
            entries.setdefault((device_id, row["seq"]), set()).add(row["entry"])
    forked = any(len(branches) > 1 for branches in entries.values())
    rows = [row for rows in held.values() for row in rows]
    alarms = [row for row in rows if _word(row) == "chain-fork"]
    hold("7", forked or not alarms, "an alarm without a fork")
    for (device_id, seq), branches in entries.items():
        if len(branches) > 1:  # the first word stands: also the unknown schema of a branch is one
            told = [
                row
                for row in rows
                if (row.device_id, getattr(row, "seq", seq)) == (device_id, seq) and _word(row)
            ]
            hold("7", told, f"nobody is told that number {seq} of {device_id} forks")
    return forked


def _word(row: Any) -> str:
    return str(getattr(row, "quarantine", "") or getattr(row, "reason", ""))


def _check_reference(world: World, tablet: SimTablet) -> str:
    """Check that reference data are equal; returns the device's id."""
    with world.office.database.reading() as connection:
        newest, epoch = read_counter(connection), read_epoch(connection)
        rows = load_changes(connection, 0, 100_000)
        poisoned = {(kind, row_id) for kind, row_id, _ in POISONS}
        poison = poisoned & {(row.kind, row.id) for row in rows if not row.deleted}
        there = {
            (row.kind, row.id): json.loads(row.body)
            for row in rows
            if not row.deleted and (row.kind, row.id) not in poison
        }
        told_rows = load_rows_aside(connection)
        last = max((row.change_seq for row in rows), default=0)
    with tablet.running().database.reading() as db:
        noted = load_tablet_row(db)
        here = dict(_reference_rows(db))
        aside = {(row["kind"], row["id"]) for row in list_aside(db)}
    known = {key: body for key, body in there.items() if key[0] in KEYS}
    hold(
        "4",
        here == known,
        f"differ: {[key for key in here | known if here.get(key) != known.get(key)]}",
    )
    hold("9", len(aside) == len(poison), f"{aside} are set aside for {poison}")
    told_of = {(row.kind, row.id) for row in told_rows if row.device_id == str(noted["device_id"])}
    hold("9", told_of == aside, f"the office knows of {told_of} and not of {aside}")
    its_epoch, _, number = str(noted["cursor"]).rpartition(":")
    told = f"{noted['cursor']} of {epoch}, {last} to {newest}"
    hold("4", its_epoch == epoch and last <= int(number) <= newest, told)
    return str(noted["device_id"])


def _reference_rows(db: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    for kind, key in KEYS.items():
        for row in db.query(f"SELECT {key} AS id, body FROM {kind}"):
            yield (kind, row["id"]), json.loads(row["body"])
