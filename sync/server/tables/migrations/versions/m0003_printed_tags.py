"""Which tags were printed, so that the missing ones can be."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; every tag counts as not printed yet."""
    op.create_table(
        "printed_tags",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("printed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", name="pk_printed_tags"),
    )
