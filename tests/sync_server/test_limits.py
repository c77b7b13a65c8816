"""Every limit: what is at it is taken, what is one over is not."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from sync.protocol.changes import parse_page
from sync.protocol.digest import sha256_hex
from sync.protocol.limits import KIB, MIB, Limits
from sync.server.tables.reference import Change, write_changes
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving

JSON = {"Content-Type": "application/json"}
PACKED = JSON | {"Content-Encoding": "gzip"}


def problem(device: Device, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    reply = device.call("POST", "/v1/records:batch", data=body, headers=headers)
    return reply.status_code, reply.json().get("type", "").rpartition(":")[2]


def batch_of(length: int) -> bytes:
    """Return a batch without a record that is so many bytes long."""
    start, end = b'{"records":[],"pad":"', b'"}'
    return start + b"x" * (length - len(start) - len(end)) + end


def padded_record(device: Device, length: int) -> dict[str, object]:
    """Return a record whose body is so many bytes long."""
    seq, prev = device.seq, device.prev
    shortest = len(str(device.seal(note="")["body"]).encode())
    device.seq, device.prev = seq, prev
    return device.seal(note="x" * (length - shortest))


def test_the_limits_are_announced(device: Device) -> None:
    limits = device.call("GET", "/v1/capabilities").json()["limits"]
    assert limits == {
        "record_bytes": 256 * KIB,
        "batch_records": 500,
        "batch_bytes": 4 * MIB,
        "inflation_ratio": 50,
        "photo_bytes": 25 * MIB,
        "chunk_bytes": 4 * MIB,
        "page_rows": 5_000,
        "open_uploads": 20,
    }


def test_a_record_of_the_limit_is_taken(device: Device) -> None:
    item = padded_record(device, 256 * KIB)
    assert device.results(item)[0]["status"] == "created"


def test_a_record_one_byte_over_is_kept_aside_and_blocks_no_other(device: Device) -> None:
    too_large, good = padded_record(device, 256 * KIB + 1), device.seal()
    first, second = device.results(too_large, good)
    assert (first["status"], first["problem"]) == ("quarantined", "too-large")
    assert second["status"] == "created"


def test_a_batch_of_the_limit_is_taken(device: Device) -> None:
    assert problem(device, batch_of(4 * MIB), JSON) == (200, "")


def test_a_batch_one_byte_over_is_refused(device: Device) -> None:
    assert problem(device, batch_of(4 * MIB + 1), JSON) == (413, "too-large")


def test_a_batch_one_byte_over_is_refused_when_its_length_is_not_announced(
    device: Device,
) -> None:
    def pieces() -> Iterator[bytes]:
        yield batch_of(4 * MIB + 1)

    reply = device.call("POST", "/v1/records:batch", data=pieces(), headers=JSON)
    assert reply.status_code == 413


def test_a_batch_of_the_most_records_is_taken(device: Device) -> None:
    assert device.send(*[None] * 500).status_code == 200


def test_a_batch_of_one_record_more_is_refused(device: Device) -> None:
    reply = device.send(*[None] * 501)
    assert (reply.status_code, reply.json()["type"]) == (413, "urn:inspector:problem:too-large")


def padded_gzip(length: int, packed_length: int) -> bytes:
    """Return a batch of `length` bytes, packed into exactly so many by an empty gzip field."""
    packed = gzip.compress(batch_of(length), mtime=0)
    extra = packed_length - len(packed) - 2
    field = extra.to_bytes(2, "little") + b"\x00" * extra
    return packed[:3] + b"\x04" + packed[4:10] + field + packed[10:]


@pytest.mark.parametrize(("over", "outcome"), [(0, (200, "")), (1, (400, "inflation"))])
def test_a_body_may_inflate_fifty_times(
    device: Device, over: int, outcome: tuple[int, str]
) -> None:
    packed = padded_gzip(50 * 2000 + over, 2000)
    assert len(packed) == 2000
    assert problem(device, packed, PACKED) == outcome


def test_a_bomb_is_refused_before_it_is_inflated(device: Device) -> None:
    bomb = gzip.compress(bytes(200 * MIB))
    assert problem(device, bomb, PACKED)[0] in (400, 413)


def test_a_body_that_inflates_beyond_a_batch_is_refused(device: Device) -> None:
    noise = Random(1).randbytes(2 * MIB).hex().encode()
    start, end = b'{"records":[],"pad":"', b'"}'
    for over, outcome in ((0, (200, "")), (1, (413, "too-large"))):
        pad = noise[: 4 * MIB + over - len(start) - len(end)]
        packed = gzip.compress(start + pad + end, compresslevel=1)
        assert len(packed) < 4 * MIB
        assert problem(device, packed, PACKED) == outcome


@pytest.fixture
def small(tmp_path: Path, database_url: str) -> Iterator[tuple[Office, Device]]:
    """An office with limits that are quickly reached."""
    limits = replace(Limits(), page_rows=3, open_uploads=2, photo_bytes=10, chunk_bytes=5)
    with opened_office(tmp_path, database_url, limits=limits) as office, serving(office) as url:
        yield office, enrolled_device(office, url)


def test_a_photo_of_the_limit_is_taken_and_one_byte_over_is_refused(
    small: tuple[Office, Device],
) -> None:
    _, device = small
    assert device.begin_upload(b"x" * 10).status_code == 201
    refused = device.begin_upload(b"x" * 11)
    assert (refused.status_code, refused.json()["type"]) == (413, "urn:inspector:problem:too-large")


def test_a_piece_of_the_limit_is_taken_and_one_byte_over_is_refused(
    small: tuple[Office, Device],
) -> None:
    _, device = small
    url = device.url + device.begin_upload(b"0123456789").headers["Location"]
    assert device.send_piece(url, 0, b"012345").status_code == 413
    assert device.send_piece(url, 0, b"01234").status_code == 204


def test_more_uploads_than_may_be_open_are_put_off(small: tuple[Office, Device]) -> None:
    _, device = small
    first = device.begin_upload(b"1")
    assert device.begin_upload(b"2").status_code == 201
    refused = device.begin_upload(b"3")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    device.send_piece(device.url + first.headers["Location"], 0, b"1")
    assert device.begin_upload(b"3").status_code == 201


def test_a_photo_of_25_mebibytes_comes_whole_in_pieces_of_4(device: Device, office: Office) -> None:
    photo = Random(25).randbytes(25 * MIB)
    assert device.upload(photo, piece=4 * MIB).status_code == 204
    assert device.call("HEAD", f"/v1/files/{sha256_hex(photo)}").status_code == 200


def test_a_photo_of_one_byte_more_is_refused_before_it_comes(device: Device) -> None:
    longer = {"Upload-Length": str(25 * MIB + 1)}
    refused = device.begin_upload(b"", **longer)
    assert (refused.status_code, refused.json()["type"]) == (413, "urn:inspector:problem:too-large")


def test_a_piece_of_4_mebibytes_is_taken_and_one_byte_more_is_not(device: Device) -> None:
    photo = bytes(4 * MIB + 1)
    url = device.url + device.begin_upload(photo).headers["Location"]
    assert device.send_piece(url, 0, photo).status_code == 413
    standing = device.call("HEAD", url, headers={"Tus-Resumable": "1.0.0"})
    assert standing.headers["Upload-Offset"] == "0"
    assert device.send_piece(url, 0, photo[:-1]).status_code == 204


def test_a_page_of_5000_rows_is_whole_and_one_row_more_follows_on_the_next(
    device: Device, office: Office
) -> None:
    def pages() -> list[int]:
        counts, cursor, more = [], "", True
        while more:
            reply = device.call("GET", "/v1/changes", params={"cursor": cursor, "limit": "9999"})
            page = parse_page(reply.content)
            counts.append(len(page.rows))
            cursor, more = page.next, page.has_more
        return counts

    def write(*names: str) -> None:
        with office.database.writing() as connection:
            write_changes(connection, [Change("sites", name, "{}") for name in names])

    write(*map(str, range(5000)))
    assert pages() == [5000]
    write("one more")
    assert pages() == [5000, 1]


def test_twenty_uploads_may_be_open_and_no_other_tablet_is_in_the_way(
    device: Device, office: Office, server_url: str
) -> None:
    begun = [device.begin_upload(b"%02d" % number) for number in range(21)]
    assert [reply.status_code for reply in begun] == [201] * 20 + [429]
    assert enrolled_device(office, server_url).begin_upload(b"x").status_code == 201
    url = device.url + begun[0].headers["Location"]
    assert device.call("DELETE", url, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert device.begin_upload(b"20").status_code == 201


@pytest.mark.parametrize(("count", "status"), [(5000, 200), (5001, 413)])
def test_a_comparison_names_at_most_5000_records(device: Device, count: int, status: int) -> None:
    pairs = [[f"{number:036}", "0" * 8] for number in range(count)]
    assert device.post("/v1/records:diff", {"records": pairs}).status_code == status


def test_a_page_has_at_most_the_most_rows_whatever_is_asked_for(
    small: tuple[Office, Device],
) -> None:
    _, device = small
    device.results(*[device.seal() for _ in range(4)])
    for query in ("", "?limit=3", "?limit=4", "?limit=100000000000000000000"):
        lines = device.call("GET", f"/v1/changes{query}").text.splitlines()
        assert len(lines) == 3 + 1


def test_a_comparison_of_more_records_than_a_page_is_refused(
    small: tuple[Office, Device],
) -> None:
    _, device = small
    pair = ["a", "0" * 64]
    assert device.post("/v1/records:diff", {"records": [pair] * 3}).status_code == 200
    assert device.post("/v1/records:diff", {"records": [pair] * 4}).status_code == 413
