"""Every refusal as a problem document (RFC 9457), also those of the framework and our own faults.

This is the border of a request: what nobody foresaw becomes `internal`, and the log has the rest.
"""

import errno
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from sync.protocol.problems import Problem
from sync.server.errors import DatabaseTrouble, Refused

log = logging.getLogger("uvicorn.error")
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = {429: 30, 503: 5, 507: 60}

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "retryable"],
    "properties": {
        "type": {"type": "string", "enum": sorted(problem.value.type for problem in Problem)},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "retryable": {"type": "boolean", "description": "the same request may succeed later"},
    },
}
_BY_STATUS = {404: Problem.NOT_FOUND, 405: Problem.METHOD, 413: Problem.TOO_LARGE}


def add_problems(app: FastAPI) -> None:
    """Let every refusal of an app leave as a problem document."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(DatabaseTrouble, _database_trouble)
    app.add_exception_handler(OSError, _storage_trouble)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _internal)


def spell_problem(
    problem: Problem, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    """Return the reply that refuses for this reason."""
    kind = problem.value
    body: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": kind.status}
    if detail:
        body["detail"] = detail
    body["retryable"] = kind.retryable
    headers = dict(headers or {})
    if kind.status in RETRY_AFTER_S:
        headers.setdefault("Retry-After", str(RETRY_AFTER_S[kind.status]))
    return JSONResponse(body, kind.status, headers, MEDIA_TYPE)


async def _refused(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Refused)  # noqa: S101 - registered for it
    return spell_problem(fault.problem, fault.detail, fault.headers)


async def _database_trouble(_request: Request, fault: Exception) -> Response:
    log.error("the database cannot be used: %s", fault)
    full = isinstance(fault, DatabaseTrouble) and fault.full
    return spell_problem(Problem.STORAGE_FULL if full else Problem.UNAVAILABLE)


async def _storage_trouble(_request: Request, fault: Exception) -> Response:
    log.error("the files cannot be used", exc_info=fault)
    full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
    return spell_problem(Problem.STORAGE_FULL if full else Problem.UNAVAILABLE)


async def _invalid(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)  # noqa: S101 - registered for it
    faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors())
    return spell_problem(Problem.INVALID, "; ".join(faults))


async def _framework(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for it
    problem = _BY_STATUS.get(fault.status_code, Problem.MALFORMED)
    return spell_problem(problem, headers=dict(fault.headers or {}))


async def _gone(_request: Request, _fault: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it


async def _internal(_request: Request, _fault: Exception) -> Response:
    return spell_problem(Problem.INTERNAL)
