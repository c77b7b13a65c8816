"""What readings of a scale look like and must have in common, and the load of eccentricity."""

from collections.abc import Iterator
from fractions import Fraction

from inspector_app.metrology.case import Case, Given, Shape
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import ANY, COUNT, SIZE, grades, observation
from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Day, Flag, Grade, Items, Named, Number, Record, Text
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.uncertainty import EXPANDED_UNCERTAINTY, StatedUncertainty
from inspector_app.metrology.units import MASS, PER_CENT

_TESTS = {
    "weighing": observation(
        {"load": COUNT, "indication": ANY}, {"added_weight": COUNT, "zero_error": ANY}
    ),
    "repeatability": observation(
        {"load": COUNT, "indications": Items(ANY, 2, in_place=True)},
        {"added_weights": Items(COUNT, in_place=True, sparse=True)},
    ),
    "eccentricity": observation(
        {"load": COUNT, "indications": Named(ANY, 2, in_place=True)},
        {"added_weights": Named(COUNT, sparse=True), "rolling": Flag()},
    ),
    "discrimination": observation({"load": COUNT, "extra": COUNT, "changed": Flag()}),
}
_OPTIONAL = frozenset({"d", "supports", "additive_tare", "price_computing"})


def shape_of_scale(rule: Rule) -> Shape:
    """Return what is read of a scale, its weights and their loads."""
    classes = grades([table.when for table in rule.tests["weighing"].tables], "accuracy_class")
    optional = frozenset({"accuracy_class", "max_error_percent", EXPANDED_UNCERTAINTY})
    return Shape(
        instrument=Record(
            {
                "accuracy_class": Grade(classes),
                "max": SIZE,
                "e": SIZE,
                "d": SIZE,
                "unit": Text(),
                "supports": Number(least=1),
                "additive_tare": COUNT,
                "price_computing": Flag(),
            },
            _OPTIONAL,
        ),
        standard=Record(
            {
                "accuracy_class": Text(),
                "valid_until": Day(),
                "max_error_percent": COUNT,
                EXPANDED_UNCERTAINTY: StatedUncertainty((PER_CENT, *MASS)),
            },
            optional,
        ),
        needs_standard=False,
        tests=_TESTS,
    )


_USUAL_SUPPORTS = 4
_ROLLING_SHARE = Fraction(4, 5)


def check_weighing(case: Case) -> Iterator[Fault]:
    """Give what contradicts the instrument or another reading of the same observation."""
    e, d = case.instrument.get("e"), case.instrument.get("d")
    if e is not None and d is not None and d > e:
        yield Fault("instrument.d", f"must not be greater than e, {spell(e)}")
    for observed in case.observations:
        if observed["test"] == "eccentricity":
            yield from _check_positions(case, observed)
        elif observed["test"] == "repeatability":
            yield from _check_weights(observed)


def _check_positions(case: Case, observed: Given) -> Iterator[Fault]:
    positions, supports = observed.get("indications"), case.instrument.get("supports")
    if positions is None:
        return
    corners = [position for position in positions if position != "centre"]
    if supports is not None and not observed.get("rolling") and len(corners) > _most(supports):
        path = f"{observed.path}.indications"
        yield Fault(path, f"has {len(corners)} positions; the supports are {spell(supports)}")
    for position in observed.get("added_weights", {}):
        if position not in positions:
            yield Fault(f"{observed.path}.added_weights.{position}", "has no indication")


def _most(supports: Fraction) -> Fraction:
    """Return how many positions may be loaded: the quarter segments, or one over each support."""
    return max(supports, Fraction(_USUAL_SUPPORTS))


def _check_weights(observed: Given) -> Iterator[Fault]:
    weights, shown = observed.get("added_weights"), observed.get("indications")
    if weights is not None and shown is not None and len(weights) > len(shown):
        path = f"{observed.path}.added_weights"
        yield Fault(path, f"has {len(weights)} weights for {len(shown)} indications")


def eccentricity_load(case: Case, *, rolling: bool) -> Fraction:
    """Return the load that a position is to bear (OIML R 76-1, 3.6.2).

    With n supports (Max + T) / 3 up to four of them and (Max + T) / (n - 1) for more, T being the
    greatest additive tare; a load that rolls over the platform is at most 0.8 (Max + T).
    """
    largest: Fraction = case.instrument["max"] + case.instrument.get("additive_tare", Fraction(0))
    supports = case.instrument.get("supports", Fraction(_USUAL_SUPPORTS))
    if rolling:
        return largest * _ROLLING_SHARE
    return largest / 3 if supports <= _USUAL_SUPPORTS else largest / (supports - 1)
