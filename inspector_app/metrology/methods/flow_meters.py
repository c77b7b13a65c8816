"""Water and gas meters: the error at a flow, the limit by the zone in which that flow lies."""

from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    COUNT,
    PERCENT,
    SIZE,
    circumstances,
    grades,
    judge_each,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import find_limit
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Flag, Grade, Record
from inspector_app.metrology.rule import Rule

_TEST = "flow_error"
_BEYOND = "no_limit_for_flow"
_L_PER_M3 = 1000
_WATER = observation(
    {"flow_Lh": SIZE, "indicated_L": COUNT, "delivered_L": SIZE, "temperature_C": ANY}
)
_GAS = observation({"flow_m3h": SIZE, "error_percent": ANY})


def _classes(rule: Rule) -> Grade:
    return Grade(grades([table.when for table in rule.tests[_TEST].tables], "accuracy_class"))


def _water_shape(rule: Rule) -> Shape:
    return Shape(
        instrument=Record({"q3_m3h": SIZE, "ratio_r": SIZE, "accuracy_class": _classes(rule)}),
        standard=standard("max_error_percent"),
        needs_standard=False,
        tests={_TEST: _WATER},
    )


def _gas_shape(rule: Rule) -> Shape:
    return Shape(
        instrument=Record(
            {"qmax_m3h": SIZE, "accuracy_class": _classes(rule), "household": Flag()},
            frozenset({"household"}),
        ),
        standard=standard("max_error_percent"),
        needs_standard=False,
        tests={_TEST: _GAS},
    )


def zone_of(rule: Rule, q3_m3h: Fraction, ratio_r: Fraction, flow_Lh: Fraction) -> str:
    """Return the zone of a flow: "lower" from Q1 to below Q2, "upper" to Q4, '' outside.

    Q1 = Q3 / R, Q2 = 1.6 Q1, Q4 = 1.25 Q3 (OIML R 49-1); Q2 belongs to the upper zone.
    """
    ratios = rule.constants["flow_ratios"]
    Q3 = q3_m3h * _L_PER_M3
    Q1 = Q3 / ratio_r
    if Q1 <= flow_Lh < ratios["q2_by_q1"] * Q1:
        return "lower"
    return "upper" if ratios["q2_by_q1"] * Q1 <= flow_Lh <= ratios["q4_by_q3"] * Q3 else ""


def _judge_volume(case: Case, observed: Given) -> Finding:
    """E = (V_i - V_a) / V_a in %; the limit by zone and water temperature."""
    V_i, V_a, Q = observed["indicated_L"], observed["delivered_L"], observed["flow_Lh"]
    error: Fraction = (V_i - V_a) / V_a * PERCENT
    zone = zone_of(case.rule, case.instrument["q3_m3h"], case.instrument["ratio_r"], Q)
    allowed = find_limit(
        case.rule.tests[_TEST],
        case.phase,
        circumstances(case, zone=zone),
        quantity=observed["temperature_C"],
    )
    numbers = {"V_i": V_i, "V_a": V_a}
    return judge_error(
        case,
        _TEST,
        error,
        allowed,
        at={"flow": spell(Q)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_percent"),
        details={"flow": spell(Q), "flow_unit": "L/h", "zone": zone},
        steps=(
            Step("error", "E", "({V_i} - {V_a}) / {V_a} × 100", numbers, error, "%"),
            _transitional_flow(case),
        ),
    )


def _transitional_flow(case: Case) -> Step:
    """Return the line that tells the zones apart: the upper one begins at Q2."""
    q2_by_q1 = case.rule.constants["flow_ratios"]["q2_by_q1"]
    Q_3, R = case.instrument["q3_m3h"], case.instrument["ratio_r"]
    numbers = {"c": q2_by_q1, "Q_3": Q_3, "R": R}
    value = q2_by_q1 * Q_3 * _L_PER_M3 / R
    return Step("transitional_flow", "Q_2", "{c} × {Q_3} × 1000 / {R}", numbers, value, "L/h")


def _judge_flow(case: Case, observed: Given) -> Finding:
    """The error as the test bench gives it; the limit by the flow as a share of Qmax."""
    Q, Qmax = observed["flow_m3h"], case.instrument["qmax_m3h"]
    allowed = find_limit(case.rule.tests[_TEST], case.phase, circumstances(case), quantity=Q / Qmax)
    return judge_error(
        case,
        _TEST,
        observed["error_percent"],
        allowed,
        at={"flow": spell(Q)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_percent"),
        details={"flow": spell(Q), "flow_unit": "m³/h"},
        steps=(
            Step("bench_error", "E", "", {}, observed["error_percent"], "%"),
            Step("share_of_qmax", "s", "{Q} / {Q_max}", {"Q": Q, "Q_max": Qmax}, Q / Qmax, ""),
        ),
    )


WATER = Method(
    shape=_water_shape,
    judge=judge_each(_judge_volume),
    tests=frozenset({_TEST}),
    constants=frozenset({"flow_ratios"}),
)
GAS = Method(
    shape=_gas_shape, judge=judge_each(_judge_flow), tests=frozenset({_TEST}), constants=frozenset()
)
