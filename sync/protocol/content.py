"""PURE: reading a body that may be anything: what is not there, or is not a text, reads as ''."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Content = Mapping[str, Any]


def parse_content(body: bytes) -> Content:
    """Return the object that a body holds; an empty one when it holds none."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def find_part(content: object, *path: str) -> Content:
    """Return the object at a path; an empty one when there is none."""
    found = content
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def find_text(content: object, *path: str) -> str:
    """Return the text at a path."""
    found = find_part(content, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def find_items(content: object, *path: str) -> Iterator[Content]:
    """Give the objects of the list at a path."""
    return (item for item in _find_list(content, path) if isinstance(item, Mapping))


def find_texts(content: object, *path: str) -> Iterator[str]:
    """Give the texts of the list at a path."""
    return (item for item in _find_list(content, path) if isinstance(item, str))


def _find_list(content: object, path: Sequence[str]) -> Sequence[object]:
    found = find_part(content, *path[:-1]).get(path[-1])
    return found if isinstance(found, list) else []
