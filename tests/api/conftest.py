"""The described interface, tried against a real server."""

from pathlib import Path

import pytest

from tests.support.office_fixtures import office, server_url, standing_server

__all__ = ["office", "server_url", "standing_server"]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The URL of an empty database: what is described does not depend on which one it is."""
    return f"sqlite:///{tmp_path / 'server.db'}"
