"""Every refusal of the server, in one table (RFC 9457 problem details).

A machine decides by `type` and `retryable`, never by the wording of `title`.
"""

from dataclasses import dataclass
from enum import Enum

TYPE_PREFIX = "urn:inspector:problem:"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """`name` is the stable end of the `type` URI; `retryable` says the same request may succeed."""

    name: str
    status: int
    title: str
    retryable: bool

    @property
    def type(self) -> str:
        """The `type` URI of the problem document."""
        return TYPE_PREFIX + self.name


class Problem(Enum):
    """The closed set of refusals."""

    MALFORMED = ProblemKind("malformed", 400, "The request cannot be read.", False)
    DIGEST_MISMATCH = ProblemKind(
        "digest-mismatch", 400, "The body does not match its Content-Digest.", True
    )
    INFLATION = ProblemKind("inflation", 400, "The body inflates beyond the limit.", False)
    UNAUTHENTICATED = ProblemKind("unauthenticated", 401, "A valid access token is needed.", True)
    DEVICE_UNKNOWN = ProblemKind(
        "device-unknown", 401, "No tablet of this name is enrolled here; enrol it again.", False
    )
    REVOKED = ProblemKind("revoked", 403, "This device was revoked by the office.", False)
    CODE_UNKNOWN = ProblemKind("code-unknown", 403, "This enrolment code is not valid.", False)
    CODE_EXPIRED = ProblemKind("code-expired", 403, "This enrolment code has expired.", False)
    NOT_FOUND = ProblemKind("not-found", 404, "There is nothing here.", False)
    METHOD = ProblemKind("method-not-allowed", 405, "This method is not allowed here.", False)
    TOO_SLOW = ProblemKind("too-slow", 408, "The body came too slowly.", True)
    CODE_USED = ProblemKind("code-used", 409, "This enrolment code was used already.", False)
    ALREADY_ENROLLED = ProblemKind(
        "already-enrolled", 409, "This tablet is enrolled at another server.", False
    )
    OFFSET_CONFLICT = ProblemKind(
        "offset-conflict", 409, "The upload stands at another offset.", True
    )
    CURSOR_GONE = ProblemKind("cursor-gone", 410, "The cursor is too old; start afresh.", False)
    UPLOAD_GONE = ProblemKind("upload-gone", 410, "The upload has expired; start it anew.", False)
    TUS_VERSION = ProblemKind("tus-version", 412, "Only tus 1.0.0 is spoken here.", False)
    TOO_LARGE = ProblemKind("too-large", 413, "The request is larger than the limit.", False)
    MEDIA_TYPE = ProblemKind("media-type", 415, "This media type is not accepted.", False)
    RANGE = ProblemKind("range", 416, "The file ends before the range that was asked for.", False)
    INVALID = ProblemKind("invalid", 422, "The request does not fit its schema.", False)
    FILE_MISMATCH = ProblemKind(
        "file-mismatch", 422, "The file's bytes do not match its SHA-256.", True
    )
    TOO_MANY_UPLOADS = ProblemKind(
        "too-many-uploads", 429, "Too many uploads are open at once.", True
    )
    QUOTA = ProblemKind(
        "quota", 429, "This device has left as much as it may; the office must look at it.", True
    )
    TOO_MANY_REQUESTS = ProblemKind(
        "too-many-requests", 429, "Too many requests of this device are in hand.", True
    )
    CHECKSUM = ProblemKind("checksum-mismatch", 460, "The chunk does not match its checksum.", True)
    INTERNAL = ProblemKind("internal", 500, "The server failed; nothing was lost.", True)
    UNAVAILABLE = ProblemKind("unavailable", 503, "The server cannot store data now.", True)
    STORAGE_FULL = ProblemKind("storage-full", 507, "The server has no room left.", True)


def find_problem(type_uri: str) -> Problem | None:
    """Return the problem with this `type`, or None when it is not one of ours."""
    return next((problem for problem in Problem if problem.value.type == type_uri), None)
