"""Places in degrees: that of a site as the registry has it, and one that a document tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inspector_app.metrology.decimals import NotANumber, is_number, read_number
from inspector_app.metrology.parsing import Kind, Notes
from inspector_app.services.ground import Place, distance_m
from inspector_app.services.instants import spell_instant
from inspector_app.store import reference
from inspector_app.store.database import Connection


@dataclass(frozen=True, slots=True)
class Spelled:
    """A decimal number from `least` to `most`, kept with the digits that it was given."""

    least: int
    most: int

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the number as text."""
        try:
            number = read_number(value)
        except NotANumber as fault:
            notes.fault(path, str(fault))
            return None
        if self.least <= number <= self.most:
            return str(value)
        notes.fault(path, f"does not lie from {self.least} to {self.most}")
        return None


LOCATION_FIELDS: Mapping[str, Kind] = {
    "latitude": Spelled(-90, 90),
    "longitude": Spelled(-180, 180),
    "accuracy_m": Spelled(0, 10_000_000),
}
"""What a document tells of where it was, beside the instant `at`."""


def location_of(db: Connection, site_id: str, told: Mapping[str, Any] | None) -> Any:
    """Return the `location` of a body from what a document tells, None when it tells none."""
    if not told:
        return None
    here, registered = read_place(told["latitude"], told["longitude"]), place_of_site(db, site_id)
    return {
        "latitude": told["latitude"],
        "longitude": told["longitude"],
        "accuracy_m": told.get("accuracy_m"),
        "distance_m": str(distance_m(here, registered)) if here and registered else None,
        "at": spell_instant(told["at"]) if "at" in told else None,
    }


def told_location(location: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what a document told of a location, without the distance that the tablet added."""
    if location is None:
        return None
    return {key: told for key, told in location.items() if key != "distance_m"}


def place_of_site(db: Connection, site_id: str) -> Place | None:
    """Return where the registry has a site, None when it does not say."""
    body = reference.find_body(db, "sites", site_id) or {}
    return read_place(body.get("latitude"), body.get("longitude"))


def read_place(latitude: object, longitude: object) -> Place | None:
    """Return a place, None when one of the two is no number of degrees."""
    found = _degrees(latitude, 90), _degrees(longitude, 180)
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else None


def _degrees(value: object, most: int) -> Decimal | None:
    text = repr(value) if isinstance(value, float) else str(value)  # a registry may hold either
    if not is_number(text):
        return None
    number = Decimal(text)
    return number if abs(number) <= most else None
