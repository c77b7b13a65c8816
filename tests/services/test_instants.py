"""Instants and days: one spelling, the day that it is on the spot, a clock that can be believed."""

from datetime import UTC, datetime

import pytest

from inspector_app.devices.clock import SystemClock, believe, offset_min
from inspector_app.devices.identity import new_record_id
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


@pytest.mark.parametrize("shown", ["1970-01-01T00:00:00Z", "2024-12-31T23:59:59Z"])
def test_a_clock_that_lost_its_time_is_not_believed(shown: str) -> None:
    with pytest.raises(NotReady) as told:
        believe(FixedClock(parse_instant(shown)), None)
    assert told.value.code == "clock"


def test_a_clock_more_than_a_day_behind_the_server_is_not_believed() -> None:
    server_time = parse_instant("2026-11-24T12:00:01Z")
    with pytest.raises(NotReady):
        believe(FixedClock(NOON), server_time)
    assert believe(FixedClock(NOON), parse_instant("2026-11-24T12:00:00Z")) == NOON


def test_a_clock_that_is_merely_fast_is_believed() -> None:
    assert believe(FixedClock(datetime(2031, 1, 1, tzinfo=UTC)), NOON)


def test_the_system_clock_knows_zone_and_time_since_start() -> None:
    clock = SystemClock("Asia/Shanghai")
    assert clock.zone() == "Asia/Shanghai"
    assert offset_min(NOON, clock.zone()) == 480
    assert clock.now().tzinfo is UTC
    first = clock.monotonic_s()
    assert 0 < first <= clock.monotonic_s()


def test_an_unknown_zone_falls_back_to_one_that_exists() -> None:
    assert offset_min(NOON, SystemClock("Nowhere/Land").zone()) == offset_min(
        NOON, SystemClock("").zone()
    )


def test_record_ids_carry_version_7_and_rise_with_time() -> None:
    first = new_record_id(NOON)
    later = new_record_id(NOON.replace(second=1))
    assert (first[14], first[19] in "89ab") == ("7", True)
    assert first < later
    assert new_record_id(NOON) != first
