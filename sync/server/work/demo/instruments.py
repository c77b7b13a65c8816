"""The instruments of the demo city: nozzles, scales, an optician's, meters, with their seals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from inspector_app.tags.identifier import NUMBERS, spell_identifier
from sync.server.work.demo.meters import meters_at
from sync.server.work.demo.plate import Maker, Plate
from sync.server.work.demo.rows import Row, days_before, last_day_of

DISPENSER_SEALS = ("transducer", "encoder", "main_board")
SCALE_SEALS = ("adjustment", "housing")
GRADES = {"92": ("petrol", "92号汽油"), "95": ("petrol", "95号汽油"), "0": ("diesel", "0号柴油")}
PUMPS = (("92", "95"), ("92", "0"), ("95", "0"), ("92", "92"))  # the grades of a pump's nozzles
MONTHS = {"fuel_dispenser": 6}
ONE_IN_EXPIRED = 12


DISPENSER_MAKERS = (Maker("示范机电", ("SF-J20", "SF-J22")), Maker("样例能源", ("YL-66", "YL-88")))
SCALE_MAKERS = (Maker("示范衡器", ("SH-6", "SH-15", "SH-30")), Maker("样例电子", ("YZ-15A",)))
SCALES = (("6000", "2"), ("15000", "5"), ("30000", "10"))  # Max and e in g
PLATFORM = Plate(
    "scale",
    "示范衡器",
    "SH-T150",
    "III",
    {"accuracy_class": "III", "max": "150", "e": "0.05", "unit": "kg"},
    SCALE_SEALS,
)
OPTICS = (
    Plate("eye_refractometer", "样例光电", "YG-R1", "", {}),
    Plate("focimeter", "样例光电", "YG-F2", "", {}),
    Plate("focimeter", "示范光学", "SF-F1", "", {}),
)
STALLS = {"market": (6, 9), "supermarket": (5, 7)}
SHOP_SCALES = ("S-002", "S-005", "S-009")
"""Stations that also weigh parcels."""


@dataclass(slots=True)
class Numbering:
    """Numbers that are given out once: identifiers, and the seals of the last five years."""

    rng: Random
    identifiers: set[str] = field(default_factory=set)
    seals: int = 0

    def next_identifier(self) -> str:
        while True:
            identifier = spell_identifier(self.rng.randrange(NUMBERS))
            if identifier is not None and identifier not in self.identifiers:
                self.identifiers.add(identifier)
                return identifier

    def next_seal(self) -> str:
        self.seals += self.rng.randint(1, 9)
        return f"SL{8_800_000 + self.seals}"


def build_instruments(rng: Random, today: date, sites: Sequence[Row]) -> tuple[Row, ...]:
    """Build the instruments of the sites; one certificate in twelve has expired."""
    numbering = Numbering(rng)
    return tuple(
        build_instrument(rng, today, site["site_id"], plate, numbering)
        for site in sites
        for plate in _plates(rng, site)
    )


def _plates(rng: Random, site: Row) -> Iterator[Plate]:
    if site["kind"] == "fuel_station":
        yield from _nozzles(rng)
        if site["site_id"] in SHOP_SCALES:
            yield PLATFORM
    elif site["kind"] == "optician":
        yield from OPTICS
    elif site["kind"] == "utility":
        yield from meters_at(rng, site["site_id"])
    else:
        for _ in range(rng.randint(*STALLS[site["kind"]])):
            yield _counter_scale(rng)


def _nozzles(rng: Random) -> Iterator[Plate]:
    """Give the nozzles of two to four pumps, numbered through: 1-1, 1-2, 2-3, 2-4."""
    maker = rng.choice(DISPENSER_MAKERS)
    number = 0
    for pump, grades in enumerate(PUMPS[: rng.randint(2, 4)], 1):
        model, pump_serial = rng.choice(maker.models), _draw_serial(rng)
        for side, grade in enumerate(grades, 1):
            number += 1
            product, name = GRADES[grade]
            yield Plate(
                "fuel_dispenser",
                maker.name,
                f"{model} {name}",
                "0.3",
                {"product": product},
                DISPENSER_SEALS,
                nozzle=f"{pump}-{number}",
                serial=f"{pump_serial}-{side}",
            )


def _counter_scale(rng: Random) -> Plate:
    maker = rng.choice(SCALE_MAKERS)
    largest, interval = rng.choice(SCALES)
    characteristics: dict[str, str | bool] = {
        "accuracy_class": "III",
        "max": largest,
        "e": interval,
        "unit": "g",
        "price_computing": True,
    }
    return Plate("scale", maker.name, rng.choice(maker.models), "III", characteristics, SCALE_SEALS)


def build_instrument(
    rng: Random, today: date, site_id: str, plate: Plate, numbering: Numbering
) -> Row:
    """Build one instrument, with the certificate and the seals that it has."""
    months = MONTHS.get(plate.kind, 12)
    expired = rng.randrange(ONE_IN_EXPIRED) == 0
    since = 31 * months + rng.randint(3, 60) if expired else rng.randint(5, 29 * months)
    verified_on = days_before(today, since)
    return {
        "instrument_id": numbering.next_identifier(),
        "site_id": site_id,
        "kind": plate.kind,
        "nozzle": plate.nozzle or None,
        "make": plate.make,
        "model": plate.model,
        "serial": plate.serial or _draw_serial(rng),
        "accuracy_class": plate.accuracy_class or None,
        "characteristics": dict(plate.characteristics),
        "certificate_no": f"SL-JD-{rng.randint(1_000_000, 9_999_999)}",
        "verified_on": verified_on.isoformat(),
        "valid_until": last_day_of(verified_on, months).isoformat(),
        "seals": [
            {"position": position, "number": numbering.next_seal()} for position in plate.seals
        ],
        "status": "in_use",
    }


def _draw_serial(rng: Random) -> str:
    """Draw a year of make and a number."""
    return f"{rng.randint(17, 25)}{rng.randint(10_000, 99_999)}"
