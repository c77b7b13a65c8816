"""Every refusal is a problem document, also those that nobody foresaw."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from starlette.requests import ClientDisconnect

from sync.protocol.problems import Problem, find_problem
from sync.server.errors import DatabaseTrouble, Refused
from sync.server.resources.problems import RETRY_AFTER_S, add_problems
from tests.support.device import Device
from tests.support.serving import serving_app

FAULTS: dict[str, Callable[[], Exception]] = {
    "bug": lambda: RuntimeError("secret"),
    "database-busy": lambda: DatabaseTrouble("database is locked", full=False),
    "database-full": lambda: DatabaseTrouble("disk is full", full=True),
    "disk-full": lambda: OSError(28, "No space left on device"),
    "disk-broken": lambda: OSError(5, "Input/output error"),
    "gone": ClientDisconnect,
} | {f"refused-{problem.value.name}": partial(Refused, problem) for problem in Problem}


@pytest.fixture(scope="module")
def faulty_url() -> Iterator[str]:
    """A server whose every address fails in its own way."""
    app = FastAPI()
    add_problems(app)

    @app.get("/{name}")
    def fail(name: str) -> None:
        fault = FAULTS[name]()
        raise fault

    with serving_app(app) as url:
        yield url


def get(url: str) -> tuple[requests.Response, dict[str, Any]]:
    reply = requests.get(url, timeout=10)
    assert reply.headers["Content-Type"] == "application/problem+json"
    return reply, reply.json()


@pytest.mark.parametrize("problem", list(Problem), ids=lambda problem: str(problem.value.name))
def test_a_refusal_says_its_type_and_whether_to_try_again(
    faulty_url: str, problem: Problem
) -> None:
    reply, body = get(f"{faulty_url}/refused-{problem.value.name}")
    assert reply.status_code == body["status"] == problem.value.status
    assert find_problem(body["type"]) is problem
    assert body["retryable"] is problem.value.retryable
    assert ("Retry-After" in reply.headers) is (reply.status_code in RETRY_AFTER_S)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("bug", Problem.INTERNAL),
        ("database-busy", Problem.UNAVAILABLE),
        ("database-full", Problem.STORAGE_FULL),
        ("disk-full", Problem.STORAGE_FULL),
        ("disk-broken", Problem.UNAVAILABLE),
    ],
)
def test_what_breaks_on_our_side_is_told_as_such_without_its_inside(
    faulty_url: str, name: str, problem: Problem
) -> None:
    reply, body = get(f"{faulty_url}/{name}")
    assert find_problem(body["type"]) is problem
    assert body["retryable"] is True
    assert "secret" not in reply.text


def test_an_address_that_is_not_there_is_not_found(server_url: str) -> None:
    reply, body = get(f"{server_url}/v1/nothing")
    assert (reply.status_code, find_problem(body["type"])) == (404, Problem.NOT_FOUND)


def test_a_method_that_is_not_allowed_names_those_that_are(device: Device) -> None:
    reply = device.call("DELETE", "/v1/changes")
    assert reply.status_code == 405
    assert reply.headers["Allow"] == "GET"
    assert find_problem(reply.json()["type"]) is Problem.METHOD


def test_every_problem_has_its_own_type() -> None:
    assert len({problem.value.type for problem in Problem}) == len(Problem)


def test_every_problem_is_in_the_papers() -> None:
    papers = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
    for problem in Problem:
        kind = problem.value
        retry = "yes" if kind.retryable else "no"
        assert f"| `{kind.name}` | {kind.status} | {retry} |" in papers


def test_the_description_of_the_calls_names_every_one(server_url: str) -> None:
    described = requests.get(f"{server_url}/openapi.json", timeout=10).json()
    calls = {
        f"{method.upper()} {path}" for path, its in described["paths"].items() for method in its
    }
    assert calls >= {
        "GET /v1/capabilities",
        "POST /v1/devices:enrol",
        "POST /v1/token",
        "POST /v1/records:batch",
        "POST /v1/records:diff",
        "HEAD /v1/files/{sha256}",
        "POST /v1/uploads",
        "HEAD /v1/uploads/{id}",
        "PATCH /v1/uploads/{id}",
        "DELETE /v1/uploads/{id}",
        "GET /v1/changes",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }
    enum = described["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert set(enum) == {problem.value.type for problem in Problem}
    assert "HTTPValidationError" not in described["components"]["schemas"]
