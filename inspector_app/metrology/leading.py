"""The leading finding of a sealed outcome: what a list shows of a whole inspection, and its limits.

The tablet reads its own records with it and the server every record, so both show the same value.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from inspector_app.metrology.decimals import is_number

Json = Mapping[str, Any]
_MOST_FINDINGS = 1000
_LONGEST = 200


def leading_finding(outcome: Json) -> Json:
    """Return the first finding that fails and has a value, else the first that has one, else {}."""
    listed = outcome.get("findings")
    findings = islice(listed, _MOST_FINDINGS) if isinstance(listed, list) else ()
    valued = [one for one in map(_object, findings) if isinstance(one.get("value"), str)]
    failed = [one for one in valued if one.get("verdict") == "fail"]
    return next(iter(failed or valued), {})


def tell_limits(finding: Json) -> dict[str, str | None]:
    """Return test and limits of the leading finding, as a row of history has them."""
    limit, test = _object(finding.get("limit")), finding.get("test")
    return {
        "test": test if isinstance(test, str) and len(test) <= _LONGEST else None,
        "limit_min": _number(limit.get("min")),
        "limit_max": _number(limit.get("max")),
    }


def read_limits(told: Json) -> tuple[str | None, str | None]:
    """Return the limits that a row of history tells of its value, (None, None) when it does not.

    Rows from before they were told have them where the value is the error of a pump.
    """
    if "limit_min" in told or "limit_max" in told:
        return _number(told.get("limit_min")), _number(told.get("limit_max"))
    error = _object(told.get("error"))
    if error.get("value") is None or error.get("value") != told.get("value"):
        return None, None
    limit = _object(error.get("limit"))
    return _number(limit.get("min")), _number(limit.get("max"))


def _object(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> str | None:
    """Return the text of a decimal number, None for anything else."""
    return value if isinstance(value, str) and is_number(value) else None
