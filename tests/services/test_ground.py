"""Distances and directions over the ground, against published and easy cases."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.ground import DIRECTIONS, EARTH_RADIUS_M, direction, distance_m

HALF_ROUND_M = EARTH_RADIUS_M * 3.141592653589793
latitudes = st.decimals(-90, 90, places=6)
longitudes = st.decimals(-180, 180, places=6)
places = st.tuples(latitudes, longitudes)


def place(latitude: str, longitude: str) -> tuple[Decimal, Decimal]:
    return Decimal(latitude), Decimal(longitude)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (place("36.6", "109.4"), place("36.6", "109.4"), 0),
        (place("0", "0"), place("0", "1"), 111_195),  # a degree of the equator of this sphere
        (place("36.6", "109.4"), place("36.601", "109.4"), 111),
        (place("60", "10"), place("60", "10.001"), 56),  # half as wide as at the equator
        (place("0", "179.9995"), place("0", "-179.9995"), 111),  # over the date line
        (place("90", "0"), place("-90", "0"), 20_015_114),
        (
            place("36.12", "-86.67"),
            place("33.94", "-118.40"),
            2_886_448,
        ),  # Nashville to Los Angeles
    ],
)
def test_the_length_of_the_great_circle(
    one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], metres: int
) -> None:
    assert distance_m(one, other) == metres


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round(
    one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]
) -> None:
    assert distance_m(one, other) == distance_m(other, one)
    assert 0 <= distance_m(one, other) <= round(HALF_ROUND_M)


@pytest.mark.parametrize(
    ("north", "east", "expected"),
    [("1", "0", "N"), ("1", "1", "NE"), ("0", "1", "E"), ("-1", "1", "SE"), ("-1", "0", "S"),
     ("-1", "-1", "SW"), ("0", "-1", "W"), ("1", "-1", "NW"), ("1", "0.3", "N"),
     ("1", "-0.3", "N")],
)  # fmt: skip
def test_each_direction_has_the_eighth_around_it(north: str, east: str, expected: str) -> None:
    there = (Decimal(north) / 1000, Decimal(east) / 1000)
    assert direction(place("0", "0"), there) == expected


@given(places, places)
def test_every_two_places_have_a_direction(
    one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]
) -> None:
    assert direction(one, other) in DIRECTIONS
