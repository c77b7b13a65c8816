"""Which photos of records came."""

from collections.abc import Collection

from sync.server.tables.engine import Connection
from sync.server.tables.files import load_named_files
from sync.server.work.ingesting import find_missing_files
from sync.server.work.opening import Office


def find_photos(
    office: Office, connection: Connection, record_ids: Collection[str]
) -> dict[str, dict[str, bool]]:
    """Return by record the SHA-256 of its photos, and whether each one is here."""
    named = load_named_files(connection, record_ids)
    wanted = {sha256 for sha256s in named.values() for sha256 in sha256s}
    missing = find_missing_files(office, connection, wanted)
    return {
        record_id: {sha256: sha256 not in missing for sha256 in sha256s}
        for record_id, sha256s in named.items()
    }
