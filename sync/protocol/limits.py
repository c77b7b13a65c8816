"""How much one request may carry. The server announces these; the tablet obeys them."""

from dataclasses import asdict, dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, except where the name says otherwise."""

    record_bytes: int = 256 * KIB
    batch_records: int = 500
    batch_bytes: int = 4 * MIB
    inflation_ratio: int = 50
    photo_bytes: int = 25 * MIB
    chunk_bytes: int = 4 * MIB
    page_rows: int = 5_000
    open_uploads: int = 20

    def as_json(self) -> dict[str, int]:
        """Return the limits as `GET /v1/capabilities` announces them."""
        return asdict(self)
