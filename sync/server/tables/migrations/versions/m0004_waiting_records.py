"""An index of the records whose turn to be evaluated again has not come."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make it; it is nearly always empty."""
    waiting = sa.text("recheck = 'waiting'")
    op.create_index(
        "ix_records_waiting",
        "records",
        ["change_seq"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
