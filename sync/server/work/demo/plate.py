"""What is on an instrument's plate, and who made it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Maker:
    """An invented maker, with models of what it makes."""

    name: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """What is on an instrument's plate, and where its seals are."""

    kind: str
    make: str
    model: str
    accuracy_class: str
    characteristics: Mapping[str, str | bool]
    seals: tuple[str, ...] = ()
    nozzle: str = ""
    serial: str = ""
