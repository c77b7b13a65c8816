"""Records are sent once and believed only with a receipt, whatever the network answers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sync.client.engine import Report, run_sync
from sync.client.push import BATCH_PATH
from sync.client.session import Reply, Session
from sync.client.trouble import TooSlow
from sync.protocol.limits import Limits
from sync.protocol.problems import Problem
from tests.support.fake_server import EPOCH, Answer, FakeServer, as_json, refusal
from tests.support.fake_tablet import FakeTablet, identity_at, still_world


@pytest.fixture
def server(httpserver: HTTPServer) -> FakeServer:
    return FakeServer(httpserver)


@pytest.fixture
def tablet() -> FakeTablet:
    made = FakeTablet()
    for number in range(1, 6):
        made.outbox.add(number)
    return made


def sync(server: FakeServer, tablet: FakeTablet, waits: list[float] | None = None) -> Report:
    identity = identity_at(server.url, server.public_key, EPOCH)
    session = Session(server.url, identity, time_outs=(2.0, 2.0))
    return run_sync(identity, tablet, still_world(waits), lambda *_: None, session=session)


def test_every_record_is_received_with_a_receipt(server: FakeServer, tablet: FakeTablet) -> None:
    report = sync(server, tablet)
    assert report.problem == ""
    assert report.pushed.received == 5
    assert set(tablet.outbox.accepted) == set(tablet.outbox.records)
    assert tablet.notes.problems == [""]


def test_bytes_that_are_no_text_any_more_hold_up_no_other_record(
    server: FakeServer, tablet: FakeTablet
) -> None:
    server.checks_hashes = False
    tablet.outbox.add(9, b'{"n":"\xff"}')
    assert sync(server, tablet).problem == "server_trouble"
    assert set(tablet.outbox.accepted) == set(tablet.outbox.records) - {"r9"}


def test_batches_begin_with_twenty_and_grow(server: FakeServer) -> None:
    tablet = FakeTablet()
    for number in range(1, 101):
        tablet.outbox.add(number)
    sync(server, tablet)
    assert [len(batch) for batch in server.batches] == [20, 40, 40]


def test_batches_grow_to_five_hundred(server: FakeServer) -> None:
    tablet = FakeTablet()
    for number in range(1, 7502):
        tablet.outbox.add(number)
    assert sync(server, tablet).problem == ""
    sizes = [len(batch) for batch in server.batches]
    grown = list(range(20, 501, 20))
    assert sizes == [*grown, 500, 500, 1]
    assert sum(grown) == 6500


def test_a_batch_holds_at_most_a_mebibyte_and_at_least_one_record(server: FakeServer) -> None:
    tablet = FakeTablet()
    for number, length in enumerate((500_000, 500_000, 48_576, 1, 2_000_000, 10), 1):
        tablet.outbox.add(number, b"x" * length)
    assert sync(server, tablet).problem == ""
    assert server.batches == [["r1", "r2", "r3"], ["r4"], ["r5"], ["r6"]]


def test_a_batch_that_takes_too_long_is_halved(
    server: FakeServer, tablet: FakeTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session._exchange

    def exchange(session: Session, method: str, path: str, *rest: object) -> Reply:
        reply: Reply = real(session, method, path, *rest)  # type: ignore[arg-type]
        if path == BATCH_PATH and len(server.batches[-1]) > 2:
            raise TooSlow("no answer came in time")
        return reply

    monkeypatch.setattr(Session, "_exchange", exchange)
    assert sync(server, tablet).problem == ""
    assert [len(batch) for batch in server.batches] == [5, 2, 3, 1, 2]
    assert set(tablet.outbox.accepted) == set(tablet.outbox.records)


def test_one_record_that_takes_too_long_ends_the_sync_and_waits(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = FakeTablet()
    tablet.outbox.add(1)

    def exchange(*_: object) -> Reply:
        raise TooSlow("no answer came in time")

    monkeypatch.setattr(Session, "_exchange", exchange)
    assert sync(server, tablet).problem == "offline"
    assert tablet.outbox.count_pending() == 1


@pytest.mark.parametrize("problem", [Problem.MALFORMED, Problem.INVALID, Problem.TOO_LARGE])
def test_whatever_refuses_one_record_three_times_it_is_set_aside_and_the_rest_goes_on(
    server: FakeServer, problem: Problem
) -> None:
    tablet = FakeTablet()
    for number in range(1, 31):
        tablet.outbox.add(number)
    server.poison, server.poisoned = {"r1", "r30"}, problem
    report = sync(server, tablet)
    assert report.problem == "set_aside"
    assert tablet.outbox.aside == {"r1": problem.value.name, "r30": problem.value.name}
    assert len(tablet.outbox.accepted) == 28
    assert [batch for batch in server.batches if batch == ["r30"]] == [["r30"]] * 3


def test_a_batch_that_would_look_like_a_bomb_is_sent_as_it_is(server: FakeServer) -> None:
    tablet = FakeTablet()
    tablet.outbox.add(1, b'{"note":"' + b"x" * 200_000 + b'"}')
    assert sync(server, tablet).problem == ""
    assert server.inflation[-1] < Limits().inflation_ratio


@pytest.mark.parametrize("skew_s", [0, 299, -299, 3600, -86400 * 400])
def test_a_clock_that_is_off_is_noted_and_refuses_nothing(
    server: FakeServer, tablet: FakeTablet, skew_s: int
) -> None:
    world = still_world()
    off = replace(world, now=lambda: world.now() + timedelta(seconds=skew_s))
    identity = identity_at(server.url, server.public_key, EPOCH)
    assert run_sync(identity, tablet, off, lambda *_: None).problem == ""
    assert tablet.notes.server_time == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert server.assertion_times == [int(datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp())]


def portal(_request: Request) -> Response:
    return Response("<html>Please log in</html>", content_type="text/html")


def elsewhere(_request: Request) -> Response:
    return Response(status=302, headers={"Location": "http://127.0.0.1:9/login"})


def cut(_request: Request) -> Response:
    return Response('{"epoch":"e","results":[{"id":"r1","sta', content_type="application/json")


def empty(_request: Request) -> Response:
    return as_json({})


@pytest.mark.parametrize("answer", [portal, elsewhere, cut, empty])
def test_an_answer_that_is_not_the_servers_receives_nothing(
    server: FakeServer, tablet: FakeTablet, answer: Answer
) -> None:
    server.next_answers = [answer] * 3
    report = sync(server, tablet)
    assert report.problem == "captive_portal"
    assert tablet.outbox.accepted == {}
    assert tablet.outbox.aside == {}


def test_a_passing_portal_is_tried_again(server: FakeServer, tablet: FakeTablet) -> None:
    server.next_answers = [elsewhere]
    assert sync(server, tablet).problem == ""
    assert len(tablet.outbox.accepted) == 5


def test_a_receipt_of_another_key_is_no_receipt(
    server: FakeServer, tablet: FakeTablet, httpserver: HTTPServer
) -> None:
    identity = identity_at(server.url, bytes(32), EPOCH)
    report = run_sync(identity, tablet, still_world(), lambda *_: None)
    assert report.problem == "server_trouble"
    assert tablet.outbox.accepted == {}


def test_a_receipt_over_other_bytes_is_no_receipt(server: FakeServer, tablet: FakeTablet) -> None:
    def other_bytes(request: Request) -> Response:
        results = [
            {"id": record, "status": "created", "receipt": server.receipt(record, "f" * 64),
             "missing_files": []}
            for record in server.batches[-1]
        ]  # fmt: skip
        return as_json({"epoch": EPOCH, "results": results})

    server.next_answers = [other_bytes]
    assert sync(server, tablet).problem == "server_trouble"
    assert tablet.outbox.accepted == {}


def test_an_item_that_the_answer_does_not_name_waits_for_the_next_sync(
    server: FakeServer, tablet: FakeTablet
) -> None:
    def only_the_first(request: Request) -> Response:
        record = tablet.outbox.records["r1"]
        receipt = server.receipt("r1", record.sha256)
        result = {"id": "r1", "status": "created", "receipt": receipt, "missing_files": []}
        return as_json({"epoch": EPOCH, "results": [result]})

    server.next_answers = [only_the_first]
    assert sync(server, tablet).problem == "server_trouble"
    assert set(tablet.outbox.accepted) == {"r1"}
    assert sync(server, tablet).problem == ""
    assert set(tablet.outbox.accepted) == set(tablet.outbox.records)


def test_a_poisoned_batch_is_halved_until_one_record_stands_alone(server: FakeServer) -> None:
    tablet = FakeTablet()
    for number in range(1, 51):
        tablet.outbox.add(number)
    server.poison = {"r7"}
    sync(server, tablet)
    assert tablet.outbox.aside == {"r7": "invalid"}
    assert len(tablet.outbox.accepted) == 49


def test_a_record_set_aside_is_tried_once_again_at_the_next_sync(
    server: FakeServer, tablet: FakeTablet
) -> None:
    server.poison = {"r3"}
    sync(server, tablet)
    server.poison = set()
    assert sync(server, tablet).problem == ""
    assert tablet.outbox.aside == {}
    assert "r3" in tablet.outbox.accepted


def test_a_batch_that_is_too_large_is_halved(server: FakeServer, tablet: FakeTablet) -> None:
    server.next_answers = [lambda _: refusal(Problem.TOO_LARGE)]
    assert sync(server, tablet).problem == ""
    assert [len(batch) for batch in server.batches][:2] == [5, 2]


def test_a_quarantined_record_with_a_receipt_is_received_and_remembered(
    server: FakeServer, tablet: FakeTablet
) -> None:
    def quarantine(request: Request) -> Response:
        results = [
            {"id": record.id, "status": "quarantined", "problem": "invalid",
             "receipt": server.receipt(record.id, record.sha256), "missing_files": []}
            for record in tablet.outbox.records.values()
        ]  # fmt: skip
        return as_json({"epoch": EPOCH, "results": results})

    server.next_answers = [quarantine]
    assert sync(server, tablet).problem == ""
    assert {one.quarantine for one in tablet.outbox.accepted.values()} == {"invalid"}


def test_a_busy_server_is_asked_again_not_sooner_than_it_wants(
    server: FakeServer, tablet: FakeTablet
) -> None:
    waits: list[float] = []
    server.next_answers = [lambda _: refusal(Problem.UNAVAILABLE, **{"Retry-After": "2"})]
    assert sync(server, tablet, waits).problem == ""
    assert waits and waits[0] >= 2


def test_a_server_that_asks_for_minutes_is_left_for_the_next_sync(
    server: FakeServer, tablet: FakeTablet
) -> None:
    waits: list[float] = []
    server.next_answers = [lambda _: refusal(Problem.UNAVAILABLE, **{"Retry-After": "300"})]
    assert sync(server, tablet, waits).problem == "server_trouble"
    assert waits == []
    assert tablet.outbox.count_pending() == 5


def test_a_revoked_tablet_stops_and_keeps_everything(
    server: FakeServer, tablet: FakeTablet
) -> None:
    server.next_answers = [lambda _: refusal(Problem.REVOKED)]
    assert sync(server, tablet).problem == "revoked"
    assert tablet.outbox.count_pending() == 5


def test_a_token_that_has_expired_is_renewed_once(server: FakeServer, tablet: FakeTablet) -> None:
    server.next_answers = [lambda _: refusal(Problem.UNAUTHENTICATED)]
    assert sync(server, tablet).problem == ""
    assert server.tokens == 2


def test_a_server_that_is_away_is_said_to_be_away(tablet: FakeTablet) -> None:
    identity = identity_at("http://127.0.0.1:9", bytes(32))
    report = run_sync(identity, tablet, still_world(), lambda *_: None)
    assert report.problem == "offline"
    assert tablet.notes.problems == ["offline"]
    assert tablet.outbox.count_pending() == 5


def test_the_bytes_at_the_server_are_those_of_the_tablet(server: FakeServer) -> None:
    tablet = FakeTablet()
    body = json.dumps({"note": "颈管读数 “66.0” \\ \n", "n": "1.50"}, ensure_ascii=False).encode()
    tablet.outbox.add(1, body)
    sync(server, tablet)
    assert server.stored["r1"] == body
