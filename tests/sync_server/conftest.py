"""The server's tests: a real server on both databases."""

from tests.support.office_fixtures import (
    bucket,
    database_url,
    device,
    object_store,
    office,
    postgres,
    server_url,
    standing_server,
)

__all__ = [
    "bucket",
    "database_url",
    "device",
    "object_store",
    "office",
    "postgres",
    "server_url",
    "standing_server",
]
