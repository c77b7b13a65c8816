"""Checking goods: settled weights and packages, at a site, without an instrument of the registry.

The draft and the record are those of any inspection. What stands in them for the instrument is a
sample: a short number of its own, which goes on the bag, and the goods in the inspector's words.
"""

from dataclasses import replace
from datetime import date

from inspector_app.devices.clock import believe
from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.book import GOODS
from inspector_app.services.beginning import choose_as_before, start_of
from inspector_app.services.instants import today
from inspector_app.services.opening import Tablet
from inspector_app.services.planning import load_site_line
from inspector_app.services.ruling import find_jurisdiction, pin_data
from inspector_app.services.views import GoodsRule, GoodsView, Step
from inspector_app.services.visiting import ensure_visit
from inspector_app.store import drafts, reference
from inspector_app.store.database import Connection

LONGEST_DESCRIPTION = 100
_SAMPLE_DIGITS = 8


def load_goods(tablet: Tablet, site_id: str) -> GoodsView:
    """Return the rules by which goods can be checked at a site. Raises NotFound."""
    day = today(tablet.clock)
    with tablet.database.reading() as db:
        if reference.find_body(db, "sites", site_id) is None:
            raise NotFound(f"There is no site {site_id} on this tablet.")
        site = load_site_line(db, day, site_id)
        rules = _rules(tablet, db)
    return GoodsView(site, tuple(map(_goods_rule, rules)))


def begin_goods(
    tablet: Tablet, site_id: str, rule_id: str, *, phase: str | None = None, description: str = ""
) -> str:
    """Begin a check of goods and return the draft's id.

    The same begun again before anything was said in it is opened again as it is. A visit of the
    site is begun with it where none is open.

    Raises NotFound for an unknown site, NotReady with the code "no_rule" when the rule is not in
    force, WrongUse for a phase that it has not or a description that is too long.
    """
    description = " ".join(description.split())
    if len(description) > LONGEST_DESCRIPTION or not description.isprintable():
        raise WrongUse(
            f"A description has at most {LONGEST_DESCRIPTION} characters.", code="description"
        )
    with tablet.database.writing() as db:
        if reference.find_body(db, "sites", site_id) is None:
            raise NotFound(f"There is no site {site_id} on this tablet.")
        rule = next((one for one in _rules(tablet, db) if one.id == rule_id), None)
        if rule is None:
            raise NotReady(f"The rule {rule_id} is not in force today.", code="no_rule")
        sample = {"instrument_id": "", "site_id": site_id, "kind": GOODS, "model": description}
        start = start_of(tablet, db, sample, rule, phase=phase, now=believe(tablet.clock))
        draft_id = drafts.find_untouched(db, start)
        if draft_id is None:
            draft_id = _insert(tablet, db, start, rule)
        ensure_visit(tablet, db, site_id)
    return draft_id


def _insert(tablet: Tablet, db: Connection, start: drafts.DraftStart, rule: Rule) -> str:
    number = f"GOODS-{start.draft_id[-_SAMPLE_DIGITS:].upper()}"
    sample = {**start.instrument, "instrument_id": number}
    drafts.insert_draft(db, replace(start, instrument_id=number, instrument=sample), pin_data(rule))
    drafts.update_draft(db, start.draft_id, step=Step.READINGS.value)  # goods have no seals
    choose_as_before(tablet, db, start.draft_id)
    return start.draft_id


def _rules(tablet: Tablet, db: Connection) -> tuple[Rule, ...]:
    on = date.fromisoformat(today(tablet.clock).today)
    jurisdiction = find_jurisdiction(db)
    here = tablet.rulebook.goods_rules(jurisdiction, on)
    return here or tablet.rulebook.goods_rules(jurisdiction.partition("-")[0], on)


def _goods_rule(rule: Rule) -> GoodsRule:
    return GoodsRule(
        rule_id=rule.id,
        title=dict(rule.title),
        edition=rule.edition,
        status=rule.status,
        phases=rule.phases,
        reminders=tuple(map(dict, rule.procedure.get("reminders", ()))),
    )
