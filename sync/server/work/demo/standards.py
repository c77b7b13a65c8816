"""The reference standards of the demo city, with what their certificates say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sync.server.work.demo.rows import Row, spell_decimal

EXPIRED_SINCE_DAYS = 23


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard measure with a graduated neck: volume in L, the neck in mm and mL/mm."""

    standard_id: str
    nominal_L: int
    neck_mm: str
    neck_constant: str
    material: str
    expired: bool = False


MEASURES = (
    Measure("P-020-1", 20, "70.0", "2.05", "stainless_steel"),
    Measure("P-020-2", 20, "66.0", "1.98", "stainless_steel", expired=True),
    Measure("P-050-1", 50, "120.0", "4.10", "stainless_steel"),
    Measure("P-100-1", 100, "150.0", "7.85", "carbon_steel"),
)
OTHERS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("W-F2-1", "weights", "F2 等级标准砝码 1 mg～5 kg", {"accuracy_class": "F2"}),
    ("W-M1-1", "weights", "M1 等级标准砝码 20 kg × 10", {"accuracy_class": "M1"}),
    ("E-01", "model_eyes", "客观式模拟眼一套", {}),
    ("L-01", "standard_lenses", "焦度计检定用标准镜片一套", {}),
)
_MATERIALS = {"stainless_steel": "不锈钢", "carbon_steel": "碳钢"}


def build_standards(rng: Random, today: date) -> tuple[Row, ...]:
    """Build the standards: four measures, one of them expired; weights, model eyes, lenses."""
    measures = [_build_measure(rng, today, measure) for measure in MEASURES]
    others = [
        _build(rng, today, (standard_id, kind, description), characteristics)
        for standard_id, kind, description, characteristics in OTHERS
    ]
    return (*measures, *others)


def _build_measure(rng: Random, today: date, measure: Measure) -> Row:
    """Give a measure a certified volume within 0.02 % of the nominal one, to the millilitre."""
    within_mL = measure.nominal_L // 5
    certified_mL = measure.nominal_L * 1000 + rng.randint(-within_mL, within_mL)
    material = _MATERIALS[measure.material]
    description = f"标准金属量器 {measure.nominal_L} L（{material}）"
    characteristics = {
        "nominal_volume_L": str(measure.nominal_L),
        "certified_volume_L": spell_decimal(certified_mL, 3),
        "certified_neck_reading_mm": measure.neck_mm,
        "neck_constant_mL_per_mm": measure.neck_constant,
        "material": measure.material,
    }
    identity = (measure.standard_id, "standard_measure", description)
    row = _build(rng, today, identity, characteristics)
    ended = (today - timedelta(days=EXPIRED_SINCE_DAYS)).isoformat()
    return {**row, "valid_until": ended} if measure.expired else row


def _build(
    rng: Random, today: date, identity: tuple[str, str, str], characteristics: Mapping[str, str]
) -> Row:
    standard_id, kind, description = identity
    return {
        "standard_id": standard_id,
        "kind": kind,
        "description": description,
        "characteristics": dict(characteristics),
        "certificate_no": f"SL-BZ-{rng.randint(100_000, 999_999)}",
        "valid_until": (today + timedelta(days=rng.randint(120, 600))).isoformat(),
    }
