"""JSON text in, a document for `evaluate` out: numbers stay decimal, no key is lost unseen."""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from inspector_app.metrology.model import Fault, InvalidInput
from inspector_app.metrology.parsing import Repeated


def read_document(data: bytes) -> Any:
    """Return what the JSON `data` (UTF-8, with or without a byte order mark) says.

    Numbers become Decimal, so that no binary float is ever made; NaN and infinities become
    decimals that no reading accepts; a key given twice becomes `Repeated`. Raises InvalidInput when
    `data` is no JSON.
    """
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_number,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as fault:
        raise _unreadable("is not UTF-8 text") from fault
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise _unreadable(f"is not JSON: {fault.msg} ({where})") from fault
    except RecursionError as fault:
        raise _unreadable("is nested too deeply") from fault


def _unreadable(message: str) -> InvalidInput:
    return InvalidInput((Fault("", f"the input {message}"),))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = Repeated() if key in found else value
    return found
