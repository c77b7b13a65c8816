"""Where the pieces of an upload end, so that they need not lie in one file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of uploads that are open in a folder nobody asks for it."""
    column = sa.Column("piece_ends", sa.Text, nullable=False, server_default="")
    op.add_column("uploads", column)
