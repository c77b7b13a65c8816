"""The reference standards of the demo city, with what their certificates say."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sync.server.work.demo.rows import Row, draw_decimal

EXPIRED_SINCE_DAYS = 23


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure with a graduated neck: volumes in L, the neck in mm and mL/mm."""

    standard_id: str
    nominal_L: int
    neck_mm: str
    neck_constant: str
    material: str
    expired: bool = False


MEASURES = (
    _Measure("P-020-1", 20, "70.0", "2.05", "stainless_steel"),
    _Measure("P-020-2", 20, "66.0", "1.98", "stainless_steel", expired=True),
    _Measure("P-050-1", 50, "120.0", "4.10", "stainless_steel"),
    _Measure("P-100-1", 100, "150.0", "7.85", "carbon_steel"),
)
OTHERS = (
    ("W-F2-1", "weights", "F2 级标准砝码 1 mg～5 kg", {"accuracy_class": "F2"}),
    ("W-M1-1", "weights", "M1 级标准砝码 20 kg × 10", {"accuracy_class": "M1"}),
    ("E-01", "model_eyes", "客观式模拟眼一套", {}),
    ("L-01", "standard_lenses", "焦度计检定用标准镜片一套", {}),
)
_MATERIALS = {"stainless_steel": "不锈钢", "carbon_steel": "碳钢"}


def build_standards(rng: Random, today: date) -> tuple[Row, ...]:
    """Build the standards: four measures, one of them expired; weights, model eyes, lenses."""
    measures = [_measure(rng, today, measure) for measure in MEASURES]
    others = [
        _standard(rng, today, standard_id, kind, description, characteristics)
        for standard_id, kind, description, characteristics in OTHERS
    ]
    return (*measures, *others)


def _measure(rng: Random, today: date, measure: _Measure) -> Row:
    """A certificate gives the volume to 0.01 % of the nominal one, at most 0.02 % beside it."""
    ten_thousandths = measure.nominal_L * 10
    certified = measure.nominal_L * 10_000 + rng.randrange(-ten_thousandths, ten_thousandths)
    row = _standard(
        rng,
        today,
        measure.standard_id,
        "standard_measure",
        f"标准金属量器 {measure.nominal_L} L（{_MATERIALS[measure.material]}）",
        {
            "nominal_volume_L": str(measure.nominal_L),
            "certified_volume_L": f"{certified // 10_000}.{certified % 10_000 // 10:03}",
            "certified_neck_reading_mm": measure.neck_mm,
            "neck_constant_mL_per_mm": measure.neck_constant,
            "material": measure.material,
        },
    )
    if not measure.expired:
        return row
    return {
        **row,
        "valid_until": (today - timedelta(days=EXPIRED_SINCE_DAYS)).isoformat(),
    }


def _standard(
    rng: Random,
    today: date,
    standard_id: str,
    kind: str,
    description: str,
    characteristics: dict[str, str],
) -> Row:
    return {
        "standard_id": standard_id,
        "kind": kind,
        "description": description,
        "characteristics": characteristics,
        "certificate_no": f"SL-BZ-{draw_decimal(rng, 100_000, 999_999, 0)}",
        "valid_until": (today + timedelta(days=rng.randint(120, 600))).isoformat(),
    }
