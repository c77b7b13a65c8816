"""Any scanned or typed text becomes a tag of ours, or the reason why it is none.

Takes what cameras, keyboard-wedge scanners and people give: links in any case, bare identifiers
with blanks and dashes, the symbology prefix of a wedge (`]Q1`), full-width characters of a
Chinese keyboard. Nothing is ever guessed: an identifier whose check character does not fit is
not an identifier, its near misses are only offered.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from inspector_app.tags.enrolment import Enrolment, NewerEnrolment, find_enrolment
from inspector_app.tags.identifier import (
    CHECK_SYMBOLS,
    LENGTH,
    display,
    is_identifier,
    near_identifiers,
    normalise,
)
from inspector_app.tags.link import (
    Link,
    LinkKind,
    find_asset_identifier,
    find_link,
    find_seal_number,
    is_allowed,
    is_link,
)

LONGEST_TEXT = 5000
_SHOWN = 80
_WEDGE_PREFIX = re.compile(r"\](?:Q[0-6]|d[0-6]|C[0-4]|z[0-9A-C])")
_GIAI_TEXT = re.compile(r"\(?8004\)?([0-9A-Z]{10,30})", re.IGNORECASE)
_BEFORE_URL = re.compile(r"URL:\s*", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("、"): "/",
    ord("。"): ".",
}


class Reason(Enum):
    """Why a text is no tag of ours."""

    EMPTY = "empty"
    OTHER_HOST = "other_host"  # a link in our form, of a host that is not in the list
    OTHER_LINK = "other_link"
    OTHER_ASSET = "other_asset"  # a GS1 asset identifier that holds none of our identifiers
    NEWER = "newer"  # an invitation that needs a newer app
    NOT_A_TAG = "not_a_tag"


@dataclass(frozen=True, slots=True)
class InstrumentTag:
    """A sound identifier of an instrument."""

    text: str
    id: str


@dataclass(frozen=True, slots=True)
class SealTag:
    """The number of a seal, in upper case."""

    text: str
    number: str


@dataclass(frozen=True, slots=True)
class EnrolmentTag:
    """The office's invitation to this tablet."""

    text: str
    enrolment: Enrolment


@dataclass(frozen=True, slots=True)
class MistypedTag:
    """Looks like an identifier, but its check character or its length does not fit."""

    text: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """Not a tag of ours. It may still be an old agency number of the registry."""

    text: str
    reason: Reason


Tag = InstrumentTag | SealTag | EnrolmentTag | MistypedTag | UnknownTag


def read_tag(text: str, hosts: Collection[str] = ()) -> Tag:
    """Return what `text` is; `hosts` are the only hosts whose links are ours.

    With none given an identifier's check character speaks for the link that holds it; a link to a
    seal has none, so only that of the host on tags of no office's own is taken.
    """
    bare = _without_wedge(text)
    if not bare:
        return UnknownTag(bare, Reason.EMPTY)
    if len(bare) > LONGEST_TEXT:
        return UnknownTag(bare, Reason.NOT_A_TAG)
    try:
        enrolment = find_enrolment(bare)
    except NewerEnrolment:
        return UnknownTag(bare, Reason.NEWER)
    if enrolment:
        return EnrolmentTag(bare, enrolment)
    plain = _BEFORE_URL.sub("", bare.translate(_FULL_WIDTH), count=1)
    if is_link(plain):
        return _read_link(bare, plain, hosts)
    return _read_bare(bare, plain)


def explain(tag: MistypedTag | UnknownTag) -> str:
    """Return a plain sentence saying what was read and why it is not a tag of ours."""
    shown = _shown(tag.text)
    if isinstance(tag, MistypedTag):
        near = ", ".join(map(display, tag.suggestions[:3]))
        sentence = (
            f"Read “{shown}”: the check character does not fit, so it was misread or mistyped."
        )
        return f"{sentence} Perhaps {near}." if near else sentence
    match tag.reason:
        case Reason.EMPTY:
            return "Nothing was read."
        case Reason.OTHER_HOST:
            return f"Read “{shown}”: it has the form of a tag, but of another office."
        case Reason.OTHER_LINK:
            return f"Read “{shown}”: that is a web address and not a tag of ours."
        case Reason.OTHER_ASSET:
            return f"Read “{shown}”: that asset number is not of ours."
        case Reason.NEWER:
            return "Read an invitation to enrol that needs a newer version of this app."
        case Reason.NOT_A_TAG:
            return f"Read “{shown}”: that is not a tag of ours."


def _without_wedge(text: str) -> str:
    printable = text.strip("\x00\x02\x03\x04\x1d\ufeff \t\r\n\v\f\u00a0\u3000")
    return _WEDGE_PREFIX.sub("", printable, count=1).strip() if printable[:1] == "]" else printable


def _read_link(text: str, plain: str, hosts: Collection[str]) -> Tag:
    link = find_link(plain)
    if link is None:
        return UnknownTag(text, Reason.OTHER_LINK)
    if not is_allowed(link, hosts):
        return UnknownTag(text, Reason.OTHER_HOST if hosts else Reason.OTHER_LINK)
    return _read_key(text, link)


def _read_key(text: str, link: Link) -> Tag:
    match link.kind:
        case LinkKind.INSTRUMENT:
            return _read_identifier(text, link.key) or UnknownTag(text, Reason.OTHER_LINK)
        case LinkKind.SEAL:
            number = find_seal_number(link.key)
            return SealTag(text, number) if number else UnknownTag(text, Reason.OTHER_LINK)
        case LinkKind.ASSET:
            return _read_asset(text, link.key)


def _read_asset(text: str, giai: str) -> Tag:
    identifier = find_asset_identifier(giai)
    return InstrumentTag(text, identifier) if identifier else UnknownTag(text, Reason.OTHER_ASSET)


def _read_bare(text: str, plain: str) -> Tag:
    asset = _GIAI_TEXT.fullmatch(plain)
    identifier = find_asset_identifier(asset.group(1)) if asset else None
    if identifier and not is_identifier(plain):
        return InstrumentTag(text, identifier)
    return _read_identifier(text, plain) or UnknownTag(text, Reason.NOT_A_TAG)


def _read_identifier(text: str, typed: str) -> InstrumentTag | MistypedTag | None:
    normal = normalise(typed)
    if is_identifier(normal):
        return InstrumentTag(text, normal)
    if abs(len(normal) - LENGTH) <= 1 and set(CHECK_SYMBOLS) >= set(normal):
        return MistypedTag(text, near_identifiers(normal))
    return None


def _shown(text: str) -> str:
    plain = "".join(each if each.isprintable() else "·" for each in text)
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
