"""A server for the tests of the sync client that answers as told, rightly or wrongly."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sync.protocol.changes import spell_page
from sync.protocol.digest import content_digest_matches, sha256_hex
from sync.protocol.limits import Limits
from sync.protocol.problems import Problem
from tests.support.receipts import sign_receipt

EPOCH = "epoch-1"
Answer = Callable[[Request], Response]


def as_json(value: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(json.dumps(value), status=status, content_type="application/json")


def refusal(problem: Problem, **headers: str) -> Response:
    """Return a problem document."""
    kind = problem.value
    body = {"type": kind.type, "title": kind.title, "status": kind.status}
    return Response(json.dumps(body), status=kind.status, headers=headers,
                    content_type="application/problem+json")  # fmt: skip


class FakeServer:
    """Well-behaved until a test puts other answers before the next requests."""

    def __init__(self, http: HTTPServer) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.url = http.url_for("").rstrip("/")
        self.stored: dict[str, bytes] = {}
        self.batches: list[list[str]] = []
        self.next_answers: list[Answer] = []
        self.next_pages: list[Response] = []
        self.snapshot: Answer = lambda _request: refusal(Problem.NOT_FOUND)
        self.poison: set[str] = set()
        self.checks_hashes = True
        self.poisoned = Problem.INVALID
        self.inflation: list[float] = []
        self.assertion_times: list[int] = []
        self.tokens = 0
        self.retention_days: object = 30
        http.expect_request("/v1/capabilities").respond_with_handler(self._capabilities)
        http.expect_request("/v1/token").respond_with_handler(self._token)
        http.expect_request("/v1/records:batch").respond_with_handler(self._batch)
        http.expect_request("/v1/changes").respond_with_handler(self._changes)
        http.expect_request("/v1/snapshot").respond_with_handler(self._snapshot)

    @property
    def public_key(self) -> bytes:
        """The key that tablets pin."""
        return self.key.public_key().public_bytes_raw()

    def receipt(self, record_id: str, sha256: str) -> dict[str, Any]:
        """Return a good receipt."""
        return sign_receipt(
            self.key, id=record_id, sha256=sha256, change_seq=len(self.stored),
            received_at="2026-11-23T08:00:00Z",
        ).as_json()  # fmt: skip

    def _capabilities(self, _request: Request) -> Response:
        return as_json(
            {
                "epoch": EPOCH,
                "server_time": "2026-11-23T08:00:00Z",
                "protocols": [1],
                "limits": Limits().as_json(),
                "retention_days": self.retention_days,
            }
        )

    def _token(self, request: Request) -> Response:
        self.tokens += 1
        claims = json.loads(request.get_data())["assertion"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        self.assertion_times.append(claims["iat"])
        return as_json({"access_token": f"t{self.tokens}", "expires_in": 60})

    def _changes(self, _request: Request) -> Response:
        if self.next_pages:
            return self.next_pages.pop(0)
        return Response(spell_page([], next=f"{EPOCH}:0", has_more=False))

    def _snapshot(self, request: Request) -> Response:
        return self.snapshot(request)

    def _batch(self, request: Request) -> Response:
        data = request.get_data()
        assert content_digest_matches(request.headers["Content-Digest"], data)
        sent = len(data)
        if request.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        self.inflation.append(len(data) / sent)
        records = json.loads(data)["records"]
        self.batches.append([record["id"] for record in records])
        if self.next_answers:
            return self.next_answers.pop(0)(request)
        if self.poison & {record["id"] for record in records}:
            return refusal(self.poisoned)
        return as_json({"epoch": EPOCH, "results": [self._take(record) for record in records]})

    def _take(self, record: dict[str, Any]) -> dict[str, Any]:
        status = "duplicate" if record["id"] in self.stored else "created"
        self.stored[record["id"]] = record["body"].encode()
        sha256 = sha256_hex(record["body"].encode())
        assert sha256 == record["sha256"] or not self.checks_hashes
        receipt = self.receipt(record["id"], sha256)
        return {"id": record["id"], "status": status, "receipt": receipt, "missing_files": []}
