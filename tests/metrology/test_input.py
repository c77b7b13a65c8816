"""What is wrong with an input is told all at once, by path, and never decides anything."""

from decimal import Decimal
from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.input import check_reading
from inspector_app.metrology.model import InvalidInput
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import FUEL, SCALES, fuel, fuel_run, scale, weighing

RULES = load_rulebook()


def faults_of(document: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as raised:
        evaluate(document, RULES)
    return {fault.path: fault.message for fault in raised.value.faults}


@pytest.mark.parametrize(
    "text",
    ["abc", "1,5", "1 5", "1_000", "0x10", "１２", "٣", "NaN", "nan", "Infinity", "-inf", "--1",
     "1e", ".", "1e400", "1e-400", "1e99999999999", "9" * 22, "0." + "1" * 41, "9" * 100_000,
     True, False, [], {}, Decimal("NaN"), Decimal("Infinity"), Decimal("1e999"), 10**100, 20.0],
    ids=lambda value: f"{type(value).__name__}-{str(value)[:12]}",
)  # fmt: skip
def test_a_reading_that_is_no_number_is_a_fault(text: object) -> None:
    found = faults_of(scale(weighing("7500", "7500"), {**weighing("1", "1"), "indication": text}))
    assert list(found) == ["observations[1].indication"]
    assert len(found["observations[1].indication"]) < 80


@pytest.mark.parametrize(
    "number", ["7500", "+7500", "7500.", "7.5e3", "7500.000", 7500, Decimal(7500)]
)
def test_a_number_may_be_spelled_in_any_plain_decimal_way(number: object) -> None:
    outcome = evaluate(scale({**weighing("7500", ""), "indication": number}), RULES)
    assert outcome.findings[0].value == 0


def test_nought_is_a_load_and_a_volume_like_others() -> None:
    weighed = evaluate(scale(weighing("0", "0", added_weight="0")), RULES)
    assert weighed.findings[0].value == Decimal("2.5")
    delivered = evaluate(fuel(fuel_run("0"), phase="spot_check"), RULES)
    assert delivered.findings[0].value == -100


def test_every_fault_is_told_at_once_by_its_path() -> None:
    document = fuel(
        fuel_run(neck_reading_mm="x", colour="red"),
        {"test": "weighing"},
        {"flow_point": "q1"},
        "run",
        fuel_run(flow_point=5, indicated_L="-1"),
        {"test": "payment", "unit_price": "1", "indicated_L": "1", "amount": "1", "step": "0"},
        seals=[{"position": "encoder", "state": "melted", "colour": "red"}, 5],
        checks=[{"id": "zero_reset", "ok": "yes"}],
        date="23.11.2026",
        weather="rain",
    )
    document["instrument"] = {"product": "milk", "temperature_coefficient": "-0.0012"}
    document["standard"].update(
        {"material": "gold", "valid_until": "2027-02-30", "neck_constant_mL_per_mm": "-2"}
    )
    assert set(faults_of(document)) == {
        "weather",
        "date",
        "instrument.product",
        "instrument.temperature_coefficient",
        "standard.material",
        "standard.valid_until",
        "standard.neck_constant_mL_per_mm",
        "observations[0].neck_reading_mm",
        "observations[0].colour",
        "observations[1].test",
        "observations[2].test",
        "observations[3]",
        "observations[4].flow_point",
        "observations[4].indicated_L",
        "observations[5].step",
        "seals[0].state",
        "seals[0].colour",
        "seals[1]",
        "checks[0].ok",
    }


@pytest.mark.parametrize("document", [None, [], "text", 5, True])
def test_an_input_that_is_no_object_is_a_fault_of_the_whole(document: object) -> None:
    assert faults_of(document) == {"": "the input is not an object"}


def test_without_a_known_rule_the_parts_that_all_rules_share_are_still_checked() -> None:
    found = faults_of({"rule": "cn.unknown", "date": "?", "seals": 5, "colour": "red"})
    assert set(found) == {"rule", "phase", "date", "seals", "colour"}
    assert "cn.unknown" in found["rule"]


@pytest.mark.parametrize("key", ["rule", "phase"])
def test_nothing_is_evaluated_without_rule_and_phase(key: str) -> None:
    document = fuel()
    del document[key]
    assert faults_of(document) == {key: "is missing"}


@pytest.mark.parametrize("rule_id", [FUEL, *SCALES])
def test_a_phase_of_another_country_is_a_fault(rule_id: str) -> None:
    assert "phase" in faults_of({**fuel(), "rule": rule_id, "phase": "acceptance"})


@pytest.mark.parametrize(
    "day",
    ["20261123", "2026-W48-1", "2026-13-01", "2026-11-31", "2026-11-23T10:00", "２０２６-11-23"],
)
def test_a_date_is_a_day_with_dashes(day: str) -> None:
    assert list(faults_of(fuel(date=day))) == ["date"]


def test_a_long_or_odd_key_is_named_in_a_short_printable_way() -> None:
    found = faults_of(fuel(**{"\x1b[31m" + "x" * 5000: 1}))
    (path,) = found
    assert path.isprintable()
    assert len(path) < 60


def test_half_a_character_is_a_fault() -> None:
    assert list(faults_of(fuel(fuel_run(flow_point="\ud800")))) == ["observations[0].flow_point"]


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("neck_reading_mm", "66.5", False),
        ("neck_reading_mm", "-3", False),
        ("neck_reading_mm", "", False),
        ("neck_reading_mm", "6..5", True),
        ("indicated_L", "-1", True),
    ],
)
def test_one_reading_alone_is_refused_exactly_when_the_whole_would_be(
    key: str, value: str, wrong: bool
) -> None:
    fault = check_reading(RULES[FUEL], "indication_error", key, value)
    assert (fault is not None) is wrong
    document = fuel(fuel_run(**{key: value}), phase="spot_check")
    if wrong:
        assert fault is not None
        assert faults_of(document) == {f"observations[0].{key}": fault.message}
    else:
        evaluate(document, RULES)


def test_one_indication_of_several_is_refused_alone() -> None:
    rule = RULES[SCALES[0]]
    assert check_reading(rule, "eccentricity", "indications.centre", "x")
    assert check_reading(rule, "repeatability", "indications.0", "x")
    assert check_reading(rule, "repeatability", "indications.0", "5") is None


def message(document: dict[str, Any]) -> str:
    with pytest.raises(InvalidInput) as raised:
        evaluate(document, RULES)
    return str(raised.value)


def test_the_error_reads_as_a_sentence_with_every_path() -> None:
    text = message(fuel(fuel_run(neck_reading_mm="x"), date="?"))
    assert "observations[0].neck_reading_mm: is not a number" in text
    assert "date: is not a date" in text


def test_what_contradicts_a_scale_is_told_all_at_once_by_its_path() -> None:
    positions = dict.fromkeys(("a", "b", "c", "d", "e", "f", "g"), "5000")
    document = scale(
        {"test": "eccentricity", "load": "5000", "indications": positions,
         "added_weights": {"a": "2.5", "z": "2.5"}},
        {"test": "repeatability", "load": "5000", "indications": ["5000", "5000"],
         "added_weights": ["1", "2", "3"]},
        {"test": "weighing", "load": "-5", "indication": "5", "added_weight": "-1"},
        date="1986-06-30",
        instrument={"accuracy_class": "III", "max": "15000", "e": "5", "d": "10", "unit": "g",
                    "supports": "6"},
        standard={"valid_until": "2027-01-01", "expanded_uncertainty": {"value": "1"}},
    )  # fmt: skip
    found = faults_of(document)
    assert set(found) == {
        "date",
        "instrument.d",
        "standard.expanded_uncertainty.unit",
        "observations[0].indications",
        "observations[0].added_weights.z",
        "observations[1].added_weights",
        "observations[2].load",
        "observations[2].added_weight",
    }
    assert found["instrument.d"] == "must not be greater than e, 5"
    assert "7 positions" in found["observations[0].indications"]


@pytest.mark.parametrize(
    ("supports", "positions", "faulty"),
    [("4", 4, False), ("4", 5, True), ("3", 4, False), ("6", 6, False), ("6", 7, True),
     (None, 9, False)],
)  # fmt: skip
def test_no_more_positions_are_loaded_than_there_are_supports_or_quarters(
    supports: str | None, positions: int, faulty: bool
) -> None:
    shown = {f"p{number}": "2000" for number in range(positions)}
    observed = {"test": "eccentricity", "load": "2000", "indications": shown}
    document = scale(observed)
    document["instrument"] |= {"supports": supports} if supports else {}
    if faulty:
        assert list(faults_of(document)) == ["observations[0].indications"]
    else:
        assert evaluate(document, RULES).missing == ()


def test_a_load_that_rolls_over_the_platform_may_be_read_at_more_places_and_a_centre_too() -> None:
    shown = {f"p{number}": "2000" for number in range(7)}
    observed = {"test": "eccentricity", "load": "2000", "indications": shown, "rolling": True}
    document = scale(observed, {**observed, "rolling": False, "indications": {
        **dict.fromkeys("abcd", "2000"), "centre": "2000"}})  # fmt: skip
    document["instrument"] |= {"supports": "4"}
    assert evaluate(document, RULES).missing == ()


@pytest.mark.parametrize("indications", [{"a": "2000", "b": ""}, {"a": "2000", "b": None}])
def test_an_added_weight_whose_indication_is_still_to_be_read_is_no_fault(
    indications: dict[str, Any],
) -> None:
    observed = {
        "test": "eccentricity", "load": "2000", "indications": indications,
        "added_weights": {"b": "2.5"},
    }  # fmt: skip
    assert evaluate(scale(observed), RULES).missing == ("observations[0].indications.b",)
