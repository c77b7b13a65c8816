"""Any part of any word, found among 300,000 instruments and 30,000 sites: an index of pairs.

Every two neighbouring characters of a document are one token of an FTS5 table, whatever script
they are of, and the last one of a word makes a pair with its end. A part of one character is the
beginning of a token, a longer one is all of its pairs, looked at again in the words themselves.

What changed in the registry is only noted by those who change it; `index_some` catches up later,
so that fetching the registry takes no longer for it.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

INSTRUMENTS, SITES = "instruments", "sites"
_END = "\n"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SPELLED = 4  # digits of a character: 36**4 is more than there are
_SOURCES = {
    INSTRUMENTS: "SELECT instrument_id, serial, certificate_no FROM instruments"
    " WHERE instrument_id = ?",
    SITES: "SELECT site_id, name, body FROM sites WHERE site_id = ?",
}
_PAIRS = """CREATE VIRTUAL TABLE search_pairs
            USING fts5(pairs, content='', detail=none, tokenize='unicode61')"""


def lay_parts(db: Database) -> None:
    """Make the index, and let everything that is here already be indexed."""
    db.execute(_PAIRS)
    note_all(db)


def note_all(db: Database) -> None:
    """Note the whole registry: it came in otherwise than by changes."""
    for kind, key in ((SITES, "site_id"), (INSTRUMENTS, "instrument_id")):
        db.execute(f"INSERT OR IGNORE INTO search_due SELECT '{kind}', {key} FROM {kind}")  # noqa: S608


def note_changed(db: Database, kind: str, keys: Iterable[str]) -> None:
    """Note rows of the registry that came, changed or went."""
    sql = "INSERT OR IGNORE INTO search_due VALUES (?, ?)"
    db.conn.executemany(sql, [(kind, key) for key in keys])


def note_stale(db: Database) -> None:
    """Note the rows that the server did not send again, before they are dropped."""
    for kind, key in ((SITES, "site_id"), (INSTRUMENTS, "instrument_id")):
        db.execute(f"INSERT OR IGNORE INTO search_due SELECT '{kind}', {key} FROM {kind}"  # noqa: S608
                   " WHERE stale = 1")  # fmt: skip


def count_due(db: Database) -> int:
    """Return how many rows the index does not know yet as they are."""
    return int(db.execute("SELECT count(*) FROM search_due").fetchone()[0])


def index_some(db: Database, limit: int) -> int:
    """Bring some rows into the index; returns how many, 0 when it is complete. Sites come first."""
    sql = "SELECT kind, key FROM search_due ORDER BY kind DESC LIMIT ?"
    due = [(row["kind"], row["key"]) for row in db.query(sql, [limit])]
    for kind, key in due:
        _index(db, kind, key)
    db.conn.executemany("DELETE FROM search_due WHERE kind = ? AND key = ?", due)
    return len(due)


def find_keys(db: Database, kind: str, part: str, limit: int) -> list[str]:
    """Return the keys of what has `part` in one of its words."""
    wanted = plain_words(part)
    if not wanted:
        return []
    sql = """SELECT d.key FROM search_pairs AS p JOIN search_docs AS d ON d.id = p.rowid
              WHERE search_pairs MATCH :pairs AND instr(d.words, :part) LIMIT :limit"""
    values = {"pairs": _match(kind, wanted), "part": wanted, "limit": limit}
    return [row["key"] for row in db.query(sql, values)]


def plain_words(text: str) -> str:
    """Return words as they are compared: full width as half width, letters large, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def _index(db: Database, kind: str, key: str) -> None:
    row = next(iter(db.query(_SOURCES[kind], [key])), None)
    words = _words(kind, row) if row else ""
    known = next(
        iter(db.query("SELECT id, words FROM search_docs WHERE kind = ? AND key = ?", [kind, key])),
        None,
    )
    if known and known["words"] == words:
        return
    if known:
        db.execute("INSERT INTO search_pairs (search_pairs, rowid, pairs) VALUES ('delete', ?, ?)",
                   [known["id"], " ".join(_pairs(kind, known["words"]))])  # fmt: skip
        db.execute("DELETE FROM search_docs WHERE id = ?", [known["id"]])
    if words:
        sql = "INSERT INTO search_docs (kind, key, words) VALUES (?, ?, ?)"
        made = db.execute(sql, [kind, key, words]).lastrowid
        db.execute("INSERT INTO search_pairs (rowid, pairs) VALUES (?, ?)",
                   [made, " ".join(_pairs(kind, words))])  # fmt: skip


def _words(kind: str, row: Mapping[str, Any]) -> str:
    """Return the words of a row, each with its end."""
    if kind == SITES:
        body = json.loads(row["body"])
        found = (row["site_id"], row["name"], str(body.get("address") or ""))
    else:
        found = (row["instrument_id"], row["serial"], row["certificate_no"])
    return "".join(f"{word}{_END}" for word in map(plain_words, found) if word)


def _pairs(kind: str, words: str) -> Iterator[str]:
    """Give the tokens of words; sites and instruments have none in common."""
    spelled = pairwise(map(_spell, words))
    for first, (one, other) in zip(words, spelled, strict=False):
        if first != _END:
            yield f"{kind[0]}{one}{other}"


def _match(kind: str, part: str) -> str:
    """Return the FTS5 expression of a part."""
    if len(part) == 1:
        return f"{kind[0]}{_spell(part)}*"
    return " AND ".join(dict.fromkeys(_pairs(kind, part)))


def _spell(character: str) -> str:
    known = _SPELLING.get(character)
    if known is None:
        rest, digits = ord(character), ""
        for _ in range(_SPELLED):
            rest, digit = divmod(rest, len(_DIGITS))
            digits = _DIGITS[digit] + digits
        known = _SPELLING[character] = digits
    return known


_SPELLING: dict[str, str] = {}
