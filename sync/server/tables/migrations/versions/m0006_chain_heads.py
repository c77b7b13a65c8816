"""Where each device's chain ends, and which records a newer server may know how to read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_FILL = """
INSERT INTO chain_heads (device_id, seq, entry)
SELECT device_id, seq, entry FROM records AS head
WHERE NOT EXISTS (
    SELECT 1 FROM records AS other
    WHERE other.device_id = head.device_id
        AND (other.seq > head.seq
            OR (other.seq = head.seq AND other.change_seq < head.change_seq))
)
"""


def upgrade() -> None:
    """Add the table, chains end where they end now; and the index."""
    op.create_table(
        "chain_heads",
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("device_id", name="pk_chain_heads"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.device_id"], name="fk_chain_heads_device_id"
        ),
    )
    op.execute(_FILL)
    newer = sa.text("quarantine = 'schema-unknown'")
    op.create_index(
        "ix_records_of_newer_schema",
        "records",
        ["change_seq"],
        sqlite_where=newer,
        postgresql_where=newer,
    )
