"""A real server on both databases for the tests that bring both halves together."""

from tests.support.office_fixtures import (
    database_url,
    office,
    postgres,
    server_url,
    standing_server,
)

__all__ = ["database_url", "office", "postgres", "server_url", "standing_server"]
