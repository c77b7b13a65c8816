"""For any test of any rule: an inspection whose finding has a given value at a given quantity.

The quantities are those that the limit tables go by (a load in e, a volume, a flow as a share of
Qmax); the values are errors in the unit of the test. Everything else is as good as it can be, so
scales indicate to a fifth of e, where rounding leaves nothing open.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.rule import LimitTable, Rule
from tests.support.inspections import fuel, fuel_run

Document = dict[str, Any]
Build = Callable[[Mapping[str, str], Fraction, Fraction], Document]

_REFERENCE_L = Fraction(20)
_D_3 = Fraction("1.69")


@dataclass(frozen=True)
class Setting:
    """A limit table in one phase under one combination of the circumstances that it is for."""

    rule: Rule
    test: str
    phase: str
    when: Mapping[str, str]
    table: LimitTable

    def document(self, quantity: Fraction, value: Fraction) -> Document:
        """Return the inspection whose finding has `value` at `quantity`."""
        built = self._build(quantity, value)
        return {"rule": self.rule.id, "date": "2026-11-23", **built, "phase": self.phase}

    def _build(self, quantity: Fraction, value: Fraction) -> Document:
        if self.rule.method == "fuel_volume":
            return _by_delivery(self.rule.tests[self.test].options, self.when, quantity, value)
        if self.rule.method != "metered":
            return BUILDERS[self.rule.method, self.test](self.when, quantity, value)
        when = dict(self.when)
        if self.rule.instrument_kind == "ev_charger":
            when = self.when_of_rule() | when
        return METERED[self.test](when, self.rule, value)

    def when_of_rule(self) -> dict[str, str]:
        """Return the first circumstances that the rule distinguishes anywhere."""
        tables = self.rule.tests["quantity_error"].tables
        return {key: wanted[0] for key, wanted in tables[0].when.items()}

    @property
    def name(self) -> str:
        """Name the setting in a test's id."""
        return "-".join([self.rule.id, self.test, self.phase, *self.when.values()])


def settings_of(rules: Mapping[str, Rule]) -> Iterator[Setting]:
    """Give every setting of every test that has limits and can be built here."""
    for rule in rules.values():
        for name, test in rule.tests.items():
            if (rule.method, name) not in BUILT and (
                rule.method != "metered" or name not in METERED
            ):
                continue
            for table in test.tables:
                keys = list(table.when)
                for values in product(*(table.when[key] for key in keys)):
                    for phase in table.phases:
                        when = dict(zip(keys, values, strict=True))
                        if when.get("unit") == "piece":
                            continue  # whole numbers only, which test_packages counts
                        yield Setting(rule, name, phase, when, table)


def _observed(instrument: Mapping[str, str], **reading: Any) -> Document:
    spelled = {
        key: spell(value) if isinstance(value, Fraction) else value
        for key, value in reading.items()
    }
    return {"instrument": dict(instrument), "observations": [spelled]}


def _fuel_measure(_when: Mapping[str, str], _quantity: Fraction, value: Fraction) -> Document:
    indicated = spell(_REFERENCE_L * (1 + value / 100))
    return fuel(*(fuel_run(indicated) for _ in range(3)))


def _repeatability(_when: Mapping[str, str], _quantity: Fraction, value: Fraction) -> Document:
    spread = value * _D_3
    return fuel(*(fuel_run(spell(_REFERENCE_L * (1 + off / 100))) for off in (0, spread, 0)))


def _payment(_when: Mapping[str, str], _quantity: Fraction, value: Fraction) -> Document:
    amount = spell(Fraction(200) + value / 100)
    paid = {
        "test": "payment", "unit_price": "8", "indicated_L": "25", "amount": amount, "step": "0.01",
    }  # fmt: skip
    return fuel(paid, *(fuel_run() for _ in range(3)))


def _by_delivery(
    options: Mapping[str, str], when: Mapping[str, str], quantity: Fraction, value: Fraction
) -> Document:
    """Return a delivery at `quantity` of the volume that the limit goes by."""
    if "relative_to" in options:
        value *= quantity * 10  # from % of the volume in L to mL
    forward = options["error"] == "indicated_minus_delivered"
    by_delivered = options["limit_by"] == "delivered"
    other = quantity + value / 1000 * (1 if forward is by_delivered else -1)
    indicated, delivered = (other, quantity) if by_delivered else (quantity, other)
    instrument = {**when, "minimum_measured_quantity_L": "0.01"} if when else {}
    volumes = {"indicated_L": indicated, "delivered_L": delivered}
    return _observed(instrument, test="indication_error", **volumes)


def _draft(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    special = when["flow"] == "special"
    return _observed({}, test="draft", draft_gal=quantity, reading_in3=value, special=special)


def _weighing(interval: str) -> Build:
    def build(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
        size = Fraction(1, 20)
        load = quantity * size
        instrument = {**when, interval: spell(size), "unit": "kg"}
        if interval == "e":
            instrument |= {"max": spell(max(load, size)), "d": spell(size / 5)}
        return _observed(instrument, test="weighing", load=load, indication=load + value * size)

    return build


def _range_of_weighings(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    built = _weighing("e")(when, quantity, Fraction(0))
    (seen,) = built["observations"]
    load = Fraction(seen["load"])
    indications = [spell(load + off) for off in (0, value / 20, 0)]
    reading = {"test": "repeatability", "load": seen["load"], "indications": indications}
    return {**built, "observations": [reading]}


def _eccentricity(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    built = _weighing("e")(when, quantity, Fraction(0))
    (seen,) = built["observations"]
    indications = {
        "back_right": seen["load"],
        "front_left": spell(Fraction(seen["load"]) + value / 20),
    }
    reading = {"test": "eccentricity", "load": seen["load"], "indications": indications}
    return {**built, "observations": [reading]}


def _retail(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    weights = {"settled_g": quantity, "actual_g": quantity - value}
    return _observed({}, test="retail_weighing", **when, **weights)


def _net_content(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    contents = {"nominal": quantity, "actual": quantity - value}
    return _observed({}, test="net_content", unit=when.get("unit", "g"), **contents)


def _batch(_when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    packages = [spell(quantity - value)] * 2
    return _observed(
        {}, test="batch_mean", unit="g", nominal=quantity, actuals=packages, lot_size="2"
    )


def _metered(when: Mapping[str, str], rule: Rule, value: Fraction, spread: Fraction) -> Document:
    unit = rule.tests["quantity_error"].options["quantity"]
    runs = [
        _observed(
            when,
            test="quantity_error",
            point="q1",
            **{f"reference_{unit}": "20", f"indicated_{unit}": 20 * (1 + (value + off) / 100)},
        )["observations"][0]
        for off in (0, spread, 0)
    ]
    return {"instrument": dict(when), "observations": runs}


def _water(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    flow = "30" if when["zone"] == "lower" else "2500"
    instrument = {"q3_m3h": "2.5", "ratio_r": "100", "accuracy_class": when["accuracy_class"]}
    return _observed(
        instrument,
        test="flow_error",
        flow_Lh=flow,
        indicated_L=10 * (1 + value / 100),
        delivered_L="10",
        temperature_C=quantity,
    )


def _gas(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    instrument = {**when, "qmax_m3h": "8"}
    return _observed(instrument, test="flow_error", flow_m3h=quantity * 8, error_percent=value)


def _electricity(when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
    instrument = {key: when[key] for key in ("accuracy_class", "connection")}
    factor = when["power_factor"]
    return _observed(
        instrument,
        test="load_error",
        current_ib=quantity,
        power_factor=factor,
        error_percent=value,
    )


def _optics(test: str, sign: int, suffix: str = "") -> Build:
    def build(_when: Mapping[str, str], quantity: Fraction, value: Fraction) -> Document:
        reference = sign * (quantity or Fraction(65))
        readings = {f"reference{suffix}": reference, f"indicated{suffix}": reference + value}
        return _observed({}, test=test, **readings)

    return build


BUILDERS: Mapping[tuple[str, str], Build] = {
    ("fuel_measure", "indication_error"): _fuel_measure,
    ("fuel_measure", "repeatability"): _repeatability,
    ("fuel_measure", "payment"): _payment,
    ("fuel_drafts", "draft"): _draft,
    ("weighing", "weighing"): _weighing("e"),
    ("weighing", "repeatability"): _range_of_weighings,
    ("weighing", "eccentricity"): _eccentricity,
    ("weighing_in_d", "weighing"): _weighing("d"),
    ("goods", "retail_weighing"): _retail,
    ("goods", "net_content"): _net_content,
    ("goods", "batch_mean"): _batch,
    ("water_meter", "flow_error"): _water,
    ("gas_meter", "flow_error"): _gas,
    ("electricity_meter", "load_error"): _electricity,
    ("optics", "sphere"): _optics("sphere", 1),
    ("optics", "vertex_power"): _optics("vertex_power", -1),
    ("optics", "pupil_distance"): _optics("pupil_distance", 1, "_mm"),
}

BUILT = {*BUILDERS, ("fuel_volume", "indication_error")}


def _metered_payment(when: Mapping[str, str], rule: Rule, value: Fraction) -> Document:
    unit = rule.tests["quantity_error"].options["quantity"]
    paid = {
        "unit_price": "8", f"indicated_{unit}": "25", "amount": 200 + value / 100, "step": "0.01",
    }  # fmt: skip
    return _observed(when, test="payment", **paid)


def _clock(when: Mapping[str, str], _rule: Rule, value: Fraction) -> Document:
    return _observed(when, test="clock_error", difference_s=value)


METERED: Mapping[str, Callable[[Mapping[str, str], Rule, Fraction], Document]] = {
    "quantity_error": lambda when, rule, value: _metered(when, rule, value, Fraction(0)),
    "repeatability": lambda when, rule, value: _metered(
        when, rule, Fraction(0), value * Fraction("1.69")
    ),
    "payment": _metered_payment,
    "clock_error": _clock,
}
"""How the tests of the method `metered` are built, whose readings are called after their unit."""
