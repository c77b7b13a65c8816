"""PURE: the form of a backup, the same from SQLite and PostgreSQL.

A ZIP: `tables/NAME.jsonl` with a JSON list for each row, `files/SHA256` for each photo, and at last
`backup.json`, which says what must be there. So a file that was cut is no backup.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sync.protocol.digest import from_base64, to_base64

VERSION = 1
CONTENTS = "backup.json"
_BYTES = "base64"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table of a backup; `sha256` is of its lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. `files_left_out` are known to the tables and not in the backup."""

    made_at: str
    revision: str
    epoch: str
    tables: tuple[TableEntry, ...]
    files: tuple[str, ...]
    files_left_out: tuple[str, ...]

    def rows_of(self, table: str) -> int:
        """Return how many rows of a table are in the backup."""
        return next((entry.rows for entry in self.tables if entry.name == table), 0)


def table_member(name: str) -> str:
    """Return the member that holds a table."""
    return f"tables/{name}.jsonl"


def file_member(sha256: str) -> str:
    """Return the member that holds a file."""
    return f"files/{sha256}"


def spell_row(row: Sequence[Any]) -> bytes:
    """Spell a row; bytes go as base64."""
    values = [{_BYTES: to_base64(value)} if isinstance(value, bytes) else value for value in row]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_row(line: bytes) -> list[Any]:
    """Read a row."""
    return [
        from_base64(value[_BYTES]) if isinstance(value, dict) else value
        for value in json.loads(line)
    ]


def spell_contents(contents: Contents) -> bytes:
    """Spell what a backup holds."""
    return json.dumps({"v": VERSION} | asdict(contents), indent=1).encode()


def parse_contents(data: bytes) -> Contents | None:
    """Read what a backup holds; None when it is no backup that this version reads."""
    try:
        told = json.loads(data)
        if told.pop("v") != VERSION:
            return None
        tables = tuple(
            TableEntry(**each | {"columns": tuple(each["columns"])}) for each in told["tables"]
        )
        lists = {name: tuple(told[name]) for name in ("files", "files_left_out")}
        return Contents(**told | {"tables": tables} | lists)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
