"""A bundle may be anything: it takes time by its size alone, and ends in sentences."""

import io
import json
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from sync.protocol.bundle import parse_manifest
from sync.server.cli import main
from sync.server.work.bundles.finding import MOST_PLACES, find_members
from tests.support.serving import make_office

HEADER = struct.Struct("<4s5H3L2H")
MEBIBYTE = 1024 * 1024


def header(name: bytes, size: int = 0) -> bytes:
    return HEADER.pack(b"PK\x03\x04", 20, 0, 0, 0, 0, 0, size, size, len(name), 0) + name


HOSTILE = {
    "headers without names": lambda length: b"PK\x03\x04" * (length // 4),
    "members of one name": lambda length: header(b"records/000001", 2**31) * (length // 44),
    "members in members": lambda length: b"".join(
        header(b"photos/%06d" % number, length) for number in range(length // 44)
    ),
    "halves of signatures": lambda length: b"PK\x03" * (length // 3),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_finding_members_takes_time_by_the_size_alone(make: Any) -> None:
    short, long = (seconds(make(length)) for length in (MEBIBYTE, 4 * MEBIBYTE))
    assert long < 16 * max(short, 0.05)


def seconds(data: bytes) -> float:
    begun = time.process_time()
    for _ in find_members(io.BytesIO(data)):
        pass
    return time.process_time() - begun


def test_a_member_is_looked_for_at_a_few_places_only() -> None:
    data = header(b"records/000001", 5) * 1000
    assert len(list(find_members(io.BytesIO(data)))) == MOST_PLACES


def test_a_header_across_two_pieces_is_found() -> None:
    for before in range(MEBIBYTE - 40, MEBIBYTE + 2, 3):
        data = bytes(before) + header(b"manifest", 3) + b"abc"
        (member,) = find_members(io.BytesIO(data))
        assert (member.name, member.start) == ("manifest", before + HEADER.size + 8)


SOUND = {
    "v": 1, "device_id": "d", "made_at": "m", "sender": "s", "photos_lost": [],
    "records": [{"name": "records/000001", "id": "i", "sha256": "0" * 64, "seq": 1}],
    "photos": [{"name": "photos/000001", "sha256": "0" * 64, "bytes": 1, "media_type": "t"}],
}  # fmt: skip
ODD: tuple[Any, ...] = (None, [], {}, [[]], "\ud800", "\x00", True, 1.5, {"a": []})


def parse(told: Any) -> object:
    return parse_manifest(json.dumps({"manifest": json.dumps(told), "sig": "s"}).encode())


def test_a_manifest_holds_what_its_types_say() -> None:
    assert parse(SOUND) is not None
    for kind in ("records", "photos"):
        entry: dict[str, Any] = SOUND[kind][0]  # type: ignore[index]
        for name in entry:
            for odd in ODD:
                assert parse(SOUND | {kind: [entry | {name: odd}]}) is None, (kind, name, odd)
    for name in ("device_id", "made_at", "sender"):
        for odd in (*ODD, 1):
            assert parse(SOUND | {name: odd}) is None
    for odd in (None, 1, "x", [1], [None], {"a": 1}):
        assert parse(SOUND | {"records": odd}) is None


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_told_in_a_sentence(
    make: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office(tmp_path / "office")
    file = tmp_path / "bundle.zip"
    file.write_bytes(make(200_000))
    assert main(["import-bundle", str(file), "--data", str(tmp_path / "office")]) == 2
    assert "no bundle" in capsys.readouterr().err
