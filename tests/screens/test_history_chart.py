"""The chart of the last checks: every value where it stands against its own limits."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.leading import leading_finding, read_limits, tell_limits
from inspector_app.metrology.model import Verdict
from inspector_app.screens.parts.history_chart import MOST_SHOWN, place_history
from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_instrument
from inspector_app.services.views import PastCheck
from inspector_app.store.reference import apply_changes
from tests.screens.conftest import Opener
from tests.support.in_process import below
from tests.support.registry import NOW, PUMP
from tests.support.visits import seal_one


def past(
    number: int, value: str | None, low: str | None = "-0.3", high: str | None = "0.3",
    verdict: str = "pass", unit: str = "%",
) -> PastCheck:  # fmt: skip
    at = NOW - timedelta(days=number)
    return PastCheck(f"r{number}", at, Verdict(verdict), value, unit, low, high)


def checks(values: Sequence[str]) -> list[PastCheck]:
    return [past(number, value) for number, value in enumerate(values)]


@given(st.lists(st.decimals(-5, 5, places=3).map(str), min_size=2, max_size=14))
def test_a_value_stands_inside_its_span_exactly_when_it_is_inside_its_limit(
    values: list[str],
) -> None:
    chart = place_history(checks(values))
    assert chart is not None
    assert len(chart.columns) == min(len(values), MOST_SHOWN)
    for check, column in zip(chart.checks, chart.columns, strict=True):
        assert column.low is not None
        assert column.high is not None
        inside = abs(Decimal(check.value or 0)) <= Decimal("0.3")
        assert (column.low - 1e-9 <= column.value <= column.high + 1e-9) is inside
        assert 0 < column.value < 1
        assert column.low < chart.zero < column.high


def test_the_newest_check_stands_last_and_another_unit_is_left_out() -> None:
    told = [past(0, "0.1"), past(1, "5", unit="mL"), past(2, None), past(3, "0.2")]
    chart = place_history(told)
    assert chart is not None
    assert [check.record_id for check in chart.checks] == ["r3", "r0"]
    assert place_history(told[:2]) is None


def test_a_check_whose_limits_nobody_told_has_no_span() -> None:
    chart = place_history([past(0, "0.1", None, None), past(1, "0.2", None, "0.3")])
    assert chart is not None
    assert [(one.low, one.high is None) for one in chart.columns] == [(None, False), (None, True)]


def test_the_limits_of_the_leading_finding_are_told_and_read_back() -> None:
    findings = [
        {"test": "a", "value": "0.1", "verdict": "pass", "limit": {"min": None, "max": "0.3"}},
        {"test": "b", "value": "0.9", "verdict": "fail", "limit": {"min": "-0.5", "max": "0.5"}},
        {"test": "c", "value": None, "verdict": "fail", "limit": None},
    ]
    outcome = {"findings": findings}
    assert leading_finding(outcome)["test"] == "b"
    told = tell_limits(leading_finding(outcome))
    assert told == {"test": "b", "limit_min": "-0.5", "limit_max": "0.5"}
    assert read_limits(told) == ("-0.5", "0.5")


@pytest.mark.parametrize(
    "told",
    [{}, {"limit_min": "x", "limit_max": ["0.3"]}, {"error": []}, {"findings": "no"},
     {"value": "0.2", "error": {"value": "0.1", "limit": {"min": "-0.3", "max": "0.3"}}}],
)  # fmt: skip
def test_a_row_that_tells_no_limits_has_none(told: dict[str, object]) -> None:
    assert read_limits(told) == (None, None)
    assert tell_limits(told)["limit_max"] is None


def test_an_older_row_has_the_limits_of_its_pumps_error() -> None:
    error = {"value": "0.12", "limit": {"min": "-0.30", "max": "0.30"}}
    assert read_limits({"value": "0.12", "error": error}) == ("-0.30", "0.30")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2026-05-20 Pass +0.12 %, limit ±0.30 %"),
        ("zh", "2026-05-20 合格 +0.12 %，限值 ±0.30 %"),
    ],
)
async def test_the_instruments_page_draws_own_and_office_checks_and_says_each(
    open_app: Opener, tablet: Tablet, language: str, said: str
) -> None:
    row = {
        "record_id": "01900000-0000-7000-8000-0000000000aa", "instrument_id": PUMP,
        "site_id": "S1", "finished_at": "2026-05-20T02:00:00Z", "verdict": "pass",
        "value": "0.12", "unit": "%", "limit_min": "-0.30", "limit_max": "0.30",
    }  # fmt: skip
    with tablet.database.writing() as db:
        apply_changes(db, [("history", row["record_id"], row)])
    own = seal_one(tablet).record_id
    history = load_instrument(tablet, PUMP).history
    assert {check.limit_max for check in history} == {"0.30"}
    screen = open_app(f"/instrument/{PUMP}", language=language)
    chart = await screen.wait_for("history-chart")
    said_there = [one.label for one in below(chart) if one is not chart
                  and getattr(one, "label", None)]  # fmt: skip
    assert said_there[0] == said
    assert len(said_there) == 2
    assert screen.find(f"check-{own}")
