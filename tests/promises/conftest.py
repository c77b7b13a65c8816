"""The promises of the sync contract, proved against a real server on both databases."""

from tests.support.office_fixtures import (
    database_url,
    device,
    office,
    postgres,
    server_url,
    standing_server,
)

__all__ = ["database_url", "device", "office", "postgres", "server_url", "standing_server"]
