"""Particulars at the office: the register's numbers, its own texts, and records of any form."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.server.work.exporting import export_inspections
from sync.server.work.importing.taking import import_file
from sync.server.work.opening import Office
from tests.support.device import Device, inspection
from tests.support.registry import PUMP

SITES = "site_id,name,kind\nS-001,加油站,fuel_station\n"
HEAD = "instrument_id,site_id,kind,characteristics\n"


def take(office: Office, folder: Path, kind: str, text: str) -> list[str]:
    file = folder / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    return [str(fault) for fault in import_file(office, kind, file, dry_run=False).errors]


def table(office: Office, form: str) -> list[dict[str, str]]:
    text = b"".join(export_inspections(office, format=form)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_register_takes_what_an_inspector_compares_and_no_other_key(
    office: Office, tmp_path: Path
) -> None:
    assert take(office, tmp_path, "sites", SITES) == []
    parts = '"{""product"": ""petrol"", ""serial_main_board"": ""MB-1"", ""qmax_L_min"": ""50""}"'
    row = f"{PUMP},S-001,fuel_dispenser,"
    assert take(office, tmp_path, "instruments", f"{HEAD}{row}{parts}\n") == []
    (fault,) = take(office, tmp_path, "instruments", f'{HEAD}{row}"{{""serial_bord"": ""1""}}"\n')
    assert "unknown key" in fault
    (fault,) = take(office, tmp_path, "instruments", f'{HEAD}{row}"{{""qmax_L_min"": ""fast""}}"\n')
    assert "qmax_L_min" in fault


def test_the_office_brings_its_own_text_of_the_retest_right(office: Office, tmp_path: Path) -> None:
    head = "text_id,zh,en\n"
    assert (
        take(office, tmp_path, "texts", f"{head}retest_right,十日内申请复检。,Within 10 days.\n")
        == []
    )
    (fault,) = take(office, tmp_path, "texts", f"{head}greeting,好,Hello\n")
    assert "retest_right" in fault


def test_a_record_of_the_released_version_is_exported_and_shown_without_particulars(
    office: Office, device: Device
) -> None:
    item = device.seal()
    (result,) = device.results(item)
    (row,) = table(office, "csv")
    assert (row["visit_kind"], row["particulars"], row["checks_not_applicable"]) == ("", "", "")
    assert row["verdict"] == "pass"
    assert table(office, "particulars") == []
    page = page_of(device, result)
    assert "What this result means" not in page
    assert "Particulars" not in page


@pytest.mark.parametrize(
    "odd",
    [
        {"particulars": "all"},
        {
            "particulars": [
                3,
                {"id": 7, "entries": {}},
                {"entries": [None, {"id": "x", "value": 5}]},
            ]
        },
        {
            "particulars": [{"entries": [{"value": "v"}]}],
            "checks_not_applicable": [None, {"id": 1}],
        },
        {"notices": {"a": 1}, "checks_not_applicable": "x"},
        {"notices": [{"text": "plain"}, {"text": {"en": 4}}]},
    ],
)
def test_a_record_that_says_something_odd_there_is_taken_exported_and_shown(
    office: Office, device: Device, odd: dict[str, Any]
) -> None:
    (result,) = device.results(device.seal_content(inspection() | odd))
    assert result["receipt"]
    assert len(table(office, "csv")) == 1
    table(office, "particulars")
    assert page_of(device, result)


def test_no_cell_of_an_entry_is_run_as_a_formula(office: Office, device: Device) -> None:
    entry = {"id": "=1+1", "kind": "text", "value": "@SUM(A1)", "label": {"en": "+x", "zh": "-y"}}
    body = inspection() | {"particulars": [{"id": "=g", "label": {}, "entries": [entry]}]}
    device.results(device.seal_content(body))
    (row,) = table(office, "particulars")
    for name in ("group", "entry", "value", "label_en", "label_zh"):
        assert row[name].startswith("'"), name
    (row,) = table(office, "csv")
    assert row["particulars"].startswith("'")


def page_of(device: Device, result: dict[str, Any]) -> str:
    number = result["receipt"]["change_seq"]
    url = f"{device.url}/inspections/{number}"
    answer = requests.get(url, headers={"Accept-Language": "en"}, timeout=30)
    assert answer.status_code == 200
    return answer.text.partition("The record itself")[0]
