"""The conversation in which a tablet is enrolled, and what keeps it from that, told to a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from inspector_app.errors import SyncTrouble
from sync.client.session import Session
from sync.client.trouble import Refused, Trouble
from sync.protocol.problems import Problem

_REFUSALS = {
    Problem.CODE_UNKNOWN: ("code_unknown", "The server does not know this code."),
    Problem.CODE_EXPIRED: ("code_expired", "This code has expired."),
    Problem.CODE_USED: ("code_used", "This code was used already."),
}
_SENTENCES = {
    "offline": "The server cannot be reached.",
    "captive_portal": "Something else than our server answered.",
    "tls": "The server's identity could not be confirmed.",
    "revoked": "The office has revoked this tablet.",
}


@contextmanager
def enrolling_at(server_url: str) -> Iterator[Session]:
    """Give a session without a token; its trouble is raised as SyncTrouble."""
    session = Session(server_url)
    try:
        yield session
    except Trouble as trouble:
        raise as_sync_trouble(trouble) from trouble
    finally:
        session.close()


def as_sync_trouble(trouble: Trouble) -> SyncTrouble:
    """Return the error of our own that tells what has happened."""
    if isinstance(trouble, Refused) and trouble.problem in _REFUSALS:
        code, sentence = _REFUSALS[trouble.problem]
        return SyncTrouble(sentence, code=code, hint="Ask the office for a new one.")
    sentence = _SENTENCES.get(trouble.code, "The server is in trouble.")
    return SyncTrouble(sentence, code=trouble.code)
