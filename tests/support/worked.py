"""Inspections with everything that explains them, as plain data: findings and worked lines."""

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from tests.support.cases import settings_of
from tests.support.inspections import fuel, fuel_run, scale, weighing

VECTORS = Path(__file__).parents[1] / "vectors"
RULES = load_rulebook()
Document = dict[str, Any]


def worked_cases() -> Iterator[tuple[str, Document]]:
    """Give every published case, and more where those leave out a line, each with its name."""
    for path in sorted(VECTORS.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield f"{path.stem} {case['id']}", case["input"]
    for setting in settings_of(RULES):
        if setting.phase in ("in_service", "maintenance"):
            for value in ("0.5", "-0.5"):
                document = setting.document(Fraction(20), Fraction(value))
                yield f"{setting.name} {value}", document
    yield from _others()


def _others() -> Iterator[tuple[str, Document]]:
    paid = {"test": "payment", "unit_price": "8.12", "indicated_L": "37.43", "step": "0.01"}
    yield "overpaid", fuel({**paid, "amount": "304.10"})
    yield "runs too far apart in temperature", fuel(fuel_run(nozzle_temperature_C="25.5"))
    yield "two runs", fuel(fuel_run("20.01"), fuel_run("19.99"))
    yield (
        "unsuitable",
        fuel(standard={**fuel()["standard"], "max_error_percent": "0.2"}, phase="spot_check"),
    )
    for changed in (True, False):
        for extra in ("7", "6"):
            reading = {"test": "discrimination", "load": "7500", "extra": extra, "changed": changed}
            yield f"discrimination {extra} {changed}", scale(reading)
    for state, found in (("intact", "2"), ("broken", "1"), ("missing", ""), ("intact", "")):
        seal = {"position": "encoder", "expected": "1", "found": found, "state": state}
        yield f"seal {state} {found}", fuel(seals=[seal])
    yield "checks", fuel(checks=[{"id": "working", "ok": False}, {"id": "register", "ok": True}])
    yield "change point", scale(
        {"test": "weighing", "load": "100", "indication": "100", "added_weight": "2",
         "zero_error": "-1"}
    )  # fmt: skip
    yield from _runs()
    yield from _rounded()
    yield from _uncertain()
    yield from _meters()


def _runs() -> Iterator[tuple[str, Document]]:
    for n in (3, 4, 10):
        yield f"{n} runs", fuel(*[fuel_run("20.00")] * (n - 1), fuel_run("20.03"))
    yield "one run beyond the limit", fuel(fuel_run("20.10"), phase="spot_check")


def _rounded() -> Iterator[tuple[str, Document]]:
    shown = {"front_left": "5005", "front_right": "5000", "back_left": "4990", "back_right": "5000"}
    corners = {"test": "eccentricity", "load": "5000", "indications": shown}
    yield "eccentricity left open by rounding", scale(corners)
    for weights in ({"back_left": "2.5"}, {"back_left": "4"}, {"front_left": "1"}):
        named = ", ".join(f"{name} {weight}" for name, weight in weights.items())
        yield f"eccentricity with {named}", scale({**corners, "added_weights": weights})
    low = {**corners, "load": "2000", "indications": {"front_left": "2000", "back_left": "2005"}}
    yield "eccentricity at a small load", scale(low)
    yield "eccentricity of a rolling load", scale({**low, "rolling": True})
    weighed = {"test": "repeatability", "load": "2000", "indications": ["2000", "2005", "2000"]}
    for added in (["2.5", "3", "2.5"], ["2.5", "", "2.5"]):
        yield (
            f"range with {', '.join(each or 'none' for each in added)}",
            scale({**weighed, "added_weights": added}),
        )
    fine = {**scale()["instrument"], "d": "1"}
    yield "a fine scale", scale(weighing("2000", "2006"), instrument=fine)


def _uncertain() -> Iterator[tuple[str, Document]]:
    weights = {"valid_until": "2027-01-01"}
    measure = fuel()["standard"]
    fine = {**scale()["instrument"], "d": "1"}
    for value, unit, k in (("5", "g", "2"), ("0.009", "kg", "3"), ("0.06", "%", "2")):
        stated = {"expanded_uncertainty": {"value": value, "unit": unit, "k": k}}
        yield (
            f"weights of U = {value} {unit}, k = {k}",
            scale(weighing("12500", "12512"), instrument=fine, standard={**weights, **stated}),
        )
    for value, unit, k in (("0.1", "%", "2"), ("36", "mL", "3")):
        stated = {"expanded_uncertainty": {"value": value, "unit": unit, "k": k}}
        yield (
            f"measure of U = {value} {unit}, k = {k}",
            fuel(*[fuel_run("20.05")] * 3, standard={**measure, **stated}),
        )


def _meters() -> Iterator[tuple[str, Document]]:
    heat: Document = json.loads((VECTORS / "jjg225-2024.json").read_text("utf-8"))[0]["input"]
    for grade, ratio in (("1", "10"), ("2", "200"), ("3", "10")):
        one = copy.deepcopy(heat)
        one["instrument"]["accuracy_class"] = grade
        one["observations"][0] |= {"flow_ratio_qp_q": ratio, "error_percent": "-11"}
        yield f"heat class {grade}, qp/q {ratio}", one
    water: Document = json.loads((VECTORS / "jjg162-2019.json").read_text("utf-8"))[0]["input"]
    for flow in ("20", "30", "3000", "4000"):
        one = copy.deepcopy(water)
        one["observations"][0]["flow_Lh"] = flow
        yield f"water at {flow} L/h", one
    delivery: Document = json.loads((VECTORS / "mid-mi005.json").read_text("utf-8"))[0]["input"]
    for mmq, interval, volume in (("5", "", "5"), ("5", "0.03", "5"), ("1", "0.001", "0.15")):
        one = copy.deepcopy(delivery)
        one["instrument"] |= {"minimum_measured_quantity_L": mmq, "smallest_interval_L": interval}
        one["observations"][0] |= {"indicated_L": volume, "delivered_L": volume}
        yield f"delivery of {volume} L, MMQ {mmq} L, interval {interval} L", one
    odd = {"test": "net_content", "nominal": "1233", "actual": "1200", "unit": "g"}
    yield "package with a rounded limit", {
        "rule": "cn.prepackaged.jjf1070", "phase": "in_service", "date": "2026-11-23",
        "instrument": {}, "observations": [odd],
    }  # fmt: skip
    package = {"test": "net_content", "nominal": "330", "unit": "mL"}
    for actual in ("340", "320", "300"):
        yield f"package of {actual} mL", {
            "rule": "cn.prepackaged.jjf1070", "phase": "in_service", "date": "2026-11-23",
            "instrument": {}, "observations": [{**package, "actual": actual}],
        }  # fmt: skip


def explain(document: Document) -> Document:
    """Return the outcome with every worked line, each number as decimal text."""
    outcome = evaluate(document, RULES)
    told = outcome_as_json(outcome)
    for finding, its in zip(told["findings"], outcome.findings, strict=True):
        finding["steps"] = _steps(its)
    return told


def _steps(finding: Finding) -> list[str]:
    return [_spell_step(step) for step in finding.steps]


def _spell_step(step: Step) -> str:
    numbers = ", ".join(f"{name} {spell(number)}" for name, number in step.numbers.items())
    run = f" {step.n}" if step.n else ""
    worked = f"{step.symbol} = {step.formula} [{numbers}] = {spell(step.value)} {step.unit}"
    return f"{step.what}{run}: {worked}"
