"""The real client of an enrolled tablet, without the rest of a sync."""

from inspector_app.services.opening import Tablet
from inspector_app.services.syncing import _load_identity
from sync.client.greeting import Capabilities, read_capabilities
from sync.client.session import Session


def talk_as(tablet: Tablet) -> tuple[Session, Capabilities]:
    """Give a session that knows the server's clock, and what the server is."""
    identity = _load_identity(tablet)
    session = Session(identity.server_url, identity)
    there = read_capabilities(session)
    session.set_clock(lambda: there.server_time)
    return session, there
