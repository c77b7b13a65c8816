"""Whoever answers in the place of an enrolled tablet's server moves nothing on the tablet.

It gets neither a token nor a byte of a record from a tablet that knows that its server signs, and
the next sync with the true server is clean.
"""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.errors import SyncTrouble, WrongUse
from inspector_app.services.enrolling import enrol
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from inspector_app.services.syncing import next_wait_s, sync_now
from inspector_app.store.reference import KEYS
from inspector_app.store.tablet import load_tablet_row, note_tablet
from sync.client import connecting
from sync.protocol.changes import ReferenceRow, spell_page
from sync.protocol.digest import sha256_hex, to_base64
from sync.protocol.limits import Limits
from sync.server.tables.reference import Change, write_changes
from sync.server.work.opening import Office
from tests.support.bundles import enrolled_tablet, record
from tests.support.hostile import (
    Answer,
    Seen,
    between,
    dripping_server,
    http_answer,
    json_answer,
    raw_server,
)
from tests.support.serving import opened_office, serving

PROBLEM = "application/problem+json"
HTML = b"<html><body>Welcome! Please log in.</body></html>"
KEY = Ed25519PrivateKey.generate()
GOOD = {
    "epoch": "another", "server_time": "2026-11-23T08:00:00Z", "protocols": [1],
    "limits": Limits().as_json(), "retention_days": 0, "change_seq": 0,
    "server_key": to_base64(KEY.public_key().public_bytes_raw()),
}  # fmt: skip
MAY_HAVE_CHANGED = {"last_attempt_at", "last_problem", "doubt", "doubted_at", "server_url"}
STATUSES = [200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404,
            405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423,
            424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 508, 511,
            599]  # fmt: skip
VALUES: dict[str, Any] = {
    "nothing": b"", "null": None, "true": True, "a number": 7, "a text": "x", "a list": [GOOD],
    "no fields": {}, "NaN": b'{"epoch": NaN}', "no JSON": b"{", "not UTF-8": b'{"epoch": "\xff"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"), "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000, "many lists": b"[" + b"[]," * 200_000 + b"[]]",
    "a huge number": b'{"epoch":' + b"9" * 10_000 + b"}", "unsigned": GOOD,
    "a huge epoch": GOOD | {"epoch": "e" * 100_000}, "half a character": GOOD | {"epoch": "\ud800"},
    "no epoch": GOOD | {"epoch": None},
    "the year 1": GOOD | {"server_time": "0001-01-01T00:00:00Z"},
    "the year 9999": GOOD | {"server_time": "9999-12-31T23:59:59-14:00"},
    "no time": GOOD | {"server_time": "soon"}, "time as a number": GOOD | {"server_time": 1e308},
    "endless limits": GOOD | {"limits": {"page_rows": 1e308}},
    "limits of 0": GOOD | {"limits": dict.fromkeys(Limits().as_json(), 0)},
    "limits below 0": GOOD | {"limits": dict.fromkeys(Limits().as_json(), -1)},
    "limits as texts": GOOD | {"limits": dict.fromkeys(Limits().as_json(), "many")},
    "limits as a list": GOOD | {"limits": [1]}, "no protocols": GOOD | {"protocols": []},
    "a later protocol": GOOD | {"protocols": [99]}, "protocols of texts": GOOD | {"protocols": "1"},
    "an endless protocol": b'{"protocols": [1e999], "limits": {}, "server_time": "", "epoch": ""}',
    "a key of small order": GOOD | {"server_key": to_base64(b"\1" + bytes(31))},
    "a key that is none": GOOD | {"server_key": "x"},
}  # fmt: skip
SIGNATURES = {
    "that is none": "x",
    "of zeros": to_base64(bytes(64)),
    "of something else": to_base64(KEY.sign(b"something else")),
    "that is empty": "",
}
ANSWERS: dict[str, bytes] = {
    **{f"status {status}": http_answer(status, HTML) for status in STATUSES},
    **{name: json_answer(value) for name, value in VALUES.items()},
    **{f"a signature {name}": json_answer(GOOD, f"Inspector-Signature: {signature}")
       for name, signature in SIGNATURES.items()},
    **{f"to {there}": http_answer(302, b"", f"Location: {there}")
       for there in ("/", "//x", "http://[", "https://e.example/", "file:///etc/passwd")},
    "closed at once": b"", "garbage": b"\0\xff" * 5000, "half a line": b"HTTP/1.1 20",
    "no headers' end": b"HTTP/1.1 200 OK\r\nX: y\r\n",
    "a header of 1 MB": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "a length that lies": b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n{}",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "a gzip bomb": http_answer(200, gzip.compress(b"0" * 50_000_000), "Content-Encoding: gzip"),
    "no gzip": http_answer(200, b"{}", "Content-Encoding: gzip"),
    "a cut gzip": http_answer(200, gzip.compress(b"[]" * 9)[:-6], "Content-Encoding: gzip"),
    "revoked": http_answer(403, b'{"type": "urn:inspector:problem:revoked"}', kind=PROBLEM),
    "forgotten": http_answer(
        401, b'{"type": "urn:inspector:problem:device-unknown"}', kind=PROBLEM
    ),
    "a deep problem": http_answer(500, b"[" * 200_000, kind="application/problem+json"),
    "wait for ever": http_answer(503, HTML, "Retry-After: 99999999999999999999"),
    "wait until 9999": http_answer(503, HTML, "Retry-After: Fri, 31 Dec 9999 23:59:59 -2359"),
    "wait until never": http_answer(429, HTML, "Retry-After: Fri, 99 Dec 99999 99:99:99 +9999"),
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = Path(tmp_path_factory.mktemp("office"))
    with opened_office(folder, f"sqlite:///{folder / 'server.db'}") as opened:
        with opened.database.writing() as connection:
            write_changes(connection, [Change("sites", "S1", '{"site_id":"S1","name":"One"}')])
        yield opened


@pytest.fixture(scope="module")
def server_url(office: Office) -> Iterator[str]:
    with serving(office) as url:
        yield url


@pytest.fixture(scope="module")
def tablet(
    tmp_path_factory: pytest.TempPathFactory, office: Office, server_url: str
) -> Iterator[Tablet]:
    """A tablet that is in step with its server, and then has more to send."""
    opened = enrolled_tablet(Path(tmp_path_factory.mktemp("tablet")), office, server_url)
    record(opened, 3, photo=b"seal")
    assert sync_now(opened).problem == ""
    record(opened, 2, photo=b"more", start=3)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.services.syncing._wait", lambda stopped, seconds: None)


def state_of(tablet: Tablet) -> dict[str, Any]:
    """Return everything that no stranger may change."""
    with tablet.database.reading() as db:
        kept = {kind: list(db.query(f"SELECT * FROM {kind}")) for kind in KEYS}
        kept["records"] = list(db.query("SELECT * FROM records ORDER BY seq"))
        kept["photos"] = list(db.query("SELECT * FROM photos ORDER BY sha256"))
        kept["aside"] = list(db.query("SELECT * FROM rows_aside"))
        row = load_tablet_row(db)
    kept["tablet"] = [{name: row[name] for name in row.keys() - MAY_HAVE_CHANGED}]
    return kept


def move_to(tablet: Tablet, url: str) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, server_url=url)


def sync_at(tablet: Tablet, url: str, home: str) -> Any:
    """Sync with whoever answers at an address, as if it were the server's."""
    move_to(tablet, url)
    try:
        return sync_now(tablet)
    finally:
        move_to(tablet, home)


def check_clean(tablet: Tablet, office: Office) -> None:
    """The next true sync brings everything, and nobody doubts it."""
    report = sync_now(tablet)
    assert (report.problem, report.remaining) == ("", 0)
    assert hand_in(tablet).safe_to_hand_in
    with tablet.database.reading() as db:
        assert [row["site_id"] for row in db.query("SELECT site_id FROM sites")] == ["S1"]


def test_there_are_at_least_a_hundred_answers() -> None:
    assert len(ANSWERS) >= 100


@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_of_a_stranger_moves_the_tablet_or_gets_a_byte(
    name: str, tablet: Tablet, server_url: str
) -> None:
    before, seen, began = state_of(tablet), Seen(), time.monotonic()
    with raw_server(ANSWERS[name], seen=seen) as url:
        report = sync_at(tablet, url, server_url)
    assert time.monotonic() - began < 20
    assert state_of(tablet) == before
    assert (report.records_received, report.photos_sent, report.rows_pulled) == (0, 0, 0)
    assert report.problem
    if name not in ("revoked", "forgotten"):
        assert next_wait_s(report, 0, 0.5) is not None, report.problem
    assert set(seen.paths()) <= {"/v1/capabilities"}
    assert not seen.tokens()
    assert seen.bodies() == b""


@pytest.mark.parametrize("name", [*VALUES, "closed at once", "garbage", "revoked", "status 301"])
def test_no_invitation_takes_an_enrolled_tablet_over(
    name: str, tablet: Tablet, server_url: str
) -> None:
    before, seen = state_of(tablet), Seen()
    with raw_server(ANSWERS[name], seen=seen) as url, pytest.raises((WrongUse, SyncTrouble)):
        enrol(tablet, "ABCD-EFGH-JKMN", server=url)
    assert state_of(tablet) == before
    assert set(seen.paths()) <= {"/v1/capabilities"}
    with tablet.database.reading() as db:
        assert load_tablet_row(db)["server_url"] == server_url


def test_another_office_that_proves_its_own_key_is_told_apart_and_takes_nothing(
    tmp_path: Path, tablet: Tablet, server_url: str
) -> None:
    before = state_of(tablet)
    place = f"sqlite:///{tmp_path / 'server.db'}"
    with opened_office(tmp_path, place) as other, serving(other) as url:
        from sync.server.work.enrolling import invite

        code = invite(other, name="t", minutes=9).code
        with pytest.raises(WrongUse) as told:
            enrol(tablet, code, server=url)
        report = sync_at(tablet, url, server_url)
    assert told.value.code == "already_enrolled_unsent"
    assert report.problem == "other_server"
    assert state_of(tablet) == before
    assert hand_in(tablet).doubt


def test_an_answer_that_drips_for_ever_is_cut_off(
    tablet: Tablet, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "ANSWER_S", 1.0)
    before = state_of(tablet)
    heads = (b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
    for head in heads:
        began = time.monotonic()
        drop = b"X" if head.endswith(b"\r\n\r\n") else b"X: y\r\n"
        with dripping_server(head, drop, 0.1) as url:
            report = sync_at(tablet, url, server_url)
        assert report.problem == "offline"
        assert time.monotonic() - began < 12
    assert state_of(tablet) == before


def forged_page(path: str, answer: Answer) -> Answer:
    if not path.startswith("/v1/changes"):
        return answer
    row = ReferenceRow("sites", "S1", "put", {"site_id": "S1", "name": "Forged"})
    return Answer(200, answer.headers, spell_page([row], next="e:999", has_more=False))


def unsigned_page(path: str, answer: Answer) -> Answer:
    told = forged_page(path, answer)
    told.headers.pop("inspector-signature", None) if told is not answer else None
    return told


def endless_pages(path: str, answer: Answer) -> Answer:
    told = unsigned_page(path, answer)
    if told is not answer:
        told.body = spell_page([], next="again", has_more=True)
    return told


def refused_cursors(path: str, answer: Answer) -> Answer:
    if not path.startswith("/v1/changes"):
        return answer
    problem = b'{"type": "urn:inspector:problem:cursor-gone"}'
    return Answer(410, {"content-type": "application/problem+json"}, problem)


def another_snapshot(path: str, answer: Answer) -> Answer:
    told = refused_cursors(path, answer)
    if path.startswith("/v1/snapshot"):
        row = ReferenceRow("sites", "S1", "put", {"site_id": "S1", "name": "Forged"})
        body = gzip.compress(spell_page([row], next="e:999", has_more=False))
        told = Answer(200, answer.headers | {"etag": f'"{sha256_hex(body)}"'}, body)
    return told


def kept_answers() -> Any:
    """Return what gives every second answer of a path again, with its signature."""
    kept: dict[str, Answer] = {}

    def replay(path: str, answer: Answer) -> Answer:
        return kept.setdefault(path, answer)

    return replay


def other_clock(path: str, answer: Answer) -> Answer:
    if path.startswith("/v1/capabilities"):
        told = json.loads(answer.body) | {"server_time": "2099-01-01T00:00:00Z"}
        return Answer(200, answer.headers, json.dumps(told).encode())
    return answer


TAMPERING = {
    "a forged page": forged_page, "a page without its signature": unsigned_page,
    "pages that lead nowhere": endless_pages, "cursors refused for ever": refused_cursors,
    "another snapshot": another_snapshot, "another clock": other_clock,
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_who_stands_between_changes_none_of_the_offices_data(
    name: str, tablet: Tablet, office: Office, server_url: str
) -> None:
    check_clean(tablet, office)
    record(tablet, 1, start=100)
    before = state_of(tablet)
    with between(server_url, TAMPERING[name]) as url:
        report = sync_at(tablet, url, server_url)
    after = state_of(tablet)
    assert report.problem in ("unproven", "captive_portal", "cursor-gone", "server_trouble")
    assert next_wait_s(report, 0, 0.5) is not None or report.problem == "cursor-gone"
    assert after["sites"] == before["sites"]
    kept = ("server_key", "device_id", "epoch")
    assert [after["tablet"][0][name] for name in kept] == [
        before["tablet"][0][name] for name in kept
    ]
    check_clean(tablet, office)


def test_an_answer_that_was_kept_is_not_taken_again(
    tablet: Tablet, office: Office, server_url: str
) -> None:
    check_clean(tablet, office)
    with between(server_url, kept_answers()) as url:
        move_to(tablet, url)
        assert sync_now(tablet).problem == ""
        assert sync_now(tablet).problem == "unproven"
        move_to(tablet, server_url)
    check_clean(tablet, office)


@pytest.mark.parametrize(
    "place",
    ["{elsewhere}/v1/uploads/u1", "//{host}/v1/uploads/u1", "@{host}/v1/uploads/u1",
     ".{host}/v1/uploads/u1", "/v1/uploads/../../evil", "/v1/uploads/", "/v1/token",
     "/v1/uploads/u1?x=1", "/v1/uploads/u1#x", "/v1/uploads/a b", "http://[/v1/uploads/u",
     "\\\\{host}\\v1\\uploads\\u"],
)  # fmt: skip
def test_the_token_and_the_photo_go_nowhere_else_whatever_a_location_says(
    place: str, tablet: Tablet, office: Office, server_url: str
) -> None:
    check_clean(tablet, office)
    record(tablet, 1, photo=place.encode(), start=200)
    elsewhere = Seen()
    with raw_server(http_answer(200, b""), seen=elsewhere) as there:
        told = place.format(elsewhere=there, host=there.removeprefix("http://"))

        def lead_away(path: str, answer: Answer) -> Answer:
            if path == "/v1/uploads" and "location" in answer.headers:
                answer.headers["location"] = told
            return answer

        between_them = Seen()
        with between(server_url, lead_away, between_them) as url:
            report = sync_at(tablet, url, server_url)
    assert elsewhere.requests == []
    assert report.photos_waiting == 1
    assert "PATCH" not in [method for method, *_ in between_them.requests]
    check_clean(tablet, office)


def test_an_address_of_an_upload_that_an_earlier_version_noted_elsewhere_is_forgotten(
    tablet: Tablet, office: Office, server_url: str
) -> None:
    check_clean(tablet, office)
    record(tablet, 1, photo=b"noted", start=300)
    elsewhere = Seen()
    with raw_server(http_answer(200, b""), seen=elsewhere) as there:
        with tablet.database.writing() as db:
            db.execute("UPDATE photos SET upload_url = ? WHERE confirmed_at IS NULL",
                       [f"{there}/v1/uploads/u1"])  # fmt: skip
        check_clean(tablet, office)
    assert elsewhere.requests == []
