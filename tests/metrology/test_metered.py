"""What meters charge for: the mean of the runs, no failure before enough of them, no limit read."""

from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.input import fits
from inspector_app.metrology.model import InvalidInput, Outcome, Verdict
from inspector_app.rulebook import load_rulebook

LPG, AC, DC = (
    "cn.lpg-dispenser.jjg997-2015", "cn.ev-charger.jjg1148-2022", "cn.ev-charger.jjg1149-2022",
)  # fmt: skip
DATE = "2026-11-23"


def judged(rule: str, *observations: dict[str, Any], **more: Any) -> Outcome:
    document = {"rule": rule, "phase": "in_service", "date": DATE, "instrument": {},
                "observations": list(observations), **more}  # fmt: skip
    return evaluate(document, load_rulebook())


def run(indicated: str, point: str = "q1") -> dict[str, str]:
    return {"test": "quantity_error", "point": point, "indicated_L": indicated,
            "reference_L": "20"}  # fmt: skip


@pytest.mark.parametrize("phase", ["initial", "in_service", "spot_check"])
@pytest.mark.parametrize("runs", [1, 2])
def test_fewer_than_three_runs_never_fail_a_dispenser(phase: str, runs: int) -> None:
    outcome = judged(LPG, *[run("21")] * runs, phase=phase)
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("runs",))
    assert judged(LPG, *[run("21")] * 3, phase=phase).verdict is Verdict.FAIL


def test_each_point_is_judged_by_its_own_runs() -> None:
    outcome = judged(LPG, *[run("20.1")] * 3, *[run("21", "q2")] * 3)
    verdicts = {(one.test, one.at["point"]): one.verdict for one in outcome.findings}
    assert verdicts["quantity_error", "q1"] is Verdict.PASS
    assert verdicts["quantity_error", "q2"] is Verdict.FAIL


def test_two_runs_give_no_repeatability_and_seven_have_no_divisor() -> None:
    two = judged(LPG, run("20"), run("20.1"))
    assert {finding.test for finding in two.findings} == {"quantity_error"}
    seven = judged(LPG, *[run("20")] * 7)
    assert (seven.verdict, seven.missing) == (Verdict.INCOMPLETE, ("no_limit_for_runs",))


def test_the_kind_of_current_chooses_the_regulation_of_a_charger() -> None:
    rules = load_rulebook()
    for current, rule in (("ac", AC), ("dc", DC)):
        told = {"current": current, "accuracy_class": "1"}
        fitting = [one for one in (AC, DC) if fits(rules[one], told)]
        assert fitting == [rule]
    with pytest.raises(InvalidInput) as told_wrong:
        judged(AC, instrument={"current": "dc", "accuracy_class": "1"})
    assert [fault.path for fault in told_wrong.value.faults] == ["instrument.current"]


def test_a_charger_without_its_class_stays_open_and_names_what_the_register_lacks() -> None:
    reading = {"test": "quantity_error", "point": "max", "indicated_kWh": "9",
               "reference_kWh": "5"}  # fmt: skip
    outcome = judged(AC, reading, instrument={"current": "ac"})
    assert (outcome.verdict, outcome.missing) == (
        Verdict.INCOMPLETE, ("instrument.accuracy_class",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "instrument"),
    [("cn.weighbridge.jjg539-2016", "kg"), ("oiml.weighbridge.r76", "t")],
)
def test_a_weighbridge_of_four_supports_has_no_fifth_position(rule: str, instrument: str) -> None:
    bridge = {"accuracy_class": "III", "max": "60000", "e": "20", "unit": instrument,
              "supports": "4"}  # fmt: skip
    five = {f"support_{n}": "20000" for n in range(1, 6)}
    reading = {"test": "eccentricity", "load": "20000", "indications": five}
    with pytest.raises(InvalidInput) as told:
        judged(rule, reading, instrument=bridge)
    assert [fault.path for fault in told.value.faults] == ["observations[0].indications"]
