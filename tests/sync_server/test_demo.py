"""The demo city: the same for the same seed and day, sound, and only ever in an empty server."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import plan_points, standard_input
from inspector_app.rulebook.readings import build_observations
from inspector_app.rulebook.suitability import fault_of_standard, imagine_readings
from inspector_app.tags.identifier import is_identifier
from sync.protocol.changes import KINDS
from sync.server.cli import main
from sync.server.errors import WrongUse
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work.demo.city import City, build_city
from sync.server.work.demo.filling import fill_with_demo
from sync.server.work.demo.past import JUST_INSIDE
from sync.server.work.demo.rows import Row
from sync.server.work.importing.characteristics import check_instrument, check_standard
from sync.server.work.importing.columns import INSTRUMENT_KINDS
from sync.server.work.opening import Office
from tests.support.device import Device

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(Random(1), TODAY)


def held(office: Office) -> dict[str, dict[str, object]]:
    with office.database.reading() as connection:
        return {
            kind: {row_id: json.loads(body) for row_id, body in load_kind(connection, kind)}
            for kind in KINDS
        }


def test_the_same_seed_and_day_give_the_same_city(city: City) -> None:
    assert build_city(Random(1), TODAY) == city
    assert build_city(Random(2), TODAY) != city


def test_another_day_moves_the_dates_and_keeps_the_tags(city: City) -> None:
    later = build_city(Random(1), TODAY + timedelta(days=40))
    for before, after in zip(city.instruments, later.instruments, strict=True):
        assert before["instrument_id"] == after["instrument_id"]
        assert before["seals"] == after["seals"]
        assert before["verified_on"] < after["verified_on"]


@pytest.mark.parametrize("seed", range(20))
def test_rows_have_ids_of_their_own_and_name_rows_that_exist(seed: int) -> None:
    city = build_city(Random(seed), TODAY)
    ids = Counter((kind, row_id) for kind, row_id, _ in city.rows())
    assert max(ids.values()) == 1
    sites = {row["site_id"] for row in city.sites}
    instruments = {row["instrument_id"]: row for row in city.instruments}
    officers = {row["officer_id"] for row in city.officers}
    assert all(map(is_identifier, instruments))
    assert {row["site_id"] for row in city.instruments} == sites
    for row in city.worklist:
        assert row["instrument_id"] in instruments
        assert row["assigned_to"] in officers
    for row in city.history:
        assert instruments[row["instrument_id"]]["site_id"] == row["site_id"]


def test_it_has_every_kind_of_site_and_what_an_inspector_meets(city: City) -> None:
    kinds = Counter(row["kind"] for row in city.sites)
    instruments = {row["instrument_id"]: row["kind"] for row in city.instruments}
    assert kinds == {
        "fuel_station": 12, "market": 2, "supermarket": 1, "optician": 1, "utility": 2,
        "other": 1,
    }  # fmt: skip
    assert {row["kind"] for row in city.instruments} == set(INSTRUMENT_KINDS)
    assert {row["kind"] for row in city.instruments} == {
        instruments[row["instrument_id"]] for row in city.worklist
    }
    nozzles = [row["nozzle"] for row in city.instruments if row["site_id"] == "S-001"]
    assert nozzles[:4] == ["1-1", "1-2", "2-3", "2-4"]
    today = TODAY.isoformat()
    assert any(row["valid_until"] < today for row in city.instruments)
    assert any(row["valid_until"] < today for row in city.standards)
    assert any(row["due_on"] == today for row in city.worklist)
    assert any(row["due_on"] > today for row in city.worklist)
    assert all(row["due_on"] >= today for row in city.worklist)
    assert {row["verdict"] for row in city.history} == {"pass", "fail", "incomplete"}


def test_seals_stand_where_the_procedure_looks_for_them_each_with_its_own_number(
    city: City,
) -> None:
    numbers = Counter(seal["number"] for row in city.instruments for seal in row["seals"])
    assert max(numbers.values()) == 1
    for row in city.instruments:
        rule = load_rulebook().rule_for(row["kind"], row["characteristics"], "cn", TODAY)
        if rule is not None:
            wanted = [seal["position"] for seal in rule.procedure["seals"]]
            assert [seal["position"] for seal in row["seals"]] == wanted


def test_characteristics_are_such_as_an_import_takes(city: City) -> None:
    for row in city.instruments:
        assert not list(check_instrument(row["kind"], row["characteristics"]))
    for row in city.standards:
        assert not list(check_standard(row["kind"], row["characteristics"]))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_instrument_can_be_inspected_with_a_standard_of_the_city(seed: int) -> None:
    city = build_city(Random(seed), TODAY)
    for row in city.instruments:
        rule = load_rulebook().rule_for(row["kind"], row["characteristics"], "cn", TODAY)
        assert rule is not None
        for phase in rule.phases:
            serving = [one for one in city.standards if not reason(rule, row, phase, one)]
            assert serving, (row, phase)
            (standard, *_) = serving
            points = plan_points(rule, row["characteristics"], phase, standard["characteristics"])
            needed = [point for point in points if not point.optional]
            chosen = standard_input(rule, standard["characteristics"], standard["valid_until"])
            readings = imagine_readings(needed, row["characteristics"], chosen)
            observations = build_observations(points, readings)
            outcome = evaluate(asked(rule, row, phase) | {
                "standard": chosen, "observations": observations,
            }, load_rulebook())  # fmt: skip
            assert (outcome.verdict, outcome.missing) == (Verdict.PASS, ()), row


def asked(rule: Rule, row: Row, phase: str) -> dict[str, Any]:
    instrument = row["characteristics"]
    today = TODAY.isoformat()
    return {"rule": rule.id, "phase": phase, "date": today, "instrument": instrument}


def reason(rule: Rule, row: Row, phase: str, standard: Row) -> str:
    """Why a standard cannot serve at an instrument; '' when it can."""
    if standard["kind"] != rule.procedure["standard"]["kind"]:
        return "kind"
    if standard["valid_until"] < TODAY.isoformat():
        return "expired"
    certificate = standard["characteristics"]
    points = plan_points(rule, row["characteristics"], phase, certificate)
    chosen = standard_input(rule, certificate, standard["valid_until"])
    return fault_of_standard(rule, asked(rule, row, phase), points, chosen)


def test_some_standards_cannot_serve_and_say_why(city: City) -> None:
    found = {
        (standard["standard_id"], reason(rule, row, phase, standard))
        for row in city.instruments
        for rule in [load_rulebook().rule_for(row["kind"], row["characteristics"], "cn", TODAY)]
        if rule is not None
        for phase in ("initial", "spot_check")
        for standard in city.standards
    }
    assert {("P-020-2", "expired"), ("P-020-3", "unsuitable"), ("B-E-2", "unsuitable")} <= found
    assert not [each for each in found if each[1] == "unfit"]


def test_the_past_is_past_and_its_verdicts_fit_its_values(city: City) -> None:
    kinds = {row["instrument_id"]: row["kind"] for row in city.instruments}
    for row in city.history:
        assert row["finished_at"] < (TODAY - timedelta(days=30)).isoformat()
        if kinds[row["instrument_id"]] == "fuel_dispenser" and row["value"] is not None:
            inside = abs(Decimal(row["value"])) <= Decimal("0.30")
            assert row["verdict"] == ("pass" if inside else "fail")


def test_one_station_lies_always_just_inside_the_limit(city: City) -> None:
    dispensers = {r["instrument_id"] for r in city.instruments if r["kind"] == "fuel_dispenser"}
    values = [
        Decimal(row["value"])
        for row in city.history
        if row["site_id"] == JUST_INSIDE and row["instrument_id"] in dispensers and row["value"]
    ]
    assert len(values) >= 7
    assert all(Decimal("0.27") < value <= Decimal("0.30") for value in values)


def test_an_empty_server_is_filled_once(office: Office, city: City) -> None:
    first = fill_with_demo(office, seed=1, today=TODAY)
    assert not first.already_there
    assert held(office) == {
        kind: {row_id: row for of_kind, row_id, row in city.rows() if of_kind == kind}
        for kind in KINDS
    }
    second = fill_with_demo(office, seed=2, today=TODAY)
    assert (second.already_there, second.seed, second.rows) == (True, 1, first.rows)
    assert held(office)["instruments"].keys() == {r["instrument_id"] for r in city.instruments}


def test_a_server_that_holds_something_is_left_as_it_is(office: Office, device: Device) -> None:
    device.results(device.seal())
    before = held(office)
    with pytest.raises(WrongUse, match="not empty"):
        fill_with_demo(office, seed=1, today=TODAY)
    assert held(office) == before


def test_a_server_with_reference_data_of_its_own_is_left_as_it_is(office: Office) -> None:
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "A", "{}")])
    with pytest.raises(WrongUse, match="not empty"):
        fill_with_demo(office, seed=1, today=TODAY)
    assert held(office)["sites"] == {"A": {}}


def test_the_command_says_what_it_did_and_that_it_did_it_already(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path), "--database", database_url]
    command = ["demo", *where, "--today", "2026-11-23"]
    assert main(command) == 0
    assert (
        "Filled with the demo city (seed 1, as it stood on 2026-11-23)" in capsys.readouterr().out
    )
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["already_there"] is True
    assert told["rows"]["sites"] == 19


def test_the_command_prints_a_tag_for_every_instrument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], city: City
) -> None:
    tags = tmp_path / "tags.pdf"
    assert main(["demo", "--data", str(tmp_path), "--labels", str(tags)]) == 0
    document = pypdfium2.PdfDocument(tags)
    try:
        assert len(document) == -(-len(city.instruments) // 16)  # an L7162 sheet has 16 labels
    finally:
        document.close()
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_day_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--data", str(tmp_path), "--today", "23.11.2026"]) == 2
    assert capsys.readouterr().err == (
        "inspector-server: '23.11.2026' is not a date like 2026-11-23.\n"
    )
