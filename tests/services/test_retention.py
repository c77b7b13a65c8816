"""When a photo is prunable: whatever the records, clocks and days, never sooner than promised."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.retention import NamedBy, is_prunable

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
STATES = st.sampled_from(["sealed", "received", "complete"])
RECORDS = st.lists(st.builds(NamedBy, STATES, st.none() | INSTANTS), max_size=4)
DAYS = st.integers(0, 400)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@given(RECORDS, st.booleans(), DAYS, INSTANTS, INSTANTS)
def test_only_what_every_record_and_both_clocks_allow_is_prunable(
    records: list[NamedBy], in_draft: bool, days: int, now: datetime, server_time: datetime
) -> None:
    told = is_prunable(records, in_draft=in_draft, days=days, now=now, server_time=server_time)
    reasons = [
        not records,
        in_draft,
        any(record.state != "complete" for record in records),
        any(record.received_at is None for record in records),
        any(
            clock <= record.received_at + timedelta(days=days)
            for record in records
            if record.received_at
            for clock in (now, server_time)
        ),
    ]
    assert told is not any(reasons)


@given(INSTANTS, DAYS, st.timedeltas(timedelta(microseconds=1), timedelta(days=900)))
def test_one_clock_that_jumps_ahead_alone_lets_nothing_go(
    received_at: datetime, days: int, jump: timedelta
) -> None:
    records = [NamedBy("complete", received_at)]
    on_time = received_at + timedelta(days=days)
    ahead = on_time + jump
    for now, server_time in ((on_time, ahead), (ahead, on_time)):
        assert not is_prunable(records, in_draft=False, days=days, now=now, server_time=server_time)
    assert is_prunable(records, in_draft=False, days=days, now=ahead, server_time=ahead)


@given(RECORDS, DAYS, INSTANTS, st.builds(NamedBy, STATES, st.none() | INSTANTS))
def test_another_record_that_names_it_never_lets_a_photo_go_sooner(
    records: list[NamedBy], days: int, now: datetime, other: NamedBy
) -> None:
    told = [
        is_prunable(each, in_draft=False, days=days, now=now, server_time=now)
        for each in (records, [*records, other])
    ]
    assert not records or told[0] >= told[1]


def test_the_last_moment_of_the_thirtieth_day_is_not_older_than_thirty_days() -> None:
    record = NamedBy("complete", NOW - timedelta(days=30))
    for late, expected in ((timedelta(0), False), (timedelta(microseconds=1), True)):
        told = is_prunable(
            [record], in_draft=False, days=30, now=NOW + late, server_time=NOW + late
        )
        assert told is expected
