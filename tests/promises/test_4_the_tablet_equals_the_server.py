"""Promise 4, on the tablet: after a pull its reference data equal the server's at that cursor."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.services.enrolling import enrol
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from inspector_app.store.reference import KEYS, find_body
from sync.client.session import Reply, Session
from sync.server.tables.reference import Change, load_changes, write_changes
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office

KINDS = sorted(set(KEYS) - {"history"})
CHANGES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from("ABCD"), st.none() | st.integers(0, 9)),
    max_size=8,
    unique_by=lambda change: change[:2],
)


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet of the real server, with pages of three rows."""
    object.__setattr__(office.settings.limits, "page_rows", 3)
    opened = open_tablet(tmp_path / "tablet")
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url)
    yield opened
    opened.close()


def write(office: Office, changes: list[tuple[str, str, int | None]]) -> None:
    rows = [
        Change(kind, key, None if n is None else json.dumps({KEYS[kind]: key, "n": str(n)}))
        for kind, key, n in changes
    ]
    if rows:
        with office.database.writing() as connection:
            write_changes(connection, rows)


def at_the_server(office: Office) -> dict[tuple[str, str], object]:
    with office.database.reading() as connection:
        rows = load_changes(connection, 0, 10_000)
        return {(row.kind, row.id): json.loads(row.body) for row in rows if not row.deleted}


def on_the_tablet(tablet: Tablet) -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    with tablet.database.reading() as db:
        for kind, key in KEYS.items():
            for row in db.query(f"SELECT {key} AS id FROM {kind}"):
                found[kind, row["id"]] = find_body(db, kind, row["id"])
    return found


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(CHANGES, min_size=1, max_size=3))
def test_after_every_pull_the_tablet_holds_what_the_server_holds(
    tablet: Tablet, office: Office, rounds: list[list[tuple[str, str, int | None]]]
) -> None:
    for changes in rounds:
        write(office, changes)
        assert sync_now(tablet).problem == ""
        assert on_the_tablet(tablet) == at_the_server(office)


def test_a_page_that_was_cut_is_discarded_and_fetched_again(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    assert sync_now(tablet).problem == ""
    write(office, [("sites", key, 1) for key in "ABCD"])
    real = Session._exchange
    cuts = iter([10, 200, 30])

    def exchange(session: Session, method: str, path: str, *rest: object) -> Reply:
        reply: Reply = real(session, method, path, *rest)  # type: ignore[arg-type]
        length = next(cuts, None) if path.startswith("/v1/changes") else None
        return reply if length is None else Reply(reply.status, reply.headers, reply.body[:length])

    monkeypatch.setattr(Session, "_exchange", exchange)
    for _ in range(4):
        sync_now(tablet)
        held = on_the_tablet(tablet)
        assert held.items() <= at_the_server(office).items()
    assert on_the_tablet(tablet) == at_the_server(office)


def test_after_a_new_epoch_nothing_old_is_left(tablet: Tablet, office: Office) -> None:
    from sqlalchemy import text

    write(office, [("sites", key, 1) for key in "ABCD"])
    sync_now(tablet)
    with office.database.writing() as connection:
        connection.execute(text("DELETE FROM reference WHERE id IN ('A', 'B')"))
        connection.execute(text("UPDATE meta SET value = 'another' WHERE name = 'epoch'"))
    assert sync_now(tablet).problem == ""
    assert sorted(on_the_tablet(tablet)) == [("sites", "C"), ("sites", "D")]
