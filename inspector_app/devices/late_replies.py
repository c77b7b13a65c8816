"""Replies that come late: a control has left the screen, and its client still answers a call.

Flet 1.0.5 raises then, in the loop that receives what the client says; the loop ends, and no tap
is heard any more until the page is loaded again. A camera that is closed while it takes a picture
is enough. Here such a reply is dropped, as nobody waits for it.
"""

import logging
from typing import Any

from flet.messaging.session import Session

_log = logging.getLogger(__name__)
_handle = Session.handle_invoke_method_results


def drop_late_replies() -> None:
    """Let every session of this process outlive late replies; may be called again."""
    Session.handle_invoke_method_results = _handle_or_drop  # type: ignore[assignment]


def _handle_or_drop(
    session: Session, control_id: int, call_id: str, result: Any, error: str | None
) -> None:
    try:
        _handle(session, control_id, call_id, result, error)
    except RuntimeError as fault:
        _log.debug("a late reply was dropped: %s", fault)
