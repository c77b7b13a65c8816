"""Opening the tablet's folder: the database brought up to date, the clock and the rules at hand."""

from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.devices.clock import Clock, SystemClock
from inspector_app.devices.keystore import KeyStore
from inspector_app.rulebook import Rulebook, load_rulebook
from inspector_app.services.instants import spell_instant
from inspector_app.services.keeping_key import open_vault
from inspector_app.services.safekeeping import check_against_beside, keep_beside
from inspector_app.settings import load_settings
from inspector_app.store.at_rest import Vault
from inspector_app.store.database import TabletDatabase
from inspector_app.store.presence import alone_in, check_presence, mark_presence
from inspector_app.store.resting import encrypt_what_is_plain
from inspector_app.store.salvage import finish_rescue, rescued_path
from inspector_app.store.schema import migrate

DATABASE_NAME = "tablet.db"


@dataclass(frozen=True, slots=True)
class Tablet:
    """What every service works on. It may be used from any thread."""

    database: TabletDatabase
    folder: Path
    clock: Clock
    rulebook: Rulebook
    beside: "list[Tablet]" = field(default_factory=list)  # its practice; closed with it

    @property
    def vault(self) -> Vault:
        """What encrypts records and photos."""
        return self.database.vault

    def close(self) -> None:
        """Close the database."""
        for other in self.beside:
            other.close()
        self.database.close()


def open_tablet(
    folder: Path, *, clock: Clock | None = None, keystore: KeyStore | None = None
) -> Tablet:
    """Open the tablet in `folder`, which is made when it is not there. Raises StorageTrouble.

    Its key is in the `keystore` of the device, where there is none in the folder.
    """
    ticking = clock or SystemClock(load_settings().zone)
    database = TabletDatabase(folder / DATABASE_NAME)
    if rescued_path(database.path).exists():
        with alone_in(folder):
            finish_rescue(database.path)
    check_presence(database.path)
    try:
        migrate(database)
        mark_presence(database.path)
        database.vault = open_vault(database, folder, keystore)
        check_against_beside(database, folder)
        keep_beside(database, folder)
        encrypt_what_is_plain(database, folder, spell_instant(ticking.now()))
    except BaseException:
        database.close()
        raise
    return Tablet(database, folder, ticking, load_rulebook())
