"""What becomes of items, given what the server holds: pure, without a database."""

from typing import Any

import pytest

from sync.protocol.digest import from_base64
from sync.protocol.messages import Reason
from sync.server.work.examining import Examined, Sender, arrive, examine
from sync.server.work.judging import Known, Place, find_fork, judge_batch, seqs_of_interest
from sync.server.work.summing_up import sum_up
from tests.support.device import Device, inspection

A, B, C = "a" * 64, "b" * 64, "c" * 64
DEVICE_ID = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("links", "forks"),
    [
        ({}, False),
        ({2: [("0", B)]}, False),
        ({2: [("0", A)]}, True),
        ({2: [("0", A), ("0", B)]}, False),
        ({3: [("x", "y")]}, True),
        ({4: [(C, "y")]}, False),
        ({4: [(A, "y")]}, True),
        ({4: [(A, "y"), (C, "z")]}, False),
        ({1: [("0", A)], 5: [(A, "y")]}, False),
    ],
)
def test_a_record_forks_when_its_place_is_taken_or_its_neighbours_know_another(
    links: dict[int, list[tuple[str, str]]], forks: bool
) -> None:
    assert bool(find_fork(3, B, C, links)) is forks


def examined(device: Device, item: dict[str, Any]) -> Examined:
    sender = Sender(device.device_id, from_base64(device.public_key))
    arrived = arrive(item)
    assert arrived is not None
    return examine([arrived], sender, record_bytes=10_000)[0]


def test_a_batch_that_forks_within_itself_is_judged_in_its_order() -> None:
    device, clone = Device(device_id=DEVICE_ID), Device(device_id=DEVICE_ID)
    clone.key = device.key
    batch = [examined(device, its.seal()) for its in (device, clone, device, clone)]
    reasons = [ruling.reason for ruling in judge_batch(batch, Known())]
    assert reasons == [None, Reason.CHAIN_FORK, None, Reason.CHAIN_FORK]


def test_a_held_record_changes_nothing() -> None:
    device = Device(device_id=DEVICE_ID)
    item = examined(device, device.seal())
    (ruling,) = judge_batch([item], Known(records={item.id: item.sha256}))
    assert ruling.place is Place.HELD


def test_only_the_neighbours_of_proven_records_must_be_known() -> None:
    device = Device(device_id=DEVICE_ID)
    first, third = device.seal(), [device.seal(), device.seal()][1]
    broken = third | {"sig": ""}
    assert seqs_of_interest([examined(device, first)]) == {1, 2}
    assert seqs_of_interest([examined(device, third)]) == {2, 3, 4}
    assert seqs_of_interest([examined(device, broken)]) == set()


def finding(value: str | None, verdict: str) -> dict[str, Any]:
    return {"value": value, "unit": "%", "verdict": verdict}


@pytest.mark.parametrize(
    ("findings", "value"),
    [
        ([], None),
        ([finding("1", "pass"), finding("2", "fail")], "2"),
        ([finding(None, "fail"), finding("1", "pass"), finding("2", "pass")], "1"),
        ([finding(None, "fail")], None),
        (["nonsense", {"value": 5}], None),
        ({}, None),
    ],
)
def test_the_leading_finding_is_the_first_that_fails(findings: Any, value: str | None) -> None:
    content = inspection()
    content["evaluation"]["outcome"]["findings"] = findings
    assert sum_up(content)[0].value == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("instrument_id", None),
        ("instrument_id", "a\x00"),
        ("site_id", ""),
        ("officers", "x"),
        ("photos", {}),
        ("photos", [{"sha256": "x", "bytes": 1}]),
        ("photos", [{"sha256": A, "bytes": -1}]),
        ("photos", [5]),
        ("times", {"finished_at": "2026-01-01T00:00:00"}),
        ("times", {"finished_at": "yesterday"}),
        ("times", None),
        ("evaluation", {}),
        ("evaluation", []),
    ],
)
def test_what_every_inspection_has_is_missed_by_name(path: str, value: object) -> None:
    _, faults = sum_up(inspection() | {path: value})
    assert faults
    assert all(fault.startswith(path) for fault in faults)


def test_an_honest_inspection_has_no_fault() -> None:
    content = inspection(photos=[b"photo"]) | {"times": {"finished_at": "2026-11-23T08:00:00Z"}}
    summary, faults = sum_up(content)
    assert faults == ()
    assert len(summary.photos) == 1
    assert summary.finished_at == "2026-11-23T08:00:00Z"
