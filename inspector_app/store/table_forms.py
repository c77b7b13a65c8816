"""How every table of the tablet is created: strict, and nothing empty but what is said to be."""

import sqlite_utils
from sqlite_utils.db import ForeignKey

Columns = dict[str, type]


def create_table(
    db: sqlite_utils.Database,
    table: str,
    columns: Columns,
    *,
    pk: str | tuple[str, ...],
    optional: tuple[str, ...] = (),
    foreign_keys: list[ForeignKey] | None = None,
) -> None:
    """Create a strict table; all columns but the key and the optional ones hold a value."""
    keys = {pk} if isinstance(pk, str) else set(pk)
    db.table(table).create(
        columns,
        pk=pk,
        not_null=set(columns) - keys - set(optional),
        foreign_keys=foreign_keys or [],
        strict=True,
    )


def create_part(
    db: sqlite_utils.Database,
    table: str,
    key: Columns,
    said: Columns,
    *,
    foreign_keys: list[ForeignKey] | None = None,
) -> None:
    """Create a table of what belongs to a draft and goes with it."""
    draft: Columns = {"draft_id": str}
    to_draft = ForeignKey(table, "draft_id", "drafts", "draft_id", on_delete="CASCADE")
    links = [to_draft, *(foreign_keys or [])]
    create_table(db, table, draft | key | said, pk=("draft_id", *key), foreign_keys=links)


def add_index(db: sqlite_utils.Database, table: str, *columns: str) -> None:
    """Find rows of a table by these columns."""
    db.table(table).create_index(list(columns))
