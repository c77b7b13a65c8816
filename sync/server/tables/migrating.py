"""Bringing the database to this program's schema, whoever comes first."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from sync.server.tables.engine import Database

_LOCK = 4_611_686_018_427  # any number that is ours, for PostgreSQL's advisory lock


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration that is missing, in one transaction; others who start meanwhile wait."""
    config = _config()
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def is_known(revision: str) -> bool:
    """True if this program knows a revision of the tables."""
    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def is_newest(database: Database) -> bool:
    """True if the tables are those of this program."""
    with database.reading() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "sync.server.tables:migrations")
    config.set_main_option("path_separator", "os")
    return config
