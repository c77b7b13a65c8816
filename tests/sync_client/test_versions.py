"""Older and newer tablets and servers meet: a plain sentence each time, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import text
from werkzeug import Request, Response

from inspector_app.screens.troubles import SET_ASIDE, TROUBLES
from inspector_app.services.enrolling import enrol
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in, list_sealed
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from inspector_app.texts.catalogue import load_texts
from sync.client import greeting
from sync.client.engine import run_sync
from sync.client.session import Session
from sync.protocol.limits import Limits
from sync.server.resources import capabilities
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.fake_server import EPOCH, FakeServer, as_json
from tests.support.fake_tablet import FakeTablet, identity_at, still_world
from tests.support.registry import FixedClock
from tests.support.sealed_bytes import bodies_on
from tests.support.visits import inspection_document


@pytest.fixture
def tablet(
    tmp_path: Path, office: Office, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tablet]:
    """A tablet of the real server."""
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url)
    yield opened
    opened.close()


def record(tablet: Tablet, folder: Path, count: int = 3) -> None:
    for number in range(count):
        record_inspection(tablet, inspection_document(note=str(number)), folder=folder)


@pytest.mark.parametrize(
    ("app", "server", "problem"),
    [
        ((1,), (1,), ""),
        ((1,), (1, 2), ""),
        ((1, 2), (1,), ""),
        ((1, 2), (2, 3), ""),
        ((1,), (2,), "protocol_too_old"),
        ((1, 2), (3, 4), "protocol_too_old"),
        ((2,), (1,), "server_too_old"),
        ((3, 4), (1, 2), "server_too_old"),
        ((1,), (), "server_too_old"),
    ],
)
def test_who_shares_a_protocol_syncs_and_who_does_not_loses_nothing(
    tablet: Tablet,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    app: tuple[int, ...],
    server: tuple[int, ...],
    problem: str,
) -> None:
    record(tablet, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(greeting, "PROTOCOLS", app)
        patch.setattr(capabilities, "PROTOCOLS", server)
        report = sync_now(tablet)
    assert report.problem == problem
    assert hand_in(tablet).sealed == (3 if problem else 0)
    if problem:
        for language in ("en", "zh"):
            assert TROUBLES[problem](load_texts(language))
        assert sync_now(tablet).problem == ""
    assert hand_in(tablet).complete == 3
    assert verify_office(office).records == 3


def test_records_of_a_newer_app_are_kept_with_a_receipt_and_a_plain_sentence(
    tablet: Tablet, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.protocol.record.SCHEMA", 2)
    record(tablet, tmp_path)
    assert sync_now(tablet).problem == ""
    lines = list_sealed(tablet)
    assert {(line.state, line.reason) for line in lines} == {("complete", "schema-unknown")}
    assert SET_ASIDE["schema_unknown"](load_texts("zh")) != SET_ASIDE["schema_unknown"](
        load_texts("en")
    )
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT id, body FROM records"))
        kept = {row.id: bytes(row.body) for row in rows}
    assert kept == bodies_on(tablet)
    assert verify_office(office).faults == []


def test_records_of_an_older_and_a_newer_app_stand_in_one_chain(
    tablet: Tablet, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tablet, tmp_path, 1)
    with monkeypatch.context() as patch:
        patch.setattr("sync.protocol.record.SCHEMA", 2)
        record(tablet, tmp_path, 1)
    record(tablet, tmp_path, 1)
    assert sync_now(tablet).problem == ""
    found = verify_office(office)
    assert (found.records, found.faults, dict(found.quarantined)) == (3, [], {"schema-unknown": 1})


def says_more(http: HTTPServer) -> None:
    """Let a server tell more of itself than this version knows."""
    limits = Limits().as_json() | {"open_wishes": 3}
    told = capabilities_of(protocols=[1, 7], limits=limits, more={"to": "come"})
    http.expect_oneshot_request("/v1/capabilities").respond_with_json(told)


def capabilities_of(**changes: Any) -> dict[str, Any]:
    return {
        "epoch": EPOCH,
        "server_time": "2026-11-23T08:00:00Z",
        "protocols": [1],
        "limits": Limits().as_json(),
        "retention_days": 30,
    } | changes


def test_what_a_newer_server_says_beside_is_passed_over(httpserver: HTTPServer) -> None:
    says_more(httpserver)
    newer_server = FakeServer(httpserver)
    tablet = FakeTablet()
    record_one = tablet.outbox.add(1)

    def more(_request: Request) -> Response:
        receipt = newer_server.receipt(record_one.id, record_one.sha256) | {"mood": "good"}
        known = {"id": record_one.id, "status": "created", "receipt": receipt}
        unknown = {"id": "r9", "status": "postponed", "receipt": None}
        return as_json({"epoch": EPOCH, "results": [known | {"smile": 1}, unknown], "x": 1})

    newer_server.next_answers = [more]
    identity = identity_at(newer_server.url, newer_server.public_key, EPOCH)
    assert run_sync(identity, tablet, still_world(), lambda *_: None).problem == ""
    assert set(tablet.outbox.accepted) == {"r1"}


def test_an_answer_of_a_status_that_is_not_known_waits(httpserver: HTTPServer) -> None:
    server, tablet = FakeServer(httpserver), FakeTablet()
    one = tablet.outbox.add(1)

    def postponed(_request: Request) -> Response:
        receipt = server.receipt(one.id, one.sha256)
        return as_json({"results": [{"id": "r1", "status": "postponed", "receipt": receipt}]})

    server.next_answers = [postponed]
    identity = identity_at(server.url, server.public_key, EPOCH)
    assert run_sync(identity, tablet, still_world(), lambda *_: None).problem == "server_trouble"
    assert tablet.outbox.accepted == {}


def test_a_limit_that_an_older_server_does_not_tell_is_the_usual_one(
    httpserver: HTTPServer,
) -> None:
    limits = {"batch_records": 7}
    httpserver.expect_request("/v1/capabilities").respond_with_json(capabilities_of(limits=limits))
    session = Session(httpserver.url_for("").rstrip("/"))
    try:
        assert greeting.read_capabilities(session).limits == replace(Limits(), batch_records=7)
    finally:
        session.close()
