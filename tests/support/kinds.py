"""One instrument and one standard for every rule, as the register would have them."""

from datetime import date
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.rule import Rule

TODAY = date(2026, 11, 23)
VALID_UNTIL = "2027-06-30"
_R76 = {"accuracy_class": "III", "max": "15000", "e": "5", "unit": "g"}
_MEASURE = {
    "nominal_volume_L": "20", "certified_volume_L": "20.004", "certified_neck_reading_mm": "70",
    "neck_constant_mL_per_mm": "2", "material": "stainless_steel",
}  # fmt: skip

INSTRUMENTS: dict[str, dict[str, str]] = {
    "ca.fuel-dispenser.wmr-265": {},
    "cn.electricity-meter.jjg596-2012": {"accuracy_class": "1", "connection": "direct"},
    "cn.eye-refractometer.jjg892-2011": {},
    "cn.focimeter.jjg580-2005": {},
    "cn.fuel-dispenser.jjg443-2023": {"product": "petrol"},
    "cn.gas-meter.jjg577-2012": {"qmax_m3h": "6", "accuracy_class": "1.5"},
    "cn.heat-meter.jjg225-2024": {"accuracy_class": "2"},
    "cn.prepackaged.jjf1070": {},
    "cn.retail-weighing.order66": {},
    "cn.scale.jjg539-2016": _R76,
    "cn.water-meter.jjg162-2019": {"q3_m3h": "2.5", "ratio_r": "160", "accuracy_class": "2"},
    "eu.fuel-dispenser.mid-mi005": {"accuracy_class": "0.5", "minimum_measured_quantity_L": "5"},
    "ie.fuel-dispenser.in-service": {},
    "oiml.scale.r76": _R76,
    "us.fuel-dispenser.hb44-3.30": {},
    "us.scale.hb44-2.20": {"accuracy_class": "III", "d": "0.01", "unit": "lb"},
    "us.station.tx": {},
}


def certificate(rule: Rule) -> dict[str, Any]:
    """Return what the certificate of a standard says, all that the rule asks for."""
    return dict(_MEASURE) if METHODS[rule.method].shape(rule).needs_standard else {}


def document(rule: Rule, phase: str, **parts: Any) -> dict[str, Any]:
    """Return the input of an inspection with nothing read, a standard chosen and all in order."""
    return {
        "rule": rule.id,
        "phase": phase,
        "date": TODAY.isoformat(),
        "instrument": INSTRUMENTS[rule.id],
        "standard": {**certificate(rule), "valid_until": VALID_UNTIL},
        "observations": [],
        "seals": [
            {"position": seal["position"], "expected": "A1", "found": "A1", "state": "intact"}
            for seal in rule.procedure["seals"]
        ],
        "checks": [{"id": check["id"], "ok": True} for check in rule.procedure["checks"]],
    } | parts
