"""Sound inputs to start from: one dispenser and one scale, whose errors are easy to see.

The measure holds 20 L at 70 mm and 20 °C, so an indication of 20.06 L is an error of 0.3 %.
"""

import copy
from typing import Any

FUEL = "cn.fuel-dispenser.jjg443-2023"
SCALES = ("oiml.scale.r76", "cn.scale.jjg539-2016")


def fuel_run(indicated_L: str = "20.00", **readings: Any) -> dict[str, Any]:
    """Return one run at the maximum flow; other readings replace the usual ones."""
    return {
        "test": "indication_error",
        "flow_point": "q1",
        "indicated_L": indicated_L,
        "neck_reading_mm": "70",
        "nozzle_temperature_C": "20",
        "measure_temperature_C": "20",
        **readings,
    }


def both_flow_points(indicated_L: str = "20.00", *, runs: int = 3) -> list[dict[str, Any]]:
    """Return the runs at both flow points, which a verification needs."""
    return [fuel_run(indicated_L, flow_point=point) for point in ("q1", "q2") for _ in range(runs)]


def fuel(*runs: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return the input of a dispenser's inspection in service, three exact runs unless given."""
    return copy.deepcopy(
        {
            "rule": FUEL,
            "phase": "in_service",
            "date": "2026-11-23",
            "instrument": {"product": "petrol"},
            "standard": {
                "nominal_volume_L": "20",
                "certified_volume_L": "20.000",
                "certified_neck_reading_mm": "70",
                "neck_constant_mL_per_mm": "2",
                "material": "stainless_steel",
                "valid_until": "2027-06-30",
            },
            "observations": list(runs) or [fuel_run() for _ in range(3)],
            **parts,
        }
    )


def weighing(load: str, indication: str, **readings: Any) -> dict[str, Any]:
    """Return one weighing."""
    return {"test": "weighing", "load": load, "indication": indication, **readings}


FINE = {"accuracy_class": "III", "max": "15000", "e": "5", "d": "1", "unit": "g"}
"""A scale whose display shows a fifth of e, where rounding leaves nothing open."""


def scale(*observations: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return the input of the inspection of a 15 kg scale, e = 5 g, one exact weighing."""
    return copy.deepcopy(
        {
            "rule": SCALES[0],
            "phase": "in_service",
            "date": "2026-11-23",
            "instrument": {"accuracy_class": "III", "max": "15000", "e": "5", "unit": "g"},
            "observations": list(observations) or [weighing("7500", "7500")],
            **parts,
        }
    )
