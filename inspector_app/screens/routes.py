"""Where one can be in the app: addresses, the screens they mean, and the way back. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, unquote, urlsplit

HOME = "/"
TRAIL_LENGTH = 50


class Place(Enum):
    """The screens; the value is the first part of the address."""

    TODAY = ""
    SITE = "site"
    INSTRUMENT = "instrument"
    WALK = "walk"
    SCAN = "scan"
    TYPE_ID = "type-id"
    INSPECT = "inspect"
    SYNC = "sync"
    ENROL = "enrol"
    SETTINGS = "settings"
    SEARCH = "search"
    OFFICERS = "officers"
    REPORT = "report"
    GOODS = "goods"


WITH_ID = frozenset(
    {Place.SITE, Place.INSTRUMENT, Place.INSPECT, Place.WALK, Place.REPORT, Place.GOODS}
)
PASSED_THROUGH = frozenset({Place.SCAN, Place.TYPE_ID})
"""Ways to an instrument: the way back does not lead through them, the tag is still at the lens."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A screen and the id of what it is about ('' when it is about nothing single)."""

    place: Place
    id: str = ""


def parse_route(route: str) -> Stop:
    """Read an address; anything unknown is today's work list."""
    parts = [unquote(part) for part in urlsplit(route).path.split("/") if part]
    name = parts[0] if parts else ""
    if name not in Place._value2member_map_:
        return Stop(Place.TODAY)
    place = Place(name)
    wanted = 2 if place in WITH_ID else 1 if name else 0
    if len(parts) != wanted:
        return Stop(Place.TODAY)
    return Stop(place, parts[1] if place in WITH_ID else "")


def route_to(place: Place, id: str = "") -> str:
    """Spell the address of a screen."""
    return "/" + "/".join(quote(part, safe="") for part in (place.value, id) if part)


def follow(trail: tuple[str, ...], route: str) -> tuple[str, ...]:
    """Lengthen the way come by `route`, or go back along it when `route` was on it before."""
    if route == HOME:
        return (HOME,)
    if route in trail:
        return trail[: trail.index(route) + 1]
    kept = tuple(stop for stop in trail if parse_route(stop).place not in PASSED_THROUGH)
    return (*(kept or (HOME,)), route)[-TRAIL_LENGTH:]


def reopen(route: str, way: tuple[str, ...], drafts: Collection[str]) -> tuple[str, ...]:
    """Return the way at the start of the app: the one that it was left on.

    An address that names another screen goes before it; a draft that was sealed or thrown away is
    no place any more.
    """
    kept = tuple(stop for stop in way if not _is_gone(parse_route(stop), drafts))
    if kept and route in ("", HOME, kept[-1]):
        return kept
    return follow((), route or HOME)


def _is_gone(stop: Stop, drafts: Collection[str]) -> bool:
    return stop.place is Place.INSPECT and stop.id not in drafts


def way_back(trail: tuple[str, ...]) -> str:
    """Where the back arrow leads."""
    return trail[-2] if len(trail) > 1 else HOME
