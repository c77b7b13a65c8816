"""Instants and days as they are stored: UTC text to the second, ISO days; and what is today."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from inspector_app.devices.clock import Clock, in_zone, offset_min
from inspector_app.store.standing import Day

WORTH_TELLING_S = 300


def spell_instant(instant: datetime) -> str:
    """Return an aware instant as `2026-11-23T08:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    """Return the instant of an ISO 8601 text with its offset, in UTC. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, or Z")
    return instant.astimezone(UTC)


def find_instant(text: object) -> datetime | None:
    """Return the instant of a text, None when it is none."""
    try:
        return parse_instant(str(text)) if text else None
    except ValueError:
        return None


def find_day(text: object) -> date | None:
    """Return the day of an ISO text, None when it is none."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def day_of(instant: datetime, zone: str) -> date:
    """Return the day that the instant falls on in the zone."""
    return in_zone(instant, zone).date()


def today(clock: Clock) -> Day:
    """Return the day that it is where the tablet is, and the instant at which it began."""
    local = in_zone(clock.now(), clock.zone())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Day(today=local.date().isoformat(), began_at=spell_instant(midnight))


def record_times(
    clock: Clock, *, started_at: str, finished_at: str, server_offset_s: str | None
) -> dict[str, Any]:
    """Return the times that a record keeps, so that a wrong clock can be seen afterwards.

    `monotonic_s` counts from the start of the machine and cannot be set; `server_offset_s` is how
    far the server's clock was ahead at the last sync.
    """
    sealed_at = clock.now()
    zone = clock.zone()
    return {
        "started_at": started_at,
        "finished_at": finished_at,
        "sealed_at": spell_instant(sealed_at),
        "zone": zone,
        "utc_offset_min": offset_min(sealed_at, zone),
        "monotonic_s": str(clock.monotonic_s()),
        "server_offset_s": server_offset_s,
    }


def find_skew(server_offset_s: object) -> int | None:
    """Return the seconds that the server's clock is ahead of ours; None when it does not matter."""
    skew_s = int(float(str(server_offset_s or 0)))
    return skew_s if abs(skew_s) > WORTH_TELLING_S else None


def seconds_between(later: datetime, earlier: datetime) -> str:
    """Return the seconds from `earlier` to `later` as decimal text, to the millisecond."""
    milliseconds = (later - earlier) // timedelta(milliseconds=1)
    sign = "-" if milliseconds < 0 else ""
    return f"{sign}{abs(milliseconds) // 1000}.{abs(milliseconds) % 1000:03}"
