"""Reference data behind a cursor."""

import json
from typing import Any

import pytest

from sync.protocol.changes import Page, parse_page
from sync.server.tables.meta import EPOCH, write_note
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work.opening import Office
from tests.support.device import INSTRUMENT_ID, RULE, Device, inspection


def write(office: Office, *changes: tuple[str, dict[str, Any] | None]) -> None:
    with office.database.writing() as connection:
        write_changes(
            connection,
            [
                Change("sites", site_id, None if body is None else json.dumps(body))
                for site_id, body in changes
            ],
        )


def pull(device: Device, cursor: str = "", limit: int = 5000) -> Page:
    query = {"cursor": cursor, "limit": str(limit)}
    reply = device.call("GET", "/v1/changes", params=query)
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"] == "application/x-ndjson"
    return parse_page(reply.content)


def test_everything_comes_without_a_cursor_and_only_what_changed_with_one(
    device: Device, office: Office
) -> None:
    write(office, ("a", {"name": "站"}), ("b", {"name": "B"}))
    first = pull(device)
    assert [(row.kind, row.id, row.op, row.body) for row in first.rows] == [
        ("sites", "a", "put", {"name": "站"}),
        ("sites", "b", "put", {"name": "B"}),
    ]
    write(office, ("b", None), ("c", {"name": "C"}))
    second = pull(device, first.next)
    assert [(row.id, row.op) for row in second.rows] == [("b", "del"), ("c", "put")]
    nothing = pull(device, second.next)
    assert (nothing.rows, nothing.next, nothing.has_more) == ((), second.next, False)


def test_pages_follow_each_other_without_a_gap(device: Device, office: Office) -> None:
    write(office, *[(f"{n:03}", {"n": n}) for n in range(25)])
    seen, cursor, more = [], "", True
    while more:
        page = pull(device, cursor, limit=10)
        seen += [row.id for row in page.rows]
        cursor, more = page.next, page.has_more
    assert seen == [f"{n:03}" for n in range(25)]


def test_a_row_deleted_and_made_again_is_told_as_it_is_now(device: Device, office: Office) -> None:
    write(office, ("a", {"v": 1}))
    cursor = pull(device).next
    write(office, ("a", None))
    write(office, ("a", {"v": 2}))
    assert [(row.op, row.body) for row in pull(device, cursor).rows] == [("put", {"v": 2})]
    with office.database.reading() as connection:
        assert list(load_kind(connection, "sites")) == [("a", '{"v": 2}')]


def test_a_created_record_becomes_history_for_every_tablet(device: Device) -> None:
    item = device.seal()
    device.results(item, item, device.seal(schema=2))
    (row,) = pull(device).rows
    assert (row.kind, row.id, row.op) == ("history", item["id"], "put")
    assert row.body is not None
    assert row.body["instrument_id"] == INSTRUMENT_ID
    assert set(row.body) == {
        "record_id",
        "test",
        "limit_min",
        "limit_max",
        "instrument_id",
        "site_id",
        "finished_at",
        "verdict",
        "value",
        "unit",
        "rule",
        "error",
        "seals",
    }


def test_history_tells_which_way_a_pump_deviates_and_which_seals_were_wrong(device: Device) -> None:
    content = inspection(neck_reading_mm="31", runs=3)
    content["evaluation"]["outcome"]["findings"].append(
        {"test": "seal", "at": {"position": "encoder"}, "verdict": "fail", "codes": ["missing"]}
    )
    device.results(device.seal_content(content))
    (row,) = pull(device).rows
    assert row.body is not None
    assert row.body["rule"] == RULE
    assert row.body["error"]["effect"] == "customer_receives_less"
    assert row.body["error"]["limit"] == {"min": "-0.30", "max": "0.30"}
    assert row.body["seals"] == [{"position": "encoder", "code": "missing"}]


@pytest.mark.parametrize(
    "findings", [None, "x", [1, None, []], [{"test": ["indication_error"], "verdict": "pass"}]]
)
def test_an_outcome_of_any_shape_still_becomes_history(device: Device, findings: object) -> None:
    content = inspection()
    content["evaluation"]["outcome"]["findings"] = findings
    assert device.results(device.seal_content(content))[0]["status"] == "created"
    (row,) = pull(device).rows
    assert row.body is not None
    assert (row.body["error"], row.body["seals"]) == (None, [])


def test_a_cursor_of_another_epoch_or_of_the_future_is_gone(device: Device, office: Office) -> None:
    cursor = pull(device).next
    epoch = cursor.rpartition(":")[0]
    ahead = device.call("GET", "/v1/changes", params={"cursor": f"{epoch}:999"})
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "another")
    stale = device.call("GET", "/v1/changes", params={"cursor": cursor})
    for reply in (ahead, stale):
        assert reply.status_code == 410
        assert reply.json()["type"] == "urn:inspector:problem:cursor-gone"


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=a:b", "cursor=:-1", "limit=0", "limit=x", "limit=-1"]
)
def test_a_query_that_is_none_is_refused(device: Device, query: str) -> None:
    reply = device.call("GET", f"/v1/changes?{query}")
    assert (reply.status_code, reply.json()["type"]) == (422, "urn:inspector:problem:invalid")


def test_records_are_compared_by_id_and_hash(device: Device, office: Office) -> None:
    here, never_sent = device.seal(photos=[b"photo"]), device.seal()
    (result,) = device.results(here)
    pairs = [
        [here["id"], here["sha256"]],
        [never_sent["id"], never_sent["sha256"]],
    ]
    reply = device.post("/v1/records:diff", {"records": pairs})
    assert reply.json() == {
        "missing": [never_sent["id"]],
        "different": [],
        "missing_files": result["missing_files"],
    }
    other = device.post("/v1/records:diff", {"records": [[here["id"], "0" * 64]]})
    assert other.json()["different"] == [here["id"]]


def test_quarantined_bytes_count_as_here_when_records_are_compared(device: Device) -> None:
    item = device.seal()
    other = device.seal(id=item["id"])
    device.results(item, other)
    pairs = [[other["id"], other["sha256"]]]
    reply = device.post("/v1/records:diff", {"records": pairs})
    assert reply.json() == {"missing": [], "different": [], "missing_files": []}


@pytest.mark.parametrize("records", [{}, [["a"]], [["a", 1]], ["ab"], [["a\x00", "b"]], None])
def test_a_comparison_that_is_none_is_refused(device: Device, records: object) -> None:
    assert device.post("/v1/records:diff", {"records": records}).status_code == 422
