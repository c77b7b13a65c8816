"""What the parts of the demo city share: rows, whole numbers drawn, days counted in months."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
"""A row of reference data, as tablets get it."""

LAST_SAFE_DAY = 28


def spell_decimal(units: int, places: int) -> str:
    """Spell a whole number of units of the last place: 3412 with 4 places is 0.3412."""
    return f"{Decimal(units).scaleb(-places):f}"


def days_before(day: date, days: int) -> date:
    """Return the day so many days earlier."""
    return day - timedelta(days=days)


def last_day_of(verified_on: date, months: int) -> date:
    """Return the last day of a certificate that is good for so many months."""
    years, month = divmod(verified_on.month - 1 + months, 12)
    day = min(verified_on.day, LAST_SAFE_DAY)
    return date(verified_on.year + years, month + 1, day) - timedelta(days=1)
