"""Where each device's chain ends here, written with the records and beside them."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from sync.server.tables.schema import chain_heads

_NOTE = text("""
    INSERT INTO chain_heads (device_id, seq, entry) VALUES (:device_id, :seq, :entry)
    ON CONFLICT (device_id) DO UPDATE SET seq = excluded.seq, entry = excluded.entry
    WHERE excluded.seq > chain_heads.seq
""")


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The highest place of a chain that is taken, and the entry of the record that took it."""

    seq: int
    entry: str


def note_head(connection: Connection, device_id: str, head: ChainHead) -> None:
    """Note a record as the end of its device's chain, unless a later place is taken already."""
    values = {"device_id": device_id, "seq": head.seq, "entry": head.entry}
    connection.execute(_NOTE, values)


def load_heads(connection: Connection) -> dict[str, ChainHead]:
    """Return where every chain ends, by its device."""
    rows = connection.execute(select(chain_heads))
    return {row.device_id: ChainHead(row.seq, row.entry) for row in rows}
