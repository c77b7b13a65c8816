"""A page counts only when it is whole; a lost cursor begins anew without an empty tablet."""

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from sync.client.engine import run_sync
from sync.protocol.changes import ReferenceRow, spell_page
from sync.protocol.problems import Problem
from tests.support.fake_server import EPOCH, FakeServer, refusal
from tests.support.fake_tablet import FakeTablet, identity_at, still_world


def row(number: int, name: str = "site") -> ReferenceRow:
    return ReferenceRow("sites", f"s{number}", "put", {"site_id": f"s{number}", "name": name})


def pull(http: HTTPServer, tablet: FakeTablet, answers: list[Response]) -> str:
    server = FakeServer(http)
    server.next_pages = answers
    identity = identity_at(server.url, server.public_key, EPOCH)
    return run_sync(identity, tablet, still_world(), lambda *_: None).problem


def page(*rows: ReferenceRow, next: str, more: bool = False) -> Response:
    return Response(spell_page(rows, next=next, has_more=more))


def test_pages_are_applied_one_after_the_other(httpserver: HTTPServer) -> None:
    tablet = FakeTablet()
    pages = [page(row(1), row(2), next="e:2", more=True), page(row(3), next="e:3")]
    assert pull(httpserver, tablet, pages) == ""
    assert len(tablet.reference.rows) == 3
    assert tablet.reference.cursor() == "e:3"


@pytest.mark.parametrize("length", [0, 1, 30, 120, -1, -2])
def test_a_page_that_was_cut_is_discarded_whole(httpserver: HTTPServer, length: int) -> None:
    tablet = FakeTablet()
    whole = spell_page([row(1), row(2)], next="e:2", has_more=False)
    assert pull(httpserver, tablet, [Response(whole[:length])] * 3) == "captive_portal"
    assert tablet.reference.rows == {}
    assert tablet.reference.cursor() is None


def test_a_cursor_that_is_gone_begins_anew_and_drops_only_what_is_gone(
    httpserver: HTTPServer,
) -> None:
    tablet = FakeTablet()
    tablet.reference.apply_page([row(1, "old"), row(9, "gone")], "old:5", is_last=True)
    answers = [refusal(Problem.CURSOR_GONE), page(row(1, "new"), next="e:1")]
    assert pull(httpserver, tablet, answers) == ""
    assert set(tablet.reference.rows) == {("sites", "s1")}
    body = tablet.reference.rows["sites", "s1"].body
    assert body is not None
    assert body["name"] == "new"
