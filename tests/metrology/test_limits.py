"""Every limit of every data file: inclusive, one last digit over fails, bands end as tabulated."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.limits import changes_of_limit, find_limit
from inspector_app.metrology.model import Effect, Finding, Limit, Verdict
from inspector_app.metrology.results import share_used
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import (
    FINE,
    FUEL,
    SCALES,
    both_flow_points,
    fuel,
    fuel_run,
    scale,
    weighing,
)

RULES = load_rulebook()
LAST_DIGIT = Fraction(1, 10**12)


def limit_cases() -> Iterator[Any]:
    for rule_id in SCALES:
        for table in RULES[rule_id].tests["weighing"].tables:
            for phase in table.phases:
                for band in table.bands:
                    load_in_e = band.end if band.end is not None else band.start * 2
                    (grade,) = table.when["accuracy_class"]
                    name = f"{rule_id}-{phase}-{grade}-{load_in_e}"
                    yield pytest.param(rule_id, phase, grade, load_in_e, band.max, id=name)


@pytest.mark.parametrize(
    ("rule_id", "phase", "accuracy_class", "load_in_e", "mpe_in_e"), list(limit_cases())
)
@pytest.mark.parametrize("e", [Fraction(5), Fraction(1, 5000)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_weighing_passes_at_its_limit_and_fails_one_last_digit_beyond(
    rule_id: str,
    phase: str,
    accuracy_class: str,
    load_in_e: Fraction,
    mpe_in_e: Decimal,
    e: Fraction,
    sign: int,
) -> None:
    load, mpe = load_in_e * e, Fraction(mpe_in_e) * e
    instrument = {
        "accuracy_class": accuracy_class, "max": spell(load), "e": spell(e), "d": spell(e / 5),
        "unit": "kg",
    }  # fmt: skip
    for beyond, verdict in ((0, Verdict.PASS), (LAST_DIGIT, Verdict.FAIL)):
        indication = load + sign * (mpe + beyond)
        outcome = evaluate(
            scale(
                weighing(spell(load), spell(indication)),
                rule=rule_id,
                phase=phase,
                instrument=instrument,
            ),
            RULES,
        )
        (finding,) = outcome.findings
        assert outcome.verdict is verdict
        assert finding.effect is (Effect.LESS if sign > 0 else Effect.MORE)
        assert finding.limit is not None
        assert finding.limit.max == Decimal(spell(mpe)) == -(finding.limit.min or 0)


@pytest.mark.parametrize("rule_id", SCALES)
@pytest.mark.parametrize("accuracy_class", ["I", "II", "III", "IIII"])
def test_a_limit_changes_just_above_the_load_that_ends_its_band(
    rule_id: str, accuracy_class: str
) -> None:
    test, instrument = RULES[rule_id].tests["weighing"], {"accuracy_class": accuracy_class}
    for phase in RULES[rule_id].phases:
        changes = changes_of_limit(test, phase, instrument)
        assert len(changes) == 2
        for end in changes:
            at = find_limit(test, phase, instrument, quantity=end)
            above = find_limit(test, phase, instrument, quantity=end + LAST_DIGIT)
            assert at is not None
            assert above is not None
            assert (at.limit.max or 0) < (above.limit.max or 0)


@pytest.mark.parametrize("rule_id", SCALES)
def test_limits_in_service_are_twice_those_of_a_verification(rule_id: str) -> None:
    tables = RULES[rule_id].tests["weighing"].tables
    for new in (table for table in tables if "initial" in table.phases):
        old = next(t for t in tables if "in_service" in t.phases and t.when == new.when)
        assert [band.max for band in old.bands] == [2 * (band.max or 0) for band in new.bands]


@pytest.mark.parametrize("phase", RULES[FUEL].phases)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_dispenser_passes_at_its_limit_and_fails_one_last_digit_beyond(
    phase: str, sign: int
) -> None:
    found = find_limit(RULES[FUEL].tests["indication_error"], phase, {})
    assert found is not None
    limit_L = Fraction(found.limit.max or 0) * 20 / 100
    for beyond, verdict in ((0, Verdict.PASS), (LAST_DIGIT, Verdict.FAIL)):
        runs = both_flow_points(spell(20 + sign * (limit_L + beyond)))
        outcome = evaluate(fuel(*runs, phase=phase), RULES)
        assert outcome.verdict is verdict
        assert outcome.findings[0].effect is (Effect.LESS if sign > 0 else Effect.MORE)


def test_runs_may_differ_by_the_limit_of_their_repeatability_and_no_last_digit_more() -> None:
    for indicated_L, verdict in (("20.0338", Verdict.PASS), ("20.033800000001", Verdict.FAIL)):
        outcome = evaluate(fuel(fuel_run(), fuel_run(indicated_L), fuel_run()), RULES)
        assert outcome.findings[1].verdict is verdict
        assert outcome.findings[0].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("amount", "verdict", "effect"),
    [
        ("303.92", Verdict.FAIL, Effect.MORE),
        ("303.9216", Verdict.PASS, Effect.MORE),
        ("303.9316", Verdict.PASS, Effect.NONE),
        ("303.9416", Verdict.PASS, Effect.LESS),
        ("303.94160000001", Verdict.FAIL, Effect.LESS),
    ],
)
def test_an_amount_may_miss_the_product_by_one_step(
    amount: str, verdict: Verdict, effect: Effect
) -> None:
    paid = {
        "test": "payment", "unit_price": "8.12", "indicated_L": "37.43", "amount": amount,
        "step": "0.01",
    }  # fmt: skip
    outcome = evaluate(fuel(paid, *(fuel_run() for _ in range(3))), RULES)
    assert outcome.findings[0].test == "payment"
    assert (outcome.findings[0].verdict, outcome.findings[0].effect) == (verdict, effect)
    assert outcome.verdict is verdict


def test_the_volume_starts_from_the_certificate_and_never_from_the_nominal_volume() -> None:
    certificate = {"certified_volume_L": "20.040", "certified_neck_reading_mm": "75"}
    standard = {**fuel()["standard"], **certificate}
    outcome = evaluate(fuel(fuel_run("20.03"), standard=standard, phase="spot_check"), RULES)
    assert outcome.findings[0].value == 0  # 20.040 L, 5 mm below its mark at 2 mL/mm


def test_the_share_of_a_limit_is_counted_on_the_side_of_the_value() -> None:
    limit = Limit(Decimal("-0.5"), Decimal(1))
    shares = {}
    for value in ("-0.25", "0.25", "0", "1", "-1"):
        found = Finding("indication_error", {}, Decimal(value), "%", limit, Verdict.PASS)
        shares[value] = share_used(found)
    assert shares == {
        "-0.25": Decimal("0.5"), "0.25": Decimal("0.25"), "0": 0, "1": 1, "-1": 2,
    }  # fmt: skip
    open_below = Finding("repeatability", {}, Decimal(-1), "%", Limit(max=Decimal(1)), Verdict.PASS)
    assert share_used(open_below) is None


def test_a_mean_that_is_exactly_at_the_limit_stays_there_though_its_errors_never_end() -> None:
    standard = {**fuel()["standard"], "certified_volume_L": "30", "nominal_volume_L": "30"}
    runs = [fuel_run(indicated) for indicated in ("30.08", "30.095", "30.095")]
    outcome = evaluate(fuel(*runs, standard=standard), RULES)
    assert outcome.findings[0].value == Decimal("0.3")
    assert outcome.findings[0].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("extra", "changed", "verdict"),
    [
        ("7", True, Verdict.PASS),
        ("7", False, Verdict.FAIL),
        ("8", False, Verdict.FAIL),
        ("6.999999", False, Verdict.PASS),
        ("6.999999", True, Verdict.PASS),
    ],
)
def test_an_extra_load_of_1_4_d_must_change_the_indication(
    extra: str, changed: bool, verdict: Verdict
) -> None:
    observed = {"test": "discrimination", "load": "7500", "extra": extra, "changed": changed}
    (finding,) = evaluate(scale(observed), RULES).findings
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("indications", "verdict"),
    [
        (["15000", "15015", "15010"], Verdict.PASS),
        (["15000", "15015.0001", "15010"], Verdict.FAIL),
        (["15001", "15001"], Verdict.PASS),
    ],
)
def test_the_indications_of_one_load_may_differ_by_the_mpe(
    indications: list[str], verdict: Verdict
) -> None:
    observed = {"test": "repeatability", "load": "15000", "indications": indications}
    outcome = evaluate(scale(observed, instrument=FINE), RULES)
    (finding,) = outcome.findings
    assert (outcome.verdict, finding.verdict) == (verdict, verdict)
    assert finding.limit is not None
    assert (finding.limit.min, finding.limit.max) == (None, Decimal(15))


def test_the_largest_error_decides_an_eccentricity_test_and_the_customers_loss_between_equals() -> (
    None
):
    observed = {
        "test": "eccentricity",
        "load": "5000",
        "indications": {"back_left": "5000", "front_left": "4990", "back_right": "5010"},
    }
    (finding,) = evaluate(scale(observed, instrument=FINE), RULES).findings
    assert finding.value == 10
    assert finding.at == {"load": "5000", "position": "back_right"}
    assert (finding.verdict, finding.effect) == (Verdict.PASS, Effect.LESS)


def test_the_change_point_corrects_the_error_for_rounding_and_for_zero() -> None:
    observed = weighing("10000", "10000", added_weight="1.5", zero_error="0.5")
    (finding,) = evaluate(scale(observed), RULES).findings
    assert finding.value == Decimal("0.5")
