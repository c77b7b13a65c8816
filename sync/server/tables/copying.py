"""Every row of the database, out and in again, the same for SQLite and PostgreSQL.

Uploads that are under way are left out: their bytes lie elsewhere, and a tablet begins them anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, func, insert, inspect, select, text

from sync.server.tables.engine import Database
from sync.server.tables.schema import metadata, uploads, used_assertions

_AT_ONCE = 500
_CONTENT = ("devices", "enrolment_codes", "records", "quarantine", "reference", "files")


def read_revision(connection: Connection) -> str:
    """Return the revision of the tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def table_names() -> list[str]:
    """Return the tables that are copied, each behind those that it refers to.

    Not what is over in a moment: uploads under way, and the assertions that were used.
    """
    passing = (uploads, used_assertions)
    return [table.name for table in metadata.sorted_tables if table not in passing]


def column_names(table: str) -> list[str]:
    """Return the columns of a table."""
    return [column.name for column in metadata.tables[table].columns]


def read_rows(connection: Connection, table: str) -> Iterator[Sequence[Any]]:
    """Give every row of a table."""
    query = select(metadata.tables[table]).execution_options(yield_per=_AT_ONCE)
    yield from connection.execute(query)


def count_content(database: Database) -> int:
    """Return how many rows of any office the database holds; a new one holds none."""
    with database.reading() as connection:
        there = set(inspect(connection).get_table_names())
        return sum(
            int(
                connection.execute(
                    select(func.count()).select_from(metadata.tables[name])
                ).scalar_one()
            )
            for name in _CONTENT
            if name in there
        )


def drop_tables(database: Database) -> None:
    """Drop every table of ours. Only for a database without content."""
    with database.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def fill_tables(
    connection: Connection, tables: Iterable[tuple[str, list[str], Iterator[list[Any]]]]
) -> None:
    """Put rows into the tables as they stand in the database, of whatever revision they are."""
    standing = MetaData()
    standing.reflect(connection)
    for table in reversed(standing.sorted_tables):
        if table.name in metadata.tables:
            connection.execute(table.delete())  # what the migrations put there
    for name, columns, rows in tables:
        while some := list(islice(rows, _AT_ONCE)):
            values = [dict(zip(columns, row, strict=True)) for row in some]
            connection.execute(insert(standing.tables[name]), values)
