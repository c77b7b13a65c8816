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
from sync.client.proving import Question
from sync.client.session import Reply, Session
from sync.client.trouble import NotTheServer, Refused
from sync.protocol.answers import Asked
from sync.protocol.changes import CutPage, ReferenceRow, parse_ending, parse_rows
from sync.protocol.digest import is_sha256

NEWEST = "/v1/snapshot"
PIECE_BYTES = 256 * 1024
MOST_BYTES = 512 * 1024 * 1024
MOST_UNPACKED_BYTES = 8 * MOST_BYTES
LONGEST_LINE = 4 * 1024 * 1024


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
        question = Question(Asked.SNAPSHOT)
        take = partial(_keep, session, reference, question, 0, None)
        sha256 = session.download(NEWEST, question.headers, take)
    if _hash(reference, sha256) != sha256:
        reference.drop_snapshot()
        raise NotTheServer("the snapshot's bytes are not those that its name promises")
    return sha256


def _go_on(session: Session, reference: Reference, sha256: str, length: int) -> str | None:
    """Fetch the rest of a snapshot; None when the server no longer has it.

    Its last byte is fetched once more, so that an answer comes which is signed.
    """
    length = max(length - 1, 0)
    question = Question(Asked.SNAPSHOT)
    rest = {"Range": f"bytes={length}-", "If-Range": f'"{sha256}"'} if length else {}
    keep = partial(_keep, session, reference, question, length, sha256)
    try:
        return session.download(f"/v1/snapshots/{sha256}", rest | question.headers, keep)
    except Refused as refused:
        if refused.status not in (404, 410, 416):
            raise
    reference.drop_snapshot()
    return None


def _keep(
    session: Session,
    reference: Reference,
    question: Question,
    length: int,
    wanted: str | None,
    reply: Reply,
    pieces: Iterator[bytes],
) -> str:
    sha256 = reply.headers.get("etag", "").strip('"')
    if not is_sha256(sha256) or wanted not in (None, sha256):
        raise NotTheServer("the answer is no snapshot, or another one")
    if session.belief is not None:
        session.belief.check(question, reply.headers, sha256)
    position = 0
    if reply.status == 206:
        position = length
        if not reply.headers.get("content-range", "").startswith(f"bytes {length}-"):
            raise NotTheServer("the answer is another part of the snapshot")
    reference.write_snapshot(sha256, position, _bounded(pieces, MOST_BYTES - position))
    return sha256


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    for piece in pieces:
        most -= len(piece)
        if most < 0:
            raise NotTheServer("the snapshot has no end")
        yield piece


def _lines(file: gzip.GzipFile) -> Iterator[bytes]:
    """Give the lines of a snapshot; one that has no end is none. Raises CutPage."""
    left = MOST_UNPACKED_BYTES
    while line := file.readline(LONGEST_LINE):
        left -= len(line)
        if left < 0 or (len(line) == LONGEST_LINE and not line.endswith(b"\n")):
            raise CutPage("more than a snapshot holds")
        yield line


def _hash(reference: Reference, sha256: str) -> str:
    digest = hashlib.sha256()
    with reference.open_snapshot(sha256) as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _put_in_place(reference: Reference, sha256: str) -> int:
    try:
        with reference.open_snapshot(sha256) as file, gzip.open(file) as unpacked:
            ending = parse_ending(_lines(unpacked))
        with reference.open_snapshot(sha256) as file, gzip.open(file) as unpacked:
            counted = _Counted(parse_rows(_lines(unpacked)))
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
