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
    "moved": "This address leads to another one for good, perhaps to https.",
    "no_server_there": "At this address answers a web server that is not ours.",
    "forbidden_on_the_way": "Something before the server, such as a proxy, forbids this.",
    "too_large_on_the_way": "Something before the server, such as a proxy, takes only less.",
    "unproven": "What answers does not prove to be our server.",
    "other_server": "Another server answers, which proves another key.",
    "protocol_too_old": "This app is too old for the server.",
    "server_too_old": "The server is too old for this app.",
    "device_unknown": "The server does not know this tablet.",
    "tls": "The server's identity could not be confirmed.",
    "revoked": "The office has revoked this tablet.",
}


@contextmanager
def enrolling_at(server_url: str, certificate: str | None = None) -> Iterator[Session]:
    """Give a session without a token; its trouble is raised as SyncTrouble."""
    session = Session(server_url, certificate=certificate)
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
    if isinstance(trouble, Refused) and trouble.problem is Problem.INVALID:
        return SyncTrouble(
            "The server does not take this request to enrol.",
            code="enrolment_refused",
            hint="Ask the office: a tablet that it has forgotten may need a code made for it.",
        )
    sentence = _SENTENCES.get(trouble.code, "The server is in trouble.")
    return SyncTrouble(sentence, code=trouble.code)
