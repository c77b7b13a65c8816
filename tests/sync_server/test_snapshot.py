"""The snapshot: one immutable file of everything there is, and where its changes go on."""

import gzip
import json
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.protocol.changes import Page, parse_page
from sync.protocol.digest import sha256_hex
from sync.protocol.limits import Limits
from sync.server.tables.meta import EPOCH, write_note
from sync.server.tables.reference import Change, load_changes, write_changes
from sync.server.work.opening import Office
from sync.server.work.snapshots import KEPT, get_snapshot
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving


def write(office: Office, *names: str, deleted: bool = False) -> None:
    rows = [Change("sites", name, None if deleted else json.dumps({"n": name})) for name in names]
    with office.database.writing() as connection:
        write_changes(connection, rows)


def fetch(device: Device, path: str = "/v1/snapshot", **headers: str) -> requests.Response:
    return device.call("GET", path, headers=headers)


def page_of(reply: requests.Response) -> Page:
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"] == "application/gzip"
    assert reply.headers["ETag"] == f'"{sha256_hex(reply.content)}"'
    return parse_page(gzip.decompress(reply.content))


def problem_of(reply: requests.Response) -> tuple[int, str]:
    assert reply.headers["Content-Type"] == "application/problem+json"
    return reply.status_code, str(reply.json()["type"]).rpartition(":")[2]


def test_it_holds_what_is_there_and_its_cursor_leads_to_what_came_after(
    device: Device, office: Office
) -> None:
    write(office, "a", "b", "c")
    write(office, "b", deleted=True)
    page = page_of(fetch(device))
    assert [(row.kind, row.id, row.op, row.body) for row in page.rows] == [
        ("sites", "a", "put", {"n": "a"}),
        ("sites", "c", "put", {"n": "c"}),
    ]
    write(office, "d")
    later = device.call("GET", "/v1/changes", params={"cursor": page.next})
    assert [row.id for row in parse_page(later.content).rows] == ["d"]


def test_an_empty_server_has_an_empty_snapshot(device: Device) -> None:
    assert page_of(fetch(device)).rows == ()


@pytest.fixture
def small(tmp_path: Path, database_url: str) -> Iterator[tuple[Office, Device]]:
    """An office with pages of three rows, that remembers eight changes."""
    limits = replace(Limits(), page_rows=3)
    with (
        opened_office(tmp_path, database_url, limits=limits, remembered_changes=8) as office,
        serving(office) as url,
    ):
        yield office, enrolled_device(office, url)


def test_it_is_made_anew_only_when_more_than_a_page_of_changes_is_missing(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    write(office, "a")
    first = fetch(device)
    write(office, "b", "c", "d")
    assert fetch(device).headers["ETag"] == first.headers["ETag"]
    write(office, "e")
    second = fetch(device)
    assert second.headers["ETag"] != first.headers["ETag"]
    assert [row.id for row in page_of(second).rows] == ["a", "b", "c", "d", "e"]
    old = fetch(device, first.headers["Content-Location"])
    assert old.content == first.content


def test_old_files_are_forgotten_but_not_at_once(small: tuple[Office, Device]) -> None:
    office, device = small
    made = []
    for number in range(KEPT + 2):
        write(office, *(f"{number}-{row}" for row in range(4)))
        made.append(fetch(device).headers["Content-Location"])
    answers = [fetch(device, path).status_code for path in made]
    assert answers == [404, 404] + [200] * KEPT


def test_many_who_ask_at_once_are_given_one_file(device: Device, office: Office) -> None:
    write(office, *map(str, range(200)))
    replies: list[requests.Response] = []
    threads = [threading.Thread(target=lambda: replies.append(fetch(device))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.headers["ETag"] for reply in replies}) == 1
    assert len(list((office.settings.data / "snapshots").iterdir())) == 1


def test_the_same_state_gives_the_same_bytes_at_any_server(device: Device, office: Office) -> None:
    write(office, "a", "b")
    first = get_snapshot(office)
    content = first.path.read_bytes()
    first.path.unlink()
    second = get_snapshot(office)
    assert (second.sha256, second.path.read_bytes()) == (first.sha256, content)


def test_another_epoch_has_another_snapshot(device: Device, office: Office) -> None:
    write(office, "a")
    old = fetch(device).headers["ETag"]
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "another-epoch")
    new = fetch(device)
    assert new.headers["ETag"] != old
    assert page_of(new).next.startswith("another-epoch:")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, None), ("bytes=10-", 10, None), ("bytes=10-19", 10, 20),
        ("bytes=0-0", 0, 1), ("bytes=10-999999", 10, None), ("bytes=-5", -5, None),
        ("bytes=-999999", 0, None),
    ],
)  # fmt: skip
def test_a_part_is_given_with_its_place(
    device: Device, office: Office, asked: str, start: int, end: int | None
) -> None:
    write(office, "a")
    whole = fetch(device).content
    part = fetch(device, Range=asked)
    assert part.status_code == 206
    assert part.content == whole[start:end]
    first = start % len(whole)
    place = f"bytes {first}-{first + len(part.content) - 1}/{len(whole)}"
    assert part.headers["Content-Range"] == place


@pytest.mark.parametrize(
    "asked", ["bytes=a-", "bytes=-", "lines=0-1", "bytes=0-1,3-4", "bytes=9-3", ""]
)
def test_a_range_that_is_none_gives_the_whole(device: Device, office: Office, asked: str) -> None:
    write(office, "a")
    assert len(page_of(fetch(device, Range=asked)).rows) == 1


@pytest.mark.parametrize("asked", ["bytes=100000-", "bytes=100000-100001", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_length(
    device: Device, office: Office, asked: str
) -> None:
    write(office, "a")
    length = len(fetch(device).content)
    refused = fetch(device, Range=asked)
    assert problem_of(refused) == (416, "range")
    assert refused.headers["Content-Range"] == f"bytes */{length}"


def test_a_part_of_another_file_is_never_given(device: Device, office: Office) -> None:
    write(office, "a")
    whole = fetch(device)
    same = fetch(device, **{"Range": "bytes=5-", "If-Range": whole.headers["ETag"]})
    other = fetch(device, **{"Range": "bytes=5-", "If-Range": f'"{"0" * 64}"'})
    assert (same.status_code, same.content) == (206, whole.content[5:])
    assert (other.status_code, other.content) == (200, whole.content)


def test_who_has_it_already_is_given_nothing(device: Device, office: Office) -> None:
    write(office, "a")
    tag = fetch(device).headers["ETag"]
    again = fetch(device, **{"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_nobody_without_a_token_is_given_it(device: Device, office: Office) -> None:
    path = fetch(device).headers["Content-Location"]
    device.token = ""
    assert [fetch(device, way).status_code for way in ("/v1/snapshot", path)] == [401, 401]


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2f..%2fserver.db"])
def test_a_snapshot_that_is_not_here_is_not_found(device: Device, name: str) -> None:
    fetch(device)
    assert problem_of(fetch(device, f"/v1/snapshots/{name}")) == (404, "not-found")


def tombstones(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return [row.id for row in load_changes(connection, 0, 1000) if row.deleted]


def test_deletions_are_forgotten_after_so_many_changes_and_older_cursors_are_gone(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    write(office, "a", "b", "gone")
    stale = parse_page(device.call("GET", "/v1/changes").content).next
    write(office, "gone", deleted=True)
    fetch(device)
    assert tombstones(office) == ["gone"]
    write(office, *(f"n{number}" for number in range(9)))
    fetch(device)
    assert tombstones(office) == []
    refused = device.call("GET", "/v1/changes", params={"cursor": stale})
    assert problem_of(refused) == (410, "cursor-gone")


def test_who_begins_without_a_cursor_may_read_on_through_old_changes(
    small: tuple[Office, Device],
) -> None:
    office, device = small
    names = [f"n{number:02}" for number in range(20)]
    write(office, *names)
    fetch(device)
    seen, cursor, more = [], "", True
    while more:
        page = parse_page(device.call("GET", "/v1/changes", params={"cursor": cursor}).content)
        seen += [row.id for row in page.rows]
        cursor, more = page.next, page.has_more
    assert seen == names
    assert cursor.count(":") == 1


def peak_of_making(office: Office, rows: int) -> int:
    """Return the most memory in bytes that making a snapshot of so many rows took."""
    for start in range(0, rows, 2000):
        write(office, *(f"{'x' * 500}{number}" for number in range(start, start + 2000)))
    tracemalloc.start()
    try:
        get_snapshot(office)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_making_it_takes_no_more_memory_for_ten_times_the_rows(
    tmp_path: Path,
) -> None:
    peaks = []
    for rows in (4_000, 40_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        with opened_office(folder, f"sqlite:///{folder / 'server.db'}") as office:
            peaks.append(peak_of_making(office, rows))
    assert peaks[1] < 1.5 * peaks[0]
