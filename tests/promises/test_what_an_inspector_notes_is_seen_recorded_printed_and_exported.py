"""Each entry and check of the data: on the screen, in the record, in the report, in the export.

The data say what there is; the test goes through all of it, for a dispenser and for a scale.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flet as ft
import pytest
import requests

from inspector_app.services import finishing, inspecting, noting
from inspector_app.services.opening import Tablet
from inspector_app.services.reporting import report_of
from inspector_app.services.views import Inspection
from inspector_app.texts.catalogue import load_texts
from sync.server.work.exporting import export_inspections
from sync.server.work.opening import Office
from tests.screens_inspection.test_screen import Shown
from tests.support.device import Device
from tests.support.in_process import below, said_by
from tests.support.particulars import note_everything
from tests.support.registry import PUMP, SCALE, open_city
from tests.support.reports import take_apart

LANGUAGES = ("en", "zh")
BOTH = pytest.mark.parametrize("instrument_id", [PUMP, SCALE], ids=["dispenser", "scale"])


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone, as the app does."""
    return "asyncio"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    """A tablet with a city in it."""
    opened = open_city(tmp_path / "tablet")
    yield opened
    opened.close()


@dataclass(frozen=True)
class Noted:
    """A draft in which everything was noted, and what was sealed of it."""

    shown: Inspection
    body: dict[str, Any]

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The sealed entries by their ids."""
        return {
            entry["id"]: entry for group in self.body["particulars"] for entry in group["entries"]
        }


def note_all(tablet: Tablet, instrument_id: str) -> str:
    """Write into every entry, and let every optional check but the first not apply."""
    draft = inspecting.begin(tablet, instrument_id)
    note_everything(tablet, draft)
    for check in inspecting.load_inspection(tablet, draft).checks:
        noting.set_applicable(tablet, draft, check.id, applies=False)
    inspecting.choose_officers(tablet, draft, ["O1", "O2"])
    return draft


def sealed(tablet: Tablet, instrument_id: str) -> Noted:
    """Seal it."""
    draft = note_all(tablet, instrument_id)
    shown = inspecting.load_inspection(tablet, draft)
    record_id = finishing.seal_draft(tablet, draft).record_id
    return Noted(shown, finishing.load_sealed(tablet, record_id))


def in_field(control: ft.Semantics) -> str:
    """Return what a control says, and what stands in the field inside it."""
    fields = [one for one in below(control) if isinstance(one, ft.TextField)]
    return " ".join([said_by(control), *(f"{one.label} {one.value}" for one in fields)])


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.anyio
async def test_every_entry_and_check_is_seen_on_the_screen(
    tablet: Tablet, instrument_id: str, language: str
) -> None:
    draft = note_all(tablet, instrument_id)
    inspection = inspecting.load_inspection(tablet, draft)
    t = load_texts(language)
    screen = Shown(tablet, instrument_id, language, wide=False, draft_id=draft).screen
    await screen.tap("step-checks")
    for group in inspection.groups:
        await screen.tap(f"group-{group.id}")
    for check in inspection.checks:
        answer = await screen.wait_for(f"check-{check.id}-not-applicable", t.label(check.label))
        assert answer.selected, check.id
        assert screen.find(f"check-{check.id}-ok"), check.id
    for entry in (entry for group in inspection.groups for entry in group.entries):
        said = in_field(await screen.wait_for(f"entry-{entry.id}"))
        told = t.label(entry.answers[entry.text]) if entry.answers else entry.text
        assert t.label(entry.label) in said, entry.id
        assert told in said, entry.id
    await screen.tap("step-outcome")
    await screen.tap("on-site")
    await screen.wait_for("on-site-next")
    for group in inspection.on_site:
        if group.folded:
            await screen.tap(f"group-{group.id}")
        for entry in group.entries:
            said = in_field(await screen.wait_for(f"entry-{entry.id}"))
            told = t.label(entry.answers[entry.text]) if entry.answers else entry.text
            assert t.label(entry.label) in said, entry.id
            assert told in said, entry.id
    screen.close()


@BOTH
def test_every_entry_and_check_is_in_the_record_with_its_wording(
    tablet: Tablet, instrument_id: str
) -> None:
    noted = sealed(tablet, instrument_id)
    assert [entry.id for entry in noted.shown.entries] == list(noted.entries)
    for entry in noted.shown.entries:
        told = noted.entries[entry.id]
        assert told["label"] == entry.label
        assert told["value"]
        assert told.get("unit", "") == entry.unit
        if entry.answers:
            assert told["answer"] == entry.answers[entry.text]
    not_applicable = [check["id"] for check in noted.body["checks_not_applicable"]]
    assert not_applicable == [check.id for check in noted.shown.checks]


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_and_check_is_in_the_words_of_the_report(
    tablet: Tablet, instrument_id: str, language: str
) -> None:
    noted = sealed(tablet, instrument_id)
    pdf = report_of(tablet, noted.body["id"], language)
    text = "".join(take_apart(pdf, dpi=30).text.split())
    for entry in noted.entries.values():
        value = entry.get("answer", {}).get(language) or entry["value"]
        if entry["kind"] == "moment":
            local = int(value[11:13]) + 8
            value = f"{value[:10]}{local:02}{value[13:16]}"
        for words in (entry["label"][language], value):
            assert "".join(words.split()) in text, (entry["id"], words)
    for check in noted.body["checks_not_applicable"]:
        assert "".join(check["label"][language].split()) in text, check["id"]


@BOTH
def test_every_entry_and_check_is_in_the_export_and_on_the_offices_page(
    tablet: Tablet, office: Office, device: Device, instrument_id: str
) -> None:
    noted = sealed(tablet, instrument_id)
    own = {"seq", "prev", "device_id", "schema"}
    item = device.seal_content({k: v for k, v in noted.body.items() if k not in own})
    (result,) = device.results(item)
    assert result["status"] == "created", result
    (line,) = lines(office, "ndjson")
    body = json.loads(json.loads(line)["body"])
    assert body["particulars"] == noted.body["particulars"]
    (row,) = table(office, "csv")
    apart = {row["entry"]: row for row in table(office, "particulars")}
    number = result["receipt"]["change_seq"]
    page = requests.get(
        f"{device.url}/inspections/{number}", headers={"Accept-Language": "zh-CN"}, timeout=30
    ).text
    for entry in noted.entries.values():
        named = f"{entry['id']}={entry['value']}"
        assert named in row["particulars"] or row.get(entry["id"]) == entry["value"], entry["id"]
        assert apart[entry["id"]]["value"] == entry["value"]
        assert apart[entry["id"]]["label_zh"] == entry["label"]["zh"]
        assert apart[entry["id"]]["unit"] == entry.get("unit", "")
        assert entry["label"]["zh"] in page, entry["id"]
        assert entry.get("answer", {}).get("zh", "") in page
    for check in noted.body["checks_not_applicable"]:
        assert check["id"] in row["checks_not_applicable"].split("; ")
        assert apart[check["id"]]["value"] == "not_applicable"
        assert check["label"]["zh"] in page


def lines(office: Office, form: str) -> list[bytes]:
    """Return the lines of an export."""
    return b"".join(export_inspections(office, format=form)).splitlines()


def table(office: Office, form: str) -> list[dict[str, str]]:
    """Return the rows of an export as a spreadsheet reads them."""
    text = b"".join(export_inspections(office, format=form)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
