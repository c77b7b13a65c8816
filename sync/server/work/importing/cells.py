"""PURE: the kinds of cells, and how the text of one becomes a value; a blank cell never comes here.

Numbers stay the text that they are. Every function raises BadCell with what is wrong.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import InvalidInput
from inspector_app.metrology.parsing import Repeated
from inspector_app.metrology.uncertainty import EXPANDED_UNCERTAINTY
from inspector_app.tags.identifier import find_identifier
from inspector_app.tags.link import LONGEST_SEAL, find_seal_number
from sync.server.work.importing.sheets import DayCell

LONGEST_TEXT, LONGEST_ID = 500, 64
LARGEST_EXPONENT = 30
LONGEST_QUOTE = 40

_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


class BadCell(ValueError):
    """What is wrong with a cell; the message is the end of a sentence about it."""


def quote(text: str) -> str:
    """Quote a cell in a message: short, printable."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{short}”" if short.isprintable() else ascii(short)


def parse_text(cell: str) -> str:
    """Return the text with every run of spaces and line ends as one space."""
    if isinstance(cell, DayCell):
        raise BadCell("was made a date by the spreadsheet; format the column as text")
    text = " ".join(cell.split())
    if text in _SPREADSHEET_ERRORS:
        raise BadCell(f"holds the spreadsheet's error {text}")
    if len(text) > LONGEST_TEXT:
        raise BadCell(f"is longer than {LONGEST_TEXT} characters")
    if not text.isprintable():
        raise BadCell("holds a character that cannot be printed")
    return text


def parse_id(cell: str) -> str:
    """Return an id of the office's own."""
    text = parse_text(cell)
    if len(text) > LONGEST_ID:
        raise BadCell(f"is longer than {LONGEST_ID} characters")
    return text


def parse_instrument_id(cell: str) -> str:
    """Return the identifier on a tag, in the one form that is stored."""
    identifier = find_identifier(parse_text(cell))
    if identifier is None:
        raise BadCell(f"{quote(cell)} is no identifier of a tag: its check character does not fit")
    return identifier


def parse_day(cell: str) -> str:
    """Return a calendar day, ISO 8601."""
    text = cell.strip()
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise BadCell(f"{quote(text)} is not a date like 2026-11-23")


def choose(*choices: str) -> Callable[[str], str]:
    """Make the parser of a cell that holds one of these words."""

    def parse_choice(cell: str) -> str:
        text = parse_text(cell)
        if text not in choices:
            raise BadCell(f"{quote(text)} is not one of {', '.join(choices)}")
        return text

    return parse_choice


def within_degrees(largest: int) -> Callable[[str], str]:
    """Make the parser of an angle in degrees, as decimal text."""

    def parse_degrees(cell: str) -> str:
        text = cell.strip()
        if not _NUMBER.fullmatch(text) or abs(Decimal(text)) > largest:
            raise BadCell(f"{quote(text)} is not a number from -{largest} to {largest}")
        return text

    return parse_degrees


def parse_characteristics(cell: str) -> dict[str, Any]:
    """Return a JSON object of plain values; its numbers become text."""
    value = _parse_json(cell)
    if not isinstance(value, dict):
        raise BadCell('is not a JSON object like {"product": "petrol"}')
    return {key: _characteristic(key, item) for key, item in value.items()}


def _characteristic(key: str, value: object) -> Any:
    """Return a plain value, or for an uncertainty the object of its value, unit and k."""
    if key == EXPANDED_UNCERTAINTY and isinstance(value, dict):
        return {name: _plain(f"{key}.{name}", item) for name, item in value.items()}
    return _plain(key, value)


def parse_seals(cell: str) -> list[dict[str, str]]:
    """Return the seals of an instrument: JSON, one object for each position."""
    value = _parse_json(cell)
    if not isinstance(value, list):
        raise BadCell('is not a JSON list like [{"position": "encoder", "number": "A1"}]')
    seals = [_seal(index, item) for index, item in enumerate(value)]
    if len({seal["position"] for seal in seals}) < len(seals):
        raise BadCell("names a position twice")
    return seals


def _seal(index: int, item: object) -> dict[str, str]:
    if not isinstance(item, dict) or item.keys() != {"position", "number"}:
        raise BadCell(f"[{index}] is not an object of position and number")
    position, number = (_plain(f"[{index}].{key}", item[key]) for key in ("position", "number"))
    if not isinstance(position, str) or not 0 < len(position.strip()) <= LONGEST_ID:
        raise BadCell(f"[{index}].position names no place of a seal")
    if not isinstance(number, str) or find_seal_number(number) is None:
        raise BadCell(f"[{index}].number is no number of 1 to {LONGEST_SEAL} characters")
    return {"position": position.strip(), "number": number.strip()}


def _parse_json(cell: str) -> Any:
    try:
        return read_document(cell.encode("utf-8", "replace"))
    except InvalidInput as fault:
        raise BadCell(fault.faults[0].message.removeprefix("the input ")) from fault


def _plain(key: str, value: object) -> str | bool | None:
    """Return text, yes or no, or nothing as it is, and a number as its text."""
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
            raise BadCell(f"{key}: is not a number")
        return f"{value:f}"
    if isinstance(value, Repeated):
        raise BadCell(f"{key}: is given more than once")
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise BadCell(f"{key}: is neither a text nor a number")
    return value
