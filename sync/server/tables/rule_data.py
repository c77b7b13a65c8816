"""The exact data of the rules that records were evaluated with: added, never changed or deleted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from sync.server.tables.schema import rule_data


@dataclass(frozen=True, slots=True)
class RuleData:
    """The bytes of a rule's data file, under the SHA-256 that records name them by."""

    sha256: str
    rule_id: str
    data: bytes


def add_rule_data(connection: Connection, added: Collection[RuleData], at: str) -> None:
    """Add what is not here yet; others may add the same at the same time, and one of them does."""
    if not added:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(rule_data)
    rows = [
        {"sha256": one.sha256, "rule_id": one.rule_id, "data": one.data, "added_at": at}
        for one in sorted(added, key=lambda one: one.sha256)  # one order, so that none deadlocks
    ]
    connection.execute(insert.on_conflict_do_nothing(), rows)


def find_rule_data(connection: Connection, sha256: str) -> RuleData | None:
    """Return the data with this hash."""
    c = rule_data.c
    query = select(c.sha256, c.rule_id, c.data).where(c.sha256 == sha256)
    row = connection.execute(query).first()
    return RuleData(*row) if row else None


def load_rule_data(connection: Connection) -> Iterator[RuleData]:
    """Give all of them."""
    c = rule_data.c
    for row in connection.execute(select(c.sha256, c.rule_id, c.data).order_by(c.rule_id)):
        yield RuleData(*row)
