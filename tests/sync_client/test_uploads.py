"""Photos on their way: the real tablet and the real server, either of which begins again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from inspector_app.services.enrolling import enrol
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.services.syncing import _load_identity, sync_now
from inspector_app.store.photos import open_file, remove_file
from sync.client import session as session_module
from sync.client import uploads
from sync.client.session import Reply, Session
from sync.client.uploads import Headers
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import FILE_RECEIPT, sign_file
from sync.server.settings import utc_now
from sync.server.tables.uploads import count_open_uploads
from sync.server.work import uploading
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.bad_wire import BadWire
from tests.support.registry import SERVER_KEY, FixedClock
from tests.support.server_process import server_process
from tests.support.serving import enrolled_device, opened_office, serving
from tests.support.visits import inspection_document, write_photo

PIECE = 1000
LENGTH = 3500
TUS = {"Tus-Resumable": "1.0.0"}
PHOTO_PATHS = ("/uploads", "/files")


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> BadWire:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)
    monkeypatch.setattr(uploads, "PIECE_BYTES", PIECE)
    return BadWire(monkeypatch)


def enrolled(folder: Path, code: str, url: str) -> Tablet:
    tablet = open_tablet(folder / "tablet", clock=FixedClock())
    enrol(tablet, code, server=url)
    return tablet


def take_photo(tablet: Tablet, folder: Path) -> str:
    """Seal a record with a photo of several pieces; returns its hash."""
    photo = write_photo(folder, content=bytes(range(256)) * 14)
    photo.write_bytes(photo.read_bytes()[:LENGTH])
    document = inspection_document(photos=[{"path": photo.name, "caption": ""}])
    record_inspection(tablet, document, folder=folder)
    return sha256_hex(photo.read_bytes())


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str, wire: BadWire) -> Iterator[Tablet]:
    """A tablet with one record and its photo."""
    opened = enrolled(tmp_path, invite(office, name="tablet", minutes=15).code, server_url)
    yield opened
    opened.close()


def change_headers(patch: pytest.MonkeyPatch, change: Callable[[Headers], Headers]) -> None:
    """Let the tablet see other headers than the server sent."""
    real = session_module._judge

    def judge(answer: Any, body: bytes) -> Reply:
        reply = real(answer, body)
        return replace(reply, headers=change(reply.headers))

    patch.setattr(session_module, "_judge", judge)


def after_pieces(count: int) -> Callable[[str, str, int], bool]:
    """Lose every request for a piece after so many."""
    return lambda method, path, number: method == "PATCH" and number >= count


def upload_url(tablet: Tablet, sha256: str) -> str:
    with tablet.database.reading() as db:
        (row,) = db.query("SELECT upload_url FROM photos WHERE sha256 = ?", [sha256])
    return str(row["upload_url"])


def coming(office: Office) -> Path:
    (file,) = (office.settings.files / "uploads").iterdir()
    return file


def test_an_upload_goes_on_after_both_sides_were_killed_and_began_again(
    tmp_path: Path, database_url: str, wire: BadWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = tmp_path / "server"
    server.mkdir()
    with server_process(server, database_url) as process:
        with opened_office(server, database_url) as office:
            code = invite(office, name="tablet", minutes=15).code
        tablet = enrolled(tmp_path, code, process.url)
        take_photo(tablet, tmp_path)
        wire.loses_request = after_pieces(2)
        assert sync_now(tablet).problem == "offline"
        tablet.close()
        process.kill()
        process.start()
        wire.loses_request = lambda method, path, number: False
        again = open_tablet(tmp_path / "tablet", clock=FixedClock())
        try:
            assert sync_now(again).problem == ""
            assert hand_in(again).safe_to_hand_in
        finally:
            again.close()
        process.verify()
    assert wire.sent_bytes == [1000, 1000, 1000, 500]


def test_a_piece_whose_answer_was_lost_is_not_sent_twice(
    tablet: Tablet, tmp_path: Path, wire: BadWire
) -> None:
    take_photo(tablet, tmp_path)
    wire.loses_answer = lambda method, path, number: method == "PATCH" and number == 1
    assert sync_now(tablet).problem == ""
    assert wire.sent_bytes == [1000, 1000, 1000, 500]


def overtake(office: Office, tablet: Tablet, sha256: str) -> None:
    """Take in the next piece of the tablet's upload, as if it had come by another way."""
    with tablet.database.reading() as db:
        (row,) = db.query("SELECT device_id FROM tablet")
    upload = uploading.load_upload(office, row["device_id"], upload_url(tablet, sha256)[-32:])
    with open_file(tablet.folder, sha256, tablet.vault) as file:
        file.seek(upload.position)
        uploading.take_piece(office, upload, upload.position, file.read(PIECE))


def test_a_piece_that_came_by_another_way_in_between_is_found_by_asking(
    tablet: Tablet, office: Office, tmp_path: Path, wire: BadWire
) -> None:
    sha256 = take_photo(tablet, tmp_path)

    def meet(method: str, _path: str, number: int) -> bool:
        if method == "PATCH" and number == 1:
            overtake(office, tablet, sha256)
        return False

    wire.loses_request = meet
    assert sync_now(tablet).problem == "offset-conflict"
    assert hand_in(tablet).photos_waiting == 1
    wire.loses_request = lambda method, path, number: False
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert sum(wire.sent_bytes) == LENGTH - PIECE


def test_a_photo_that_is_there_already_is_confirmed_without_a_byte(
    tablet: Tablet, office: Office, server_url: str, tmp_path: Path, wire: BadWire
) -> None:
    take_photo(tablet, tmp_path)
    enrolled_device(office, server_url).upload((tmp_path / "photo.jpg").read_bytes())
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert ("PATCH", "/uploads") not in wire.counts


def test_a_photo_takes_a_request_for_each_piece_and_one_before(
    tablet: Tablet, tmp_path: Path, wire: BadWire
) -> None:
    take_photo(tablet, tmp_path)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    about_photos = {kind: many for kind, many in wire.counts.items() if kind[1] in PHOTO_PATHS}
    assert about_photos == {("POST", "/uploads"): 1, ("PATCH", "/uploads"): 4}


@pytest.mark.parametrize("word", ["", sign_file(SERVER_KEY, sha256_hex(b"another"))])
def test_a_photo_whose_word_does_not_come_with_its_last_piece_is_asked_for(
    tablet: Tablet, tmp_path: Path, wire: BadWire, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    take_photo(tablet, tmp_path)

    def with_word(told: Headers) -> Headers:
        return {**told, FILE_RECEIPT.lower(): word} if "upload-offset" in told else told

    change_headers(monkeypatch, with_word)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert wire.counts["HEAD", "/files"] == 1


def test_an_upload_whose_beginning_is_not_told_begins_at_the_first_byte(
    tablet: Tablet, tmp_path: Path, wire: BadWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_photo(tablet, tmp_path)

    def without_offset(told: Headers) -> Headers:
        is_begun = "location" in told
        return {n: text for n, text in told.items() if not (is_begun and n == "upload-offset")}

    change_headers(monkeypatch, without_offset)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in
    assert wire.sent_bytes == [1000, 1000, 1000, 500]
    assert ("HEAD", "/uploads") not in wire.counts, "it was given up and taken up again"


def test_a_photo_that_is_there_already_needs_no_file_here(
    tablet: Tablet, office: Office, server_url: str, tmp_path: Path, wire: BadWire
) -> None:
    sha256 = take_photo(tablet, tmp_path)
    enrolled_device(office, server_url).upload((tmp_path / "photo.jpg").read_bytes())
    remove_file(tablet.folder, sha256)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).photos_waiting == 0


@pytest.mark.parametrize("left", [0, 1, PIECE, 2 * PIECE - 1])
def test_an_upload_whose_tail_the_server_lost_is_discarded_and_sent_anew(
    tablet: Tablet, office: Office, tmp_path: Path, wire: BadWire, left: int
) -> None:
    sha256 = take_photo(tablet, tmp_path)
    wire.loses_request = after_pieces(2)
    assert sync_now(tablet).problem == "offline"
    file = coming(office)
    file.write_bytes(file.read_bytes()[:left])
    wire.loses_request = lambda method, path, number: False
    assert sync_now(tablet).problem == "file-mismatch"
    assert not office.files.has(sha256)
    assert sync_now(tablet).problem == ""
    with office.files.open(sha256) as held:
        assert sha256_hex(held.read()) == sha256
    assert hand_in(tablet).safe_to_hand_in


def test_an_upload_that_was_given_up_at_the_server_is_begun_anew(
    tablet: Tablet, office: Office, server_url: str, tmp_path: Path, wire: BadWire
) -> None:
    sha256 = take_photo(tablet, tmp_path)
    wire.loses_request = after_pieces(1)
    assert sync_now(tablet).problem == "offline"
    wire.loses_request = lambda method, path, number: False
    identity = _load_identity(tablet)
    session = Session(server_url, identity, now=utc_now)
    assert session.send("DELETE", upload_url(tablet, sha256), headers=TUS).status == 204
    session.close()
    with office.database.reading() as connection:
        assert count_open_uploads(connection) == 0
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in


@pytest.mark.parametrize("cut", ["/", "/v1/up", "/v1/uploads", "/v1/uploads/", "/v1/uploads/0"])
def test_an_address_that_was_cut_in_the_headers_of_a_reply_holds_up_no_photo(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    take_photo(tablet, tmp_path)

    def with_cut(told: Headers) -> Headers:
        return {name: cut if name == "location" else text for name, text in told.items()}

    with monkeypatch.context() as patch:
        change_headers(patch, with_cut)
        assert sync_now(tablet).problem != ""
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in


@pytest.mark.parametrize("kept", ["/v1/uploads/", "/v1/uploads", "/v1/records:batch"])
def test_an_address_that_was_kept_and_is_none_is_given_up(
    tablet: Tablet, tmp_path: Path, kept: str
) -> None:
    sha256 = take_photo(tablet, tmp_path)
    TabletOutbox(tablet).remember_upload(sha256, kept)
    assert sync_now(tablet).problem == ""
    assert hand_in(tablet).safe_to_hand_in


def test_an_upload_that_has_expired_is_begun_anew(
    tmp_path: Path, database_url: str, wire: BadWire
) -> None:
    with opened_office(tmp_path / "server", database_url) as office, serving(office) as url:
        tablet = enrolled(tmp_path, invite(office, name="tablet", minutes=15).code, url)
        sha256 = take_photo(tablet, tmp_path)
        wire.loses_request = after_pieces(2)
        assert sync_now(tablet).problem == "offline"
        with office.database.writing() as connection:
            connection.execute(text("UPDATE uploads SET expires_at = '2026-01-01T00:00:00.000Z'"))
        wire.loses_request = lambda method, path, number: False
        assert sync_now(tablet).problem == ""
        assert office.files.has(sha256)
        assert hand_in(tablet).safe_to_hand_in
        tablet.close()
    assert wire.sent_bytes == [1000, 1000, 1000, 1000, 1000, 500]
