"""What the steps say: shares, runs, verdicts, officers, what is missing."""

from decimal import Decimal

import pytest

from inspector_app.metrology.model import Finding, Outcome, Verdict
from inspector_app.screens.inspection.finding_card import in_lines
from inspector_app.screens.inspection.missing import step_of
from inspector_app.screens.inspection.officers import pick
from inspector_app.screens.inspection.runs import share_words, spell_run
from inspector_app.screens.inspection.verdict import leading_finding, verdict_words
from inspector_app.services.views import ReadingField, Run, RunResult, Step
from inspector_app.texts.catalogue import load_texts

EN = load_texts("en")


def result(share: str, verdict: Verdict) -> RunResult:
    return RunResult(Decimal(1), "%", Decimal(-1), Decimal(1), Decimal(share), verdict, "none")


@pytest.mark.parametrize(
    ("share", "verdict", "percent"),
    [("0.034", Verdict.PASS, "3"), ("1", Verdict.PASS, "100"), ("1.0001", Verdict.FAIL, "101"),
     ("1.16", Verdict.FAIL, "116"), ("0.9999", Verdict.PASS, "100")],
)  # fmt: skip
def test_a_share_never_reads_otherwise_than_its_verdict(
    share: str, verdict: Verdict, percent: str
) -> None:
    assert share_words(result(share, verdict), EN) == f"{percent} % of the tolerance"


def test_neighbouring_readings_of_one_unit_share_it() -> None:
    readings = (("20.00", "L"), ("66.0", "mm"), ("-1.5", "°C"), ("", "°C"), ("2", "°C"))
    fields = tuple(
        ReadingField(str(at), {}, unit, text) for at, (text, unit) in enumerate(readings)
    )
    assert spell_run(Run(0, fields, None), EN) == "20.00 L   66.0 mm   −1.5/2 °C"


def test_a_spot_check_is_preliminary_and_a_verification_is_not() -> None:
    assert verdict_words(Verdict.PASS, "spot_check", EN) == "Pass (preliminary finding)"
    assert verdict_words(Verdict.FAIL, "in_service", EN) == "Fail (preliminary finding)"
    assert verdict_words(Verdict.PASS, "subsequent", EN) == "Pass"
    assert verdict_words(Verdict.INCOMPLETE, "spot_check", EN) == "Incomplete"


def finding(test: str, value: str | None, verdict: Verdict) -> Finding:
    return Finding(test, {}, None if value is None else Decimal(value), "%", None, verdict)


def test_a_failed_measurement_leads_before_a_failed_seal_and_both_before_a_pass() -> None:
    seal = finding("seal", None, Verdict.FAIL)
    passed = finding("indication_error", "0.1", Verdict.PASS)
    failed = finding("repeatability", "0.2", Verdict.FAIL)

    def outcome(*findings: Finding) -> Outcome:
        return Outcome("r", "p", "e", Verdict.FAIL, "unverified", findings, ())

    assert leading_finding(outcome(seal, passed, failed)) is failed
    assert leading_finding(outcome(passed, seal)) is seal
    assert leading_finding(outcome(passed)) is passed
    assert leading_finding(outcome()) is None


def test_a_third_officer_takes_the_place_of_the_second() -> None:
    assert pick([], "a") == ["a"]
    assert pick(["a"], "b") == ["a", "b"]
    assert pick(["a", "b"], "c") == ["a", "c"]
    assert pick(["a", "b"], "a") == ["b"]


@pytest.mark.parametrize(
    ("reason", "step"),
    [("seals[1].found", Step.SEALS), ("checks[0].ok", Step.CHECKS), ("runs", Step.READINGS),
     ("observations[0].neck_reading_mm", Step.READINGS), ("standard_expired", Step.READINGS)],
)  # fmt: skip
def test_what_is_missing_leads_to_the_step_that_gives_it(reason: str, step: Step) -> None:
    assert step_of(reason) is step


def test_a_long_formula_breaks_before_its_equals_signs_and_a_short_one_stays_whole() -> None:
    assert in_lines("E = a − b = 3 − 2 = 1 %") == "E = a − b = 3 − 2 = 1 %"
    long = "E = " + "a + " * 12 + "b = " + "1 + " * 12 + "2 ≈ 14 %"
    first, second, third = in_lines(long).split("\n")
    assert (first[:5], second[:3], third) == ("E = a", "= 1", "≈ 14 %")


def test_a_flag_in_a_run_reads_yes_or_no() -> None:
    load = ReadingField("load", {"en": "Load"}, "g", "7500")
    for text, words in (("1", "7500 g   Yes"), ("0", "7500 g   No")):
        flag = ReadingField("changed", {"en": "Changed"}, "", text, kind="flag")
        assert spell_run(Run(0, (load, flag), None), EN) == words
