"""The pure decisions of a sync hold for every number, also after a long holiday."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client import policy
from sync.client.policy import Decision

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@given(st.integers(0, 10**9), st.floats(0, 1), st.none() | st.floats(0, 1e9))
def test_a_wait_is_never_longer_than_ten_minutes_and_never_negative(
    attempt: int, share: float, asked: float | None
) -> None:
    assert 0 <= policy.wait_s(attempt, share, asked) <= policy.LONGEST_WAIT_S


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 600))
def test_a_wait_is_never_shorter_than_the_server_asked(
    attempt: int, share: float, asked: float
) -> None:
    assert policy.wait_s(attempt, share, asked) >= asked


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_batch_grows_to_the_limit_and_halves_to_one(records: int, most: int) -> None:
    assert 1 <= policy.grown(records, most) <= min(most, 500)
    assert 1 <= policy.halved(records) <= records


@given(st.text())
def test_any_retry_after_is_read_or_ignored_without_a_fault(field: str) -> None:
    read = policy.retry_after_s(field, NOW)
    assert read is None or 0 <= read <= policy.LONGEST_WAIT_S


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("3", 3), ("0", 0), (" 12 ", 12), ("99999999999999", 600), (None, None), ("soon", None),
        ("-5", None), ("Mon, 23 Nov 2026 08:00:30 GMT", 30), ("Mon, 23 Nov 2020 08:00:00 GMT", 0),
        ("Mon, 23 Nov 2099 08:00:00 GMT", 600),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_within_bounds(
    field: str | None, seconds: float | None
) -> None:
    assert policy.retry_after_s(field, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        (400, Decision.BISECT), (401, Decision.RENEW), (403, Decision.STOP), (404, Decision.STOP),
        (408, Decision.RETRY), (413, Decision.HALVE), (422, Decision.BISECT),
        (425, Decision.RETRY), (429, Decision.RETRY), (500, Decision.RETRY), (507, Decision.RETRY),
    ],
)  # fmt: skip
def test_every_refusal_means_one_thing(status: int, decision: Decision) -> None:
    assert policy.decide(status) is decision
