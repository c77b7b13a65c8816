"""What SQLite itself says of the soundness of the database file."""

from sqlite_utils import Database


def find_damage(db: Database) -> str:
    """Return the first complaint about the pages of the file, '' when they are sound; quick."""
    (said,) = next(iter(db.execute("PRAGMA quick_check(1)")))
    return "" if said == "ok" else str(said)


def list_damage(db: Database) -> list[str]:
    """Return SQLite's own complaints; none when the file is sound and every reference holds."""
    said = [str(row["integrity_check"]) for row in db.query("PRAGMA integrity_check")]
    dangling = [
        f"{row['table']} row {row['rowid']} points to a missing row of {row['parent']}"
        for row in db.query("PRAGMA foreign_key_check")
    ]
    return [line for line in said if line != "ok"] + dangling
