"""Restoring a backup into an empty database; a new epoch begins, so that tablets compare.

Everything is proven before the first row is written: a backup is restored whole or not at all.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sync.server.errors import WrongUse
from sync.server.files import FileStore, WrongBytes, read_pieces
from sync.server.guarding import mend_rights
from sync.server.settings import Settings
from sync.server.tables.copying import count_content, drop_tables, fill_tables
from sync.server.tables.engine import Database, Opening
from sync.server.tables.migrating import is_known, migrate
from sync.server.work.backups.form import (
    CONTENTS,
    Contents,
    TableEntry,
    file_member,
    parse_contents,
    read_row,
    table_member,
)
from sync.server.work.epochs import begin_epoch
from sync.server.work.opening import open_settled, private_places

Told = Callable[[str], None]
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and which files are known now and not in the store."""

    contents: Contents
    epoch: str
    files_missing: tuple[str, ...]


def restore_backup(settings: Settings, files: FileStore, source: Path, told: Told) -> Restored:
    """Restore a backup. Raises WrongUse when it is not whole or the database holds an office."""
    with _opened(source) as archive:
        contents = _read_contents(archive)
        _prove_tables(archive, contents, told)
        database = open_settled(settings, Opening.MAKING)
        try:
            if count_content(database):
                raise WrongUse(
                    "The database holds an office already. Name a new one with --database, "
                    "or move the old one away first."
                )
            _put_files(archive, contents, files, told)
            epoch = _fill(database, archive, contents)
        finally:
            database.close()
    mend_rights(private_places(settings))
    known = (*contents.files, *contents.files_left_out)
    return Restored(contents, epoch, tuple(sha256 for sha256 in known if not files.has(sha256)))


def _fill(database: Database, archive: zipfile.ZipFile, contents: Contents) -> str:
    """Put every row into an empty database; returns the new epoch."""
    drop_tables(database)
    migrate(database, contents.revision)
    with database.writing() as connection:
        fill_tables(connection, _tables(archive, contents))
        epoch = begin_epoch(connection)
    migrate(database)
    return epoch


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except _BROKEN as fault:
        raise WrongUse(f"{source} is no backup, or not a whole one.") from fault


def _read_contents(archive: zipfile.ZipFile) -> Contents:
    try:
        contents = parse_contents(archive.read(CONTENTS))
    except _BROKEN as fault:
        raise WrongUse("This is no backup, or not a whole one.") from fault
    if contents is None:
        raise WrongUse("This is no backup that this version can read.")
    if not is_known(contents.revision):
        raise WrongUse("This backup was taken by a newer version. Install that version first.")
    return contents


def _prove_tables(archive: zipfile.ZipFile, contents: Contents, told: Told) -> None:
    for entry in contents.tables:
        digest, rows = hashlib.sha256(), 0
        try:
            for line in _lines(archive, entry):
                digest.update(line)
                rows += 1
        except _BROKEN as fault:
            raise WrongUse(f"The backup is damaged in the table {entry.name}.") from fault
        if (digest.hexdigest(), rows) != (entry.sha256, entry.rows):
            raise WrongUse(f"The backup is damaged in the table {entry.name}.")
        told(f"{entry.name}: {rows} rows")


def _put_files(archive: zipfile.ZipFile, contents: Contents, files: FileStore, told: Told) -> None:
    for number, sha256 in enumerate(contents.files, 1):
        try:
            with archive.open(file_member(sha256)) as member:
                files.put(sha256, read_pieces(member))
        except (*_BROKEN, WrongBytes) as fault:
            raise WrongUse(f"The backup is damaged in the file {sha256}.") from fault
        if number == len(contents.files) or number % 100 == 0:
            told(f"files: {number} of {len(contents.files)}")


def _tables(
    archive: zipfile.ZipFile, contents: Contents
) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    for entry in contents.tables:
        yield entry.name, list(entry.columns), map(read_row, _lines(archive, entry))


def _lines(archive: zipfile.ZipFile, entry: TableEntry) -> Iterator[bytes]:
    member: IO[bytes]
    with archive.open(table_member(entry.name)) as member:
        yield from member
