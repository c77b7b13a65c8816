"""What came to the demo city later: chargers, gas fuels, a weighbridge, taximeters.

They are drawn from a generator of their own, so that the rest of the city stays as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sync.server.work.demo.instruments import Numbering, build_instrument
from sync.server.work.demo.past import build_history
from sync.server.work.demo.places import build_site
from sync.server.work.demo.plate import Plate
from sync.server.work.demo.rows import Row
from sync.server.work.demo.standards import build_others

TAXIS = "S-019"
_EV_SEALS, _GAS_SEALS = ("meter", "housing"), ("meter", "main_board")
_AC = {"current": "ac", "accuracy_class": "2", "max_current_A": "32"}
_DC = {"current": "dc", "accuracy_class": "1", "max_current_A": "250"}
_BRIDGE = {"accuracy_class": "III", "max": "60000", "e": "20", "unit": "kg", "supports": "6"}
_AT_SITE: Sequence[tuple[str, Plate]] = (
    ("S-001", Plate("ev_charger", "示范充电", "CD-AC7", "2", _AC, _EV_SEALS)),
    ("S-001", Plate("ev_charger", "示范充电", "CD-DC120", "1", _DC, _EV_SEALS)),
    ("S-003", Plate("ev_charger", "样例能源", "YN-DC60", "1", _DC, _EV_SEALS)),
    ("S-004", Plate("lpg_dispenser", "示范机电", "SF-LPG1", "", {}, _GAS_SEALS)),
    ("S-004", Plate("cng_dispenser", "示范机电", "SF-CNG2", "", {}, _GAS_SEALS)),
    ("S-006", Plate("lng_dispenser", "样例能源", "YL-LNG1", "", {}, _GAS_SEALS)),
    ("S-013", Plate("weighbridge", "示范衡器", "SH-Q60", "III", _BRIDGE,
                    ("adjustment", "housing"))),
    (TAXIS, Plate("taximeter", "样例电子", "YD-T2", "", {}, ("meter", "sensor"))),
    (TAXIS, Plate("taximeter", "样例电子", "YD-T2", "", {}, ("meter", "sensor"))),
)  # fmt: skip
_STANDARDS = (
    ("EV-T-1", "ev_charger_tester", "充电桩检定装置 0.1 级", {"max_error_percent": "0.1"}),
    ("G-LPG-1", "lpg_measure", "液化石油气标准装置", {"max_error_percent": "0.2"}),
    ("G-CNG-1", "gas_mass_standard", "压缩天然气质量法标准装置", {"max_error_percent": "0.2"}),
    ("G-LNG-1", "cryogenic_mass_standard", "液化天然气质量法标准装置",
     {"max_error_percent": "0.3"}),
    ("W-M1-20", "weighbridge_weights", "M1 等级大砝码 500 kg × 40", {"max_error_percent": "0.005"}),
    ("T-TX-1", "taximeter_bench", "出租汽车计价器检定装置", {"max_error_percent": "0.1"}),
)  # fmt: skip
_FIRST_SEAL = 500_000
"""Far beyond the seals that the rest of the city has."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added to the city."""

    sites: tuple[Row, ...]
    instruments: tuple[Row, ...]
    standards: tuple[Row, ...]
    history: tuple[Row, ...]


def build_addition(rng: Random, today: date, instruments: Sequence[Row]) -> Addition:
    """Build what is added to the city's `instruments`."""
    taken = {row["instrument_id"] for row in instruments}
    numbering = Numbering(rng, taken, _FIRST_SEAL)
    site = build_site(rng, today, 19, "other", "示例出租汽车公司", "车站路")
    added = tuple(_instruments(rng, today, numbering))
    return Addition(
        sites=(site,),
        instruments=added,
        standards=build_others(rng, today, _STANDARDS),
        history=build_history(rng, today, added),
    )


def _instruments(rng: Random, today: date, numbering: Numbering) -> Iterator[Row]:
    for site_id, plate in _AT_SITE:
        yield build_instrument(rng, today, site_id, plate, numbering)
