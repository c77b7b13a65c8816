"""Bodies as they arrive: digests, packing, media types, and what is cut or broken on the way."""

import gzip
import json

import pytest

from sync.protocol.digest import content_digest
from tests.support.device import Device

BATCH = b'{"records":[]}'
PACKED = gzip.compress(BATCH, mtime=0)
JSON = {"Content-Type": "application/json"}
GZIP = JSON | {"Content-Encoding": "gzip"}


def post(device: Device, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    reply = device.call("POST", "/v1/records:batch", data=body, headers=headers)
    return reply.status_code, reply.json().get("type", "").rpartition(":")[2]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BATCH, JSON),
        (BATCH, {"Content-Type": "application/json; charset=utf-8"}),
        (PACKED, GZIP),
        (PACKED, GZIP | {"Content-Digest": content_digest(PACKED)}),
        (BATCH, JSON | {"Content-Digest": content_digest(BATCH)}),
        (BATCH, JSON | {"Content-Digest": f"sha-512=:AAAA:, {content_digest(BATCH)}"}),
        (BATCH, JSON | {"Content-Digest": "sha-512=:AAAA:"}),
        (BATCH, JSON | {"Content-Encoding": "identity"}),
    ],
)
def test_a_body_that_is_whole_is_read(device: Device, body: bytes, headers: dict[str, str]) -> None:
    assert post(device, body, headers) == (200, "")


@pytest.mark.parametrize(
    ("body", "headers", "outcome"),
    [
        (BATCH, JSON | {"Content-Digest": content_digest(b"other")}, (400, "digest-mismatch")),
        (PACKED, GZIP | {"Content-Digest": content_digest(BATCH)}, (400, "digest-mismatch")),
        (BATCH, JSON | {"Content-Digest": "sha-256=nonsense"}, (400, "digest-mismatch")),
        (PACKED[:-1], GZIP, (400, "malformed")),
        (PACKED[:12], GZIP, (400, "malformed")),
        (b"", GZIP, (400, "malformed")),
        (PACKED + b"more", GZIP, (400, "malformed")),
        (PACKED[:15] + b"\xff" + PACKED[16:], GZIP, (400, "malformed")),
        (BATCH, GZIP, (400, "malformed")),
        (BATCH, JSON | {"Content-Encoding": "br"}, (415, "media-type")),
        (BATCH, {"Content-Type": "text/plain"}, (415, "media-type")),
        (b"", JSON, (400, "malformed")),
        (b'{"records":[', JSON, (400, "malformed")),
        (b"\xff\xfe", JSON, (400, "malformed")),
        (b"[" * 100_000, JSON, (400, "malformed")),
        (b"9" * 5000, JSON, (400, "malformed")),
        (b"[]", JSON, (422, "invalid")),
        (b"{}", JSON, (422, "invalid")),
        (b'{"records":{}}', JSON, (422, "invalid")),
    ],
)
def test_a_body_that_is_not_is_refused_with_its_reason(
    device: Device, body: bytes, headers: dict[str, str], outcome: tuple[int, str]
) -> None:
    assert post(device, body, headers) == outcome


def test_a_batch_that_is_cut_at_any_byte_keeps_nothing(device: Device) -> None:
    packed = gzip.compress(json.dumps({"records": [device.seal()]}).encode())
    for end in range(0, len(packed), len(packed) // 20):
        assert post(device, packed[:end], GZIP)[0] == 400
    lines = device.call("GET", "/v1/changes").text.splitlines()
    assert json.loads(lines[-1])["count"] == 0


def test_a_long_reply_is_packed_for_who_can_unpack_it(device: Device) -> None:
    items = [device.seal() for _ in range(10)]
    packed = device.call("POST", "/v1/records:batch", json={"records": items})
    plain = device.post("/v1/records:batch", {"records": items}, **{"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(plain.json()["results"]) == len(packed.json()["results"]) == 10
