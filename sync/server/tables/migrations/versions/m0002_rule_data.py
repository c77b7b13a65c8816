"""The exact data of the rules, so that records can be evaluated again for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; the server fills it at its start."""
    op.create_table(
        "rule_data",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("rule_id", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_rule_data"),
    )
