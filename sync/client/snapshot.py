"""Fetching all reference data as one file: begun once, gone on with after every cut, verified.

The file counts only when its SHA-256 is the one that its name and tag promise; then its rows take
the place of all that are on the tablet, with the cursor, in one transaction.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sync.client.ports import Reference
from sync.client.session import Reply, Session
from sync.client.trouble import NotTheServer, Refused
from sync.protocol.changes import CutPage, ReferenceRow, parse_ending, parse_rows
from sync.protocol.digest import is_sha256

NEWEST = "/v1/snapshot"
PIECE_BYTES = 256 * 1024


def fill(
    session: Session,
    reference: Reference,
    retrying: Callable[[Callable[[], Any]], Any],
    told: Callable[[int], None],
) -> int | None:
    """Fetch the snapshot and put it in place; returns its rows, None when the server has none.

    Raises Trouble; what has come so far is kept and gone on with next time.
    """
    try:
        sha256 = retrying(partial(_download, session, reference))
    except Refused as refused:
        if refused.status != 404:
            raise
        return None
    count = _put_in_place(reference, sha256)
    told(count)
    return count


def _download(session: Session, reference: Reference) -> str:
    """Bring the whole file here, from where it stands; returns its SHA-256."""
    part = reference.snapshot_part()
    sha256 = _go_on(session, reference, *part) if part else None
    if sha256 is None:
        sha256 = session.download(NEWEST, {}, partial(_keep, reference, 0, None))
    if _hash(reference, sha256) != sha256:
        reference.drop_snapshot()
        raise NotTheServer("the snapshot's bytes are not those that its name promises")
    return sha256


def _go_on(session: Session, reference: Reference, sha256: str, length: int) -> str | None:
    """Fetch the rest of a snapshot; None when the server no longer has it."""
    rest = {"Range": f"bytes={length}-", "If-Range": f'"{sha256}"'}
    keep = partial(_keep, reference, length, sha256)
    try:
        return session.download(f"/v1/snapshots/{sha256}", rest if length else {}, keep)
    except Refused as refused:
        if refused.status == 416:  # nothing is missing at its end
            return sha256
        if refused.status not in (404, 410):
            raise
    reference.drop_snapshot()
    return None


def _keep(
    reference: Reference, length: int, wanted: str | None, reply: Reply, pieces: Iterator[bytes]
) -> str:
    sha256 = reply.headers.get("etag", "").strip('"')
    if not is_sha256(sha256) or wanted not in (None, sha256):
        raise NotTheServer("the answer is no snapshot, or another one")
    position = 0
    if reply.status == 206:
        position = length
        if not reply.headers.get("content-range", "").startswith(f"bytes {length}-"):
            raise NotTheServer("the answer is another part of the snapshot")
    reference.write_snapshot(sha256, position, pieces)
    return sha256


def _hash(reference: Reference, sha256: str) -> str:
    digest = hashlib.sha256()
    with reference.open_snapshot(sha256) as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _put_in_place(reference: Reference, sha256: str) -> int:
    try:
        with reference.open_snapshot(sha256) as file, gzip.open(file) as lines:
            ending = parse_ending(lines)
        with reference.open_snapshot(sha256) as file, gzip.open(file) as lines:
            counted = _Counted(parse_rows(lines))
            reference.apply_snapshot(counted, ending.next)
    except (CutPage, EOFError, gzip.BadGzipFile, zlib.error) as fault:
        reference.drop_snapshot()
        raise NotTheServer("the snapshot cannot be read") from fault
    reference.drop_snapshot()
    return counted.count


class _Counted:
    """Rows, counted as they go by."""

    def __init__(self, rows: Iterator[ReferenceRow]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[ReferenceRow]:
        for row in self._rows:
            self.count += 1
            yield row
