"""The tablet's clock: the instant in UTC, the time zone, and seconds since the machine started."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspector_app.errors import NotReady
from inspector_app.settings import EARLIEST_CLOCK

_LOCALTIME = Path("/etc/localtime")
_MARK = "zoneinfo/"


class Clock(Protocol):
    """What the services ask for the time."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""

    def monotonic_s(self) -> Decimal:
        """Return the seconds since the machine started; nobody can set this clock."""

    def zone(self) -> str:
        """Return the IANA name of the time zone."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock; `zone_name` goes before what the machine says of its zone."""

    zone_name: str = ""

    def now(self) -> datetime:
        """Return the instant in UTC, to the millisecond."""
        instant = datetime.now(UTC)  # noqa: TID251 - this is the one place
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def monotonic_s(self) -> Decimal:
        """Return the seconds since the machine started, counting its sleep where it can."""
        source = getattr(time, "CLOCK_BOOTTIME", None)
        nanoseconds = time.monotonic_ns() if source is None else time.clock_gettime_ns(source)
        return Decimal(nanoseconds // 1_000_000) / 1000

    def zone(self) -> str:
        """Return the IANA name, or the nearest fixed offset when the machine gives no name."""
        for name in (self.zone_name, _linked_zone()):
            if _is_zone(name):
                return name
        return _fixed_zone(time.localtime().tm_gmtoff)


def in_zone(instant: datetime, zone: str) -> datetime:
    """Return the instant as the clocks of the zone show it."""
    return instant.astimezone(ZoneInfo(zone))


def local_today(clock: Clock) -> date:
    """Return the day that it is where the tablet is."""
    return in_zone(clock.now(), clock.zone()).date()


def offset_min(instant: datetime, zone: str) -> int:
    """Return how many minutes the zone is ahead of UTC at that instant."""
    return (in_zone(instant, zone).utcoffset() or timedelta()) // timedelta(minutes=1)


def believe(clock: Clock) -> datetime:
    """Return the instant. Raises NotReady when the clock shows a time that cannot be.

    That is a time before 2020: a battery was empty, and every record would carry a false date. What
    a server says of the time is never a reason to refuse: it may be wrong, or no server of ours.
    """
    instant = clock.now()
    if instant < EARLIEST_CLOCK:
        raise NotReady(
            f"The clock of this tablet shows {instant:%Y-%m-%d}, which cannot be.",
            code="clock",
            hint="Set date and time of the tablet, then go on. Nothing is lost.",
        )
    return instant


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _linked_zone() -> str:
    try:
        return str(_LOCALTIME.readlink()).partition(_MARK)[2]
    except OSError:
        return ""


def _fixed_zone(ahead_s: int) -> str:
    hours = round(ahead_s / 3600)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
