"""Opening the office: the migrated database, the files, the server's own key."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.digest import from_base64, to_base64
from sync.server.errors import DatabaseTrouble, NoOffice, WrongUse
from sync.server.files import FileStore, UploadStore
from sync.server.guarding import mend_rights
from sync.server.settings import DATABASE_NAME, Settings, spell_instant, utc_now
from sync.server.stores import open_stores
from sync.server.tables.copying import read_revision
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import (
    Connection,
    Database,
    NoSuchDatabase,
    NothingThere,
    Opening,
    open_database,
    sqlite_path,
)
from sync.server.tables.meta import SERVER_KEY, find_note, write_note
from sync.server.tables.migrating import is_known, migrate
from sync.server.tables.same_file import LOGS
from sync.server.work.epochs import begin_epoch
from sync.server.work.known_rules import KnownRules, keep_shipped_rules
from sync.server.work.rechecking import recheck_record
from sync.server.work.signatures import FastSigner
from sync.server.work.witness import NAME as NEWEST
from sync.server.work.witness import Witness

SHARED = (
    "A pooler (as PgBouncer in transaction mode) shares connections to PostgreSQL between "
    "transactions: a receipt could not be relied on. Name PostgreSQL itself, or let the pooler "
    "keep one connection for each session (pool_mode = session)."
)
log = logging.getLogger("uvicorn.error")


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

    def check_same(self, connection: Connection, last: int) -> str:
        """Return the epoch. Raises DatabaseTrouble when the database is not the one that we opened.

        It is another office's, or an older one. A receipt proves something only while the bytes
        are with the office whose key signs it. `last` is the newest change in it.
        """
        spelled = find_note(connection, SERVER_KEY)
        if spelled is None or from_base64(spelled) != self.key.private_bytes_raw():
            raise DatabaseTrouble("the database was replaced by another office's", full=False)
        return self.witness.check(connection, last)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_office(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    opening: Opening = Opening.MAKING,
    tell: Callable[[str], None] = log.warning,
) -> Office:
    """Open the database and the file store. Raises WrongUse, NoOffice, DatabaseTrouble.

    A database that is there is brought up to this version. Where one may be made, it is told when
    that was done, and which files others could have read until now. The rule data that come with
    this version are kept for the versions after it. A SQLite file that is older than the one that
    was served here before begins a new epoch.
    """
    files, uploads = open_stores(settings.files)
    database = open_settled(settings, opening)
    try:
        _require_office(settings, database, opening)
        migrate(database)
        keep_shipped_rules(database, spell_instant(now()))
        key = make_key(database, tell_made(settings, tell))
        witness = Witness(settings.data, keeps=sqlite_path(settings.database) is not None)
        witness.check_start(database)
    except BaseException:
        database.close()
        raise
    for mended in mend_rights(private_places(settings)):
        tell(f"Others could read {mended}; now only its owner can.")
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


def open_settled(settings: Settings, opening: Opening) -> Database:
    """Open the database that the settings name. Raises WrongUse, NoOffice, DatabaseTrouble."""
    try:
        database = open_database(settings.database, opening)
    except NoSuchDatabase as fault:
        raise WrongUse(str(fault)) from fault
    except NothingThere as fault:
        raise no_office(settings) from fault
    if database.is_shared():
        database.close()
        raise WrongUse(SHARED)
    return database


def _require_office(settings: Settings, database: Database, opening: Opening) -> None:
    """Raise NoOffice where there is none and none may be made."""
    if not holds_office(database) and opening is not Opening.MAKING:
        raise no_office(settings)


def holds_office(database: Database) -> bool:
    """True if a server has ever worked with this database. Raises WrongUse, DatabaseTrouble.

    One that a newer version has changed is refused.
    """
    with database.reading() as connection:
        revision = read_revision(connection)
        if not revision:
            return False
        if not is_known(revision):
            raise WrongUse("A newer version has worked with this database. Install that version.")
        return find_note(connection, SERVER_KEY) is not None


def no_office(settings: Settings) -> NoOffice:
    """Return what is raised where there is no office."""
    return NoOffice(
        f"no office in {place_of(settings)}; nothing was made there. "
        "`serve`, `import`, `demo` and `restore` begin one."
    )


def place_of(settings: Settings) -> str:
    """Return where the office is, for people: its folder or its database, without a password."""
    path = sqlite_path(settings.database)
    if path is not None:
        usual = path == settings.data.absolute() / DATABASE_NAME
        return str(settings.data if usual else path)
    scheme, _, rest = str(settings.database).partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def private_places(settings: Settings) -> dict[Path, str]:
    """Return what only the owner of the office may read, and the names in it that are ours."""
    file = sqlite_path(settings.database)
    places = {settings.data: rf"files|snapshots|enrolment|{NEWEST}|server\.db.*"}
    if isinstance(settings.files, Path):
        places[settings.files] = r"[0-9a-f]{2}|uploads|\.coming-.*"
    files = [] if file is None else [file, *(Path(f"{file}{log}") for log in LOGS)]
    return places | dict.fromkeys(files, "")


def read_key(database: Database) -> Ed25519PrivateKey | None:
    """Return the server's key."""
    with database.reading() as connection:
        spelled = find_note(connection, SERVER_KEY)
    return Ed25519PrivateKey.from_private_bytes(from_base64(spelled)) if spelled else None


def make_key(database: Database, made: Callable[[], None]) -> Ed25519PrivateKey:
    """Return the server's key; a new office gets one, and its first epoch."""
    key = read_key(database)
    if key is not None:
        return key
    with database.writing() as connection:
        lock_counter(connection)  # of several first starts, one makes the key
        spelled = find_note(connection, SERVER_KEY)
        if spelled is None:
            spelled = to_base64(Ed25519PrivateKey.generate().private_bytes_raw())
            write_note(connection, SERVER_KEY, spelled)
            begin_epoch(connection)
            made()
    return Ed25519PrivateKey.from_private_bytes(from_base64(spelled))


def tell_made(settings: Settings, tell: Callable[[str], None]) -> Callable[[], None]:
    """Return what says that an office is begun."""
    return lambda: tell(f"a new office is begun in {place_of(settings)}.")
