"""Weighbridges: weighed like any scale (OIML R 76-1), standing on a number of load cells."""

from collections.abc import Iterator
from dataclasses import replace

from inspector_app.metrology.case import Case, Shape
from inspector_app.metrology.judging import SIZE
from inspector_app.metrology.methods import weighing
from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Record
from inspector_app.metrology.rule import Rule

_SUPPORTS = "supports"


def _shape(rule: Rule) -> Shape:
    """A weighbridge tells its number of supports, which the load for eccentricity goes by."""
    shape = weighing.METHOD.shape(rule)
    fields = {**shape.instrument.fields, _SUPPORTS: SIZE}
    return replace(shape, instrument=Record(fields, shape.instrument.optional | {_SUPPORTS}))


def _check(case: Case) -> Iterator[Fault]:
    """Give what cannot be: half a support, more positions than supports (R 76-1, 3.6.2)."""
    yield from weighing.METHOD.check(case)
    supports = case.instrument.get(_SUPPORTS)
    if supports is None:
        return
    if supports.denominator != 1:
        yield Fault(f"{case.instrument.path}.{_SUPPORTS}", "is not a whole number")
    for one in case.observed("eccentricity"):
        if len(one.get("indications", ())) > supports:
            yield Fault(f"{one.path}.indications", "has more positions than the supports")


METHOD = replace(weighing.METHOD, shape=_shape, check=_check)
