"""Another process may open and leave the database while the app has it open."""

import subprocess
import sys
import threading
from pathlib import Path

from inspector_app.store.database import TabletDatabase
from inspector_app.store.schema import migrate
from inspector_app.store.tablet import load_settings_rows, store_setting

VISIT = """
import sys
from pathlib import Path
from inspector_app.store.database import TabletDatabase
from inspector_app.store.tablet import store_setting
database = TabletDatabase(Path(sys.argv[1]))
with database.writing() as db:
    store_setting(db, "visitor", sys.argv[2])
database.close()
"""


def test_a_connection_outlives_the_visit_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "tablet.db"
    database = TabletDatabase(path)
    migrate(database)
    thread = threading.Thread(target=lambda: read(database))
    thread.start()
    thread.join()
    for visit in ("1", "2"):
        subprocess.run([sys.executable, "-c", VISIT, path, visit], check=True)
        assert (tmp_path / "tablet.db-wal").exists(), "the visitor took itself for the last one"
        assert read(database)["visitor"] == visit
        with database.writing() as db:
            store_setting(db, "app", visit)
    assert read(database) == {"visitor": "2", "app": "2"}
    database.close()


def read(database: TabletDatabase) -> dict[str, str]:
    with database.reading() as db:
        return load_settings_rows(db)
