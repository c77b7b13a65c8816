"""The reference standards of the demo city, with what their certificates say."""

from collections.abc import Mapping, Sequence
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
    max_error_percent: str = "0.025"


MEASURES = (
    Measure("P-020-1", 20, "70.0", "2.05", "stainless_steel"),
    Measure("P-020-2", 20, "66.0", "1.98", "stainless_steel", expired=True),
    Measure("P-020-3", 20, "68.0", "2.10", "carbon_steel", max_error_percent="0.2"),
    Measure("P-050-1", 50, "120.0", "4.10", "stainless_steel"),
    Measure("P-100-1", 100, "150.0", "7.85", "carbon_steel"),
)
Other = tuple[str, str, str, Mapping[str, str]]
"""Id, kind, description, what its certificate says."""

OTHERS: tuple[Other, ...] = (
    ("W-F2-1", "weights", "F2 等级标准砝码 20 g～10 kg",
     {"accuracy_class": "F2", "max_error_percent": "0.004"}),
    ("W-M1-1", "weights", "M1 等级标准砝码 20 kg × 10",
     {"accuracy_class": "M1", "max_error_percent": "0.005"}),
    ("E-01", "model_eyes", "客观式模拟眼一套", {"max_error_per_m": "0.06", "max_error_mm": "0.1"}),
    ("L-01", "standard_lenses", "焦度计检定用标准镜片一套", {"max_error_per_m": "0.015"}),
    ("B-W-1", "water_meter_bench", "水表检定装置 DN15～DN50", {"max_error_percent": "0.2"}),
    ("B-G-1", "gas_meter_bench", "燃气表检定装置", {"max_error_percent": "0.3"}),
    ("B-H-1", "heat_meter_bench", "热量表检定装置", {"max_error_percent": "0.5"}),
    ("B-E-1", "electricity_meter_bench", "电能表检定装置 0.1 级", {"max_error_percent": "0.1"}),
    ("B-E-2", "electricity_meter_bench", "便携式电能表校验仪 0.5 级",
     {"max_error_percent": "0.5"}),
    ("C-01", "reference_scale", "核称用电子天平 30 kg", {"max_error_g": "0.3"}),
    ("V-020-1", "delivered_volume_measure", "标准金属量器 20 L（直读体积）",
     {"max_error_percent": "0.05"}),
    ("T-005-1", "test_measure_gal", "5 gal 标准量器", {"max_error_percent": "0.05"}),
)  # fmt: skip
_MATERIALS = {"stainless_steel": "不锈钢", "carbon_steel": "碳钢"}


def build_standards(rng: Random, today: date) -> tuple[Row, ...]:
    """Build the standards: for each kind that a rule asks for at least one.

    One measure has expired; another, and one of the electricity benches, is not exact enough.
    """
    measures = [_build_measure(rng, today, measure) for measure in MEASURES]
    return (*measures, *build_others(rng, today, OTHERS))


def build_others(rng: Random, today: date, others: Sequence[Other]) -> tuple[Row, ...]:
    """Build standards that are no measures with a neck."""
    return tuple(
        _build(rng, today, (standard_id, kind, description), characteristics)
        for standard_id, kind, description, characteristics in others
    )


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
        "max_error_percent": measure.max_error_percent,
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
