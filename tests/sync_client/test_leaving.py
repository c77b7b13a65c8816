"""Photos leave at the end of a good sync, each on the server's signed word of just now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sync.client import leaving
from sync.client.engine import Report, run_sync
from sync.client.ports import Retention
from sync.protocol.digest import sha256_hex
from sync.protocol.problems import Problem
from sync.protocol.receipt import FILE_RECEIPT, sign_file, verify_file
from tests.support.fake_server import EPOCH, FakeServer, refusal
from tests.support.fake_tablet import FakeTablet, identity_at, still_world
from tests.support.registry import SERVER_KEY

OLD = [sha256_hex(b"photo %d" % number) for number in range(3)]
Answer = Callable[[FakeServer, str], Response]


def signed(server: FakeServer, sha256: str) -> Response:
    return Response("", headers={FILE_RECEIPT: sign_file(server.key, sha256)})


class Files:
    """What the server answers to who asks for a file, and who was asked for."""

    def __init__(self, http: HTTPServer, server: FakeServer) -> None:
        self.server = server
        self.asked: list[str] = []
        self.answer: Answer = signed
        for sha256 in OLD:
            http.expect_request(f"/v1/files/{sha256}", method="HEAD").respond_with_handler(self)

    def __call__(self, request: Request) -> Response:
        sha256 = request.path.rpartition("/")[2]
        self.asked.append(sha256)
        return self.answer(self.server, sha256)


@pytest.fixture
def server(httpserver: HTTPServer) -> FakeServer:
    return FakeServer(httpserver)


@pytest.fixture
def files(httpserver: HTTPServer, server: FakeServer) -> Files:
    return Files(httpserver, server)


@pytest.fixture
def tablet() -> FakeTablet:
    """A tablet with three old photos and nothing to send."""
    made = FakeTablet()
    made.shelf.old = list(OLD)
    for number in range(len(OLD)):
        made.outbox.confirmed.add(made.outbox.add_photo(b"photo %d" % number))
    return made


def sync(server: FakeServer, tablet: FakeTablet, *, epoch: str = EPOCH, **world: object) -> Report:
    identity = identity_at(server.url, server.public_key, epoch)
    return run_sync(
        identity, tablet, replace(still_world(), **world), lambda phase, done, total: None
    )


def test_each_leaves_with_the_servers_word_of_just_now(
    server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    report = sync(server, tablet)
    assert (report.problem, report.photos_left, files.asked) == ("", 3, OLD)
    assert all(verify_file(server.public_key, *word) for word in tablet.shelf.left.items())
    assert len(tablet.shelf.left) == 3
    assert tablet.shelf.asked == [Retention(30, datetime(2026, 11, 23, 8, tzinfo=UTC))]


@pytest.mark.parametrize(
    "answer",
    [
        lambda server, sha256: Response("<html>", content_type="text/html"),
        lambda server, sha256: Response(
            "", headers={FILE_RECEIPT: sign_file(server.key, "0" * 64)}
        ),
        lambda server, sha256: Response("", headers={FILE_RECEIPT: sign_file(SERVER_KEY, sha256)}),
        lambda server, sha256: Response("", status=302, headers={"Location": "/elsewhere"}),
        lambda server, sha256: refusal(Problem.UNAVAILABLE),
        lambda server, sha256: refusal(Problem.INVALID),
        lambda server, sha256: refusal(Problem.REVOKED),
    ],
)
def test_without_a_word_that_is_the_servers_nothing_leaves_and_the_sync_is_good(
    server: FakeServer, files: Files, tablet: FakeTablet, answer: Answer
) -> None:
    files.answer = answer
    report = sync(server, tablet)
    assert (report.problem, report.photos_left, tablet.shelf.left) == ("", 0, {})
    assert set(files.asked) == {OLD[0]}  # the others are left for another sync


def test_what_the_server_lacks_is_sent_again_and_the_others_leave(
    server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    files.answer = lambda server, sha256: (
        refusal(Problem.NOT_FOUND) if sha256 == OLD[1] else signed(server, sha256)
    )
    report = sync(server, tablet)
    assert set(tablet.shelf.left) == {OLD[0], OLD[2]}
    assert [photo.sha256 for photo in tablet.outbox.pending_photos()] == [OLD[1]]
    assert (report.problem, report.photos_left) == ("server_trouble", 2)


def test_nothing_leaves_in_the_first_sync_with_a_server_of_another_epoch(
    httpserver: HTTPServer, server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    httpserver.expect_request("/v1/records:diff").respond_with_json(
        {"missing": [], "different": [], "missing_files": []}
    )
    report = sync(server, tablet, epoch="before the restore")
    assert (report.problem, files.asked) == ("", [])
    assert sync(server, tablet).photos_left == 3


@pytest.mark.parametrize("days", [None, -1, "30", 30.0, True, 10**9])
def test_nothing_leaves_where_the_server_does_not_say_for_how_long_photos_stay(
    server: FakeServer, files: Files, tablet: FakeTablet, days: object
) -> None:
    server.retention_days = days
    assert (sync(server, tablet).problem, files.asked, tablet.shelf.asked) == ("", [], [])


def test_nothing_leaves_while_a_photo_waits(
    server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    tablet.outbox.add_photo(b"young")
    identity = identity_at(server.url, server.public_key, EPOCH)
    report = run_sync(
        identity, tablet, still_world(), lambda phase, done, total: None, with_photos=False
    )
    assert (report.problem, files.asked) == ("photos_wait", [])


def test_a_record_that_was_set_aside_keeps_no_old_photo_here(
    server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    record = tablet.outbox.add(1)
    server.poison = {record.id}
    report = sync(server, tablet)
    assert (report.problem, report.photos_left) == ("set_aside", 3)


def test_it_can_be_stopped_between_two_photos(
    server: FakeServer, files: Files, tablet: FakeTablet
) -> None:
    report = sync(server, tablet, is_stopped=lambda: bool(tablet.shelf.left))
    assert (report.problem, report.photos_left, files.asked) == ("", 1, OLD[:1])


def test_only_so_many_are_asked_for_in_one_sync(
    server: FakeServer, files: Files, tablet: FakeTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "MOST_ASKED", 2)
    assert (sync(server, tablet).photos_left, files.asked) == (2, OLD[:2])
