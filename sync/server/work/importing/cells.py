"""PURE: the kinds of cells, and how the text of one becomes a value; a blank cell never comes here.

Numbers stay the text that they are. Every function raises BadCell with what is wrong.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import InvalidInput
from inspector_app.metrology.parsing import Repeated
from inspector_app.metrology.uncertainty import EXPANDED_UNCERTAINTY
from inspector_app.tags.identifier import CHECK_SYMBOLS, LENGTH, display, normalise
from inspector_app.tags.link import LONGEST_SEAL, find_seal_number
from inspector_app.tags.scan import InstrumentTag, MistypedTag, read_tag
from inspector_app.tags.writing import one_form
from sync.server.work.importing.characters import find_lost, find_lost_in_name, find_unseen
from sync.server.work.importing.days import find_day, was_made_a_day
from sync.server.work.importing.sheets import SheetCell

LONGEST_TEXT, LONGEST_ID = 500, 64
LARGEST_EXPONENT = 30
LONGEST_QUOTE = 40

_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", re.ASCII)
_SPREADSHEET_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
     "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#GETTING_DATA", "#PYTHON!")
)  # fmt: skip
_HASHES = re.compile(r"#{3,}")
_POWER_OF_TEN = re.compile(r"[+-]?(?:[0-9]+[.,][0-9]+E[+-]?|[0-9]+E[+-])[0-9]+", re.IGNORECASE)
_FORMAT_AS_TEXT = "format the column as text"


class BadCell(ValueError):
    """What is wrong with a cell: the end of a sentence about it, alike for all such cells.

    `shown` is what the cell holds, quoted before that; '' where that would say nothing.
    """

    def __init__(self, why: str, shown: str = "") -> None:
        super().__init__(f"{shown} {why}" if shown else why)
        self.why = why


def quote(text: str) -> str:
    """Quote a cell in a message: short, printable."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{short}”" if short.isprintable() else ascii(short)


def parse_text(cell: str) -> str:
    """Return the text with every run of spaces and line ends as one space."""
    return _parse_text(cell, in_id=False)


def parse_name(cell: str) -> str:
    """Return the name of somebody or some place, of which no character may be lost."""
    text = parse_text(cell)
    if lost := find_lost_in_name(text):
        raise BadCell(lost, quote(text))
    return text


def parse_code(cell: str) -> str:
    """Return a number that is a name: of a nozzle, a make's serial, a certificate."""
    text = parse_text(cell)
    if was_made_a_day(text):
        raise BadCell(f"was made a date by a spreadsheet; {_FORMAT_AS_TEXT}", quote(text))
    return text


def parse_id(cell: str) -> str:
    """Return an id of the office's own in its one form: composed, in usual width."""
    text = one_form(_parse_text(cell, in_id=True))
    if was_made_a_day(text):
        raise BadCell(f"was made a date by a spreadsheet; {_FORMAT_AS_TEXT}", quote(text))
    if len(text) > LONGEST_ID:
        raise BadCell(f"is longer than {LONGEST_ID} characters")
    return text


def parse_instrument_id(cell: str) -> str:
    """Return the identifier on a tag, in the one form that is stored; its link is taken, too."""
    text = _parse_text(cell, in_id=True)
    tag = read_tag(text)
    if isinstance(tag, InstrumentTag):
        return tag.id
    near = tag.suggestions[:3] if isinstance(tag, MistypedTag) else ()
    hint = f"; perhaps {', '.join(map(display, near))}" if near else ""
    raise BadCell(f"is no identifier of a tag: {_why_no_identifier(text)}{hint}", quote(cell))


def parse_day(cell: str) -> str:
    """Return a calendar day, ISO 8601."""
    text = " ".join(cell.split())
    day = find_day(text)
    if day is None:
        raise BadCell("is not a date like 2026-11-23", quote(text))
    return day


def _parse_text(cell: str, *, in_id: bool) -> str:
    if isinstance(cell, SheetCell) and cell.not_text:
        raise BadCell(cell.not_text)
    text = " ".join(cell.split())
    if text.upper() in _SPREADSHEET_ERRORS:
        raise BadCell(f"holds the spreadsheet's error {text}")
    if _HASHES.fullmatch(text):
        raise BadCell("holds what a column shows that is too narrow", quote(text))
    if len(text) > LONGEST_TEXT:
        raise BadCell(f"is longer than {LONGEST_TEXT} characters")
    if _POWER_OF_TEN.fullmatch(text):
        raise BadCell(f"was made a number by a spreadsheet; {_FORMAT_AS_TEXT}", quote(text))
    if found := find_unseen(cell, in_id=in_id) or find_lost(text):
        raise BadCell(found)
    return text


def _why_no_identifier(text: str) -> str:
    bare = normalise(one_form(text))
    if set(bare) - set(CHECK_SYMBOLS):
        return "it has other characters than identifiers have"
    if len(bare) != LENGTH:
        return f"it has {len(bare)} characters and not {LENGTH}"
    return "its check character does not fit"


def choose(*choices: str) -> Callable[[str], str]:
    """Make the parser of a cell that holds one of these words."""

    def parse_choice(cell: str) -> str:
        text = parse_text(cell)
        if text not in choices:
            raise BadCell(f"is not one of {', '.join(choices)}", quote(text))
        return text

    return parse_choice


def within_degrees(largest: int) -> Callable[[str], str]:
    """Make the parser of an angle in degrees, as decimal text."""

    def parse_degrees(cell: str) -> str:
        if isinstance(cell, SheetCell) and cell.not_number:
            raise BadCell(cell.not_number)
        text = one_form(cell)
        if not _NUMBER.fullmatch(text) or abs(Decimal(text)) > largest:
            raise BadCell(f"is not a number from -{largest} to {largest}", quote(text))
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
    if isinstance(value, str) and (found := find_unseen(value) or find_lost(value)):
        raise BadCell(f"{key}: {found}")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadCell(f"{key}: is neither a text nor a number")
    return value
