"""Keeping files, and what has come of uploads, in an S3 bucket, which several machines share.

Where the bucket's service is and who asks is told by the usual AWS_ environment variables. Every
body is signed with its SHA-256, so that the service itself refuses one that was damaged on the way.
"""

import errno
import hashlib
import io
import uuid
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from sync.protocol.digest import is_sha256
from sync.server.files import Span, WrongBytes
from sync.server.settings import Bucket

FILES, UPLOADS, READY = "files", "uploads", "ready"
_AT_ONCE = 16


def open_bucket(bucket: Bucket) -> S3Store:
    """Return a client of a bucket; nothing is asked yet."""
    where = {"endpoint": bucket.endpoint} if bucket.endpoint else {}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        client_options={
            "allow_http": True,  # only where the endpoint says http
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=30),
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=15)},
        **where,  # type: ignore[arg-type]
    )


class BucketStore:
    """Files by SHA-256 as objects; an object appears when it is whole."""

    def __init__(self, client: S3Store) -> None:
        self._client = client

    def has(self, sha256: str) -> bool:
        """True if the file is here, by one HEAD."""
        with _named_trouble():
            try:
                obstore.head(self._client, _name(sha256))
            except FileNotFoundError:
                return False
        return True

    def find(self, sha256s: Collection[str]) -> set[str]:
        """Return which of these files are here, several asked for at once."""
        if len(sha256s) < 2:
            return {sha256 for sha256 in sha256s if self.has(sha256)}
        with ThreadPoolExecutor(min(_AT_ONCE, len(sha256s))) as pool:
            asked = list(sha256s)
            found = zip(asked, pool.map(self.has, asked), strict=True)
            return {sha256 for sha256, is_here in found if is_here}

    def open(self, sha256: str) -> BinaryIO:
        """Fetch the file. Raises FileNotFoundError."""
        with _named_trouble():
            return io.BytesIO(obstore.get(self._client, _name(sha256)).bytes())

    def put(self, sha256: str, pieces: Iterable[bytes]) -> int:
        """Compare, then store whole. Raises WrongBytes."""
        name, whole = _name(sha256), b"".join(pieces)
        found = hashlib.sha256(whole).hexdigest()
        if found != sha256:
            raise WrongBytes(f"{found} came instead of {sha256}")
        with _named_trouble():
            obstore.put(self._client, name, whole, use_multipart=False)
        return len(whole)

    def check_writable(self) -> None:
        """Write and remove something."""
        name = f"{READY}/{uuid.uuid4().hex}"
        with _named_trouble():
            obstore.put(self._client, name, b"ready", use_multipart=False)
            obstore.delete(self._client, name)

    def sweep(self, before: float) -> int:  # noqa: ARG002 - a put that ends early leaves nothing
        """Remove nothing: an object is there whole, or is not there."""
        return 0


class BucketUploads:
    """What has come so far of files on their way, an object for each piece.

    A piece is named by where it begins and ends. Which pieces count is known to the database, so
    no listing of the bucket is trusted, and one that came beside another does no harm.
    """

    def __init__(self, client: S3Store) -> None:
        self._client = client

    def write(self, upload_id: str, position: int, data: bytes) -> None:
        """Store a piece."""
        name = _piece(upload_id, (position, position + len(data)))
        with _named_trouble():
            obstore.put(self._client, name, data, use_multipart=False)

    def read(self, upload_id: str, spans: Iterable[Span]) -> Iterator[bytes]:
        """Give the bytes of these pieces; of one that is gone, none."""
        for span in spans:
            with _named_trouble():
                try:
                    piece = obstore.get(self._client, _piece(upload_id, span)).bytes()
                except FileNotFoundError:
                    continue  # the whole will not have its SHA-256
            yield bytes(piece)

    def discard(self, upload_id: str) -> None:
        """Remove every piece that the bucket lists."""
        with _named_trouble():
            for page in obstore.list(self._client, prefix=f"{UPLOADS}/{upload_id}/"):
                for found in page:
                    obstore.delete(self._client, found["path"])

    def sweep(self, known: Collection[str], before: float) -> int:  # noqa: ARG002 - see below
        """Remove nothing: the rule for the life of objects below `uploads/` does."""
        return 0


def _name(sha256: str) -> str:
    if not is_sha256(sha256):
        raise ValueError("a file's name is its SHA-256")
    return f"{FILES}/{sha256}"


def _piece(upload_id: str, span: Span) -> str:
    return f"{UPLOADS}/{upload_id}/{span[0]}-{span[1]}"


@contextmanager
def _named_trouble() -> Iterator[None]:
    try:
        yield
    except BaseError as fault:
        raise OSError(errno.EIO, str(fault).partition("\n")[0]) from fault
