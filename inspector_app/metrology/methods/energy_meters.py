"""Heat and electricity meters: the error as the test bench gives it, under a limit by the load."""

from collections.abc import Mapping
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    ANY,
    SIZE,
    circumstances,
    grades,
    judge_each,
    judge_error,
    observation,
    standard,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit, symmetric
from inspector_app.metrology.model import Finding, Step
from inspector_app.metrology.parsing import Grade, Record, Text
from inspector_app.metrology.rule import Rule

_HEAT, _LOAD = "energy_error", "load_error"
_ENERGY = observation(
    {
        "flow_ratio_qp_q": SIZE,
        "delta_theta_min_K": SIZE,
        "delta_theta_K": SIZE,
        "error_percent": ANY,
    }
)


def _heat_shape(rule: Rule) -> Shape:
    return Shape(
        instrument=Record({"accuracy_class": Grade(tuple(rule.constants["flow_base_percent"]))}),
        standard=standard("max_error_percent"),
        needs_standard=False,
        tests={_HEAT: _ENERGY},
    )


def _judge_energy(case: Case, observed: Given) -> Finding:
    return judge_error(
        case,
        _HEAT,
        observed["error_percent"],
        _heat_limit(case, observed),
        at={
            "flow_ratio": spell(observed["flow_ratio_qp_q"]),
            "delta_theta_K": spell(observed["delta_theta_K"]),
        },
        beyond="no_limit_for_temperature_difference",
        by_standard=standard_error(case, "max_error_percent"),
        details={"delta_theta_K": spell(observed["delta_theta_K"])},
        steps=(_as_given(observed["error_percent"]),),
    )


def _as_given(error: Fraction) -> Step:
    """Return the line of an error that the test bench computed."""
    return Step("bench_error", "E", "", {}, error, "%")


def _heat_limit(case: Case, observed: Given) -> SourcedLimit | None:
    """Return MPE = E_f + E_t + E_c in % (EN 1434-1; JJG 225), None below the smallest difference.

    E_f = base + slope q_p / q, at most 5; E_t = 0.5 + 3 Dmin / D; E_c = 0.5 + Dmin / D, with D the
    temperature difference.
    """
    constants, grade = case.rule.constants, case.instrument["accuracy_class"]
    r, smallest = observed["flow_ratio_qp_q"], observed["delta_theta_min_K"]
    D = observed["delta_theta_K"]
    if smallest > D:
        return None
    a, b = constants["flow_base_percent"][grade], constants["flow_slope_percent"][grade]
    most = case.rule.constant("flow_most_percent")
    E_f = min(a + b * r, most)
    flow = {"a": a, "b": b, "r": r, "m": most}
    parts = (
        Step("flow_sensor_limit", "E_f", "min({a} + {b} × {r}, {m})", flow, E_f, "%"),
        _share("sensor_pair_limit", "E_t", constants["sensors_percent"], smallest, D),
        _share("calculator_limit", "E_c", constants["calculator_percent"], smallest, D),
    )
    numbers = {part.symbol: part.value for part in parts}
    mpe = sum(numbers.values(), Fraction(0))
    total = Step("limit", "MPE", "{E_f} + {E_t} + {E_c}", numbers, mpe, "%")
    return symmetric(mpe, case.rule.tests[_HEAT].source, (*parts, total))


def _share(
    what: str, symbol: str, line: Mapping[str, Fraction], smallest: Fraction, D: Fraction
) -> Step:
    """Return the part of the MPE that grows as the temperature difference comes near its least."""
    numbers = {"a": line["base"], "b": line["slope"], "Δθ_min": smallest, "Δθ": D}
    value = line["base"] + line["slope"] * smallest / D
    return Step(what, symbol, "{a} + {b} × {Δθ_min} / {Δθ}", numbers, value, "%")


def _electricity_shape(rule: Rule) -> Shape:
    told = [table.when for table in rule.tests[_LOAD].tables]
    factors = Grade(grades(told, "power_factor"))
    return Shape(
        instrument=Record(
            {
                "accuracy_class": Grade(grades(told, "accuracy_class")),
                "connection": Text(grades(told, "connection")),
            }
        ),
        standard=standard("max_error_percent"),
        needs_standard=False,
        tests={
            _LOAD: observation({"current_ib": SIZE, "power_factor": factors, "error_percent": ANY})
        },
    )


def _judge_load(case: Case, observed: Given) -> Finding:
    """The limit goes by the current as a share of Ib (In with transformers) and by cos phi."""
    current = observed["current_ib"]
    allowed = find_limit(
        case.rule.tests[_LOAD], case.phase, circumstances(case, observed), quantity=current
    )
    return judge_error(
        case,
        _LOAD,
        observed["error_percent"],
        allowed,
        at={"current_ib": spell(current), "power_factor": observed["power_factor"]},
        beyond="no_limit_for_current",
        by_standard=standard_error(case, "max_error_percent"),
        details={
            "current": spell(current),
            "current_unit": "In" if case.instrument["connection"] == "transformer" else "Ib",
            "power_factor": observed["power_factor"],
        },
        steps=(_as_given(observed["error_percent"]),),
    )


HEAT = Method(
    shape=_heat_shape,
    judge=judge_each(_judge_energy),
    tests=frozenset({_HEAT}),
    constants=frozenset(
        {
            "flow_base_percent",
            "flow_slope_percent",
            "flow_most_percent",
            "sensors_percent",
            "calculator_percent",
        }
    ),
)
ELECTRICITY = Method(
    shape=_electricity_shape,
    judge=judge_each(_judge_load),
    tests=frozenset({_LOAD}),
    constants=frozenset(),
)
