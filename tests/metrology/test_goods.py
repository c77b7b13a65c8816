"""Goods: by the method of a check, by length, area and count, and as a batch."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, InvalidInput, Outcome, Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.loading import read_rule

RETAIL, PACKED = "cn.retail-weighing.order66", "cn.prepackaged.jjf1070"
RELEASED = Path(__file__).parents[1] / "released" / "0.1.0" / "rules"
Document = dict[str, Any]


def document(rule: str, *observations: Document) -> Document:
    return {"rule": rule, "phase": "in_service", "date": "2026-11-23", "instrument": {},
            "observations": list(observations)}  # fmt: skip


def judged(rule: str, *observations: Document) -> Outcome:
    return evaluate(document(rule, *observations), load_rulebook())


def faults(rule: str, *observations: Document, released: bool = False) -> list[str]:
    rules = load_rulebook().rules
    if released:
        rules = {rule: read_rule(rule, (RELEASED / f"{rule}.json").read_bytes())}
    with pytest.raises(InvalidInput) as told:
        evaluate(document(rule, *observations), rules)
    return [fault.path for fault in told.value.faults]


def weighed(category: str, settled: str, short: Fraction, method: str) -> Document:
    actual = float(Fraction(settled) - short)
    return {"test": "retail_weighing", "category": category, "settled_g": settled,
            "actual_g": f"{actual:.6f}", "method": method}  # fmt: skip


BANDS = [("A", "900", 20), ("A", "2000", 40), ("A", "4000", 80), ("A", "25000", 100),
         ("B", "2500", 5), ("B", "10000", 10), ("B", "15000", 15), ("C", "1000", 2),
         ("C", "4000", 4), ("C", "6000", 6), ("D", "500", 1), ("D", "2000", 2), ("D", "5000", 3),
         ("gold", "50", Fraction("0.01")), ("silver", "50", Fraction("0.1"))]  # fmt: skip


@pytest.mark.parametrize(("category", "settled", "allowed"), BANDS)
@pytest.mark.parametrize(
    ("method", "times"), [("original_scale", 1), ("higher_accuracy", 1), ("equal_accuracy", 2)]
)
def test_a_check_scale_of_equal_accuracy_is_allowed_twice_the_deviation_and_no_other(
    category: str, settled: str, allowed: Fraction, method: str, times: int
) -> None:
    for beyond, verdict in ((0, Verdict.PASS), (Fraction("0.0001"), Verdict.FAIL)):
        outcome = judged(RETAIL, weighed(category, settled, allowed * times + beyond, method))
        (finding,) = outcome.findings
        assert (outcome.verdict, finding.verdict) == (verdict, verdict)
        assert finding.limit is not None and finding.limit.max == allowed * times
        assert finding.details["method"] == method


@pytest.mark.parametrize("method", ["EQUAL_ACCURACY", "equal", "2", 2, True, ["equal_accuracy"]])
def test_a_method_that_is_none_is_a_fault_by_its_path(method: object) -> None:
    good = weighed("A", "1000", Fraction(0), "original_scale")
    assert faults(RETAIL, good, {**good, "method": method}) == ["observations[1].method"]


@pytest.mark.parametrize("method", [None, "", " "])
def test_without_a_method_the_plain_deviation_is_allowed(method: object) -> None:
    reading = weighed("A", "1000", Fraction(30), "")
    assert judged(RETAIL, {**reading, "method": method}).verdict is Verdict.FAIL


def test_rule_data_of_the_released_version_know_no_method_no_length_and_no_batch() -> None:
    reading = weighed("A", "1000", Fraction(0), "equal_accuracy")
    assert faults(RETAIL, reading, released=True) == ["observations[0].method"]
    for unit in ("m", "m2", "piece"):
        package = {"test": "net_content", "nominal": "6", "actual": "6", "unit": unit}
        assert faults(PACKED, package, released=True) == ["observations[0].unit"]
    batch = {"test": "batch_mean", "nominal": "500", "actuals": ["500", "500"], "unit": "g"}
    assert faults(PACKED, batch, released=True) == ["observations[0].test"]


def package(nominal: str, actual: str, unit: str) -> Finding:
    reading = {"test": "net_content", "nominal": nominal, "actual": actual, "unit": unit}
    (finding,) = judged(PACKED, reading).findings
    return finding


@pytest.mark.parametrize(
    ("nominal", "T"),
    [(1, 0), (50, 0), (51, 1), (99, 1), (100, 1), (101, 2), (150, 2), (200, 2), (201, 3),
     (1000, 10), (1001, 11)],
)  # fmt: skip
def test_of_a_count_one_per_cent_may_be_missing_rounded_up_to_a_whole_piece(
    nominal: int, T: int
) -> None:
    assert package(str(nominal), str(nominal - T), "piece").verdict is Verdict.PASS
    short = package(str(nominal), str(nominal - T - 1), "piece")
    assert short.verdict is Verdict.FAIL
    assert short.limit is not None and short.limit.max == T


def test_parts_of_a_piece_and_a_batch_smaller_than_its_sample_are_faults_all_at_once() -> None:
    one = {"test": "net_content", "nominal": "50.5", "actual": "50.1", "unit": "piece"}
    batch = {"test": "batch_mean", "nominal": "60", "actuals": ["60", "59.5", "60"],
             "unit": "piece", "lot_size": "2"}  # fmt: skip
    assert faults(PACKED, one, batch, {**batch, "unit": "g", "lot_size": "3.5"}) == [
        "observations[0].nominal", "observations[0].actual", "observations[1].actuals[1]",
        "observations[1].lot_size", "observations[2].lot_size",
    ]  # fmt: skip


def batch(*actuals: str, **more: str) -> Outcome:
    reading = {"test": "batch_mean", "nominal": "1000", "actuals": list(actuals), "unit": "mL"}
    return judged(PACKED, {**reading, **more})


def test_a_batch_whose_mean_is_short_fails_only_where_all_of_it_was_measured() -> None:
    assert batch("990", "1000", "1001").missing == ("no_sampling_correction",)
    assert batch("990", "1000", "1001", lot_size="50").verdict is Verdict.INCOMPLETE
    assert batch("990", "1000", "1001", lot_size="3").verdict is Verdict.FAIL
    assert batch("990", "1000", "1010", lot_size="3").verdict is Verdict.PASS


def test_a_package_short_by_more_than_twice_t_fails_the_batch_and_one_above_t_leaves_it_open() -> (
    None
):
    assert batch("985", "1030").verdict is Verdict.PASS
    assert batch("984.9", "1030").missing == ("no_sampling_plan",)
    assert batch("970", "1040").verdict is Verdict.INCOMPLETE
    assert batch("969.9", "1040").verdict is Verdict.FAIL


def test_a_batch_whose_content_no_table_covers_stays_open() -> None:
    outcome = batch("60000", "60000", nominal="60000")
    assert (outcome.verdict, outcome.missing) == (Verdict.INCOMPLETE, ("no_limit_for_quantity",))
    assert [finding.test for finding in outcome.findings] == ["batch_mean"]


def test_a_batch_of_one_package_lacks_the_others() -> None:
    assert batch("1000").missing == ("observations[0].actuals",)


def test_a_batch_of_which_nothing_was_read_yet_says_what_is_missing() -> None:
    outcome = batch("", " ")
    assert outcome.findings == ()
    assert outcome.missing == ("observations[0].actuals[0]", "observations[0].actuals[1]")
