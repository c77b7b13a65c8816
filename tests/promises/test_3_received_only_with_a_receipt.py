"""Promise 3: a record is received only with a receipt in hand, complete only with every photo."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services import finishing
from inspector_app.services.enrolling import enrol
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.syncing import sync_now
from sync.client.session import Reply, Session
from sync.protocol.receipt import FILE_RECEIPT
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.visits import inspection_document, write_photo

WORD = FILE_RECEIPT.lower()


@pytest.fixture
def tablet(tmp_path: Path, office: Office, server_url: str) -> Iterator[Tablet]:
    """A tablet of the real server that holds a sealed record with a photo."""
    opened = open_tablet(tmp_path / "tablet")
    enrol(opened, invite(office, name="tablet", minutes=15).code, server=server_url)
    write_photo(tmp_path)
    document = inspection_document(photos=[{"path": "photo.jpg"}])
    finishing.record_inspection(opened, document, folder=tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)


def counts(tablet: Tablet) -> tuple[int, int, int]:
    found = hand_in(tablet)
    return found.sealed, found.received, found.complete


def answering(monkeypatch: pytest.MonkeyPatch, change: bytes, into: bytes) -> None:
    """Change every answer to a batch on its way."""
    real = Session._exchange

    def exchange(session: Session, method: str, path: str, *rest: object) -> Reply:
        reply: Reply = real(session, method, path, *rest)  # type: ignore[arg-type]
        if path != "/v1/records:batch":
            return reply
        assert change in reply.body
        return Reply(reply.status, reply.headers, reply.body.replace(change, into))

    monkeypatch.setattr(Session, "_exchange", exchange)


def test_an_honest_receipt_and_the_photo_make_it_complete(tablet: Tablet) -> None:
    assert sync_now(tablet).problem == ""
    assert counts(tablet) == (0, 0, 1)


@pytest.mark.parametrize(
    ("change", "into"),
    [
        (b'"change_seq":', b'"change_seq":1'),
        (b'"received_at":"2', b'"received_at":"3'),
        (b'"sig":"', b'"sig":"AAAA'),
        (b'"receipt":{', b'"receipt":null,"other":{'),
        (b'"results":', b'"nothing":'),
        (b"{", b"<html>{"),
    ],
)
def test_an_answer_with_anything_but_the_servers_receipt_is_no_answer(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, change: bytes, into: bytes
) -> None:
    answering(monkeypatch, change, into)
    assert sync_now(tablet).problem != ""
    assert counts(tablet) == (1, 0, 0)


@pytest.mark.parametrize("sig", ["", "AAAA"])
@pytest.mark.parametrize("swallowed", [True, False])
def test_a_photo_without_the_servers_word_keeps_its_record_from_being_complete(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, sig: str, swallowed: bool
) -> None:
    """Something on the way says 204 to the whole photo, whether or not the server has it."""
    real = Session._exchange

    def exchange(session: Session, method: str, path: str, *rest: object) -> Reply:
        if method == "PATCH" and swallowed:
            return Reply(204, {"upload-offset": str(len(rest[0] or b"")), WORD: sig}, b"")  # type: ignore[arg-type]
        reply: Reply = real(session, method, path, *rest)  # type: ignore[arg-type]
        return Reply(reply.status, {**reply.headers, WORD: sig}, reply.body)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "_exchange", exchange)
        sync_now(tablet)
    found = hand_in(tablet)
    assert (found.complete, found.photos_waiting, found.safe_to_hand_in) == (0, 1, False)
    assert sync_now(tablet).problem == ""
    assert counts(tablet) == (0, 0, 1)


def test_an_upload_that_does_not_get_on_is_complete_once_the_server_signs_for_the_photo(
    tablet: Tablet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session._exchange

    def exchange(session: Session, method: str, path: str, *rest: object) -> Reply:
        reply: Reply = real(session, method, path, *rest)  # type: ignore[arg-type]
        if method != "PATCH":
            return reply
        assert hand_in(tablet).photos_waiting == 1
        return Reply(reply.status, {"upload-offset": "0"}, b"")  # nothing seems to have come

    monkeypatch.setattr(Session, "_exchange", exchange)
    sync_now(tablet)
    assert counts(tablet) == (0, 0, 1)
    with tablet.database.reading() as db:
        (photo,) = db.query("SELECT sha256 FROM photos")
    assert office.files.has(photo["sha256"])


def test_not_even_the_database_lets_a_record_be_received_without_one(tablet: Tablet) -> None:
    with pytest.raises(sqlite3.IntegrityError), tablet.database.writing() as db:
        db.execute("UPDATE records SET state = 'received'")
