"""The uploads that are open, or finished and not yet expired."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.server.tables.schema import uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: `position` of its `length` bytes are safely stored."""

    id: str
    device_id: str
    sha256: str
    media_type: str
    length: int
    position: int
    created_at: str
    expires_at: str
    piece_ends: str = ""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where its pieces begin and end, in order."""
        ends = [int(end) for end in self.piece_ends.split()]
        return list(zip([0, *ends], ends, strict=False))

    def moved_on(self, position: int) -> "Upload":
        """Return the upload with one more piece, which ends here."""
        if position == self.position:
            return self
        return replace(self, position=position, piece_ends=f"{self.piece_ends} {position}".strip())


def insert_upload(connection: Connection, upload: Upload) -> None:
    """Add an upload."""
    connection.execute(insert(uploads).values(asdict(upload)))


def find_upload(connection: Connection, id: str) -> Upload | None:
    """Return an upload."""
    query = select(uploads).where(uploads.c.id == id)
    row = connection.execute(query).mappings().first()
    return Upload(**row) if row else None


def advance_upload(connection: Connection, upload: Upload, after: Upload) -> bool:
    """Move an upload on from where it stood; False when it no longer stands there."""
    unmoved = (uploads.c.id == upload.id) & (uploads.c.position == upload.position)
    now = {"position": after.position, "piece_ends": after.piece_ends}
    return connection.execute(update(uploads).where(unmoved).values(now)).rowcount == 1


def delete_upload(connection: Connection, id: str) -> None:
    """Forget an upload."""
    connection.execute(delete(uploads).where(uploads.c.id == id))


def count_open_uploads(connection: Connection, device_id: str | None = None) -> int:
    """Return how many uploads are not finished, of one tablet or of all."""
    query = select(func.count()).where(uploads.c.position < uploads.c.length)
    if device_id is not None:
        query = query.where(uploads.c.device_id == device_id)
    return int(connection.execute(query).scalar_one())


def count_uploads(connection: Connection, device_id: str) -> int:
    """Return how many uploads of a tablet are known, finished ones too."""
    query = select(func.count()).where(uploads.c.device_id == device_id)
    return int(connection.execute(query).scalar_one())


def load_upload_ids(connection: Connection) -> Sequence[str]:
    """Return the ids of all uploads that are known."""
    return connection.execute(select(uploads.c.id)).scalars().all()


def find_unfinished(connection: Connection, device_id: str, sha256: str = "") -> Sequence[str]:
    """Return the ids of what a tablet began, of one file or of all, and did not finish."""
    its = uploads.c.device_id == device_id
    if sha256:
        its &= uploads.c.sha256 == sha256
    query = select(uploads.c.id).where(its, uploads.c.position < uploads.c.length)
    return connection.execute(query).scalars().all()


def find_expired_uploads(connection: Connection, now: str) -> Sequence[str]:
    """Return the ids of uploads whose time is over."""
    query = select(uploads.c.id).where(uploads.c.expires_at <= now)
    return connection.execute(query).scalars().all()
