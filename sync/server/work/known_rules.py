"""The rules that this server knows by the hash of their exact data, from its first version on.

A record names the data that it was evaluated with. Those that came with this version lie in the
program; those that came with an earlier one lie in the database, where every start keeps its own.
"""

import logging
from dataclasses import dataclass

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import BadRuleData, load_rulebook
from inspector_app.rulebook.book import load_rule_data
from inspector_app.rulebook.loading import read_rule
from sync.protocol.digest import sha256_hex
from sync.server.tables.engine import Database
from sync.server.tables.rule_data import RuleData, add_rule_data, find_rule_data

log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Rule data that are here, but that this version cannot read; `why` is told in the log."""

    why: str


class KnownRules:
    """Finds rules by the SHA-256 of their data; may be asked from any thread.

    What was found is remembered, for data never change. What was not found is asked for again:
    another process may have kept it since.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: dict[str, Rule | Unreadable] = {
            rule.sha256: rule for rule in load_rulebook().values()
        }

    def find(self, sha256: str) -> Rule | Unreadable | None:
        """Return the rule with exactly these data, None when nobody here ever had them.

        Raises DatabaseTrouble.
        """
        if sha256 not in self._found:
            with self._database.reading() as connection:
                kept = find_rule_data(connection, sha256)
            if kept is None:
                return None
            self._found[sha256] = found = _read(kept)
            if isinstance(found, Unreadable):
                log.warning("the rule data %s of %s: %s", sha256, kept.rule_id, found.why)
        return self._found[sha256]


def keep_shipped_rules(database: Database, at: str) -> None:
    """Keep the data files that come with this version, for the versions that come after it."""
    shipped = [
        RuleData(sha256_hex(data), rule_id, data)
        for rule_id, data in ((rule_id, load_rule_data(rule_id)) for rule_id in load_rulebook())
    ]
    with database.writing() as connection:
        add_rule_data(connection, shipped, at)


def _read(kept: RuleData) -> Rule | Unreadable:
    if sha256_hex(kept.data) != kept.sha256:
        return Unreadable("the bytes are not those that were kept")
    try:
        return read_rule(kept.rule_id, kept.data)
    except BadRuleData as fault:
        return Unreadable(str(fault))
