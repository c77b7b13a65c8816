"""PURE: whether a photo is prunable, as the contract of the sync calls it. Never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A record that names a photo; `received_at` is the server's signed word, None without it."""

    state: str
    received_at: datetime | None


def is_prunable(
    records: Sequence[NamedBy], *, in_draft: bool, days: int, now: datetime, server_time: datetime
) -> bool:
    """True if a photo may leave the tablet, once the server says again that it holds it.

    The rule is the sync contract's state "prunable (complete and older than 30 days)", the days
    being the server's `retention_days`: every record that names the photo is complete and was
    received more than so long ago. Both clocks must say so, for either may have jumped.
    """
    sure = min(now, server_time)
    return (
        bool(records)
        and not in_draft
        and all(
            record.state == "complete"
            and record.received_at is not None
            and sure - record.received_at > timedelta(days=days)
            for record in records
        )
    )
