"""Exporting what came in: one line a record, its exact bytes, in any number."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.protocol.digest import from_base64, sha256_hex
from sync.server.cli import main
from sync.server.work import exporting
from sync.server.work.examining import Sender
from sync.server.work.exporting import export_inspections
from sync.server.work.ingesting import take_in
from sync.server.work.opening import Office
from tests.support.device import INSTRUMENT_ID, Device, inspection
from tests.support.serving import enrolled_device, opened_office, serving

AT_LEAST = {
    "id", "device_id", "seq", "sha256", "change_seq", "received_at", "instrument_id", "site_id",
    "verdict", "body", "files",
}  # fmt: skip


def exported(office: Office, **options: Any) -> list[dict[str, Any]]:
    lines = b"".join(export_inspections(office, format="ndjson", **options)).splitlines()
    return [json.loads(line) for line in lines]


def table(office: Office) -> list[dict[str, str]]:
    text = b"".join(export_inspections(office, format="csv")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)


def test_a_line_has_what_the_office_needs_and_the_exact_bytes(
    office: Office, device: Device
) -> None:
    photos = [b"photo that came", b"photo that did not"]
    item = device.seal(photos=photos, note='加油站 \u2028 \x85 \x01 "quoted"')
    (result,) = device.results(item)
    device.upload(photos[0])
    (line,) = exported(office)
    assert line.keys() >= AT_LEAST
    assert line["body"] == item["body"]
    assert sha256_hex(line["body"].encode()) == line["sha256"] == item["sha256"]
    assert (line["id"], line["device_id"], line["seq"]) == (item["id"], device.device_id, 1)
    assert (line["sig"], line["prev"]) == (item["sig"], item["prev"])
    assert line["change_seq"] == result["receipt"]["change_seq"]
    assert line["received_at"] == result["receipt"]["received_at"]
    assert (line["instrument_id"], line["site_id"]) == (INSTRUMENT_ID, "S-001")
    assert (line["status"], line["verdict"]) == ("stored", "pass")
    assert {file["sha256"]: file["present"] for file in line["files"]} == {
        sha256_hex(photos[0]): True,
        sha256_hex(photos[1]): False,
    }


def test_an_empty_server_exports_no_line(office: Office) -> None:
    assert exported(office) == []
    assert table(office) == []


@pytest.mark.usefixtures("small_pages")
def test_every_record_is_exported_once_in_the_order_in_which_it_came(
    office: Office, device: Device
) -> None:
    items = [device.seal() for _ in range(5)]
    device.results(*reversed(items))
    lines = exported(office)
    assert [line["id"] for line in lines] == [item["id"] for item in reversed(items)]
    assert [line["change_seq"] for line in lines] == sorted(line["change_seq"] for line in lines)


@pytest.mark.usefixtures("small_pages")
def test_a_record_that_arrives_during_an_export_is_in_it(office: Office, device: Device) -> None:
    device.results(*(device.seal() for _ in range(3)))
    lines = export_inspections(office, format="ndjson")
    first = next(lines)
    late = device.seal()
    device.results(late)
    ids = [json.loads(line)["id"] for line in (first, *lines)]
    assert len(ids) == 4
    assert ids[-1] == late["id"]


def test_what_is_quarantined_is_exported_and_says_so(office: Office, device: Device) -> None:
    strange = device.seal(times={})
    forged = device.seal() | {"sig": "AAAA"}
    half = {"id": "half", "sha256": "0" * 64, "body": "\ud800", "seq": "=1+1", "sig": 7}
    device.results(strange, forged, half)
    lines = {line["id"]: line for line in exported(office)}
    assert lines[strange["id"]]["problem"] == "invalid"
    assert lines[forged["id"]]["problem"] == "bad-signature"
    assert lines[forged["id"]]["body"] == forged["body"]
    assert (lines[forged["id"]]["seq"], lines[forged["id"]]["files"]) == (2, [])
    # Half of a surrogate pair is refused by strict readers of JSON: it is U+FFFD in the text, and
    # the exact bytes, which a receipt is for, are apart.
    assert lines["half"]["body"] == "\ufffd" * 3
    assert from_base64(lines["half"]["body_base64"]) == "\ud800".encode("utf-8", "surrogatepass")
    assert "body_base64" not in lines[forged["id"]]
    for line in export_inspections(office, format="ndjson"):
        msgspec.json.decode(line)  # a strict reader of another kind than ours
    assert {line["status"] for line in lines.values()} == {"quarantined"}


def test_other_bytes_under_a_records_id_make_no_second_line(office: Office, device: Device) -> None:
    item = device.seal()
    device.results(item)
    device.results(device.seal(id=item["id"], note="other bytes"))
    (line,) = exported(office)
    assert (line["sha256"], line["status"]) == (item["sha256"], "stored")


def test_bytes_that_were_damaged_on_the_way_give_way_to_the_record(
    office: Office, device: Device
) -> None:
    item = device.seal()
    device.results(item | {"body": item["body"].replace("pass", "fail")})
    assert [line["status"] for line in exported(office)] == ["quarantined"]
    device.results(item)
    (line,) = exported(office)
    assert (line["sha256"], line["status"]) == (item["sha256"], "stored")


def test_since_counts_from_the_day_of_receipt(office: Office, device: Device) -> None:
    sender = Sender(device.device_id, device.key.public_key().public_bytes_raw())
    items = [device.seal(), device.seal()]
    for item, at in zip(items, ("2026-11-22T23:59:59.999Z", "2026-11-23T00:00:00Z"), strict=True):
        take_in(replace(office, now=partial(datetime.fromisoformat, at)), sender, [item])
    later = exported(office, since=date(2026, 11, 23))
    assert [line["id"] for line in later] == [items[1]["id"]]
    assert len(exported(office, since=date(2026, 11, 22))) == 2
    assert exported(office, since=date(2026, 11, 24)) == []


def test_csv_has_one_row_a_record_and_opens_in_a_spreadsheet_as_it_is(
    office: Office, device: Device
) -> None:
    device.results(device.seal(photos=[b"photo"], site_id="=HYPERLINK(1)"))
    (row,) = table(office)
    assert row["site_id"] == "'=HYPERLINK(1)"
    assert (row["seq"], row["verdict"], row["photos"], row["photos_present"]) == (
        "1", "pass", "1", "0",
    )  # fmt: skip
    assert row["value"] == "0"
    assert b"".join(export_inspections(office, format="csv")).startswith(b"\xef\xbb\xbfid,")


def test_a_negative_value_stays_a_number_in_csv(office: Office, device: Device) -> None:
    device.results(device.seal_content(inspection(neck_reading_mm="68")))
    assert table(office)[0]["value"].startswith("-0.0199")


@pytest.fixture
def command(tmp_path: Path, database_url: str) -> list[str]:
    return ["export", "inspections", "--data", str(tmp_path), "--database", database_url]


def test_the_command_writes_lines_to_standard_output(
    command: list[str], capfdbinary: pytest.CaptureFixture[bytes], filled: Device
) -> None:
    assert main([*command, "--format", "ndjson"]) == 0
    out, err = capfdbinary.readouterr()
    assert [json.loads(line)["device_id"] for line in out.splitlines()] == [filled.device_id]
    assert err == b""


def test_the_command_writes_a_file_that_is_whole(
    command: list[str], tmp_path: Path, filled: Device
) -> None:
    out = tmp_path / "out.csv"
    assert main([*command, "--format", "csv", "--out", str(out)]) == 0
    assert filled.device_id in out.read_text(encoding="utf-8-sig")
    assert list(tmp_path.glob("*.unfinished")) == []


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_a_format_to_come_is_refused_in_a_sentence(
    command: list[str], format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--format", format]) == 2
    assert capsys.readouterr().err == (
        f"inspector-server: {format} is not yet available; ndjson, csv and particulars are.\n"
    )


def test_a_folder_that_is_not_there_is_told_in_a_sentence(
    command: list[str], tmp_path: Path, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gone" / "out.ndjson"
    assert main([*command, "--out", str(out)]) == 2
    assert "No such file or directory" in capsys.readouterr().err


@pytest.fixture
def filled(tmp_path: Path, database_url: str) -> Device:
    """The device whose one record lies in the office of `tmp_path`."""
    with opened_office(tmp_path, database_url) as office, serving(office) as url:
        device = enrolled_device(office, url)
        device.results(device.seal())
    return device
