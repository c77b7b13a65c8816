"""The links that tags hold: ours by IEC 61406, and the GS1 Digital Link of an asset.

Ours are upper case throughout, so that a QR code holds them in its alphanumeric mode:
`HTTPS://<HOST>/I/<IDENTIFIER>` for an instrument, `HTTPS://<HOST>/S/<NUMBER>` for a seal.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, unquote_to_bytes, urlsplit

from inspector_app.tags.identifier import is_identifier

DEFAULT_HOST = "M.EXAMPLE.GOV"
LONGEST_SEAL = 64

_HOST = re.compile(r"(?!-)[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63})*(?::[0-9]{1,5})?")
_NOT_IN_QR = {ord("_"): "%5F", ord("~"): "%7E"}  # spared by quote, not alphanumeric in a QR code
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class LinkKind(Enum):
    """What a link stands for."""

    INSTRUMENT = "instrument"
    SEAL = "seal"
    ASSET = "asset"  # GS1 global individual asset identifier (GIAI)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the form of a tag of ours; `key` is still as it was written, only unquoted."""

    kind: LinkKind
    host: str
    key: str


def check_host(host: str) -> str:
    """Return `host` in upper case; raises ValueError when no tag could be printed with it."""
    upper = host.strip().upper()
    if not _HOST.fullmatch(upper) or len(upper) > 80:
        raise ValueError(f"{host!r} is not a host name such as {DEFAULT_HOST}")
    return upper


def instrument_link(host: str, identifier: str) -> str:
    """Return the link on an instrument's tag."""
    return f"HTTPS://{check_host(host)}/I/{identifier}"


def seal_link(host: str, number: str) -> str:
    """Return the link on a seal; numbers of seals are compared in upper case."""
    key = quote(number.strip().upper(), safe="").translate(_NOT_IN_QR)
    return f"HTTPS://{check_host(host)}/S/{key}"


def is_link(text: str) -> bool:
    """True if `text` begins like a web address."""
    return _SCHEME.match(text) is not None


def find_link(text: str) -> Link | None:
    """Return the link that `text` is, whatever its host, or None when it has another form.

    Case, a query, a fragment and a slash at the end do not matter.
    """
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").upper()
        segments = [unquote_to_bytes(each).decode() for each in parts.path.split("/")]
    except ValueError:
        return None
    if not host or "@" in parts.netloc:
        return None
    while segments and not segments[-1]:
        segments.pop()
    match [segment.upper() for segment in segments]:
        case ["", "I", _]:
            return Link(LinkKind.INSTRUMENT, host, segments[-1])
        case ["", "S", _]:
            return Link(LinkKind.SEAL, host, segments[-1])
        case [*_, "8004", _]:
            return Link(LinkKind.ASSET, host, segments[-1])
    return None


def is_allowed(link: Link, hosts: Collection[str]) -> bool:
    """True if a link in our form is ours by its host.

    With no hosts known, anybody's link of an instrument or asset may be: its key must still be
    sound. A seal's number is sound whatever it is, and `/s/` is in many links of the world.
    """
    if not hosts and link.kind is not LinkKind.SEAL:
        return True
    ours = {each.upper().partition(":")[0] for each in hosts or (DEFAULT_HOST,)}
    return link.host in ours


def find_seal_number(key: str) -> str | None:
    """Return a seal's number in upper case, or None when `key` cannot be one."""
    number = key.strip().upper()
    return number if number and len(number) <= LONGEST_SEAL and number.isprintable() else None


def find_asset_identifier(giai: str) -> str | None:
    """Return the instrument's identifier that a GIAI holds, or None.

    A GIAI is the owner's company prefix of 4 to 12 digits, then the owner's own reference; the
    reference alone is taken too.
    """
    match = re.fullmatch(r"(?:[0-9]{4,12})?([0-9A-Z]{10})", giai.upper())
    return match.group(1) if match and is_identifier(match.group(1)) else None
