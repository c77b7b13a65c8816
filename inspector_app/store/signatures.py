"""Signatures of drafts, each with the statement it was given for, and earlier ones of a visit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from inspector_app.store.database import Connection

Body = dict[str, Any]
MOST_EARLIER = 50


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature as it will be sealed, if `statement` is then still that of the draft."""

    signer: str
    statement: str
    body: Body


def store_signature(db: Database, draft_id: str, row: SignatureRow) -> None:
    """Write a signature; the same signer's earlier one goes."""
    db.table("draft_signatures").upsert(
        {"draft_id": draft_id, "signer": row.signer, "statement": row.statement,
         "body": json.dumps(row.body, ensure_ascii=False)},
        pk=("draft_id", "signer"),
    )  # fmt: skip


def delete_signature(db: Database, draft_id: str, signer: str) -> None:
    """Take a signature back; nothing happens when there was none."""
    db.execute("DELETE FROM draft_signatures WHERE draft_id = ? AND signer = ?", [draft_id, signer])


def list_signatures(db: Database, draft_id: str) -> list[SignatureRow]:
    """Return the signatures of a draft, also those given for what was changed since."""
    sql = "SELECT signer, statement, body FROM draft_signatures WHERE draft_id = ? ORDER BY signer"
    return [
        SignatureRow(row["signer"], row["statement"], json.loads(row["body"]))
        for row in db.query(sql, [draft_id])
    ]


def list_earlier(db: Connection, site_id: str, since: str) -> Iterator[tuple[str, Body]]:
    """Give the signatures of the records sealed here since an instant, each with its record's id.

    The newest record comes first.
    """
    sql = """SELECT id, body FROM records WHERE site_id = ? AND finished_at >= ?
               ORDER BY seq DESC LIMIT ?"""
    for row in db.query(sql, [site_id, since, MOST_EARLIER]):
        body = db.vault.open_record(row["id"], bytes(row["body"]))
        for signature in json.loads(body).get("signatures") or []:
            yield row["id"], signature
