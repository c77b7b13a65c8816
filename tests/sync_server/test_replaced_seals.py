"""A seal that a record tells as replaced is the register's word, once, and the newest counts."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.server.tables.records import load_records
from sync.server.tables.reference import Change, find_reference, load_changes, write_changes
from sync.server.work.importing.taking import import_file
from sync.server.work.opening import Office
from tests.support.device import Device, inspection
from tests.support.registry import PUMP
from tests.support.serving import enrolled_device

REGISTERED = [{"position": "transducer", "number": "A100"}, {"position": "cover", "number": "A101"}]


@pytest.fixture(autouse=True)
def register(office: Office) -> None:
    """An instrument with two seals."""
    body = {"instrument_id": PUMP, "site_id": "S-001", "kind": "fuel_dispenser",
            "seals": REGISTERED}  # fmt: skip
    with office.database.writing() as connection:
        write_changes(connection, [Change("instruments", PUMP, json.dumps(body))])


def replaced(removed: str, applied: str, at: str, **changes: str) -> dict[str, Any]:
    """Return the content of an inspection that replaced the seal of the transducer."""
    change = {"position": "transducer", "removed": removed, "applied": applied,
              "reason": "broken", "note": ""} | changes  # fmt: skip
    content = {"instrument_id": PUMP, "times": {"finished_at": at}, "seal_changes": [change]}
    return inspection() | content


def numbers(office: Office) -> dict[str, str]:
    with office.database.reading() as connection:
        text = find_reference(connection, "instruments", PUMP)
    return {seal["position"]: seal["number"] for seal in json.loads(text or "{}")["seals"]}


def changes(office: Office, kind: str) -> list[Any]:
    with office.database.reading() as connection:
        return [row for row in load_changes(connection, 0, 1000) if row.kind == kind]


def test_the_register_expects_the_applied_number_and_every_tablet_hears_of_it(
    device: Device, office: Office
) -> None:
    (before,) = changes(office, "instruments")
    item = device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z"))
    (result,) = device.results(item)
    assert result["status"] == "created"
    assert numbers(office) == {"transducer": "B7", "cover": "A101"}
    (after,) = changes(office, "instruments")
    assert after.change_seq > before.change_seq
    (told,) = changes(office, "history")
    body = json.loads(told.body)
    assert body["by"] == ["Officer A"]
    assert [change["applied"] for change in body["seal_changes"]] == ["B7"]


def test_the_same_record_again_changes_nothing(device: Device, office: Office) -> None:
    item = device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z"))
    device.results(item)
    (before,) = changes(office, "instruments")
    device.results(item)
    assert changes(office, "instruments") == [before]


def test_the_newest_replacement_counts_in_whatever_order_the_records_come(
    device: Device, office: Office
) -> None:
    first = device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z"))
    second = device.seal_content(replaced("B7", "B8", "2026-11-23T17:00:00+08:00"))
    device.results(second)
    assert numbers(office)["transducer"] == "B8"
    device.results(first)
    assert numbers(office)["transducer"] == "B8"
    assert len(changes(office, "history")) == 2


def test_two_replacements_in_one_batch_are_one_revision(device: Device, office: Office) -> None:
    first = device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z"))
    second = device.seal_content(replaced("B7", "B8", "2026-11-23T09:00:00Z"))
    device.results(first, second)
    assert numbers(office)["transducer"] == "B8"
    assert len(changes(office, "instruments")) == 1


def test_a_record_from_the_future_does_not_have_the_last_word(
    device: Device, office: Office
) -> None:
    device.results(device.seal_content(replaced("A100", "B7", "2091-01-01T00:00:00Z")))
    with office.database.reading() as connection:
        text = find_reference(connection, "instruments", PUMP)
    (seal, _) = json.loads(text or "")["seals"]
    assert seal["number"] == "B7"
    assert seal["changed_at"] < "2091"


def test_an_instrument_that_is_not_registered_is_no_trouble(device: Device, office: Office) -> None:
    content = replaced("A100", "B7", "2026-11-23T08:00:00Z") | {"instrument_id": "NOBODY"}
    (result,) = device.results(device.seal_content(content))
    assert result["status"] == "created"
    assert numbers(office)["transducer"] == "A100"


@pytest.mark.parametrize("told", ["x", [{"position": "transducer"}], [None]])
def test_replacements_that_cannot_be_read_are_kept_in_quarantine_and_change_nothing(
    device: Device, office: Office, told: object
) -> None:
    content = inspection() | {"seal_changes": told}
    (result,) = device.results(device.seal_content(content))
    assert (result["status"], result["problem"]) == ("quarantined", "invalid")
    assert result["receipt"]
    assert numbers(office)["transducer"] == "A100"


def test_a_fork_of_the_chain_changes_no_seal(device: Device, office: Office) -> None:
    device.results(device.seal())
    device.seq, device.prev = 0, "0" * 64
    (result,) = device.results(device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z")))
    assert result["status"] == "quarantined"
    assert numbers(office)["transducer"] == "A100"


def test_another_tablet_may_replace_the_same_seal_later(device: Device, office: Office) -> None:
    other = enrolled_device(office, device.url)
    device.results(device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z")))
    other.results(other.seal_content(replaced("B7", "B8", "2026-11-23T10:00:00Z")))
    assert numbers(office)["transducer"] == "B8"


def test_an_old_list_that_is_imported_again_does_not_bring_the_removed_seal_back(
    device: Device, office: Office, tmp_path: Path
) -> None:
    import_register(office, tmp_path, "A100")
    device.results(device.seal_content(replaced("A100", "B7", "2026-11-23T08:00:00Z")))
    import_register(office, tmp_path, "A100")
    assert numbers(office) == {"transducer": "B7"}
    import_register(office, tmp_path, "C9")
    assert numbers(office) == {"transducer": "C9"}


def import_register(office: Office, folder: Path, number: str) -> None:
    sites, instruments = folder / "sites.csv", folder / "instruments.csv"
    sites.write_text("site_id,name,kind\nS-001,Station,fuel_station\n", encoding="utf-8")
    seals = json.dumps([{"position": "transducer", "number": number}]).replace('"', '""')
    instruments.write_text(
        f'instrument_id,site_id,kind,seals\n{PUMP},S-001,fuel_dispenser,"{seals}"\n',
        encoding="utf-8",
    )
    for kind, path in (("sites", sites), ("instruments", instruments)):
        report = import_file(office, kind, path, dry_run=False)
        assert report.errors == (), report.errors


def test_the_page_of_a_record_shows_which_seal_was_replaced(
    device: Device, office: Office, server_url: str
) -> None:
    content = replaced("A100", "B7", "2026-11-23T08:00:00Z", reason="other", note="<b>bent</b>")
    device.results(device.seal_content(content))
    with office.database.reading() as connection:
        (row,) = load_records(connection)
    page = requests.get(
        f"{server_url}/inspections/{row.change_seq}", params={"lang": "en"}, timeout=30
    ).text
    said = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.split("<pre")[0])).split())
    assert "Seals replaced" in said
    assert "A100 B7 Another reason: <b>bent</b>" in said
