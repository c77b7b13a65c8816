"""How sheets are printed, and what was written: plain values that load nothing heavy."""

from dataclasses import dataclass

from inspector_app.labels.stocks import Stock


@dataclass(frozen=True, slots=True)
class Printing:
    """How sheets are printed.

    `skip` leaves that many places of the first sheet free; `shift_mm` moves everything right and
    down; `cut` draws cut marks.
    """

    stock: Stock
    skip: int = 0
    shift_mm: tuple[float, float] = (0.0, 0.0)
    cut: bool = False


@dataclass(slots=True)
class Sheets:
    """What was written; `shortened` counts labels on which something had no room.

    `boxed` counts those with characters that no font has, and `lacking` has each of them once.
    """

    labels: int = 0
    pages: int = 0
    shortened: int = 0
    boxed: int = 0
    lacking: str = ""
