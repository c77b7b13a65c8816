"""What earlier inspections of the demo city found: a visit now and then, nozzle after nozzle."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random

from sync.server.work.demo.rows import Row, days_before, spell_decimal

VISITS_DAYS_AGO = ((60, 150), (220, 330))
OPENS_UTC = time(1, 10)
JUST_INSIDE = "S-009"
"""The station whose errors all lie just inside the limit: somebody should look into it."""

ONE_IN_FAILED, ONE_IN_BROKEN_OFF = 25, 40


@dataclass(frozen=True, slots=True)
class Errors:
    """How large errors are, in units of the last place: the usual ones, the limit, beyond it."""

    unit: str
    places: int
    usual: tuple[int, int]
    limit: int
    beyond: tuple[int, int]


ERRORS = {
    "fuel_dispenser": Errors("%", 4, (-1600, 2200), 3000, (3100, 5400)),
    "eye_refractometer": Errors("1/m", 2, (-18, 18), 25, (30, 55)),
    "focimeter": Errors("1/m", 2, (-4, 4), 6, (7, 11)),
    "water_meter": Errors("%", 2, (-180, 210), 400, (420, 900)),
    "gas_meter": Errors("%", 2, (-140, 160), 300, (310, 600)),
    "heat_meter": Errors("%", 2, (-220, 240), 460, (480, 900)),
    "electricity_meter": Errors("%", 2, (-60, 70), 100, (205, 350)),
    "ev_charger": Errors("%", 2, (-50, 60), 100, (210, 300)),
    "lpg_dispenser": Errors("%", 2, (-60, 70), 100, (110, 190)),
    "cng_dispenser": Errors("%", 2, (-60, 70), 100, (110, 190)),
    "lng_dispenser": Errors("%", 2, (-90, 90), 150, (160, 240)),
    "taximeter": Errors("%", 2, (-250, 60), 100, (120, 300)),
}
IN_INTERVALS = ((-1, 1), (4, 7))  # usual and failing errors of scales, in e


def build_history(rng: Random, today: date, instruments: Sequence[Row]) -> tuple[Row, ...]:
    """Build two visits to every site; instruments of a site must stand together."""
    visits = groupby(instruments, key=lambda row: row["site_id"])
    return tuple(row for _, at_site in visits for row in _visits(rng, today, list(at_site)))


def _visits(rng: Random, today: date, instruments: Sequence[Row]) -> Iterator[Row]:
    for ago in VISITS_DAYS_AGO:
        day = days_before(today, rng.randint(*ago))
        at = datetime.combine(day, OPENS_UTC, UTC)
        for instrument in instruments:
            at += timedelta(minutes=rng.randint(9, 17), seconds=rng.randint(0, 59))
            verdict, value, unit = _result(rng, instrument)
            yield {
                "record_id": _record_id(rng, at),
                "instrument_id": instrument["instrument_id"],
                "site_id": instrument["site_id"],
                "finished_at": at.isoformat().replace("+00:00", "Z"),
                "verdict": verdict,
                "value": value,
                "unit": unit,
                **_left_behind(instrument, value),
            }


def _result(rng: Random, instrument: Row) -> tuple[str, str | None, str | None]:
    failed = rng.randrange(ONE_IN_FAILED) == 0
    broken_off = rng.randrange(ONE_IN_BROKEN_OFF) == 0
    if instrument["kind"] in ("scale", "weighbridge"):
        characteristics = instrument["characteristics"]
        intervals = rng.randint(*IN_INTERVALS[failed])
        value = f"{intervals * Decimal(characteristics['e']):f}"
        unit = characteristics["unit"]
    else:
        errors = ERRORS[instrument["kind"]]
        units = rng.randint(*(errors.beyond if failed else errors.usual))
        if instrument["site_id"] == JUST_INSIDE:
            failed, units = False, errors.limit - abs(units) % 300
        value, unit = spell_decimal(units, errors.places), errors.unit
    if broken_off and not failed:
        return "incomplete", None, None
    return "fail" if failed else "pass", value, unit


def _record_id(rng: Random, at: datetime) -> str:
    """Spell a UUID of version 7: the milliseconds of `at`, then drawn bits."""
    milliseconds = int(at.timestamp()) * 1000
    drawn = rng.getrandbits(74)
    high, low = drawn >> 62, drawn & (1 << 62) - 1
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


def _left_behind(instrument: Row, value: str | None) -> Row:
    """Tell of a dispenser what a record's history tells: which way it deviates, and its seals."""
    if instrument["kind"] != "fuel_dispenser":
        return {}
    error = None
    if value is not None:
        effect = "less" if Decimal(value) > 0 else "more"  # positive: indicated too much
        error = {
            "test": "indication_error",
            "value": value,
            "unit": "%",
            "effect": f"customer_receives_{effect}" if Decimal(value) else "none",
            "limit": {"min": "-0.30", "max": "0.30"},
        }
    return {"rule": "cn.fuel-dispenser.jjg443-2023", "error": error, "seals": []}
