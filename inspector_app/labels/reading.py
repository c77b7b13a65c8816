"""Labels from a register of instruments in CSV: every bad row is named, by line and column."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.labels.delimited import NotDelimited, read_delimited
from inspector_app.labels.wording import LabelText, instrument_label, seal_label
from inspector_app.tags.identifier import display, find_identifier, near_identifiers
from inspector_app.tags.link import find_seal_number
from inspector_app.tags.writing import one_form

_ID = "instrument_id"
_SEALS = "seals"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one field; lines count from 1, the heading is line 1."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class BadRows(ValueError):
    """The CSV is not a register of instruments, or some rows of it are wrong."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def read_labels(data: bytes, *, host: str, seals: bool = False) -> list[LabelText]:
    """Return the labels of a CSV's instruments, or of the seals on them, in its order.

    The headings are those of the office's import of instruments; only `instrument_id` is needed
    (for seals, `seals` too). Raises BadRows with every fault: then no label is made.
    """
    labels: list[LabelText] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for line, row in _rows(data, (_ID, _SEALS) if seals else (_ID,)):
        identifier = find_identifier(one_form(row[_ID]))
        if identifier is None:
            faults.append(RowFault(line, _ID, _why_not(row[_ID])))
        elif identifier in seen:
            message = f"“{row[_ID]}” stands on line {seen[identifier]} already"
            faults.append(RowFault(line, _ID, message))
        else:
            seen[identifier] = line
            try:
                labels += _labels(row, identifier, host, seals=seals)
            except ValueError as fault:
                faults.append(RowFault(line, _SEALS, str(fault)))
    if faults:
        raise BadRows(tuple(faults))
    return labels


def _rows(data: bytes, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that is not blank with the number of its first line."""
    try:
        lines = (
            (line, cells) for line, cells in read_delimited(data) if any(map(str.strip, cells))
        )
        _, heading = next(lines, (1, []))
        headings = [name.strip().lower() for name in heading]
        _check_headings(headings, needed)
        for line, cells in lines:
            padded = cells + [""] * (len(headings) - len(cells))
            yield line, dict(zip(headings, map(str.strip, padded), strict=False))
    except NotDelimited as fault:
        raise BadRows((RowFault(fault.line, "any", str(fault)),)) from None


def _check_headings(headings: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in headings]
    if missing:
        found = ", ".join(filter(None, headings)) or "nothing"
        told = f"the heading is missing; found {found}"
        raise BadRows(tuple(RowFault(1, name, told) for name in missing))


def _labels(row: dict[str, str], identifier: str, host: str, *, seals: bool) -> Iterator[LabelText]:
    if seals:
        for position, number in _seals(row[_SEALS]):
            yield seal_label(number, host=host, position=position, instrument_id=identifier)
        return
    known = {name: row.get(name, "") for name in ("kind", "nozzle", "make", "model", "serial")}
    yield instrument_label(identifier, host=host, **known)


def _seals(text: str) -> list[tuple[str, str]]:
    """Return positions and numbers of `[{"position": ..., "number": ...}, ...]`."""
    if not text:
        return []
    try:
        given: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        given = None
    match given:
        case list():
            return [_seal(each) for each in given]
        case _:
            raise ValueError("not a JSON list of {position, number}")


def _seal(given: Any) -> tuple[str, str]:
    number = given.get("number") if isinstance(given, dict) else None
    if not isinstance(number, str) or find_seal_number(number) is None:
        raise ValueError(f"{json.dumps(given)[:80]} has no number of a seal")
    return str(given.get("position", "")), number


def _why_not(text: str) -> str:
    if not text:
        return "empty"
    near = ", ".join(map(display, near_identifiers(text)[:3]))
    why = f"“{text[:40]}” is not an identifier: nine characters and the check character that fits"
    return f"{why}; perhaps {near}" if near else why
