"""Findings of every rule and test: what passes, what fails, what has no limit, one of each side."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Finding
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from tests.support.inspections import fuel, fuel_run, scale

Document = dict[str, Any]
VECTORS = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
_DAY = "2026-11-23"
_LOAD = {"test": "load_error", "power_factor": "1.0"}
_SCALES_ODD = (
    {"test": "discrimination", "load": "7500", "extra": "7", "changed": False},
    {"test": "discrimination", "load": "7500", "extra": "5", "changed": False},
    {"test": "discrimination", "load": "7500", "extra": "7", "changed": True},
    {"test": "repeatability", "load": "7500", "indications": ["7500", "7510", "7505"]},
    {"test": "repeatability", "load": "7500", "indications": ["7500", "7600"]},
    {"test": "repeatability", "load": "20000", "indications": ["1", "2"]},
    {"test": "eccentricity", "load": "5000", "indications": {"centre": "5000", "front_left": "1"}},
    {"test": "eccentricity", "load": "5000", "indications": {"centre": "5000", "left": "5000"}},
    {"test": "weighing", "load": "2500", "indication": "2490", "added_weight": "1.5",
     "zero_error": "-0.5"},
    {"test": "weighing", "load": "20000", "indication": "20001"},
    {"test": "weighing", "load": "2500", "indication": "2500"},
    {"test": "weighing", "load": "2500", "indication": "2505"},
    {"test": "repeatability", "load": "7500", "indications": ["7500", "7500", "7500"]},
    {"test": "eccentricity", "load": "2000", "indications": {"left": "2000", "right": "2000"}},
)  # fmt: skip


def documents() -> Iterator[Document]:
    """Give the published cases, and what they leave out: both sides, equality, no limit."""
    for path in VECTORS:
        yield from (case["input"] for case in json.loads(path.read_text(encoding="utf-8")))
    yield from _fuel()
    for rule in ("oiml.scale.r76", "cn.scale.jjg539-2016", "cn.scale.jjg1204-2025"):
        yield scale(*_SCALES_ODD, rule=rule)
    yield _of(
        "oiml.scale.r76", {"test": "weighing", "load": "2", "indication": "2"},
        instrument={"accuracy_class": "III", "max": "15", "e": "0.01", "unit": "st"},
        standard={"valid_until": _DAY, "expanded_uncertainty": {"value": "1", "unit": "g"}},
    )  # fmt: skip
    for rule in ("oiml.weighbridge.r76", "cn.weighbridge.jjg539-2016"):
        yield scale(*(one for one in _SCALES_ODD if one["test"] != "discrimination"), rule=rule)
    yield from _volumes()
    yield from _goods()
    yield from _meters()
    yield from _lenses()


def findings() -> Iterator[tuple[Finding, Rule]]:
    """Give every finding of these documents with its rule."""
    rules = load_rulebook()
    for document in documents():
        for finding in evaluate(document, rules).findings:
            yield finding, rules[document["rule"]]


def _of(rule: str, *observations: Document, phase: str = "in_service", **more: Any) -> Document:
    return {"rule": rule, "phase": phase, "date": _DAY, "instrument": {},
            "observations": list(observations), **more}  # fmt: skip


def _fuel() -> Iterator[Document]:
    paid = {"test": "payment", "unit_price": "8.12", "indicated_L": "37.43", "step": "0.01"}
    seal = {"position": "encoder", "expected": "1", "found": "1", "state": "intact"}
    yield fuel(fuel_run("20.07"), fuel_run("19.9"), fuel_run("20"), {**paid, "amount": "400"})
    yield fuel(fuel_run("19.9"), {**paid, "amount": "303.9316"}, {**paid, "amount": "1"})
    yield fuel(fuel_run(nozzle_temperature_C="25"), checks=[{"id": "self_lock", "ok": False}])
    measure = {**fuel()["standard"], "max_error_percent": "0.2"}
    yield fuel(fuel_run("20.2"), standard=measure)
    for stated in ({"value": "20", "unit": "mL"}, {"value": "60", "unit": "mL", "k": "3"}):
        certificate = {**fuel()["standard"], "expanded_uncertainty": stated}
        yield fuel(*[fuel_run("20.05")] * 3, standard=certificate)
    yield fuel(*[fuel_run()] * 10)
    yield fuel(seals=[seal, {**seal, "found": "2"}, {**seal, "state": "broken"},
                      {**seal, "state": "missing"}, {**seal, "found": ""}])  # fmt: skip


def _volumes() -> Iterator[Document]:
    for rule, instrument in (
        ("eu.fuel-dispenser.mid-mi005",
         {"accuracy_class": "0.5", "minimum_measured_quantity_L": "2", "smallest_interval_L": "1"}),
        ("ie.fuel-dispenser.in-service", {}),
        ("ca.fuel-dispenser.wmr-265", {}),
    ):  # fmt: skip
        seen = [
            {"test": "indication_error", "indicated_L": "20", "delivered_L": delivered}
            for delivered in ("20", "20.05", "20.15", "20.25", "20.9", "19.95", "19.85", "19.75",
                              "19.1")
        ]  # fmt: skip
        seen.append({"test": "indication_error", "indicated_L": "0.01", "delivered_L": "0.02"})
        yield _of(rule, *seen, instrument=instrument)
    drafts = [
        {"test": "draft", "draft_gal": size, "reading_in3": reading, "special": special}
        for size, reading, special in (
            ("5", "-7", False), ("5", "0", False), ("5", "4", False), ("5", "-13", True),
            ("5", "-12", True), ("5", "-13", True),
            ("7", "1", False), ("7", "2", False), ("7", "9", False),
        )
    ]  # fmt: skip
    yield _of("us.fuel-dispenser.hb44-3.30", *drafts, phase="maintenance")
    pumps = [{"test": "station_pump", "reading_in3": reading} for reading in ("-1", "1", "0")]
    yield _of("us.station.tx", *pumps, phase="maintenance")
    yield _of("us.station.tx", pumps[0], phase="maintenance")


def _goods() -> Iterator[Document]:
    weighed = [
        {"test": "retail_weighing", "category": category, "settled_g": settled, "actual_g": actual}
        for category, settled, actual in (
            ("A", "950", "950"), ("A", "950", "955"), ("A", "950", "940"), ("A", "950", "920"),
            ("gold", "10", "9.5"), ("A", "99999999", "1"),
        )
    ]  # fmt: skip
    yield _of("cn.retail-weighing.order66", *weighed)
    equal = {**weighed[3], "method": "equal_accuracy"}
    yield _of("cn.retail-weighing.order66", equal)
    for packages in (("500", "500"), ("480", "501"), ("460", "560"), ("484", "540")):
        for size in ({"lot_size": "2"}, {}):
            yield _of("cn.prepackaged.jjf1070",
                      {"test": "batch_mean", "nominal": "500", "unit": "g",
                       "actuals": list(packages), **size})  # fmt: skip
    kinds = [
        {"test": "net_content", "nominal": nominal, "actual": actual, "unit": unit}
        for nominal, actual, unit in (
            ("60", "60", "piece"), ("60", "58", "piece"), ("6", "5.8", "m"), ("6", "5.9", "m2"),
        )
    ]  # fmt: skip
    yield _of("cn.prepackaged.jjf1070", *kinds)
    yield from _metered()
    packed = [
        {"test": "net_content", "nominal": nominal, "actual": actual, "unit": unit}
        for nominal, actual, unit in (
            ("500", "500", "g"), ("500", "510", "mL"), ("500", "480", "g"), ("500", "440", "mL"),
            ("473", "460", "mL"), ("90000", "1", "g"),
        )
    ]  # fmt: skip
    yield _of("cn.prepackaged.jjf1070", *packed)
    loads = [{"test": "weighing", "load": load, "indication": shown}
             for load, shown in (("10.00", "10.05"), ("10", "9.9"), ("10", "10"))]  # fmt: skip
    yield _of("us.scale.hb44-2.20", *loads, phase="maintenance",
              instrument={"accuracy_class": "III", "d": "0.01", "unit": "lb"})  # fmt: skip


def _metered() -> Iterator[Document]:
    """Give what meters charge for: exact, more and less, once and several times, with a clock."""
    for rule_id, rule in load_rulebook().items():
        if rule.method != "metered":
            continue
        unit = rule.tests["quantity_error"].options["quantity"]
        instrument = {"current": "dc" if "1149" in rule_id else "ac", "accuracy_class": "1"}
        known = METHODS["metered"].shape(rule).instrument.fields
        told = {key: value for key, value in instrument.items() if key in known}
        runs = [
            {"test": "quantity_error", "point": point, f"reference_{unit}": "20",
             f"indicated_{unit}": indicated}
            for point, several in (("a", ["20"] * 3), ("b", ["20.5", "20.1", "20.9"]),
                                   ("c", ["18"] * 3), ("d", ["21"]))
            for indicated in several
        ]  # fmt: skip
        more = [
            {"test": "payment", "unit_price": "8", f"indicated_{unit}": "25", "amount": amount,
             "step": "0.01"}
            for amount in ("200", "201", "199")
        ]  # fmt: skip
        more += [{"test": "clock_error", "difference_s": off} for off in ("0", "-4", "900")]
        more += [{"test": "time_error", "indicated_s": "301", "reference_s": "300"}]
        tests = [one for one in more if one["test"] in rule.tests]
        for phase in rule.phases:
            yield _of(rule_id, *runs, *tests, phase=phase, instrument=told)


def _meters() -> Iterator[Document]:
    water = [
        {"test": "flow_error", "flow_Lh": flow, "indicated_L": shown, "delivered_L": "10",
         "temperature_C": "20"}
        for flow, shown in (("40", "10"), ("40", "9"), ("1", "10.1"), ("30", "10.333"))
    ]  # fmt: skip
    yield _of("cn.water-meter.jjg162-2019", *water,
              instrument={"q3_m3h": "2.5", "ratio_r": "100", "accuracy_class": "2"})  # fmt: skip
    gas = [{"test": "flow_error", "flow_m3h": flow, "error_percent": error}
           for flow, error in (("0.8", "0"), ("0.8", "-4"), ("9", "1"), ("0.1", "1"))]  # fmt: skip
    yield _of("cn.gas-meter.jjg577-2012", *gas,
              instrument={"qmax_m3h": "4", "accuracy_class": "1.5"})  # fmt: skip
    heat = [
        {"test": "energy_error", "flow_ratio_qp_q": "10", "delta_theta_min_K": "3",
         "delta_theta_K": difference, "error_percent": error}
        for difference, error in (("7", "0"), ("7", "-5"), ("7", "4.9"), ("2", "1"))
    ]  # fmt: skip
    yield _of("cn.heat-meter.jjg225-2024", *heat, instrument={"accuracy_class": "2"})
    for connection in ("direct", "transformer"):
        loads = [{**_LOAD, "current_ib": current, "error_percent": error}
                 for current, error in (("1", "0"), ("1", "-2"), ("0.001", "1"))]  # fmt: skip
        yield _of("cn.electricity-meter.jjg596-2012", *loads,
                  instrument={"accuracy_class": "1", "connection": connection})  # fmt: skip


def _lenses() -> Iterator[Document]:
    for rule, test in (("cn.eye-refractometer.jjg892-2011", "sphere"),
                       ("cn.focimeter.jjg580-2005", "vertex_power")):  # fmt: skip
        powers = [{"test": test, "reference": reference, "indicated": shown}
                  for reference, shown in (("-2.5", "-2.5"), ("-2.5", "-3.5"), ("5", "5.05"),
                                           ("900", "901"))]  # fmt: skip
        yield _of(rule, *powers)
    distances = [{"test": "pupil_distance", "reference_mm": "64", "indicated_mm": shown}
                 for shown in ("64", "62", "64.5")]  # fmt: skip
    yield _of("cn.eye-refractometer.jjg892-2011", *distances)
