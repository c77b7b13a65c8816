"""Fixtures of the tests that need a server: every one runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.postgres import make_database, running_postgres
from tests.support.serving import enrolled_device, open_test_office, serving


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL cluster; gives the URL of its maintenance database."""
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'server.db'}"
    return make_database(request.getfixturevalue("postgres"))


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """An empty office."""
    office = open_test_office(tmp_path, database_url)
    yield office
    office.close()


@pytest.fixture
def server_url(office: Office) -> Iterator[str]:
    """The address of a server of that office."""
    with serving(office) as url:
        yield url


@pytest.fixture
def device(office: Office, server_url: str) -> Device:
    """A device that is enrolled and logged in there."""
    return enrolled_device(office, server_url)
