"""Opening the office: the migrated database, the files, the server's own key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.digest import from_base64, to_base64
from sync.server.errors import WrongUse
from sync.server.files import FileStore, UploadStore
from sync.server.settings import Settings, spell_instant, utc_now
from sync.server.stores import open_stores
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Database, NoSuchDatabase, open_database, sqlite_path
from sync.server.tables.meta import SERVER_KEY, find_note, write_note
from sync.server.tables.migrating import migrate
from sync.server.work.epochs import begin_epoch
from sync.server.work.known_rules import KnownRules, keep_shipped_rules
from sync.server.work.rechecking import recheck_record
from sync.server.work.signatures import FastSigner
from sync.server.work.witness import Witness


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that a request or a command needs, held open.

    `key` signs receipts and access tokens; `rules` are those that records were evaluated with.
    Of those who want a new snapshot, one at a time makes it; batches are taken in one by one.
    """

    settings: Settings
    database: Database
    files: FileStore
    uploads: UploadStore
    key: Ed25519PrivateKey
    rules: KnownRules
    signer: FastSigner
    witness: Witness
    now: Callable[[], datetime] = utc_now
    snapshot_turn: Lock = field(default_factory=Lock)
    intake_turn: Lock = field(default_factory=Lock)

    @property
    def public_key(self) -> bytes:
        """The raw key that tablets pin at enrolment."""
        return self.key.public_key().public_bytes_raw()

    def instant(self) -> str:
        """Return the time as it is stored and sent."""
        return spell_instant(self.now())

    def recheck(self, content: Mapping[str, Any]) -> str:
        """Return the word of our own evaluation of a record, whose body is valid."""
        return recheck_record(content, self.rules).word

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_office(
    settings: Settings, *, now: Callable[[], datetime] = utc_now, witnessed: bool = True
) -> Office:
    """Open the database (made and migrated if need be) and the file store. Raises WrongUse.

    The rule data that come with this version are kept for the versions after it. A SQLite file that
    is older than the one that was served here before begins a new epoch, unless `witnessed` is off.
    """
    files, uploads = open_stores(settings.files)
    try:
        database = open_database(settings.database)
    except NoSuchDatabase as fault:
        raise WrongUse(str(fault)) from fault
    try:
        migrate(database)
        keep_shipped_rules(database, spell_instant(now()))
        key = _load_key(database)
        witness = Witness(settings.data, keeps=witnessed and bool(sqlite_path(settings.database)))
        witness.check_start(database)
    except BaseException:
        database.close()
        raise
    return Office(
        settings=settings,
        database=database,
        files=files,
        uploads=uploads,
        key=key,
        rules=KnownRules(database),
        signer=FastSigner(key),
        witness=witness,
        now=now,
    )


def _load_key(database: Database) -> Ed25519PrivateKey:
    with database.writing() as connection:
        lock_counter(connection)  # of several first starts, one makes the key
        spelled = find_note(connection, SERVER_KEY)
        if spelled is None:
            spelled = to_base64(Ed25519PrivateKey.generate().private_bytes_raw())
            write_note(connection, SERVER_KEY, spelled)
            begin_epoch(connection)
    return Ed25519PrivateKey.from_private_bytes(from_base64(spelled))
