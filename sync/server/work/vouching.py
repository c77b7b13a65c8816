"""The server's signed word that it holds a file: what lets a tablet call a photo confirmed."""

from sync.protocol.receipt import sign_file
from sync.server.tables.counter import read_counter
from sync.server.work.ingesting import find_missing_files
from sync.server.work.opening import Office


def vouch(office: Office, sha256: str) -> str | None:
    """Return the signature over this hash when the file is here and safe, otherwise None.

    Raises DatabaseTrouble when it cannot be known now.
    """
    with office.database.reading() as connection:
        office.check_same(connection, read_counter(connection))
        if find_missing_files(office, connection, {sha256}):
            return None
    office.database.settle()
    return sign_file(office.key, sha256)
