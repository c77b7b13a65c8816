"""Which rule holds for an instrument, and the exact rule that a draft began with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from inspector_app.errors import NotReady
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import Rulebook
from inspector_app.rulebook.book import load_rule_data
from inspector_app.rulebook.loading import read_rule
from inspector_app.store.database import Connection
from inspector_app.store.drafts import DraftRow, find_rule_data
from inspector_app.store.tablet import load_settings_rows

DEFAULT_JURISDICTION = "cn"
DEFAULT_PHASE = "spot_check"


def find_rule(
    rulebook: Rulebook, db: Connection, instrument: Mapping[str, Any], on: date
) -> Rule | None:
    """Return the rule for an instrument of the registry on a day, None when none is known yet.

    A state's own rule goes before that of its country (`us-tx` before `us`).
    """
    jurisdiction = find_jurisdiction(db)
    kind, characteristics = str(instrument.get("kind")), instrument.get("characteristics") or {}
    for place in dict.fromkeys((jurisdiction, jurisdiction.partition("-")[0])):
        rule = rulebook.rule_for(kind, characteristics, place, on)
        if rule is not None:
            return rule
    return None


def find_site_rule(rulebook: Rulebook, db: Connection, on: date) -> Rule | None:
    """Return the rule about a whole station, None where the law lays down no such limit."""
    return rulebook.station_rule_for(find_jurisdiction(db), on)


def find_jurisdiction(db: Connection) -> str:
    """Return whose rules apply, as was settled on this tablet."""
    return str(load_settings_rows(db).get("jurisdiction") or DEFAULT_JURISDICTION)


def rule_of(rulebook: Rulebook, db: Connection, row: DraftRow) -> Rule:
    """Return the rule that a draft began with, also when an update of the app brought another.

    Raises NotReady when its data are gone.
    """
    known = rulebook.get(row.start.rule_id)
    if known is not None and known.sha256 == row.start.rule_sha256:
        return known
    data = find_rule_data(db, row.start.rule_sha256)
    if data is None:
        raise NotReady(f"The rule {row.start.rule_id} of this draft is gone.", code="no_rule")
    return read_rule(row.start.rule_id, data)


def pin_data(rule: Rule) -> bytes:
    """Return the bytes that a draft keeps of its rule."""
    return load_rule_data(rule.id)


def first_phase(rule: Rule) -> str:
    """Return the phase that an inspection has unless the inspector chooses another."""
    return DEFAULT_PHASE if DEFAULT_PHASE in rule.phases else rule.phases[0]
