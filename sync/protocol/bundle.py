"""Plan B: what a bundle holds when everything that waits on a tablet goes by a USB stick.

A bundle is an ordinary ZIP, its members stored as they are. Each member is sealed for the server
(`envelope`) under its own name, and so bound to its place:

    manifest            who, when, and every member to come; signed by the device
    records/000001      a line of JSON {device_id, id, sha256, seq, prev, sig}, then the exact bytes
    photos/000001       a line of JSON {sha256, bytes, media_type}, then the exact bytes
    key                 only of a tablet that lost its key: the key as it was wrapped for the server
                        (`at_rest`); then every record's and photo's bytes are as they lie at rest
    manifest-again      the same, so that one broken byte does not cost what the bundle should hold

The comment of the ZIP is the SHA-256 of all bytes before it: it tells damage, and proves nothing.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.digest import from_base64, is_sha256, to_base64

VERSION = 1
MANIFEST, MANIFEST_AGAIN, KEY = "manifest", "manifest-again", "key"
RECORDS, PHOTOS = "records", "photos"
COMMENT_BYTES = 64
LONGEST_HEAD = 4096
_DOMAIN = b"inspector-bundle-v1\n"
_NAME = re.compile(r"manifest(-again)?|key|(records|photos)/\d{6,9}")


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A record that a bundle holds."""

    name: str
    id: str
    sha256: str
    seq: int


@dataclass(frozen=True, slots=True)
class PhotoEntry:
    """A photo that a bundle holds."""

    name: str
    sha256: str
    bytes: int
    media_type: str


Entry = TypeVar("Entry", RecordEntry, PhotoEntry)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a bundle holds, and which photos the tablet itself had lost.

    `sender` is the ephemeral key of the bundle (hexadecimal), so that a manifest fits one bundle.
    """

    device_id: str
    made_at: str
    sender: str
    records: tuple[RecordEntry, ...] = ()
    photos: tuple[PhotoEntry, ...] = ()
    photos_lost: tuple[str, ...] = ()


def member_name(kind: str, number: int) -> str:
    """Return the name of the member `number` (from 1) of a kind."""
    return f"{kind}/{number:06}"


def is_member_name(text: str) -> bool:
    """True if a name is one that a bundle's member can have."""
    return _NAME.fullmatch(text) is not None


def spell_member(head: Mapping[str, Any]) -> bytes:
    """Return the first line of a record's or a photo's member; its bytes follow."""
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_head(line: bytes) -> dict[str, Any] | None:
    """Read the first line of a member; None when it is none."""
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return head if isinstance(head, dict) else None


def spell_manifest(manifest: Manifest, sign: Callable[[bytes], bytes]) -> bytes:
    """Spell and sign a manifest."""
    text = json.dumps({"v": VERSION} | asdict(manifest), separators=(",", ":"))
    sig = to_base64(sign(_DOMAIN + text.encode()))
    return json.dumps({"manifest": text, "sig": sig}, separators=(",", ":")).encode()


def parse_manifest(data: bytes) -> tuple[Manifest, str, str] | None:
    """Read a manifest, its signed text and its signature; None when it is none of this version."""
    outer = read_head(data)
    text, sig = (outer or {}).get("manifest"), (outer or {}).get("sig")
    if not isinstance(text, str) or not isinstance(sig, str):
        return None
    told = read_head(text.encode("utf-8", "replace"))
    if told is None or told.get("v") != VERSION:
        return None
    try:
        manifest = Manifest(
            **{name: _text(told[name]) for name in ("device_id", "made_at", "sender")},
            records=tuple(_entry(RecordEntry, each) for each in told["records"]),
            photos=tuple(_entry(PhotoEntry, each) for each in told["photos"]),
            photos_lost=tuple(filter(is_sha256, told["photos_lost"])),
        )
    except (KeyError, TypeError):
        return None
    return manifest, text, sig


def _text(value: object) -> str:
    """Return a text that can be shown. Raises TypeError for anything else."""
    if not isinstance(value, str) or not value.isprintable():
        raise TypeError("a printable text is needed")
    return value


def _entry(kind: type[Entry], told: Any) -> Entry:
    """Return an entry whose every part is of its type. Raises TypeError."""
    values = {name: told[name] for name in kind.__slots__}
    for name, value in values.items():
        if name in ("seq", "bytes"):
            if type(value) is not int:
                raise TypeError("a number is needed")
        else:
            _text(value)
    return kind(**values)


def verify_manifest(public_key: bytes, text: str, sig: str) -> bool:
    """True if the device with this key signed a manifest."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            from_base64(sig), _DOMAIN + text.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
