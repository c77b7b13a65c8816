"""A row of the office's data that cannot be taken stops no other; a tablet in that state heals."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector_app.services.opening import Tablet
from inspector_app.services.syncing import sync_now
from inspector_app.store.reference import KEYS
from inspector_app.store.tablet import load_tablet_row, note_tablet
from inspector_app.store.trust import list_aside
from sync.protocol.changes import spell_put
from sync.server.tables.reference import Change, write_changes
from sync.server.tables.rows_aside import load_rows_aside
from sync.server.work import snapshots, telling
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.bundles import enrolled_tablet
from tests.support.serving import opened_office, serving

BAD = {
    "half a character": ("sites", "B", '{"site_id": "B", "name": "\\ud800"}'),
    "the year 1": ("history", "B", '{"finished_at": "0001-01-01T00:00:00+14:00"}'),
    "the year 9999": ("history", "B", '{"finished_at": "9999-12-31T23:59:59-14:00"}'),
    "deep": ("sites", "B", '{"site_id": "B", "x": ' + "[" * 5000 + "]" * 5000 + "}"),
    "a list": ("sites", "B", "[]"), "a number": ("officers", "B", "7"),
    "null": ("worklist", "B", "null"), "no JSON": ("standards", "B", "{"),
    "a huge number": ("sites", "B", '{"x": ' + "9" * 9000 + "}"),
    "half a character as the key of a body": ("sites", "B", '{"\\udc00": 1}'),
    "large": ("sites", "B", '{"name": "' + "x" * 1_100_000 + '"}'),
}  # fmt: skip
GOOD = [("sites", f"S{n}", f'{{"site_id": "S{n}", "name": "Site {n}"}}') for n in range(5)]


@pytest.fixture
def telling_as_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server tell every row as it is stored, as the released version does."""
    monkeypatch.setattr(telling, "tell_put", spell_put)
    monkeypatch.setattr(snapshots, "tell_put", spell_put)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    place = f"sqlite:///{tmp_path / 'server.db'}"
    with opened_office(tmp_path, place) as opened:
        yield opened


@pytest.fixture
def tablet(tmp_path: Path, office: Office) -> Iterator[Tablet]:
    with serving(office) as url:
        opened = enrolled_tablet(tmp_path / "tablet", office, url)
        yield opened
        opened.close()


def put(office: Office, *rows: tuple[str, str, str | None]) -> None:
    with office.database.writing() as connection:
        write_changes(connection, [Change(*row) for row in rows])


def sites_of(tablet: Tablet) -> list[Any]:
    with tablet.database.reading() as db:
        return [row["site_id"] for row in db.query("SELECT site_id FROM sites ORDER BY site_id")]


def rows_of(tablet: Tablet, kind: str) -> list[Any]:
    with tablet.database.reading() as db:
        return [tuple(row.values()) for row in db.query(f"SELECT * FROM {kind}")]


def aside_of(tablet: Tablet) -> int:
    with tablet.database.reading() as db:
        return len(list_aside(db))


@pytest.mark.usefixtures("telling_as_stored")
@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("by_snapshot", [True, False])
def test_a_bad_row_is_set_aside_alone_told_of_and_forgotten_when_it_is_mended(
    name: str, by_snapshot: bool, tablet: Tablet, office: Office
) -> None:
    if not by_snapshot:
        assert sync_now(tablet).problem == ""
    kind, row_id, _ = BAD[name]
    put(office, *GOOD[:2], BAD[name], *GOOD[2:])
    assert sync_now(tablet).problem == ""
    assert [each for each in sites_of(tablet) if each != "B"] == [f"S{n}" for n in range(5)]
    assert aside_of(tablet) == 1
    with office.database.reading() as connection:
        (told,) = load_rows_aside(connection)
    assert told.why in ("not-json", "no-body", "no-id", "too-large", "cannot-be-stored")
    assert any("could not take it" in note.problem for note in verify_office(office).notes)
    put(office, (kind, row_id, None))
    assert sync_now(tablet).problem == ""
    assert aside_of(tablet) == 0
    with office.database.reading() as connection:
        assert load_rows_aside(connection) == []


@pytest.mark.usefixtures("telling_as_stored")
def test_a_row_of_before_stays_in_use_while_its_new_one_cannot_be_taken(
    tablet: Tablet, office: Office
) -> None:
    put(office, ("sites", "B", '{"site_id": "B", "name": "Before"}'))
    assert sync_now(tablet).problem == ""
    put(office, BAD["half a character"])
    assert sync_now(tablet).problem == ""
    with tablet.database.reading() as db:
        assert [row["name"] for row in db.query("SELECT name FROM sites")] == ["Before"]
    assert aside_of(tablet) == 1


@pytest.mark.parametrize("name", ["a list", "a number", "null", "no JSON", "deep"])
def test_a_row_that_cannot_be_read_reaches_no_tablet_and_is_named_at_the_office(
    name: str, tablet: Tablet, office: Office
) -> None:
    kind, _, unreadable = BAD[name]
    put(office, (kind, "B", json.dumps({KEYS[kind]: "B"})), *GOOD[:2])
    assert sync_now(tablet).problem == ""
    before = rows_of(tablet, kind)
    put(office, (kind, "B", unreadable), *GOOD[2:])
    assert sync_now(tablet).problem == ""
    assert [row for row in rows_of(tablet, kind) if row in before] == before
    assert aside_of(tablet) == 0
    assert "B" in {note.id for note in verify_office(office).notes}


@pytest.mark.parametrize("cursor", ["x", "e:1:2:3:4", "other:1", "::", "\x7f", "9" * 900])
def test_a_cursor_that_is_refused_in_any_way_is_given_up(
    cursor: str, tablet: Tablet, office: Office
) -> None:
    put(office, *GOOD)
    assert sync_now(tablet).problem == ""
    with tablet.database.writing() as db:
        note_tablet(db, cursor=cursor)
    assert sync_now(tablet).problem == ""
    assert sites_of(tablet) == [f"S{n}" for n in range(5)]
    with tablet.database.reading() as db:
        assert load_tablet_row(db)["cursor"] != cursor
