"""One record that cannot be stored or spelled everywhere stands alone, on both databases."""

import json
from typing import Any

import pytest

from sync.protocol.chain import entry_hash, sign_entry
from sync.protocol.digest import sha256_hex
from sync.server.tables.records import load_quarantined, load_records
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work import writing
from sync.server.work.exporting import export_inspections
from sync.server.work.opening import Office
from sync.server.work.storable import find_unstorable, make_spellable
from sync.server.work.telling import tell_put
from tests.support.device import INSTRUMENT_ID, Device, inspection

Item = dict[str, Any]
CHANGE = {"position": "p", "removed": "1", "applied": "2", "reason": "broken", "note": ""}


def seal_anything(device: Device, content: Item, text: str = "") -> Item:
    """Seal what no tablet of ours seals, as whoever has a tablet's key can."""
    seq, prev = device.seq + 1, device.prev
    whole = {"schema": 1, "device_id": device.device_id, "seq": seq, "prev": prev} | content
    body = text or json.dumps(whole, ensure_ascii=False)
    digest = sha256_hex(body.encode("utf-8", "surrogatepass"))
    entry = entry_hash(device_id=device.device_id, seq=seq, prev=prev, body_sha256=digest)
    device.seq, device.prev = seq, entry
    told = {"id": whole["id"], "sha256": digest, "body": body, "seq": seq, "prev": prev}
    return told | {"sig": sign_entry(device.key, entry)}


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


POISONS: dict[str, Item] = {
    "half of a pair": {"note": "\ud800"},
    "the other half": {"site": {"name": "x\udfff"}},
    "a half as a name": {"extra": {"\udbff": 1}},
    "NUL": {"note": "\x00"},
    "NUL in a name": {"extra": [{"a\x00": 1}]},
    "NUL in what is replaced": {"seal_changes": [CHANGE | {"x\x00\ud800": "1"}]},
    "a half in an officer": {"officers": [{"name": "\ud83d", "certificate": "1"}]},
    "the first year": {"times": {"finished_at": "0001-01-01T00:00:00+14:00"}},
    "the last year": {"times": {"finished_at": "9999-12-31T23:59:59-14:00"}},
    "a year of no calendar": {"times": {"finished_at": "2999-01-01T00:00:00Z"}},
    "64 bits and more": {"extra": 2**63},
    "a thousand digits": {"extra": 10**2000},
    "without end": {"extra": float("inf")},
    "no number": {"extra": float("nan")},
    "nested deeply": {"extra": deep(300)},
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_a_poisoned_record_is_set_aside_alone_with_its_bytes(
    device: Device, office: Office, poison: Item
) -> None:
    items = [device.seal(), seal_anything(device, inspection() | poison), device.seal()]
    results = device.results(*items)
    assert [r["status"] for r in results] == ["created", "quarantined", "created"]
    assert results[1]["problem"] == "invalid"
    assert items[1]["body"].encode("utf-8", "surrogatepass") in bodies(office)
    told = told_rows(office)
    assert items[0]["id"] in told
    assert items[1]["id"] not in told
    assert len(list(export_inspections(office, format="ndjson"))) == 3
    (again,) = device.results(items[1])
    assert (again["status"], again["receipt"]) == ("duplicate", results[1]["receipt"])


NESTS = (("[", "]"), ('{"a":', "}"), ('[{"]\\"}": [1, ', "]}]"))
UNREAD = {
    f"{levels} times {opens}": opens * levels + "1" + closes * levels
    for levels in (126, 2_000, 60_000)
    for opens, closes in NESTS
} | {"5000 digits": "9" * 5000, "-5000 digits": "-" + "9" * 5000}


@pytest.mark.parametrize("claim", UNREAD.values(), ids=UNREAD.keys())
def test_a_claim_that_nobody_can_read_keeps_no_other_item_out(
    device: Device, office: Office, claim: str
) -> None:
    items = [device.seal(), device.seal(), device.seal()]
    sent = json.dumps({"records": items}).replace(json.dumps(items[1]["sig"]), claim)
    reply = device.call(
        "POST",
        "/v1/records:batch",
        data=sent.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code == 200
    results = reply.json()["results"]
    assert [result["status"] for result in results] == ["created", "quarantined", "created"]
    assert results[1]["problem"] == "invalid"
    assert items[1]["body"].encode() in bodies(office)


@pytest.mark.parametrize("value", ["1e999", "9" * 120, "NaN", "1e21", "twenty", ""])
@pytest.mark.parametrize("place", ["value", "min", "max"])
def test_a_number_that_no_measurement_has_is_set_aside(
    device: Device, office: Office, value: str, place: str
) -> None:
    content = inspection()
    finding = content["evaluation"]["outcome"]["findings"][0]
    if place == "value":
        finding["value"] = value
    else:
        finding["limit"][place] = value
    (result,) = device.results(device.seal_content(content))
    assert (result["status"], result["problem"]) == ("quarantined", "invalid")


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "x", "a": 1e400}',
        '{"id": "x", "a": -9223372036854775809}',
        '{"id": "x", "a": "\\ud800"}',
        '{"id": "x", "a": "\\u0000"}',
        '{"id": "x", "a": NaN}',
    ],
)
def test_what_json_can_say_and_nobody_can_store_is_found(text: str) -> None:
    assert find_unstorable(text.encode(), json.loads(text))


@pytest.mark.parametrize(
    "text", ['{"a": "\\ud83d\\ude00"}', '{"a": 9223372036854775807}', '{"a": 1e300, "b": true}']
)
def test_what_everybody_can_store_is_let_through(text: str) -> None:
    assert find_unstorable(text.encode(), json.loads(text)) == ""


def test_bytes_that_are_no_utf_8_or_begin_with_a_mark_are_found() -> None:
    assert find_unstorable("{}".encode("utf-16"), {})
    assert find_unstorable(b"\xef\xbb\xbf{}", {})


def test_a_number_of_thousands_of_digits_in_one_item_spoils_no_other(device: Device) -> None:
    sound, odd = device.seal(), device.seal()
    spelled = json.dumps({"records": [sound, odd | {"seq": "DIGITS"}]})
    reply = device.call(
        "POST",
        "/v1/records:batch",
        data=spelled.replace('"DIGITS"', "9" * 5000).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert [r["status"] for r in reply.json()["results"]] == ["created", "quarantined"]


def test_what_nobody_foresaw_about_one_record_keeps_no_other_out(
    device: Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing._history
    poisoned = device.seal()

    def fail(record_id: str, summary: Any) -> Change:
        if record_id == poisoned["id"]:
            raise ZeroDivisionError
        return real(record_id, summary)

    monkeypatch.setattr(writing, "_history", fail)
    results = device.results(device.seal(), poisoned, device.seal())
    assert [r["status"] for r in results] == ["created", "quarantined", "created"]
    assert poisoned["body"].encode() in bodies(office)


def test_an_instrument_whose_seals_cannot_be_read_keeps_no_record_out(
    device: Device, office: Office
) -> None:
    for seals in ([1], "x", {"a": 1}, [{"position": "p", "changed_at": 5}]):
        with office.database.writing() as connection:
            body = json.dumps({"instrument_id": INSTRUMENT_ID, "seals": seals})
            write_changes(connection, [Change("instruments", INSTRUMENT_ID, body)])
        (result,) = device.results(device.seal(seal_changes=[CHANGE]))
        assert result["status"] == "created"


def test_a_row_is_told_as_it_is_or_mended_or_as_gone() -> None:
    plain = '{"name":"站","n":1}'
    assert tell_put("sites", "S", plain) == (
        '{"kind":"sites","id":"S","op":"put","body":{"name":"站","n":1}}\n'.encode()
    )
    mended = tell_put("sites", "S", '{"name":"\\ud800\\u0000","n":NaN}')
    assert mended is not None
    assert json.loads(mended)["body"] == {"name": "��", "n": "nan"}
    for gone in ("{", "[]", '"x"', "\x00"):
        assert tell_put("sites", "S", gone) is None
    assert tell_put("history", "h", '{"finished_at":"0001-01-01T00:00:00Z"}') is None
    odd = '{"finished_at":"2026-01-01T00:00:00Z","value":"1e999"}'
    assert tell_put("history", "h", odd) is None


def test_whatever_is_made_spellable_can_be_spelled() -> None:
    odd = {"\ud800": [2**70, float("inf"), True, None, "x\x00", deep(100)]}
    spelled = json.dumps(make_spellable(odd), allow_nan=False, ensure_ascii=False)
    assert "\x00" not in spelled.encode().decode()


def bodies(office: Office) -> set[bytes]:
    with office.database.reading() as connection:
        rows = (*load_records(connection), *load_quarantined(connection))
        return {row.body for row in rows}


def told_rows(office: Office) -> set[str]:
    with office.database.reading() as connection:
        return {row_id for row_id, _ in load_kind(connection, "history")}
