"""Fixtures of the tests that need a server: every one runs on SQLite and on PostgreSQL."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from sync.server.app import create_app
from sync.server.settings import Bucket
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.object_store import ObjectStore, running_store
from tests.support.postgres import make_database, running_postgres
from tests.support.serving import enrolled_device, opened_office, serving_app


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


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """An object store with an empty bucket."""
    with running_store() as store:
        yield store


@pytest.fixture
def bucket(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty place in the bucket, with the keys in the environment."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    return object_store.bucket(uuid.uuid4().hex)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """An empty office."""
    with opened_office(tmp_path, database_url) as office:
        yield office


@pytest.fixture(scope="session")
def standing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """One server for all tests, as starting and stopping takes longer than most of them."""
    folder = tmp_path_factory.mktemp("standing")
    with opened_office(folder, f"sqlite:///{folder / 'server.db'}") as nobody:
        app = create_app(nobody)
        with serving_app(app) as url:
            yield app, url


@pytest.fixture
def server_url(office: Office, standing_server: tuple[FastAPI, str]) -> str:
    """The address of a server of that office."""
    app, url = standing_server
    app.state.office = office
    return url


@pytest.fixture
def device(office: Office, server_url: str) -> Device:
    """A device that is enrolled and logged in there."""
    return enrolled_device(office, server_url)
