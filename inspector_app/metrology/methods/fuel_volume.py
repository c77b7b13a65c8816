"""Fuel dispensers by the volume that was really delivered (MID, national rules of its kind).

The rule's data say which way round the error is, what it is a share of, and which volume its limit
goes by, so that another country with such a rule is a data file.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Method, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    COUNT,
    PERCENT,
    SIZE,
    bound_beside,
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
from inspector_app.metrology.parsing import Grade, Kind, Record
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import Measured
from inspector_app.metrology.units import PER_CENT, VOLUME

_ML = Fraction(1000)
_ERROR = "indication_error"
_READING = observation({"indicated_L": SIZE, "delivered_L": SIZE})


def _shape(rule: Rule) -> Shape:
    classes = grades([table.when for table in rule.tests[_ERROR].tables], "accuracy_class")
    characteristics: dict[str, Kind] = {"accuracy_class": Grade(classes)} if classes else {}
    if "emin" in rule.constants:
        characteristics |= {"minimum_measured_quantity_L": SIZE, "smallest_interval_L": COUNT}
    return Shape(
        instrument=Record(characteristics, frozenset({"smallest_interval_L"})),
        standard=standard("max_error_percent", units=(PER_CENT, *VOLUME)),
        needs_standard=False,
        tests={_ERROR: _READING},
    )


def _judge_delivery(case: Case, observed: Given) -> Finding:
    """E = V_J - V, or V - V_J where the rule has it so; in mL, or in % of one of both."""
    test = case.rule.tests[_ERROR]
    volumes = {"indicated": observed["indicated_L"], "delivered": observed["delivered_L"]}
    V_J, V = volumes["indicated"], volumes["delivered"]
    forward = test.options["error"] == "indicated_minus_delivered"
    error_L: Fraction = V_J - V if forward else V - V_J
    difference = "({V_J} - {V})" if forward else "({V} - {V_J})"
    base = test.options.get("relative_to")
    if base is None:
        error, formula = error_L * _ML, f"{difference} × 1000"
    else:
        symbol = "{V_J}" if base == "indicated" else "{V}"
        error, formula = error_L / volumes[base] * PERCENT, f"{difference} / {symbol} × 100"
    at_L = volumes[test.options["limit_by"]]
    allowed = _limit(case, at_L)
    return judge_error(
        case,
        _ERROR,
        error,
        allowed,
        at={"volume_L": spell(at_L)},
        beyond="no_limit_for_quantity",
        by_standard=standard_error(case, "max_error_percent", test.unit, Measured(at_L, "L")),
        codes=tuple(_codes(case, error, at_L, allowed)),
        details=_in_millilitres(error, allowed, None if base is None else volumes[base], at_L),
        steps=(Step("error", "E", formula, {"V_J": V_J, "V": V}, error, test.unit),),
    )


def _in_millilitres(
    error: Fraction, allowed: SourcedLimit | None, base_L: Fraction | None, at_L: Fraction
) -> dict[str, str]:
    per_unit = Fraction(1) if base_L is None else base_L * 10
    said = {"volume_L": spell(at_L), "deviation_mL": spell(abs(error) * per_unit)}
    bound = bound_beside(allowed, error)
    if bound is not None:
        said["allowed_mL"] = spell(abs(bound) * per_unit)
    return said


def _limit(case: Case, volume_L: Fraction) -> SourcedLimit | None:
    """Return the limit of the table, or Emin where that is greater (2014/32/EU, MI-005, 2.4)."""
    test = case.rule.tests[_ERROR]
    allowed = find_limit(test, case.phase, circumstances(case), quantity=volume_L)
    if allowed is None or "emin" not in case.rule.constants:
        return allowed
    least, steps = _least_limit(case)
    if allowed.high is not None and least > allowed.high:
        return symmetric(least, allowed.source, (*allowed.steps, *steps))
    return allowed


def _least_limit(case: Case) -> tuple[Fraction, tuple[Step, ...]]:
    """Return the minimum specified volume deviation in mL (2014/32/EU, MI-005, 2.5).

    E_min is twice the limit of the table at the minimum measured quantity, which from 2 L on is
    2 MMQ A / 100; and at least 2 R, two smallest scale intervals.
    """
    test, constants = case.rule.tests[_ERROR], case.rule.constants["emin"]
    MMQ: Fraction = case.instrument["minimum_measured_quantity_L"]
    R: Fraction = case.instrument.get("smallest_interval_L", Fraction(0))
    tabulated = find_limit(test, case.phase, circumstances(case), quantity=MMQ)
    if tabulated is None or tabulated.high is None:
        return Fraction(0), ()
    m = tabulated.high
    emin, intervals = constants["times"] * m, constants["intervals"] * R * _ML
    if intervals > emin:
        numbers = {"n": constants["intervals"], "R": R}
        return intervals, (Step("emin", "E_min", "{n} × {R} × 1000", numbers, intervals, "mL"),)
    at_mmq = (replace(step, what="limit_at_mmq", symbol="m") for step in tabulated.steps)
    numbers = {"n": constants["times"], "m": m}
    return emin, (*at_mmq, Step("emin", "E_min", "{n} × {m}", numbers, emin, "mL"))


def _codes(
    case: Case, error: Fraction, at_L: Fraction, allowed: SourcedLimit | None
) -> Iterator[str]:
    """Give the as-found code against the limit in service (Measurement Canada manual, 2.12)."""
    phase = case.rule.tests[_ERROR].options.get("as_found_in")
    if phase is None or allowed is None:
        return
    test = case.rule.tests[_ERROR]
    in_service = find_limit(test, phase, circumstances(case), quantity=at_L)
    if in_service is None or not in_service.high:
        return
    share = abs(error) / in_service.high
    if share <= 1:
        yield "C"
        return
    against = "R" if error < 0 else "W"
    yield f"{against}{1 if share <= 2 else 2 if share <= 3 else 3}"


METHOD = Method(
    shape=_shape,
    judge=judge_each(_judge_delivery),
    tests=frozenset({_ERROR}),
    constants=frozenset(),
    options={
        _ERROR: {
            "error": ("indicated_minus_delivered", "delivered_minus_indicated"),
            "limit_by": ("indicated", "delivered"),
            "relative_to": ("indicated", "delivered"),
            "as_found_in": None,
        }
    },
    optional_options=frozenset({"relative_to", "as_found_in"}),
)
