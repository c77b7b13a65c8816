"""Assertions are used once; a code may be for one tablet; tablets tell of rows set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables; a code that was made before is for no tablet in particular."""
    op.create_table(
        "used_assertions",
        sa.Column("jti_sha256", sa.Text, nullable=False),
        sa.Column("ends_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("jti_sha256", name="pk_used_assertions"),
    )
    op.add_column("enrolment_codes", sa.Column("for_device", sa.Text))
    op.create_table(
        "rows_aside",
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("told_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "kind", "id", name="pk_rows_aside"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.device_id"], name="fk_rows_aside_device_id"
        ),
    )
