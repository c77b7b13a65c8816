"""The findings of a whole site, from the tablet's own sealed records and the office's history."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from inspector_app.metrology.model import Verdict
from inspector_app.metrology.past import PastResult, read_past, sum_up_outcome
from inspector_app.metrology.rule import Rule
from inspector_app.metrology.site import LastCheck, SiteInstrument, find_at_site
from inspector_app.services.instants import day_of, find_day, find_instant, today
from inspector_app.services.opening import Tablet
from inspector_app.services.ruling import find_rule, find_site_rule
from inspector_app.services.views import SiteReport
from inspector_app.store import standing

IN_USE = ("", "in_use", "在用")
"""How the register says that an instrument is in use; one that says nothing is taken to be."""

Row = Mapping[str, Any]


def load_site_findings(tablet: Tablet, site_id: str) -> SiteReport:
    """Return what there is to say of a site today; an unknown one has no instruments."""
    day = date.fromisoformat(today(tablet.clock).today)
    zone = tablet.clock.zone()
    with tablet.database.reading() as db:
        law = find_site_rule(tablet.rulebook, db, day)
        instruments = []
        for row in standing.list_last_checks(db, site_id):
            body = json.loads(row["body"])
            rule = find_rule(tablet.rulebook, db, body, day)
            instruments.append(_instrument(row, body, rule, zone))
    return SiteReport(
        findings=find_at_site(instruments, day, rule=law),
        instruments={one.id: one for one in instruments},
        today=day,
        rule_status=law.status if law else "",
    )


def _instrument(row: Row, body: Row, rule: Rule | None, zone: str) -> SiteInstrument:
    return SiteInstrument(
        id=row["instrument_id"],
        kind=row["kind"],
        in_use=_is_in_use(row["status"]),
        has_certificate=bool(body.get("certificate_no")),
        valid_until=find_day(row["valid_until"]),
        wants_seals=rule is not None and bool(rule.procedure["seals"]),
        has_seals=bool(body.get("seals")),
        last=_last_check(row, zone),
    )


def _is_in_use(status: str) -> bool:
    return status.strip().casefold().replace(" ", "_") in IN_USE


def _last_check(row: Row, zone: str) -> LastCheck | None:
    """Return the last check, None when there is none or its row cannot be read."""
    finished_at = find_instant(row["finished_at"])
    if finished_at is None or row["verdict"] not in [verdict.value for verdict in Verdict]:
        return None
    return LastCheck(
        day=day_of(finished_at, zone),
        verdict=Verdict(row["verdict"]),
        result=_past_result(row),
        has_value=bool(row["value"]),
    )


def _past_result(row: Row) -> PastResult:
    """Return what the check left behind; our own record tells it by the outcome that is sealed."""
    if row["sealed"] is not None:
        return read_past(sum_up_outcome(json.loads(row["sealed"])["evaluation"]["outcome"]))
    return read_past(json.loads(row["told"]))
