"""A data file is taken only when it is sound; else everything wrong with it is told at once."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from inspector_app.rulebook import BadRuleData, load_rulebook
from inspector_app.rulebook.checking import deciding_sources
from inspector_app.rulebook.loading import read_rule
from sync.protocol.digest import sha256_hex
from tests.support.inspections import FUEL, SCALES

Change = Callable[[dict[str, Any]], None]


def data_of(rule_id: str) -> bytes:
    return (files("inspector_app.rulebook") / "data" / f"{rule_id}.json").read_bytes()


def faults_of(rule_id: str, change: Change) -> set[str]:
    data = json.loads(data_of(rule_id))
    change(data)
    with pytest.raises(BadRuleData) as raised:
        read_rule("some.json", json.dumps(data).encode())
    return {fault.path for fault in raised.value.faults}


@pytest.mark.parametrize("rule_id", list(load_rulebook()))
def test_a_rule_carries_the_hash_of_the_exact_bytes_of_its_file(rule_id: str) -> None:
    data = data_of(rule_id)
    assert load_rulebook()[rule_id].sha256 == sha256_hex(data)
    assert read_rule("again.json", data + b"\n").sha256 != sha256_hex(data)


@pytest.mark.parametrize("rule", load_rulebook().values(), ids=lambda rule: rule.id)
def test_every_number_has_a_clause_a_source_and_a_tag_that_may_be_used(rule: Any) -> None:
    for test in rule.tests.values():
        assert test.clause
        assert test.source.text
        assert test.source.tag in {"Q1", "Q2", "K", "D"}
        for table in test.tables:
            assert table.source.text
            assert table.source.tag in {"Q1", "Q2", "K", "D"}
    for constant in rule.data["constants"].values():
        assert constant["clause"]
    assert rule.status in {"verified", "unverified"}


@pytest.mark.parametrize("rule", load_rulebook().values(), ids=lambda rule: rule.id)
def test_a_rule_says_verified_only_when_all_it_decides_by_was_read_in_the_original(
    rule: Any,
) -> None:
    read = all(
        rule.data["sources"][name]["tag"] in ("Q1", "D") for name in deciding_sources(rule.data)
    )
    assert rule.status == ("verified" if read or "verified_by" in rule.data else "unverified")
    assert read is (rule.tag in ("Q1", "D"))


def test_the_minimum_measured_quantity_of_older_editions_is_not_used() -> None:
    tables = load_rulebook()[FUEL].tests["indication_error"].tables
    assert {str(band.max) for table in tables for band in table.bands} == {"0.30"}


def set_at(*path: Any, value: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for key in path[:-1]:
            inner = inner[key]
        if value is ...:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value

    return change


FUEL_LIMIT = ("tests", "indication_error", "limits", 0)
BANDS = ("tests", "weighing", "limits", 0, "bands")
POINT = ("procedure", "points", 0)
FIELD = ("procedure", "fields", "indication_error", 0)


@pytest.mark.parametrize(
    ("rule_id", "change", "path"),
    [
        (FUEL, set_at("colour", value="red"), "colour"),
        (FUEL, set_at("title", "zh", value=...), "title.zh"),
        (FUEL, set_at("in_force_from", value="2024-5-1"), "in_force_from"),
        (FUEL, set_at("in_force_to", value="2024-04-30"), "in_force_to"),
        (FUEL, set_at("method", value="guessing"), "method"),
        (FUEL, set_at("tests", "payment", "clause", value=""), "tests.payment.clause"),
        (FUEL, set_at(*FUEL_LIMIT, "source", value=...), "tests.indication_error.limits[0].source"),
        (FUEL, set_at(*FUEL_LIMIT, "source", value="hearsay"),
         "tests.indication_error.limits[0].source"),
        (FUEL, set_at(*FUEL_LIMIT, "bands", 0, "max", value=0.3),
         "tests.indication_error.limits[0].bands[0].max"),
        (FUEL, set_at(*FUEL_LIMIT, "bands", 0, "max", value="-0.4"),
         "tests.indication_error.limits[0].bands[0]"),
        (FUEL, set_at(*FUEL_LIMIT, "bands", 0, value={}),
         "tests.indication_error.limits[0].bands[0]"),
        (FUEL, set_at(*FUEL_LIMIT, "phases", value=["initial"]), "tests.indication_error.limits"),
        (FUEL, set_at(*FUEL_LIMIT, "phases", value=["initial", "subsequent", "in_service"]),
         "tests.indication_error.limits"),
        (FUEL, set_at("sources", "summary-2023", "tag", value="?"), "sources.summary-2023.tag"),
        (FUEL, set_at("sources", "unused", value={"text": "x", "tag": "K"}), "sources.unused"),
        (FUEL, set_at("status", value="verified"), "sources.summary-2023.tag"),
        (FUEL, set_at("verified_by", value="somebody"), "verified_by"),
        (FUEL, set_at("constants", "temperature_difference_C", value=...),
         "constants.temperature_difference_C"),
        (FUEL, set_at("constants", "liquid_expansion_per_C", "values", "petrol", value="-0.0012"),
         "constants.liquid_expansion_per_C.values.petrol"),
        (FUEL, set_at("constants", "reference_temperature_C", "values", "value", value="0"),
         "constants.reference_temperature_C.values.value"),
        (FUEL, set_at("tests", "weighing", value={}), "tests.weighing.title"),
        (FUEL, set_at("tests", "indication_error", "runs", "spot_check", value=0.5),
         "tests.indication_error.runs.spot_check"),
        (FUEL, set_at("tests", "indication_error", "runs", "night", value=3),
         "tests.indication_error.runs.night"),
        (FUEL, set_at(*FIELD, "key", value="indicated_l"), "procedure.points[0]"),
        (FUEL, set_at(*FIELD, "decimals", value=...), "procedure.fields.indication_error[0]"),
        (FUEL, set_at(*FIELD, "low", value={"of": "trader.mood"}),
         "procedure.fields.indication_error[0].low.of"),
        (FUEL, set_at(*FIELD, "low", value={}), "procedure.fields.indication_error[0].low"),
        (FUEL, set_at(*FIELD, "low", "times", value="1/0"),
         "procedure.fields.indication_error[0].low.times"),
        (FUEL, set_at(*POINT, "test", value="repeatability"), "procedure.points[0].test"),
        (FUEL, set_at(*POINT, "optional_in", value=["night"]), "procedure.points[0].optional_in"),
        (FUEL, set_at(*POINT, "key", value="payment"), "procedure.points[2].key"),
        (FUEL, set_at("procedure", "checks", 1, "id", value="working"), "procedure.checks[1].id"),
        (SCALES[0], set_at(*BANDS, 1, "over", value="49999"), "tests.weighing.limits[0].bands[1]"),
        (SCALES[0], set_at(*BANDS, 1, "from", value="50000"), "tests.weighing.limits[0].bands[1]"),
        (SCALES[0], set_at("tests", "eccentricity", "limits_of", value="discrimination"),
         "tests.eccentricity.limits_of"),
        (SCALES[0], set_at("tests", "weighing", "unit", value="g"), "tests.weighing"),
    ],
)  # fmt: skip
def test_an_unsound_file_is_refused_with_the_path_of_what_is_wrong(
    rule_id: str, change: Change, path: str
) -> None:
    assert path in faults_of(rule_id, change)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["title"] = {"en": ""}
        data["tests"]["payment"]["limits"][0]["bands"][0]["max"] = "much"
        data["procedure"]["checks"][0]["label"] = "works"

    assert faults_of(FUEL, change) == {
        "title.en",
        "title.zh",
        "tests.payment.limits[0].bands[0].max",
        "procedure.checks[0].label",
    }


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"id": "a", "id": "b"}'])
def test_a_file_that_is_no_rule_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadRuleData, match=r"some\.json"):
        read_rule("some.json", data)
