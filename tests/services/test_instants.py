"""Instants and days: one spelling, the day that it is on the spot, a clock that can be believed."""

from datetime import UTC, datetime

import pytest

from inspector_app.devices.clock import believe
from inspector_app.errors import NotReady
from inspector_app.services.instants import (
    find_instant,
    parse_instant,
    seconds_between,
    spell_instant,
    today,
)
from tests.support.registry import FixedClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_an_instant_is_spelled_in_utc_whatever_its_offset() -> None:
    assert spell_instant(parse_instant("2026-11-23T20:00:00+08:00")) == "2026-11-23T12:00:00Z"


def test_a_time_without_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="offset"):
        parse_instant("2026-11-23T20:00:00")
    assert find_instant("2026-11-23T20:00:00") is None
    assert find_instant(None) is None


def test_today_is_the_day_on_the_spot_and_began_at_its_midnight() -> None:
    late = FixedClock(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    day = today(late)
    assert (day.today, day.began_at) == ("2026-11-24", "2026-11-23T16:00:00Z")


def test_seconds_between_two_instants_keep_sign_and_milliseconds() -> None:
    later = NOON.replace(microsecond=250_000)
    assert seconds_between(later, NOON) == "0.250"
    assert seconds_between(NOON, later) == "-0.250"


@pytest.mark.parametrize("shown", ["1970-01-01T00:00:00Z", "2019-12-31T23:59:59Z"])
def test_a_clock_that_lost_its_time_is_not_believed(shown: str) -> None:
    with pytest.raises(NotReady) as told:
        believe(FixedClock(parse_instant(shown)))
    assert told.value.code == "clock"


@pytest.mark.parametrize("shown", ["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z"])
def test_any_other_clock_is_believed_whatever_a_server_said(shown: str) -> None:
    instant = parse_instant(shown)
    assert believe(FixedClock(instant)) == instant
