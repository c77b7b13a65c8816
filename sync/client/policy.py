"""How a sync decides: sizes, waits, and what a refusal means. Pure: numbers in, decisions out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from sync.protocol.problems import Problem

FIRST_RECORDS = 20
MORE_RECORDS = 20
MOST_RECORDS = 500
MOST_BYTES = 1024 * 1024
SHORTEST_WAIT_S = 2.0
LONGEST_WAIT_S = 600.0
QUICK_WAIT_S = 1.0
QUICK_TRIES = 3
PATIENCE_S = 5.0
TRIES_BEFORE_BISECTING = 3


def grown(records: int, most: int = MOST_RECORDS) -> int:
    """Return the next batch size after one that went through."""
    return min(records + MORE_RECORDS, MOST_RECORDS, max(most, 1))


def halved(records: int) -> int:
    """Return the next batch size after one that was too large or too slow."""
    return max(records // 2, 1)


def wait_s(attempt: int, share: float, retry_after_s: float | None = None) -> float:
    """Return how long to wait before the attempt after `attempt` failed ones (from 0).

    Full jitter: `share` (0 to 1, drawn by the caller) of a span that doubles from 2 s to 10 min,
    and never sooner than the server asked for.
    """
    span = min(SHORTEST_WAIT_S * 2.0 ** min(attempt, 20), LONGEST_WAIT_S)
    return max(share * span, min(retry_after_s or 0.0, LONGEST_WAIT_S))


def retry_after_s(field: str | None, now: datetime) -> float | None:
    """Read `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3); None when it says nothing.

    The past is 0, more than ten minutes is ten minutes.
    """
    if field is None:
        return None
    text = field.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, ArithmeticError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), LONGEST_WAIT_S)


_NOT_OURS = {
    "captive_portal", "moved", "unproven", "other_server",
    "forbidden_on_the_way", "too_large_on_the_way", "no_server_there",
}  # fmt: skip
_PASSING = (
    {"offline", "server_trouble", "photos_wait"}
    | _NOT_OURS
    | {problem.value.name for problem in Problem if problem.value.retryable}
)


def is_passing(problem: str) -> bool:
    """True if a sync that ended with this problem may go through later by itself."""
    return problem in _PASSING


class Decision(Enum):
    """What to do after a refusal."""

    RETRY = "retry"  # the same again, later
    RENEW = "renew"  # a new token, then the same again
    HALVE = "halve"  # the same in smaller pieces
    BISECT = "bisect"  # something in it is wrong: find it
    STOP = "stop"  # nothing more can be done here


def decide(status: int) -> Decision:
    """Say what a status of the server means for a batch."""
    if status == 401:
        return Decision.RENEW
    if status == 413:
        return Decision.HALVE
    if status in (400, 422):
        return Decision.BISECT
    if status in (408, 425, 429) or 500 <= status <= 599:
        return Decision.RETRY
    return Decision.STOP


@dataclass(frozen=True, slots=True)
class Tries:
    """How often one and the same batch was refused for what is in it."""

    refused: int = 0

    def again(self) -> "Tries":
        """Count one more refusal."""
        return Tries(self.refused + 1)

    def is_enough(self) -> bool:
        """True if it is time to look for the one record that is wrong."""
        return self.refused >= TRIES_BEFORE_BISECTING
