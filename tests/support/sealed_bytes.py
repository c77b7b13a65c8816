"""The bytes that a tablet sealed, as they were signed, and what lies on its disk in their place."""

from pathlib import Path

from inspector_app.services.opening import Tablet
from inspector_app.store import photos, records


def bodies_on(tablet: Tablet) -> dict[str, bytes]:
    """Return the plain bytes of every record of a tablet, by id, in the order of the chain."""
    with tablet.database.reading() as db:
        return {row["id"]: bytes(row["body"]) for row in records.list_whole(db)}


def photo_on(tablet: Tablet, sha256: str) -> bytes:
    """Return the plain bytes of a photo."""
    with photos.open_file(tablet.folder, sha256, tablet.vault) as file:
        return file.read()


def bytes_in(folder: Path) -> bytes:
    """Return every byte of every file in a folder and those below it."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
