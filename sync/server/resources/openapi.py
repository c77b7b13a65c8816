"""Describing in OpenAPI what is read and spelled by hand: bodies, header fields, refusals."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from sync.protocol.answers import CHALLENGE, CHALLENGE_PATTERN
from sync.protocol.problems import Problem
from sync.server.resources.problems import MEDIA_TYPE, PROBLEM_SCHEMA, RETRY_AFTER_S

Described = dict[int | str, dict[str, Any]]

TEXT: dict[str, Any] = {"type": "string"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
SHA256: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

ALWAYS = (Problem.INTERNAL, Problem.UNAVAILABLE, Problem.STORAGE_FULL)
OF_DEVICES = (
    *ALWAYS, Problem.UNAUTHENTICATED, Problem.REVOKED, Problem.TOO_MANY_REQUESTS,
)  # fmt: skip
OF_BODIES = (
    Problem.MALFORMED, Problem.DIGEST_MISMATCH, Problem.INFLATION, Problem.TOO_LARGE,
    Problem.MEDIA_TYPE, Problem.INVALID, Problem.TOO_SLOW,
)  # fmt: skip

_TOLD_WITH: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"const": "Bearer"}}},
    412: {"Tus-Version": {"schema": {"const": "1.0.0"}}},
    416: {"Content-Range": {"schema": {"type": "string", "pattern": r"^bytes \*/[0-9]+$"}}},
} | {status: {"Retry-After": {"schema": {"type": "integer"}}} for status in RETRY_AFTER_S}
_BODY_FIELDS = (
    ("Content-Digest", "sha-256 of the bytes as sent (RFC 9530)"),
    ("Content-Encoding", "gzip, or none"),
)


def takes(
    fields: Mapping[str, Any], *more: dict[str, Any], optional: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Describe a JSON body with needed and optional fields, and header fields beside its own."""
    properties = {**fields, **(optional or {})}
    schema = {"type": "object", "required": list(fields), "properties": properties}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    told = [field(name, TEXT, meaning) for name, meaning in _BODY_FIELDS]
    return {"requestBody": body, "parameters": [*told, *more]}


def takes_bytes(media_type: str, *more: dict[str, Any]) -> dict[str, Any]:
    """Describe a body of plain bytes, and header fields."""
    schema = {"type": "string", "format": "binary"}
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    return {"requestBody": body, "parameters": [field(*_named_digest()), *more]}


def field(
    name: str, schema: Mapping[str, Any], meaning: str = "", *, needed: bool = False
) -> dict[str, Any]:
    """Describe a header field of a request."""
    told = {"name": name, "in": "header", "required": needed, "schema": dict(schema)}
    return told | ({"description": meaning} if meaning else {})


def gives(
    media_type: str,
    description: str,
    schema: Mapping[str, Any],
    *,
    status: int = 200,
    fields: Mapping[str, Any] | None = None,
) -> Described:
    """Describe a reply with a body that is spelled by hand, and its header fields."""
    told = {"description": description, "content": {media_type: {"schema": dict(schema)}}}
    return {status: told | ({"headers": dict(fields)} if fields else {})}


def says(status: int, description: str, fields: Mapping[str, Any] | None = None) -> Described:
    """Describe a reply without a body, whose header fields say it all."""
    told = {name: {"schema": schema} for name, schema in (fields or {}).items()}
    return {status: {"description": description, "headers": told}}


def refuses(*problems: Problem) -> Described:
    """Describe every refusal that a call may come to."""
    described: Described = {}
    for status in sorted({problem.value.status for problem in problems}):
        kinds = [problem.value for problem in problems if problem.value.status == status]
        schema = {
            "$ref": "#/components/schemas/Problem",
            "properties": {"type": {"enum": [kind.type for kind in kinds]}},
        }
        described[status] = {
            "description": " ".join(kind.title for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": schema}},
            "headers": _TOLD_WITH.get(status, {}),
        }
    return described


_CHALLENGED = f"used once, {CHALLENGE_PATTERN}: the answer is then signed; any other is passed over"
CHALLENGED = {"parameters": [field(CHALLENGE, TEXT, _CHALLENGED)]}


def describe_problems(app: FastAPI) -> None:
    """Describe our problem documents in an app's OpenAPI, and none of the framework's own."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        document = describe()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = PROBLEM_SCHEMA
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for call in (call for path in document["paths"].values() for call in path.values()):
            if "application/json" in call["responses"].get("422", {}).get("content", {}):
                del call["responses"]["422"]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to extend it


def _named_digest() -> tuple[str, dict[str, Any], str]:
    name, meaning = _BODY_FIELDS[0]
    return name, TEXT, meaning
