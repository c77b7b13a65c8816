"""The work list of the demo city: some sites today, some on the next days, and what cannot wait."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sync.server.work.demo.rows import Row

PLANNED_DAYS = {
    "S-001": 0, "S-002": 0, "S-003": 0, "S-013": 0,
    "S-004": 1, "S-005": 1, "S-015": 2, "S-009": 3, "S-016": 4, "S-006": 6, "S-010": 12,
    "S-017": 0, "S-018": 1, "S-019": 2,
}  # fmt: skip
"""In how many days a site is to be visited, by its id."""

PLANNED, EXPIRED, FAILED = "计划检查", "检定证书已过期", "上次检查不合格，复查"


def build_work_list(
    today: date,
    instruments: Sequence[Row],
    officers: Sequence[Row],
    history: Sequence[Row],
) -> tuple[Row, ...]:
    """Build the list: expired certificates and what failed last are due today, the rest by plan."""
    last = _last_verdicts(history)
    return tuple(_due(today, instruments, officers, last))


def _due(
    today: date, instruments: Sequence[Row], officers: Sequence[Row], last: Mapping[str, str]
) -> Iterator[Row]:
    for instrument in instruments:
        planned = PLANNED_DAYS.get(instrument["site_id"])
        reason = _reason(today, instrument, last)
        if planned is None and reason == PLANNED:
            continue
        days = planned if reason == PLANNED else 0
        officer = officers[int(instrument["site_id"][2:]) % len(officers)]
        yield {
            "instrument_id": instrument["instrument_id"],
            "due_on": (today + timedelta(days=days or 0)).isoformat(),
            "assigned_to": officer["officer_id"],
            "reason": reason,
        }


def _reason(today: date, instrument: Row, last: Mapping[str, str]) -> str:
    if instrument["valid_until"] < today.isoformat():
        return EXPIRED
    return FAILED if last.get(instrument["instrument_id"]) == "fail" else PLANNED


def _last_verdicts(history: Sequence[Row]) -> dict[str, str]:
    in_order = sorted(history, key=lambda row: str(row["finished_at"]))
    return {row["instrument_id"]: row["verdict"] for row in in_order}
