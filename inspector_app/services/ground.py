"""PURE: how far apart two places on the ground are, and which way one lies from the other."""

import math
from decimal import Decimal

EARTH_RADIUS_M = 6_371_008.7714
"""The mean radius of the WGS 84 ellipsoid; a sphere of it is right to 0.6 % everywhere."""

DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
Place = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees."""


def distance_m(one: Place, other: Place) -> Decimal:
    """Return the length of the great circle between two places, in whole metres.

    Haversine: h = sin²(Δφ/2) + cos φ1 · cos φ2 · sin²(Δλ/2); d = 2 R · asin √h, with latitudes φ
    and longitudes λ in radians and R the mean radius of the earth.
    """
    (lat1, lon1), (lat2, lon2) = _radians(one), _radians(other)
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return Decimal(round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(h, 1.0)))))


def direction(one: Place, other: Place) -> str:
    """Return which of the eight directions `other` lies in, seen from `one`.

    Initial bearing: θ = atan2(sin Δλ · cos φ2, cos φ1 · sin φ2 - sin φ1 · cos φ2 · cos Δλ), from
    north by east; each direction has the 45° around it.
    """
    (lat1, lon1), (lat2, lon2) = _radians(one), _radians(other)
    east = math.sin(lon2 - lon1) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(
        lon2 - lon1
    )
    degrees = math.degrees(math.atan2(east, north)) % 360
    return DIRECTIONS[round(degrees / 45) % len(DIRECTIONS)]


def _radians(place: Place) -> tuple[float, float]:
    latitude, longitude = place
    return math.radians(float(latitude)), math.radians(float(longitude))
