"""The link on a report: which record it is of, and enough of the record's entry to check it.

`HTTPS://<HOST>/R/<ID>-<CHECK>` in upper case, for the alphanumeric mode of a QR code. ID and CHECK
are base 32 (RFC 4648) without padding: the 16 bytes of the record's UUID, and the first 16 bytes of
its entry in the chain of its tablet.
"""

import base64
import re
import uuid
from dataclasses import dataclass

CHECK_BYTES = 16
_CODE = re.compile(r"([A-Z2-7]{26})-([A-Z2-7]{26})")


@dataclass(frozen=True, slots=True)
class ReportCode:
    """What a report's link tells; `check` is hexadecimal, the beginning of an entry hash."""

    record_id: str
    check: str

    def agrees_with(self, entry: str) -> bool:
        """True if a record with this entry (hex) is the one that the report was made of."""
        return entry[: 2 * CHECK_BYTES] == self.check


def spell_code(record_id: str, entry: str) -> str:
    """Return what stands behind `/R/`. Raises ValueError when the id is no UUID."""
    check = bytes.fromhex(entry)[:CHECK_BYTES]
    return f"{_spell(uuid.UUID(record_id).bytes)}-{_spell(check)}"


def report_link(host: str, record_id: str, entry: str) -> str:
    """Return the link for a report's QR code. Raises ValueError when the id is no UUID."""
    return f"HTTPS://{host.upper()}/R/{spell_code(record_id, entry)}"


def parse_code(text: str) -> ReportCode | None:
    """Read what stands behind `/R/`, in any case; None when it is no report's code."""
    found = _CODE.fullmatch(text.upper())
    if found is None:
        return None
    record_id, check = (_read(part) for part in found.groups())
    return ReportCode(str(uuid.UUID(bytes=record_id)), check.hex())


def _spell(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _read(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
