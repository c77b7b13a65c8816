"""Reading a tablet's folder also where nothing can be written: a full disk, or a locked one.

SQLite must write beside a database even to read it. Where it cannot, everything but the photos is
copied to another disk, read there, and removed; photos are read where they lie.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from inspector_app.services.opening import DATABASE_NAME, Tablet, open_tablet

PHOTOS = "photos"
_ENOUGH = bytes(64 * 1024)


@contextmanager
def read_tablet(folder: Path, *, spare: Path | None = None) -> Iterator[Tablet]:
    """Hold a tablet open to read it; a copy lies in `spare`, else where temporary files do.

    Raises StorageTrouble, OSError.
    """
    if not (folder / DATABASE_NAME).exists() or _can_be_written(folder):
        with closing(open_tablet(folder)) as tablet:
            yield tablet
        return
    with tempfile.TemporaryDirectory(prefix="inspector-reading-", dir=spare) as place:
        copy = Path(place)
        for file in filter(Path.is_file, folder.iterdir()):
            shutil.copyfile(file, copy / file.name)
        if (folder / PHOTOS).is_dir():
            (copy / PHOTOS).symlink_to((folder / PHOTOS).absolute(), target_is_directory=True)
        with closing(open_tablet(copy)) as tablet:
            yield tablet


def _can_be_written(folder: Path) -> bool:
    """Tell whether what SQLite writes beside a database has room in its folder."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            return file.write(_ENOUGH) == len(_ENOUGH)
    except OSError:
        return False
