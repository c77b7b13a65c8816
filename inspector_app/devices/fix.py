"""Where the device says that it is, or why it does not say; known without the device's packages."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Fix:
    """A place on the ground in degrees of WGS 84, all of it decimal text.

    `accuracy_m` is what the device says of itself, '' when it says nothing.
    """

    latitude: str
    longitude: str
    accuracy_m: str


class NoFix(Enum):
    """Why there is no fix; the value is sealed in the record."""

    DENIED = "denied"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    NOT_ASKED = "not_asked"
