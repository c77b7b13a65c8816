"""The office's invitation to a tablet: a one-time code and the server's address.

As a QR code it is JSON, `{"v": 1, "url": ..., "code": ...}`; typed or mailed it may also be the
server's address with `?code=`.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

VERSION = 1
_LONGEST = 1000
_CODE = re.compile(r"[0-9A-Za-z._~-]{1,128}")


class NewerEnrolment(ValueError):
    """The invitation is of a version that this app does not know yet."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where to enrol and with which one-time code. `url` is the server's, without a slash."""

    url: str
    code: str


def find_enrolment(text: str) -> Enrolment | None:
    """Return the invitation that a QR code's `text` is, or None.

    Raises NewerEnrolment when it is one that a newer app would understand.
    """
    if len(text) > _LONGEST or not text.lstrip().startswith("{"):
        return None
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or not {"v", "code"} <= given.keys():
        return None
    if type(given["v"]) is int and given["v"] > VERSION:
        raise NewerEnrolment(f"version {given['v']} of an invitation")
    if given["v"] != VERSION or isinstance(given["v"], bool):
        return None
    return _checked(given.get("url"), given["code"])


def find_enrolment_link(text: str) -> Enrolment | None:
    """Return the invitation that an address with `?code=` is, or None.

    Only for a text that somebody gave as an invitation: many foreign links have such a code.
    """
    try:
        parts = urlsplit(text.strip())
        codes = parse_qs(parts.query, max_num_fields=20).get("code", [])
    except ValueError:
        return None
    if len(codes) != 1:
        return None
    return _checked(f"{parts.scheme}://{parts.netloc}{parts.path}", codes[0])


def _checked(url: object, code: object) -> Enrolment | None:
    if not isinstance(url, str) or not isinstance(code, str) or not _CODE.fullmatch(code):
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        return None
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        return None
    return Enrolment(url.rstrip("/"), code)
