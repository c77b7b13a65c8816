"""Limits that are formulas or shares and no tables: heat meters, stations, ranges of drafts."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Effect, Finding, Outcome, Verdict
from inspector_app.rulebook import load_rulebook

RULES = load_rulebook()
LAST_DIGIT = Fraction(1, 10**12)
HEAT, STATION = "cn.heat-meter.jjg225-2024", "us.station.tx"
DRAFTS, MID = "us.fuel-dispenser.hb44-3.30", "eu.fuel-dispenser.mid-mi005"


def judged(rule: str, *observations: dict[str, Any], **parts: Any) -> Outcome:
    document = {"rule": rule, "phase": RULES[rule].phases[0], "date": "2026-11-23", **parts}
    return evaluate({"instrument": {}, **document, "observations": list(observations)}, RULES)


def heat(error: Fraction, *, grade: str, ratio: str, smallest: str, difference: str) -> Finding:
    outcome = judged(
        HEAT,
        {
            "test": "energy_error",
            "flow_ratio_qp_q": ratio,
            "delta_theta_min_K": smallest,
            "delta_theta_K": difference,
            "error_percent": spell(error),
        },
        instrument={"accuracy_class": grade},
    )
    return outcome.findings[0]


@pytest.mark.parametrize(
    ("grade", "ratio", "smallest", "difference", "mpe"),
    [
        ("2", "10", "3", "10", "4.4"),
        ("1", "10", "3", "10", "3.3"),
        ("3", "10", "3", "10", "5.7"),
        ("2", "150", "3", "3", "10"),  # E_f reaches its most, 5 %
        ("2", "151", "3", "3", "10"),
        ("3", "40", "3", "3", "10"),
        ("3", "41", "3", "3", "10"),
        ("1", "400", "3", "6", "8"),
        ("2", "1", "3", "60", "3.22"),
        ("2", "0.5", "3", "12", "4.01"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_heat_meter_passes_up_to_the_sum_of_its_three_limits(
    grade: str, ratio: str, smallest: str, difference: str, mpe: str, sign: int
) -> None:
    for beyond, verdict in ((0, Verdict.PASS), (LAST_DIGIT, Verdict.FAIL)):
        error = sign * (Fraction(mpe) + beyond)
        found = heat(error, grade=grade, ratio=ratio, smallest=smallest, difference=difference)
        assert found.verdict is verdict
        assert found.effect is (Effect.LESS if sign > 0 else Effect.MORE)


def test_a_limit_without_an_end_in_decimals_is_compared_exactly() -> None:
    mpe = Fraction("2.02") + 1 + 4 * Fraction(3, 7)
    at = Fraction(spell(mpe))  # 40 digits of it
    for beyond, verdict in (
        (-Fraction(1, 10**38), Verdict.PASS),
        (Fraction(1, 10**38), Verdict.FAIL),
    ):
        found = heat(at + beyond, grade="2", ratio="1", smallest="3", difference="7")
        assert found.verdict is verdict


def test_below_its_smallest_temperature_difference_a_heat_meter_has_no_limit() -> None:
    at = heat(Fraction(1), grade="2", ratio="1", smallest="3", difference="3")
    below = heat(Fraction(1), grade="2", ratio="1", smallest="3", difference="2.9")
    assert at.verdict is Verdict.PASS
    assert (below.verdict, below.limit) == (Verdict.INCOMPLETE, None)
    assert below.codes == ("no_limit_for_temperature_difference",)


def pumps(short: int, other: int) -> list[dict[str, Any]]:
    readings = ["-0.01"] * short + ["0"] * other
    return [{"test": "station_pump", "reading_in3": reading} for reading in readings]


@pytest.mark.parametrize(
    ("short", "other", "verdict", "value"),
    [
        (3, 2, Verdict.PASS, "60"),
        (60, 40, Verdict.PASS, "60"),
        (61, 39, Verdict.FAIL, "61"),
        (2, 1, Verdict.FAIL, "66.66666666666666666666666666666666666667"),
        (0, 4, Verdict.PASS, "0"),
        (1, 0, Verdict.FAIL, "100"),
    ],
)
def test_a_station_passes_with_up_to_sixty_per_cent_of_its_pumps_short(
    short: int, other: int, verdict: Verdict, value: str
) -> None:
    outcome = judged(STATION, *pumps(short, other))
    (found,) = outcome.findings
    assert (found.verdict, found.value) == (verdict, Decimal(value))
    assert found.effect is (Effect.LESS if short else Effect.NONE)
    assert (outcome.verdict, outcome.status) == (verdict, "verified")


def test_a_station_with_a_pump_that_was_not_read_stays_open() -> None:
    outcome = judged(STATION, *pumps(1, 4), {"test": "station_pump", "reading_in3": ""})
    assert outcome.missing == ("observations[5].reading_in3",)
    assert outcome.verdict is Verdict.INCOMPLETE


def draft(reading: str, *, gal: str = "5", special: bool = False) -> dict[str, Any]:
    return {"test": "draft", "draft_gal": gal, "reading_in3": reading, "special": special}


def ranges(*drafts: dict[str, Any], phase: str = "maintenance") -> list[tuple[str, Verdict]]:
    found = judged(DRAFTS, *drafts, phase=phase).findings
    return [(spell(one.value or 0), one.verdict) for one in found if one.test == "repeatability"]


@pytest.mark.parametrize("phase", ["maintenance", "acceptance"])
@pytest.mark.parametrize(("last", "verdict"), [("2.4", Verdict.PASS), ("2.41", Verdict.FAIL)])
def test_three_drafts_of_one_size_may_differ_by_two_fifths_of_the_maintenance_tolerance(
    phase: str, last: str, verdict: Verdict
) -> None:
    assert ranges(draft("0"), draft("1"), draft(last), phase=phase) == [(last, verdict)]


def test_drafts_of_another_size_or_flow_are_not_compared() -> None:
    assert ranges(draft("0"), draft("1")) == []
    assert ranges(draft("0"), draft("1"), draft("9", gal="10")) == []
    assert ranges(draft("0"), draft("1"), draft("5", special=True)) == []
    ten = [draft(reading, gal="10") for reading in ("0", "4.4", "1")]
    assert ranges(*ten) == [("4.4", Verdict.PASS)]


@pytest.mark.parametrize(
    ("reading", "codes"),
    [
        ("12", ()),
        ("-12", ()),
        ("12.01", ("two_times_tolerance",)),
        ("-12.01", ("two_times_tolerance",)),
    ],
)
def test_a_draft_beyond_twice_its_tolerance_is_marked(reading: str, codes: tuple[str, ...]) -> None:
    assert judged(DRAFTS, draft(reading), phase="maintenance").findings[0].codes == codes


CANADA = "ca.fuel-dispenser.wmr-265"


@pytest.mark.parametrize(
    ("error_mL", "code"),
    [(0, "C"), (100, "C"), (-100, "C"), (-101, "R1"), (-200, "R1"), (-201, "R2"), (-300, "R2"),
     (-301, "R3"), (101, "W1"), (200, "W1"), (201, "W2"), (300, "W2"), (301, "W3")],
)  # fmt: skip
@pytest.mark.parametrize("phase", ["acceptance", "in_service"])
def test_the_as_found_code_counts_limits_in_service(error_mL: int, code: str, phase: str) -> None:
    indicated = spell(Fraction(20) - Fraction(error_mL, 1000))
    reading = {"test": "indication_error", "indicated_L": indicated, "delivered_L": "20"}
    (found,) = judged(CANADA, reading, phase=phase).findings
    assert found.codes == (code,)


def test_a_volume_below_the_canadian_table_has_no_limit_and_no_code() -> None:
    reading = {"test": "indication_error", "indicated_L": "0.09", "delivered_L": "0.09"}
    (found,) = judged(CANADA, reading).findings
    assert (found.codes, found.limit) == (("no_limit_for_quantity",), None)


def least_limit(mmq: str, delivered: str, interval: str | None = None) -> str:
    instrument = {"accuracy_class": "0.5", "minimum_measured_quantity_L": mmq}
    if interval:
        instrument["smallest_interval_L"] = interval
    reading = {"test": "indication_error", "indicated_L": delivered, "delivered_L": delivered}
    (found,) = judged(MID, reading, instrument=instrument).findings
    assert found.limit is not None
    assert found.limit.max is not None
    return spell(found.limit.max.normalize())


@pytest.mark.parametrize(
    ("mmq", "delivered", "interval", "limit_mL"),
    [
        ("5", "5", None, "50"),
        ("5", "9.999", None, "50"),
        ("5", "10", None, "50"),
        ("5", "12", None, "60"),
        ("2", "3", None, "20"),
        ("1", "1", None, "20"),  # below 2 L: twice the table value at the MMQ
        ("0.5", "0.5", None, "10"),
        ("0.05", "0.05", None, "4"),
        ("5", "5", "0.025", "50"),
        ("5", "5", "0.03", "60"),
        ("2", "3", "0.01", "20"),
    ],
)
def test_the_limit_is_never_below_the_minimum_specified_volume_deviation(
    mmq: str, delivered: str, interval: str | None, limit_mL: str
) -> None:
    assert least_limit(mmq, delivered, interval) == limit_mL


@pytest.mark.parametrize(
    ("actual", "codes", "verdict"),
    [("485", (), Verdict.PASS), ("484.9", ("T1",), Verdict.FAIL), ("470", ("T1",), Verdict.FAIL),
     ("469.9", ("T2",), Verdict.FAIL), ("520", (), Verdict.PASS)],
)  # fmt: skip
def test_a_package_that_is_short_by_more_than_t_or_twice_t_is_marked(
    actual: str, codes: tuple[str, ...], verdict: Verdict
) -> None:
    reading = {"test": "net_content", "nominal": "500", "actual": actual, "unit": "g"}
    (found,) = judged("cn.prepackaged.jjf1070", reading).findings
    assert (found.codes, found.verdict) == (codes, verdict)


@pytest.mark.parametrize(
    ("nominal", "t"),
    [("50", "4.5"), ("51", "4.5"), ("110", "5.0"), ("130", "5.8"), ("333", "10.0"), ("1000", "15"),
     ("1010", "15"), ("1100", "16"), ("1233", "18"), ("10000", "150"), ("15001", "150"),
     ("15050", "150"), ("15051", "151"), ("50000", "500")],
)  # fmt: skip
def test_t_is_rounded_as_the_regulation_names_it(nominal: str, t: str) -> None:
    reading = {"test": "net_content", "nominal": nominal, "actual": nominal, "unit": "mL"}
    (found,) = judged("cn.prepackaged.jjf1070", reading).findings
    assert found.limit is not None
    assert found.limit.max == Fraction(t)


@pytest.mark.parametrize(
    ("flow_Lh", "limit"),
    [
        ("24.999", None),
        ("25", "5"),
        ("39.999", "5"),
        ("40", "2"),
        ("3125", "2"),
        ("3125.001", None),
    ],
)
def test_the_zone_of_a_water_meter_begins_and_ends_where_it_is_tabulated(
    flow_Lh: str, limit: str | None
) -> None:
    reading = {
        "test": "flow_error", "flow_Lh": flow_Lh, "indicated_L": "10", "delivered_L": "10",
        "temperature_C": "30",
    }  # fmt: skip
    meter = {"q3_m3h": "2.5", "ratio_r": "100", "accuracy_class": 2}
    outcome = judged("cn.water-meter.jjg162-2019", reading, instrument=meter)
    found = outcome.findings[0].limit
    assert (found and spell(found.max or 0)) == limit
    assert outcome.missing == (() if limit else ("no_limit_for_flow",))
