"""What there is to do and to know: today's work, sites, instruments with history."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from inspector_app.errors import NotFound
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.book import GOODS
from inspector_app.services.custody import list_custody, with_seals_now
from inspector_app.services.instants import find_day, find_instant, today
from inspector_app.services.lines import (
    instrument_line,
    seal_label,
    site_alone,
    site_line,
    text_of,
    told_check,
)
from inspector_app.services.opening import Tablet
from inspector_app.services.ruling import find_rule
from inspector_app.services.views import (
    CustodyLine,
    InstrumentLine,
    InstrumentView,
    RegisteredSeal,
    SiteLine,
    SiteView,
    WorkList,
)
from inspector_app.store import records, reference, standing
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row

HISTORY_LENGTH = 20


def load_work_list(tablet: Tablet) -> WorkList:
    """Return today's work: sites with most to do first, then what is done; and the open drafts."""
    day = today(tablet.clock)
    with tablet.database.reading() as db:
        sites = [site_line(row) for row in standing.list_todays_sites(db, day)]
        begun = [
            *standing.list_in_progress(db, day), *standing.list_drafts_of_kind(db, GOODS)
        ]  # fmt: skip
        drafts = sorted(map(instrument_line, begun), key=_latest, reverse=True)
        noted = load_tablet_row(db)
        waiting = records.count_by_state(db)
    return WorkList(
        today=date.fromisoformat(day.today),
        sites=tuple(sorted(sites, key=_by_work)),
        drafts=tuple(drafts),
        due=sum(site.due for site in sites),
        done=sum(site.done for site in sites),
        synced_at=find_instant(noted["synced_at"]),
        waiting=waiting.get("sealed", 0) + waiting.get("set_aside", 0),
    )


def load_site(tablet: Tablet, site_id: str) -> SiteView:
    """Return a site with its instruments. Raises NotFound."""
    day = today(tablet.clock)
    with tablet.database.reading() as db:
        row = standing.find_site_line(db, day, site_id)
        if row is None:
            raise NotFound(f"There is no site {site_id} on this tablet.")
        instruments = standing.list_by_site(db, day, site_id)
        goods = standing.list_drafts_of_kind(db, GOODS, site_id)
    body = json.loads(row["body"])
    return SiteView(
        site=site_line(row),
        contact=text_of(body, "contact"),
        phone=text_of(body, "phone"),
        commitment_on=find_day(body.get("commitment_date")),
        instruments=tuple(map(instrument_line, instruments)),
        goods=tuple(map(instrument_line, goods)),
    )


def load_instrument(tablet: Tablet, instrument_id: str) -> InstrumentView:
    """Return one instrument with certificate, seals, history and its rule. Raises NotFound."""
    day = today(tablet.clock)
    with tablet.database.reading() as db:
        row = standing.find_standing(db, day, instrument_id)
        if row is None:
            raise NotFound(f"There is no instrument {instrument_id} on this tablet.")
        body = with_seals_now(db, json.loads(row["body"]))
        rule = find_rule(tablet.rulebook, db, body, date.fromisoformat(day.today))
        site = load_site_line(db, day, row["site_id"])
        checks = standing.list_checks(db, instrument_id, HISTORY_LENGTH)
        custody = list_custody(db, instrument_id, rule)
    return InstrumentView(
        line=instrument_line(row),
        site=site,
        certificate_no=text_of(body, "certificate_no"),
        verified_on=find_day(body.get("verified_on")),
        seals=registered_seals(body, rule),
        history=tuple(filter(None, map(told_check, checks))),
        rule_id=rule.id if rule else None,
        rule_edition=rule.edition if rule else "",
        rule_status=rule.status if rule else "",
        phases=rule.phases if rule else (),
        custody=custody,
    )


def load_custody(
    tablet: Tablet, instrument_id: str, *, position: str = ""
) -> tuple[CustodyLine, ...]:
    """Return who replaced which seal of an instrument when, the last replacement first."""
    on = date.fromisoformat(today(tablet.clock).today)
    with tablet.database.reading() as db:
        body = reference.find_body(db, "instruments", instrument_id)
        rule = find_rule(tablet.rulebook, db, body, on) if body else None
        return list_custody(db, instrument_id, rule, position)


def load_site_line(db: Connection, day: standing.Day, site_id: str) -> SiteLine:
    """Return the line of a site, a bare one when the registry does not hold it."""
    row = standing.find_site_line(db, day, site_id)
    return site_line(row) if row else site_alone(site_id, {"name": site_id})


def registered_seals(body: Mapping[str, Any], rule: Rule | None) -> tuple[RegisteredSeal, ...]:
    """Return the seals that the registry names, worded as the rule's procedure words them."""
    seals = []
    for seal in body.get("seals") or ():
        position = text_of(seal, "position")
        label = seal_label(position, rule)
        seals.append(RegisteredSeal(position, text_of(seal, "number"), label))
    return tuple(seals)


def _latest(line: InstrumentLine) -> str:
    return line.draft_id or ""


def _by_work(site: SiteLine) -> tuple[bool, bool, str]:
    return (site.in_progress == 0, site.due == 0, site.name)
