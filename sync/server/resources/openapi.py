"""Describing request bodies that are read as bytes, and the problem documents, in OpenAPI."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from sync.server.resources.problems import PROBLEM_SCHEMA


def takes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a JSON body: every field is needed; a name stands for a simple type."""
    properties = {
        name: {"type": schema} if isinstance(schema, str) else schema
        for name, schema in fields.items()
    }
    schema = {"type": "object", "required": list(fields), "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def takes_bytes(media_type: str) -> dict[str, Any]:
    """Describe a body of plain bytes."""
    schema = {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def gives(media_type: str, description: str, schema: Mapping[str, Any]) -> dict[int | str, Any]:
    """Describe a reply that is spelled by hand."""
    return {200: {"description": description, "content": {media_type: {"schema": dict(schema)}}}}


def describe_problems(app: FastAPI) -> None:
    """Add the problem document to the schemas of an app's OpenAPI."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        document = describe()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to extend it
