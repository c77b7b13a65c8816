"""Days on the command line."""

from datetime import date

from sync.server.errors import WrongUse


def parse_day(text: str | None) -> date | None:
    """Return the day that an option names, None when it was not given. Raises WrongUse."""
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError as fault:
        raise WrongUse(f"{text!r} is not a date like 2026-11-23.") from fault
