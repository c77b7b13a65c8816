"""Which instruments' tags were printed, and when last."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from sync.server.tables.schema import printed_tags

_IDS_AT_ONCE = 500


def write_printed(connection: Connection, ids: Sequence[str], printed_at: str) -> None:
    """Note that the tags of these instruments were printed now; each id may come only once."""
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        connection.execute(delete(printed_tags).where(printed_tags.c.instrument_id.in_(some)))
        rows = [{"instrument_id": each, "printed_at": printed_at} for each in some]
        connection.execute(insert(printed_tags), rows)


def load_printed(connection: Connection) -> set[str]:
    """Return the instruments whose tag was printed."""
    return set(connection.execute(select(printed_tags.c.instrument_id)).scalars())
