"""Promise 4: a cursor never skips a committed row, whoever writes meanwhile."""

import json
import threading

from sync.protocol.changes import parse_page
from sync.server.tables.reference import Change, load_changes, write_changes
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device

WRITERS, ROUNDS = 8, 12


def test_a_tablet_that_pulls_while_eight_write_misses_no_row(
    office: Office, server_url: str
) -> None:
    reader = enrolled_device(office, server_url)
    writing = [threading.Thread(target=write, args=(office, n)) for n in range(WRITERS)]
    sending = [
        threading.Thread(target=send, args=[enrolled_device(office, server_url)])
        for _ in range(WRITERS // 4)
    ]
    for thread in (*writing, *sending):
        thread.start()
    seen: dict[tuple[str, str], object] = {}
    cursor = ""
    while any(thread.is_alive() for thread in (*writing, *sending)):
        cursor = pull(reader, cursor, seen)
    pull(reader, cursor, seen)
    assert seen == everything(office)
    assert len(seen) == WRITERS * ROUNDS + WRITERS + len(sending) * ROUNDS


def write(office: Office, number: int) -> None:
    """Write rows of its own, and one that is written again and again."""
    for step in range(ROUNDS):
        body = json.dumps({"step": step})
        own, shared = f"{number}-{step}", f"shared-{number}"
        changes = [Change("sites", own, body), Change("sites", shared, body)]
        with office.database.writing() as connection:
            write_changes(connection, changes)


def send(device: Device) -> None:
    """Send records, each of which becomes history."""
    for _ in range(ROUNDS):
        assert device.results(device.seal())[0]["status"] == "created"


def pull(device: Device, cursor: str, seen: dict[tuple[str, str], object]) -> str:
    """Pull every page from the cursor on; returns where it stands then."""
    more = True
    while more:
        query = {"cursor": cursor, "limit": "7"}
        page = parse_page(device.call("GET", "/v1/changes", params=query).content)
        seen.update({(row.kind, row.id): row.body for row in page.rows})
        cursor, more = page.next, page.has_more
    return cursor


def everything(office: Office) -> dict[tuple[str, str], object]:
    """Return what the server holds now."""
    with office.database.reading() as connection:
        rows = load_changes(connection, 0, 100_000)
        return {(row.kind, row.id): json.loads(row.body) for row in rows}
