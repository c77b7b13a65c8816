"""What the office keeps is for its owner alone: made so from the first moment, mended where not."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

OWNER_FILE, OWNER_FOLDER = 0o600, 0o700
_OTHERS = 0o077


def make_private_file(path: Path) -> bool:
    """Make an empty file that only its owner may read; False when there is one already."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE))
    except FileExistsError:
        return False
    return True


def mend_rights(places: Mapping[Path, str]) -> list[Path]:
    """Take from others what they may do with files and folders; returns those that were mended.

    A place is given with a pattern of the names in it that are ours. A folder that holds folders of
    others stays open, and only what is ours in it is closed. Of a folder that was open everything
    is mended, too; a link, and what belongs to another user, stay as they are.
    """
    if os.name == "nt":  # rights are inherited there, and no others are given
        return []
    return [each for place, ours in places.items() for each in _mend_place(place, ours)]


def _mend_place(place: Path, ours: str) -> Iterator[Path]:
    if not place.is_dir():
        yield from _mend(place)
        return
    with os.scandir(place) as inside:
        entries = [(Path(each.path), each.is_dir(follow_symlinks=False)) for each in inside]
    known = [path for path, _ in entries if re.fullmatch(ours, path.name)]
    for path in known:
        yield from _mend(path)
    if not any(is_folder for path, is_folder in entries if path not in known):
        yield from _mend(place, deeply=False)


def _mend(place: Path, *, deeply: bool = True) -> Iterator[Path]:
    try:
        found = place.lstat()
    except OSError:
        return
    is_folder = stat.S_ISDIR(found.st_mode)
    if not is_folder and not stat.S_ISREG(found.st_mode):
        return
    if found.st_uid != os.geteuid() or not found.st_mode & _OTHERS:
        return
    try:
        place.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    except OSError:
        return  # a disk that cannot be written to: its owner mounted it so
    yield place
    if is_folder and deeply:
        with os.scandir(place) as inside:
            for each in inside:
                yield from _mend(Path(each.path))
