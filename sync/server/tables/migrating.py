"""Bringing the database to this program's schema, whoever comes first."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from sync.server.tables.engine import Database

_LOCK = 4_611_686_018_427  # any number that is ours, for PostgreSQL's advisory lock


def migrate(database: Database) -> None:
    """Run every migration that is missing, in one transaction; others who start meanwhile wait."""
    config = Config()
    config.set_main_option("script_location", "sync.server.tables:migrations")
    config.set_main_option("path_separator", "os")
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
