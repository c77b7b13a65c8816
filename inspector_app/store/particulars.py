"""What is noted beside the readings, as it was typed: of a draft, and of a visit.

Also the tables of it: checks that do not apply, and the texts of the office.
"""

from sqlite_utils import Database

from inspector_app.store.table_forms import create_part, create_table


def lay_particulars(db: Database) -> None:
    """Entries of drafts and visits, checks that do not apply, and what the office words itself.

    The cursor is forgotten: the office may have worded its texts before this version came.
    """
    create_part(db, "draft_particulars", {"item": str}, {"text": str, "noted_at": str})
    create_table(db, "visit_particulars", {"visit_id": str, "item": str, "text": str},
                 pk=("visit_id", "item"))  # fmt: skip
    db.execute("ALTER TABLE draft_checks ADD COLUMN applies INTEGER NOT NULL DEFAULT 1")
    create_table(db, "texts", {"text_id": str, "body": str, "stale": int}, pk="text_id")
    db.execute("UPDATE tablet SET cursor = NULL")


def store_particular(db: Database, draft_id: str, item: str, text: str, noted_at: str) -> None:
    """Write what was noted; empty text erases."""
    if text:
        row = {"draft_id": draft_id, "item": item, "text": text, "noted_at": noted_at}
        db.table("draft_particulars").upsert(row, pk=("draft_id", "item"))
    else:
        sql = "DELETE FROM draft_particulars WHERE draft_id = ? AND item = ?"
        db.execute(sql, [draft_id, item])


def load_particulars(db: Database, draft_id: str) -> dict[str, str]:
    """Return what was noted of a draft, by the entry."""
    sql = "SELECT item, text FROM draft_particulars WHERE draft_id = ? ORDER BY item"
    return {row["item"]: row["text"] for row in db.query(sql, [draft_id])}


def store_of_visit(db: Database, visit_id: str, item: str, text: str) -> None:
    """Write what holds for a whole visit; empty text erases."""
    if text:
        row = {"visit_id": visit_id, "item": item, "text": text}
        db.table("visit_particulars").upsert(row, pk=("visit_id", "item"))
    else:
        sql = "DELETE FROM visit_particulars WHERE visit_id = ? AND item = ?"
        db.execute(sql, [visit_id, item])


def load_of_visit(db: Database, visit_id: str) -> dict[str, str]:
    """Return what holds for a visit, by the entry."""
    sql = "SELECT item, text FROM visit_particulars WHERE visit_id = ? ORDER BY item"
    return {row["item"]: row["text"] for row in db.query(sql, [visit_id])}


def list_drafts_at(db: Database, site_id: str, since: str) -> list[str]:
    """Return the drafts that were begun at a site since an instant."""
    sql = "SELECT draft_id FROM drafts WHERE site_id = ? AND started_at >= ?"
    return [row["draft_id"] for row in db.query(sql, [site_id, since])]
