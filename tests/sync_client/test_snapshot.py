"""The snapshot on the tablet: begun once, gone on with after every cut, whole or not at all."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from inspector_app.services.enrolling import enrol
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.reference_copy import TabletReference
from inspector_app.services.syncing import sync_now
from inspector_app.store import reference
from inspector_app.store.reference import KEYS
from sync.client.engine import run_sync
from sync.client.session import Reply, Session
from sync.client.trouble import Offline
from sync.protocol.changes import ReferenceRow, spell_page
from sync.protocol.digest import sha256_hex
from sync.protocol.problems import Problem
from sync.server.tables.meta import EPOCH, write_note
from sync.server.tables.reference import Change, write_changes
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.fake_server import EPOCH as FAKE_EPOCH
from tests.support.fake_server import FakeServer, refusal
from tests.support.fake_tablet import FakeTablet, identity_at, still_world
from tests.support.registry import FixedClock

ROWS = 3000


@pytest.fixture
def tablet(
    tmp_path: Path, office: Office, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tablet]:
    """A tablet without data of a server that has many."""
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    write(office, *map(str, range(ROWS)))
    opened = open_tablet(tmp_path / "tablet", clock=FixedClock())
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url)
    yield opened
    opened.close()


class Cuts:
    """Cuts a download after so many bytes, once for each number; counts what came."""

    def __init__(self, patch: pytest.MonkeyPatch, *after: int) -> None:
        self.paths: list[str] = []
        self.came = 0
        cuts = iter(after)
        real = Session._download

        def download(
            session: Session,
            path: str,
            headers: dict[str, str],
            take: Callable[[Reply, Iterator[bytes]], object],
        ) -> object:
            self.paths.append(path)
            limit = next(cuts, None)

            def cut(reply: Reply, pieces: Iterator[bytes]) -> object:
                return take(reply, self._until(limit, pieces))

            return real(session, path, headers, cut)

        patch.setattr(Session, "_download", download)

    def _until(self, limit: int | None, pieces: Iterator[bytes]) -> Iterator[bytes]:
        left = limit
        for whole in pieces:
            piece = whole if left is None else whole[:left]
            self.came += len(piece)
            yield piece
            if left is not None:
                left -= len(piece)
                if not left:
                    raise Offline("the connection was cut")


def write(office: Office, *ids: str, deleted: bool = False) -> None:
    rows = [
        Change("sites", each, None if deleted else json.dumps({"site_id": each, "name": each}))
        for each in ids
    ]
    with office.database.writing() as connection:
        write_changes(connection, rows)


def ids_of(tablet: Tablet) -> set[str]:
    with tablet.database.reading() as db:
        return {row["site_id"] for row in db.query("SELECT site_id FROM sites")}


def parts(tablet: Tablet) -> list[Path]:
    return list(tablet.folder.glob("*.part"))


def test_an_empty_tablet_is_filled_by_one_file(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(monkeypatch)
    report = sync_now(tablet)
    assert (report.problem, report.rows_pulled) == ("", ROWS)
    assert cuts.paths == ["/v1/snapshot"]
    assert len(ids_of(tablet)) == ROWS
    assert parts(tablet) == []


def test_a_download_that_is_cut_goes_on_where_it_stands(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(monkeypatch, 1000, 500)
    assert sync_now(tablet).problem == ""
    assert len(ids_of(tablet)) == ROWS
    (file,) = (office.settings.data / "snapshots").iterdir()
    assert 0 <= cuts.came - file.stat().st_size <= len(cuts.paths)  # the last byte once more
    assert [path.count("/") for path in cuts.paths] == [2, 3, 3]


def test_a_download_goes_on_after_the_app_was_killed(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(monkeypatch, 1000, 1000, 1000)
    assert sync_now(tablet).problem == "offline"
    assert ids_of(tablet) == set()
    tablet.database.close()
    write(office, "new")
    again = open_tablet(tablet.folder, clock=FixedClock())
    try:
        assert sync_now(again).problem == ""
        assert len(ids_of(again)) == ROWS + 1
    finally:
        again.close()
    (file,) = (office.settings.data / "snapshots").iterdir()
    assert 0 <= cuts.came - file.stat().st_size <= len(cuts.paths)  # the last byte once more


def test_a_snapshot_that_the_server_has_forgotten_is_begun_anew(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(monkeypatch, 1000, 1000, 1000)
    assert sync_now(tablet).problem == "offline"
    (file,) = (office.settings.data / "snapshots").iterdir()
    file.unlink()
    write(office, "0", deleted=True)
    assert sync_now(tablet).problem == ""
    assert len(ids_of(tablet)) == ROWS - 1
    assert cuts.paths[-1] == "/v1/snapshot"
    assert parts(tablet) == []


@pytest.mark.parametrize("damage", ["flip", "cut", "more", "empty"])
def test_a_part_that_was_spoilt_on_the_tablet_is_never_applied(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    cuts = Cuts(monkeypatch, 1000, 1000, 1000)
    assert sync_now(tablet).problem == "offline"
    (part,) = parts(tablet)
    data = part.read_bytes()
    changed = {
        "flip": bytes([data[0] ^ 1]) + data[1:],
        "cut": data[:-7],
        "more": data + bytes(1_000_000),
        "empty": b"",
    }[damage]
    part.write_bytes(changed)
    assert sync_now(tablet).problem == ""
    assert len(ids_of(tablet)) == ROWS
    assert len(cuts.paths) > 3


def test_a_new_epoch_replaces_everything_in_one_transaction(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync_now(tablet)
    write(office, "0", deleted=True)
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "another")
    seen: list[int] = []
    real = reference.apply_changes

    def apply(db: object, changes: object) -> None:
        other = open_tablet(tablet.folder, clock=FixedClock())
        seen.append(len(ids_of(other)))
        other.close()
        real(db, changes)  # type: ignore[arg-type]

    monkeypatch.setattr(reference, "apply_changes", apply)
    assert sync_now(tablet).problem == ""
    assert seen == [ROWS] * 3 + [ROWS - 1]
    assert ids_of(tablet) == {str(number) for number in range(1, ROWS)}


def test_a_kill_while_it_is_put_in_place_leaves_what_was_there(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync_now(tablet)
    before = TabletReference(tablet).cursor()
    write(office, "0", "1", deleted=True)
    with office.database.writing() as connection:
        write_note(connection, EPOCH, "another")

    def killed(db: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reference, "drop_stale", killed)
        with pytest.raises(KeyboardInterrupt):
            sync_now(tablet)
    assert (len(ids_of(tablet)), TabletReference(tablet).cursor()) == (ROWS, before)
    assert sync_now(tablet).problem == ""
    assert len(ids_of(tablet)) == ROWS - 2


def row(number: int) -> ReferenceRow:
    return ReferenceRow("sites", f"s{number}", "put", {"site_id": f"s{number}"})


def run(http: HTTPServer, tablet: FakeTablet, answer: Callable[[Request], Response]) -> str:
    server = FakeServer(http)
    server.snapshot = answer
    identity = identity_at(server.url, server.public_key, FAKE_EPOCH)
    return run_sync(identity, tablet, still_world(), lambda *_: None).problem


def file_of(*rows: ReferenceRow) -> bytes:
    return gzip.compress(spell_page(rows, next="epoch-1:7", has_more=False))


def given(data: bytes, sha256: str = "", status: int = 200) -> Response:
    tag = f'"{sha256 or sha256_hex(data)}"'
    return Response(data, status, {"ETag": tag}, content_type="application/gzip")


@pytest.mark.parametrize(
    "answer",
    [
        Response("<html>log in</html>", 200, content_type="text/html"),
        Response("", 302, headers={"Location": "http://127.0.0.1:9/"}),
        given(file_of(row(1)), "0" * 64),
        given(b"no gzip"),
        given(file_of(row(1))[:-9]),
        given(gzip.compress(b"")),
        given(gzip.compress(b'{"kind":"sites"}\n')),
        given(file_of(row(1)), status=206),
    ],
)
def test_what_is_no_snapshot_is_never_applied(httpserver: HTTPServer, answer: Response) -> None:
    tablet = FakeTablet()
    tablet.reference.rows["sites", "old"] = row(0)
    data, status, headers = answer.get_data(), answer.status_code, list(answer.headers)
    problem = run(httpserver, tablet, lambda _: Response(data, status, headers))
    assert problem == "captive_portal"
    assert set(tablet.reference.rows) == {("sites", "old")}
    assert tablet.reference.at is None


def test_an_older_server_without_a_snapshot_gives_its_pages(httpserver: HTTPServer) -> None:
    tablet = FakeTablet()
    server = FakeServer(httpserver)
    page = spell_page([row(1), row(2)], next="e:2", has_more=False)
    server.next_pages = [refusal(Problem.CURSOR_GONE), Response(page)]
    tablet.reference.apply_page([row(9)], "old:1", is_last=True)
    identity = identity_at(server.url, server.public_key, FAKE_EPOCH)
    assert run_sync(identity, tablet, still_world(), lambda *_: None).problem == ""
    assert set(tablet.reference.rows) == {("sites", "s1"), ("sites", "s2")}


def test_a_tablet_that_cannot_write_says_so_and_not_that_it_is_offline(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inspector_app.store.snapshot_file.write_part", full)
    assert sync_now(tablet).problem == "storage"


def test_every_kind_of_row_that_is_not_in_it_disappears(tablet: Tablet, office: Office) -> None:
    kinds = sorted(set(KEYS) - {"history"})
    rows = [Change(kind, "X", json.dumps({KEYS[kind]: "X"})) for kind in kinds]
    with office.database.writing() as connection:
        write_changes(connection, rows)
    sync_now(tablet)
    with office.database.writing() as connection:
        write_changes(connection, [Change(kind, "X", None) for kind in kinds])
        write_note(connection, EPOCH, "another")
    assert sync_now(tablet).problem == ""
    with tablet.database.reading() as db:
        for kind in kinds:
            assert reference.find_body(db, kind, "X") is None
