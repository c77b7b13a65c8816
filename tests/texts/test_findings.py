"""A trader reads what was found, what is allowed and what is open; figures never contradict."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.evaluation import OPEN_CODES, evaluate
from inspector_app.metrology.model import Finding, Limit, Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.texts.catalogue import load_texts
from inspector_app.texts.findings import (
    finding_sentence,
    finding_title,
    limit_text,
    unit_text,
    value_text,
)
from inspector_app.texts.missing import missing_sentence
from tests.support.inspections import FUEL, SCALES, fuel, fuel_run, scale, weighing

RULES = load_rulebook()
T = load_texts("en")


def said(document: dict[str, Any], index: int = 0) -> tuple[str, str, str, str]:
    finding = evaluate(document, RULES).findings[index]
    rule = RULES[document["rule"]]
    return (
        finding_title(finding, T, rule),
        finding_sentence(finding, T, rule),
        value_text(finding, T),
        limit_text(finding, T),
    )


@pytest.mark.parametrize(
    ("neck", "sentence", "value"),
    [
        ("35", "Customer receives 70 mL less in 20 L; allowed 60 mL", "+0.35 %"),
        ("72", "Customer receives 4 mL more in 20 L; allowed 60 mL", "−0.02 %"),
        ("70", "Customer receives exactly 20 L; allowed 60 mL", "0.00 %"),
        ("70.001", "Customer receives 0.002 mL more in 20 L; allowed 60 mL", "−0.00001 %"),
        ("40.08", "Customer receives 60.02 mL less in 20 L; allowed 60 mL", "+0.3001 %"),
    ],
)
def test_a_volume_is_said_as_what_the_customer_receives(
    neck: str, sentence: str, value: str
) -> None:
    found = said(fuel(*[fuel_run(neck_reading_mm=neck)] * 3))
    assert found == ("Volume indication error · Maximum flow", sentence, value, "±0.30 %")


def test_runs_that_prove_nothing_are_said_not_to_count() -> None:
    run = fuel_run(nozzle_temperature_C="25")
    assert said(fuel(run))[1].startswith("Does not count: Customer receives 119 mL more in 20 L")


def test_a_mean_that_too_few_runs_make_says_what_decides() -> None:
    sentence = said(fuel(fuel_run(neck_reading_mm="35")))[1]
    assert sentence.endswith("allowed 60 mL; a failure needs the mean of three runs")


def test_a_range_is_said_with_the_decimals_of_its_limit() -> None:
    document = fuel(fuel_run(), fuel_run("20.01"), fuel_run("20.02"))
    assert said(document, 1) == (
        "Repeatability · Maximum flow",
        "Repeatability of 3 runs 0.06 %; allowed 0.10 %",
        "0.06 %",
        "≤ 0.10 %",
    )


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("303.90", "Customer pays 0.0316 CNY too little; allowed 0.01 CNY"),
        ("303.96", "Customer pays 0.0284 CNY too much; allowed 0.01 CNY"),
        ("303.9316", "Amount fits price and volume; allowed 0.01 CNY"),
    ],
)
def test_an_amount_is_said_as_what_the_customer_pays(amount: str, sentence: str) -> None:
    paid = {"unit_price": "8.12", "indicated_L": "37.43", "amount": amount, "step": "0.01"}
    assert said(fuel({"test": "payment", **paid}))[1] == sentence


@pytest.mark.parametrize(
    ("load", "indication", "sentence"),
    [
        (
            "2000",
            "2005",
            "Scale shows 5 g too much at 2000 g, so the customer receives less; allowed 5 g",
        ),
        (
            "2000",
            "1994.5",
            "Scale shows 5.5 g too little at 2000 g, so the customer receives more; allowed 5 g",
        ),
        ("2000", "2000", "Scale shows exactly 2000 g; allowed 5 g"),
        ("20000", "20000", "Scale shows exactly 20000 g; no limit is laid down for this load"),
    ],
)
def test_a_weight_is_said_as_what_the_scale_shows(
    load: str, indication: str, sentence: str
) -> None:
    assert said(scale(weighing(load, indication, added_weight="2.5")))[1] == sentence


def test_a_weight_on_its_limit_says_that_rounding_leaves_it_open() -> None:
    assert said(scale(weighing("2000", "2005")))[1].endswith(
        "allowed 5 g; rounding of the display leaves it open"
    )


def test_a_weight_in_kilograms_keeps_the_digits_of_its_limit() -> None:
    kilograms = {"accuracy_class": "III", "max": "15", "e": "0.005", "unit": "kg"}
    weighed = weighing("2", "2.0015", added_weight="0.0025")
    found = said(scale(weighed, instrument=kilograms, phase="initial"))
    assert found[1:] == (
        "Scale shows 0.0015 kg too much at 2 kg, so the customer receives less; allowed 0.0025 kg",
        "+0.0015 kg",
        "±0.0025 kg",
    )


def test_a_position_on_the_pan_is_named() -> None:
    indications = {"back_right": "5015", "centre": "5000"}
    observed = {"test": "eccentricity", "load": "5000", "indications": indications}
    assert said(scale(observed))[:2] == (
        "Eccentricity · 5000 g · Back right",
        "Scale shows 15 g too much at 5000 g, so the customer receives less; allowed 10 g",
    )


@pytest.mark.parametrize(
    ("extra", "changed", "sentence"),
    [
        ("7", True, "An extra load of 7 g changes the indication"),
        ("7", False, "An extra load of 7 g does not change the indication"),
        ("5", False, "An extra load of 5 g need not change the indication; 7 g must"),
    ],
)
def test_discrimination_is_said_as_what_the_extra_load_did(
    extra: str, changed: bool, sentence: str
) -> None:
    observed = {"test": "discrimination", "load": "7500", "extra": extra, "changed": changed}
    assert said(scale(observed)) == ("Discrimination · 7500 g", sentence, "", "")


@pytest.mark.parametrize(
    ("seal", "sentence"),
    [
        ({}, "Intact, number LZ-1"),
        ({"found": "LZ-2"}, "Number LZ-2 instead of LZ-1"),
        ({"state": "broken"}, "The seal is broken; registered number LZ-1"),
        ({"state": "missing"}, "The seal is missing; registered number LZ-1"),
        ({"found": ""}, "The seal is not yet confirmed"),
    ],
)
def test_a_seal_is_said_as_it_was_found(seal: dict[str, str], sentence: str) -> None:
    given = {"position": "encoder", "expected": "LZ-1", "found": "LZ-1", "state": "intact", **seal}
    assert said(fuel(seals=[given]), -1)[:2] == ("Seal · Encoder and flow transducer", sentence)


def test_a_check_is_said_in_its_own_words() -> None:
    document = fuel(checks=[{"id": "self_lock", "ok": False}, {"id": "own", "ok": False}])
    assert said(document, -2)[1] == "Not in order: The self-lock is enabled"
    assert said(document, -1)[1] == "Not in order: own"


def test_without_the_rule_a_finding_is_named_by_its_keys() -> None:
    finding = evaluate(fuel(), RULES).findings[0]
    assert finding_title(finding, T) == "indication error · q1"


def test_a_finding_of_another_method_is_said_by_its_figures() -> None:
    limit = Limit(Decimal("-0.5"), Decimal(1))
    finding = Finding("of_another_method", {}, Decimal("-1.2"), "%", limit, Verdict.FAIL)
    assert finding_sentence(finding, T) == "−1.2 %; allowed −0.5 … +1 %"


@given(
    st.decimals("-2", "2", places=30),
    st.sampled_from([Limit(Decimal("-0.30"), Decimal("0.30")), Limit(max=Decimal("0.10"))]),
)
def test_a_value_never_reads_as_the_other_side_of_its_limit(value: Decimal, limit: Limit) -> None:
    finding = Finding("flow_error", {}, value, "%", limit, Verdict.PASS)
    shown = Decimal(value_text(finding, T).removesuffix(" %").replace("−", "-"))
    bound = limit.max if value >= 0 else limit.min
    assert bound is None or (abs(shown) > abs(bound)) == (abs(value) > abs(bound))


@given(st.decimals(allow_nan=False, allow_infinity=False).filter(lambda d: -45 < d.adjusted() < 45))
def test_a_value_of_any_size_can_be_said(value: Decimal) -> None:
    finding = Finding("repeatability", {}, value, "%", Limit(max=Decimal("0.10")), Verdict.PASS)
    assert finding_sentence(finding, T)
    assert value_text(finding, T)


REASONS = [
    "standard_expired", "temperature_difference", "rule_not_in_force", "runs", "no_limit_for_load",
    "observations", "standard", "instrument", "date", "standard_unsuitable", *sorted(OPEN_CODES),
    "seals[0].found", "seals[1].expected",
    "seals[2].state", "checks[0].ok", "standard.material", "instrument.e", "something.else",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reason", REASONS)
def test_everything_that_keeps_a_verdict_open_has_a_sentence(reason: str, language: str) -> None:
    sentence = missing_sentence(reason, load_texts(language))
    assert " " in sentence or language == "zh"
    assert "{" not in sentence
    assert sentence != reason


@pytest.mark.parametrize(
    ("rule_id", "reason", "sentence"),
    [
        (FUEL, "observations[1].neck_reading_mm", "Reading 2: Neck reading is missing"),
        (SCALES[0], "observations[0].indications.front_left", "Reading 1: Front left is missing"),
        (SCALES[0], "observations[0].indications[2]", "Reading 1: Indication 3 is missing"),
        (SCALES[0], "observations[0].indications", "Reading 1: indications is missing"),
        (
            "us.fuel-dispenser.hb44-3.30",
            "observations[0].special",
            "Reading 1: slow flow or full flow is missing",
        ),
        (
            FUEL,
            "standard.max_error_percent",
            (
                "The certificate of the standard lacks: largest error (%). Choose another"
                " standard, or let"
                " the office add it"
            ),
        ),
        (
            "cn.water-meter.jjg162-2019",
            "instrument.q3_m3h",
            (
                "The register lacks of this instrument: permanent flow rate Q3 (m³/h)."
                " The office must add"
                " it"
            ),
        ),
    ],
)
def test_a_missing_reading_is_named_by_its_field(rule_id: str, reason: str, sentence: str) -> None:
    assert missing_sentence(reason, T, RULES[rule_id]) == sentence


def test_only_money_has_a_unit_of_its_own_in_each_language() -> None:
    assert (unit_text("%", T), unit_text("CNY", T)) == ("%", "CNY")
    assert unit_text("CNY", load_texts("zh")) == "元"


def test_units_of_the_core_are_spelled_as_people_write_them() -> None:
    assert (unit_text("in3", T), unit_text("1/m", T)) == ("in³", "m⁻¹")
