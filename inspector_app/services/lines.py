"""From rows of the store to the lines that the screens show."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inspector_app.metrology.leading import leading_finding, read_limits, tell_limits
from inspector_app.metrology.model import Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.services.instants import find_day, find_instant
from inspector_app.services.views import (
    InstrumentLine,
    InstrumentState,
    Label,
    Officer,
    PastCheck,
    SealedLine,
    SiteLine,
)

Row = Mapping[str, Any]

_STATES = {
    "pass": InstrumentState.PASSED,
    "fail": InstrumentState.FAILED,
    "incomplete": InstrumentState.INCOMPLETE,
}


def instrument_line(row: Row, body: Row | None = None) -> InstrumentLine:
    """Return an instrument's line; `body` goes before the registry's (a draft keeps its own)."""
    own: Row = json.loads(row["body"]) if body is None else body
    return InstrumentLine(
        instrument_id=row["instrument_id"],
        site_id=row["site_id"],
        kind=row["kind"],
        nozzle=text_of(own, "nozzle"),
        make=text_of(own, "make"),
        model=text_of(own, "model"),
        serial=text_of(own, "serial"),
        characteristics=dict(own.get("characteristics") or {}),
        state=_STATES.get(row["state"]) or InstrumentState(row["state"]),
        due_on=find_day(row["due_on"]),
        valid_until=find_day(own.get("valid_until")),
        last=past_check(row) if row["record_id"] else None,
        draft_id=row["draft_id"],
    )


def past_check(row: Row) -> PastCheck | None:
    """Return an earlier inspection, None when its row cannot be read."""
    finished_at = find_instant(row["finished_at"])
    if finished_at is None or row["verdict"] not in _STATES:
        return None
    return PastCheck(
        record_id=row["record_id"],
        finished_at=finished_at,
        verdict=Verdict(row["verdict"]),
        value=row["value"] or None,
        unit=row["unit"] or None,
    )


def told_check(row: Row) -> PastCheck | None:
    """Return an earlier inspection with its limits, of the row of `list_checks`."""
    check = past_check(row)
    if check is None:
        return None
    if row["sealed"] is not None:
        outcome = json.loads(row["sealed"])["evaluation"]["outcome"]
        told = tell_limits(leading_finding(outcome))
    else:
        told = json.loads(row["told"])
        if not isinstance(told, dict):
            return check
    low, high = read_limits(told)
    return replace(check, limit_min=low, limit_max=high)


def site_line(row: Row) -> SiteLine:
    """Return a site's line with its counts."""
    body = json.loads(row["body"])
    counts = ("instruments", "due", "done", "failed", "in_progress")
    return SiteLine(
        site_id=row["site_id"],
        name=row["name"],
        kind=row["kind"],
        address=text_of(body, "address"),
        **{name: row[name] for name in counts},
    )


def site_alone(site_id: str, body: Row) -> SiteLine:
    """Return the line of a site that the registry does not hold any more."""
    texts = {name: text_of(body, name) for name in ("name", "kind", "address")}
    return SiteLine(site_id, **texts, instruments=0, due=0, done=0, failed=0, in_progress=0)


def sealed_line(row: Row) -> SealedLine:
    """Return a sealed record's line."""
    finished_at = find_instant(row["finished_at"])
    if finished_at is None:
        raise ValueError(f"record {row['id']} has no readable time")
    aside = row["state"] == "sealed" and bool(row["reason"])
    return SealedLine(
        record_id=row["id"],
        seq=row["seq"],
        instrument_id=row["instrument_id"],
        site_name=row["site_name"],
        finished_at=finished_at,
        verdict=Verdict(row["verdict"]),
        state="set_aside" if aside else row["state"],
        reason=row["reason"],
        photos_waiting=row["photos_waiting"],
        sha256=row["sha256"],
    )


def officer_of(body: Row) -> Officer:
    """Return an officer as the office has them."""
    return Officer(
        officer_id=text_of(body, "officer_id"),
        name=text_of(body, "name"),
        certificate=text_of(body, "certificate"),
        valid_until=find_day(body.get("valid_until")),
    )


def seal_label(position: str, rule: Rule | None) -> Label:
    """Return a position of a seal as the rule's procedure words it, else as it is written."""
    positions = rule.procedure["seals"] if rule else ()
    words = next((one["label"] for one in positions if one["position"] == position), None)
    return dict(words or {"en": position, "zh": position})


def text_of(body: Row, key: str) -> str:
    """Return a text of the registry, '' when there is none."""
    return str(body.get(key) or "")
