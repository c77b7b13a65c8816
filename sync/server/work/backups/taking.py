"""Taking a backup of an office that goes on working: one state of its tables, and their files."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sync.server.files import WrongBytes, check_bytes, read_pieces
from sync.server.tables.copying import column_names, read_revision, read_rows, table_names
from sync.server.tables.engine import Connection
from sync.server.tables.files import load_files
from sync.server.work.backups.form import (
    CONTENTS,
    Contents,
    TableEntry,
    file_member,
    spell_contents,
    spell_row,
    table_member,
)
from sync.server.work.epochs import read_epoch
from sync.server.work.opening import Office

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken. `files_lacking` should be in it and are gone or changed here."""

    contents: Contents
    files_lacking: tuple[str, ...]


def take_backup(office: Office, target: BinaryIO, *, with_files: bool, told: Told) -> Taken:
    """Write a backup into an empty file. Raises DatabaseTrouble, OSError."""
    with zipfile.ZipFile(target, "w") as archive:
        with office.database.snapshot() as connection:
            revision, epoch = read_revision(connection), read_epoch(connection)
            tables = [_add_table(archive, connection, name, told) for name in table_names()]
            known = [(str(row.sha256), int(row.bytes)) for row in load_files(connection)]
        kept = list(_add_files(archive, office, known, told)) if with_files else []
        left_out = tuple(sha256 for sha256, _ in known if sha256 not in set(kept))
        contents = Contents(
            made_at=office.instant(),
            revision=revision,
            epoch=epoch,
            tables=tuple(tables),
            files=tuple(kept),
            files_left_out=left_out,
        )
        archive.writestr(CONTENTS, spell_contents(contents), zipfile.ZIP_DEFLATED)
    return Taken(contents, left_out if with_files else ())


def _add_table(
    archive: zipfile.ZipFile, connection: Connection, name: str, told: Told
) -> TableEntry:
    digest, rows = hashlib.sha256(), 0
    info = zipfile.ZipInfo(table_member(name))
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
        for row in read_rows(connection, name):
            line = spell_row(row)
            digest.update(line)
            member.write(line)
            rows += 1
    told(f"{name}: {rows} rows")
    return TableEntry(name, tuple(column_names(name)), rows, digest.hexdigest())


def _add_files(
    archive: zipfile.ZipFile, office: Office, known: list[tuple[str, int]], told: Told
) -> Iterator[str]:
    for number, (sha256, size) in enumerate(known, 1):
        try:
            with office.files.open(sha256) as file:
                check_bytes(file, sha256)
                file.seek(0)
                _add_file(archive, sha256, size, file)
        except (FileNotFoundError, WrongBytes):
            continue
        if number == len(known) or number % 100 == 0:
            told(f"files: {number} of {len(known)}")
        yield sha256


def _add_file(archive: zipfile.ZipFile, sha256: str, size: int, file: BinaryIO) -> None:
    info = zipfile.ZipInfo(file_member(sha256))
    info.file_size = size
    with archive.open(info, "w") as member:
        for piece in read_pieces(file):
            member.write(piece)
