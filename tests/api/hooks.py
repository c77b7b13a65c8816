"""What Schemathesis is told of our server: a media type that it does not know, and one more check.

Loaded by Schemathesis itself, see `fuzzing.py`.
"""

from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response, SerializationContext

PROBLEM = "application/problem+json"
NO_BODY = ("HEAD", "OPTIONS")


@schemathesis.serializer("application/offset+octet-stream")
def spell_piece(ctx: SerializationContext, value: Any) -> bytes:
    """Send the bytes of a piece as they are."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.check
def every_refusal_is_a_problem_document(ctx: CheckContext, response: Response, case: Case) -> None:
    """Refuse an error without a stable type and a word on whether to try again."""
    if response.status_code < 400 or case.method.upper() in NO_BODY:
        return
    assert response.headers["content-type"] == [PROBLEM]
    told = response.json()
    assert told["status"] == response.status_code
    assert told["type"].startswith("urn:inspector:problem:")
    assert isinstance(told["retryable"], bool)
    assert ("retry-after" in response.headers) is (response.status_code in (429, 503, 507))


@schemathesis.check
def nothing_breaks(ctx: CheckContext, response: Response, case: Case) -> None:
    """Refuse every fault of the server, also one that says that it may be tried again."""
    assert response.status_code < 500
