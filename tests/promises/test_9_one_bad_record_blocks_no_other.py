"""Promise 9: one bad record never blocks another."""

import pytest

from sync.protocol.digest import sha256_hex
from tests.support.device import Device


@pytest.mark.parametrize("place", [0, 57, 99])
def test_a_poison_record_among_many_blocks_none(device: Device, place: int) -> None:
    items: list[object] = [device.seal() for _ in range(99)]
    body = "[" * 50_000
    poison = {"id": "poison", "body": body, "sha256": sha256_hex(body.encode()), "seq": -1}
    items.insert(place, poison)
    reply = device.send_packed(*items)
    statuses = {result["id"]: result["status"] for result in reply.json()["results"]}
    assert statuses.pop("poison") == "quarantined"
    assert len(statuses) == 99
    assert set(statuses.values()) == {"created"}
