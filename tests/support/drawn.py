"""Inspections drawn by hypothesis: sound ones of every rule, and changed in one place."""

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import InvalidInput
from inspector_app.rulebook import load_rulebook
from tests.support.cases import settings_of
from tests.support.inspections import FUEL, fuel, fuel_run, scale, weighing

RULES = load_rulebook()
PHASES = st.sampled_from(RULES[FUEL].phases)
SMALL = st.decimals("-0.2", "0.2", places=3)
SETTINGS = list(settings_of(RULES))


QUANTITIES = st.sampled_from(["0.15", "0.5", "1", "5", "20", "300", "900", "3000"])


def near_limits() -> st.SearchStrategy[dict[str, Any]]:
    """Draw an inspection of any test of any rule, at a quantity and value around its limits."""
    return st.builds(
        lambda setting, quantity, value: setting.document(Fraction(quantity), Fraction(value)),
        st.sampled_from(SETTINGS),
        QUANTITIES,
        st.decimals("-20", "20", places=2),
    ).filter(is_taken)


def is_taken(document: dict[str, Any]) -> bool:
    """True if the inspection is sound: no content below zero, for instance."""
    try:
        evaluate(document, RULES)
    except InvalidInput:
        return False
    return True


def of_rule(rule: str, phase: str, observations: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the inspection of an instrument of which nothing needs to be known."""
    parts = {"date": "2026-11-23", "instrument": {}, "observations": observations}
    return {"rule": rule, "phase": phase, **parts}


def drafts() -> st.SearchStrategy[dict[str, Any]]:
    """Draw drafts of one size, which are compared with each other from three on."""
    readings = st.lists(st.decimals("-8", "8", places=1), min_size=1, max_size=5)
    draft = {"test": "draft", "draft_gal": "5", "special": False}
    return st.builds(
        lambda readings: of_rule(
            "us.fuel-dispenser.hb44-3.30",
            "maintenance",
            [{**draft, "reading_in3": str(one)} for one in readings],
        ),
        readings,
    )


def stations() -> st.SearchStrategy[dict[str, Any]]:
    """Draw the pumps of a station."""
    return st.builds(
        lambda readings: of_rule(
            "us.station.tx",
            "acceptance",
            [{"test": "station_pump", "reading_in3": str(one)} for one in readings],
        ),
        st.lists(st.integers(-2, 2), min_size=1, max_size=6),
    )


def fuels() -> st.SearchStrategy[dict[str, Any]]:
    """Draw runs of a dispenser at two flow points."""
    points = st.sampled_from(["q1", "q2"])
    run = st.builds(lambda off, point: fuel_run(str(20 + off), flow_point=point), SMALL, points)
    runs = st.lists(run, min_size=1, max_size=5)
    return st.builds(lambda runs, phase: fuel(*runs, phase=phase), runs, PHASES)


def coarse_scales() -> st.SearchStrategy[dict[str, Any]]:
    """Draw bare indications of a scale that indicates to e, some with their change point."""
    return st.builds(
        lambda load, steps, added, phase: scale(
            weighing(str(load), str(load + 5 * steps), **added), phase=phase
        ),
        st.sampled_from([500, 2500, 10000, 15000]),
        st.integers(-4, 4),
        st.sampled_from([{}, {"added_weight": "1.5"}]),
        PHASES,
    )


def inspections() -> st.SearchStrategy[dict[str, Any]]:
    """Draw sound inspections of every rule, near their limits, some with seals."""
    seal = st.builds(
        lambda state, found: {"position": "p", "expected": "1", "found": found, "state": state},
        st.sampled_from(["intact", "broken"]),
        st.sampled_from(["1", "2"]),
    )
    some = fuels() | drafts() | stations() | coarse_scales() | near_limits() | near_limits()
    sealed = st.lists(seal, max_size=2)
    return st.builds(lambda document, seals: {**document, "seals": seals}, some, sealed)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


def replaced(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return the document with another value at `path`."""
    changed = copy.deepcopy(document)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed
