"""Adding many rows to a table at once, as fast as the database takes them.

SQLite runs one prepared statement for each row, PostgreSQL takes them as a binary COPY: in both the
rows are part of the transaction, and every constraint holds for them as for any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, Table
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]
_BINARY_TYPES = {BigInteger: "int8", Integer: "int4", Boolean: "bool", LargeBinary: "bytea"}


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows; each names every column."""
    if not rows:
        return
    values = map(itemgetter(*table.columns.keys()), rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, values)
    else:
        connection.exec_driver_sql(_insert(table), list(values))


@cache
def _insert(table: Table) -> str:
    marks = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})"  # noqa: S608 - our names


@cache
def _types(table: Table) -> list[str]:
    return [_BINARY_TYPES.get(type(column.type), "text") for column in table.columns]


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _copy(connection: Connection, table: Table, values: Iterable[tuple[Any, ...]]) -> None:
    command = f"COPY {table.name} ({_names(table)}) FROM STDIN (FORMAT BINARY)"
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the one driver of this dialect
    try:
        with driver.cursor() as cursor, cursor.copy(command.encode()) as copying:
            copying.set_types(_types(table))
            for row in values:
                copying.write_row(row)
    except psycopg.Error as fault:  # as SQLAlchemy names what its own statements meet
        raise DBAPIError.instance(command, None, fault, psycopg.Error) from fault
