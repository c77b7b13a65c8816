"""One instrument and one standard for every rule, as the register would have them."""

from datetime import date
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.rule import Rule
from inspector_app.services.beginning import begin
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.store.reference import apply_changes
from tests.support.registry import instrument

TODAY = date(2026, 11, 23)
VALID_UNTIL = "2027-06-30"
THING = "THING00001"
_R76 = {"accuracy_class": "III", "max": "15000", "e": "5", "unit": "g"}
_BRIDGE = {"accuracy_class": "III", "max": "60000", "e": "20", "unit": "kg", "supports": "6"}
_MEASURE = {
    "nominal_volume_L": "20", "certified_volume_L": "20.004", "certified_neck_reading_mm": "70",
    "neck_constant_mL_per_mm": "2", "material": "stainless_steel",
}  # fmt: skip

INSTRUMENTS: dict[str, dict[str, Any]] = {
    "ca.fuel-dispenser.wmr-265": {},
    "cn.electricity-meter.jjg596-2012": {"accuracy_class": "1", "connection": "direct"},
    "cn.eye-refractometer.jjg892-2011": {},
    "cn.focimeter.jjg580-2005": {},
    "cn.fuel-dispenser.jjg443-2023": {"product": "petrol"},
    "cn.gas-meter.jjg577-2012": {"qmax_m3h": "6", "accuracy_class": "1.5"},
    "cn.heat-meter.jjg225-2024": {"accuracy_class": "2"},
    "cn.prepackaged.jjf1070": {},
    "cn.retail-weighing.order66": {},
    "cn.scale.jjg1204-2025": {**_R76, "price_computing": True},
    "cn.scale.jjg539-2016": _R76,
    "cn.water-meter.jjg162-2019": {"q3_m3h": "2.5", "ratio_r": "160", "accuracy_class": "2"},
    "eu.fuel-dispenser.mid-mi005": {"accuracy_class": "0.5", "minimum_measured_quantity_L": "5"},
    "ie.fuel-dispenser.in-service": {},
    "oiml.scale.r76": _R76,
    "us.fuel-dispenser.hb44-3.30": {},
    "us.scale.hb44-2.20": {"accuracy_class": "III", "d": "0.01", "unit": "lb"},
    "us.station.tx": {},
    "cn.ev-charger.jjg1148-2022": {"current": "ac", "accuracy_class": "1", "max_current_A": "32"},
    "cn.ev-charger.jjg1149-2022": {"current": "dc", "accuracy_class": "2", "max_current_A": "250"},
    "us.ev-charger.hb44-3.40": {
        "current": "ac",
        "max_current_A": "48",
        "minimum_measured_quantity_kWh": "1",
    },
    "cn.lpg-dispenser.jjg997-2015": {},
    "cn.cng-dispenser.jjg996-2012": {},
    "cn.lng-dispenser.jjg1114-2015": {},
    "cn.taximeter.jjg517-2016": {},
    "cn.weighbridge.jjg539-2016": _BRIDGE,
    "oiml.weighbridge.r76": _BRIDGE,
}


def certificate(rule: Rule) -> dict[str, Any]:
    """Return what the certificate of a standard says, all that the rule asks for."""
    return dict(_MEASURE) if METHODS[rule.method].shape(rule).needs_standard else {}


def day_for(rule: Rule) -> date:
    """Return today, or the first day of a rule that is not in force yet."""
    return max(TODAY, rule.in_force_from or TODAY)


def document(rule: Rule, phase: str, **parts: Any) -> dict[str, Any]:
    """Return the input of an inspection with nothing read, a standard chosen and all in order."""
    return {
        "rule": rule.id,
        "phase": phase,
        "date": day_for(rule).isoformat(),
        "instrument": INSTRUMENTS[rule.id],
        "standard": {**certificate(rule), "valid_until": VALID_UNTIL},
        "observations": [],
        "seals": [
            {"position": seal["position"], "expected": "A1", "found": "A1", "state": "intact"}
            for seal in rule.procedure["seals"]
        ],
        "checks": [{"id": check["id"], "ok": True} for check in rule.procedure["checks"]],
    } | parts


def register(tablet: Tablet, rule: Rule, *standards: dict[str, Any]) -> str:
    """Register an instrument of the rule's kind with these standards, and begin with it."""
    change_setting(tablet, "jurisdiction", rule.jurisdiction)
    seals = [
        {"position": seal["position"], "number": f"A{n}"}
        for n, seal in enumerate(rule.procedure["seals"])
    ]
    row = instrument(
        THING, kind=rule.instrument_kind, characteristics=INSTRUMENTS[rule.id], seals=seals
    )
    rows = [("standards", each["standard_id"], each) for each in standards]
    gone = [("standards", "STD-20", None), ("standards", "STD-OLD", None)]
    with tablet.database.writing() as db:
        apply_changes(db, [*gone, ("instruments", THING, row), *rows])
    return begin(tablet, THING)


def standard_row(rule: Rule, standard_id: str = "A", **values: str) -> dict[str, Any]:
    """Return a standard of the kind that the rule asks for, as the register has it."""
    return {
        "standard_id": standard_id, "kind": rule.procedure["standard"]["kind"],
        "description": standard_id, "characteristics": {**certificate(rule), **values},
        "certificate_no": "C-1", "valid_until": VALID_UNTIL,
    }  # fmt: skip
