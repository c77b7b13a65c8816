"""A tablet that has an id is enrolled again: at its own server, which has lost it or has moved.

It proves with its key who it is, so it keeps its id, its chain and all that it holds.
"""

import json

from inspector_app.devices.identity import load_private_key
from inspector_app.errors import SyncTrouble, WrongUse
from inspector_app.services.enrolment_troubles import enrolling_at
from inspector_app.services.opening import Tablet
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.store.tablet import Row, load_tablet_row, note_tablet
from inspector_app.tags.enrolment import Enrolment
from sync.client.engine import Capabilities, read_capabilities
from sync.client.enrol import Again, Enrolled, enrol
from sync.client.session import Session
from sync.client.trouble import Refused
from sync.protocol.assertion import spell_assertion
from sync.protocol.digest import sha256_hex
from sync.protocol.problems import Problem


def enrol_again(tablet: Tablet, invitation: Enrolment, name: str) -> TabletInfo:
    """Enrol an enrolled tablet; what it holds is compared with the server's at the next sync.

    Raises WrongUse when the server is another one, where nothing is changed, and SyncTrouble.
    """
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
    with enrolling_at(invitation.url) as session:
        there = read_capabilities(session)
        try:
            enrolled = _ask(session, noted, there, code=invitation.code, name=name)
        except Refused as refused:
            if refused.problem is not Problem.ALREADY_ENROLLED:
                raise
            raise WrongUse(
                "This tablet is enrolled at another server.",
                code="already_enrolled",
                hint="Use an empty folder for another server.",
            ) from refused
    if enrolled.device_id != noted["device_id"]:
        raise SyncTrouble("The answer names another device.", code="captive_portal")
    with tablet.database.writing() as db:
        note_tablet(
            db,
            server_url=invitation.url,
            enrol_code=invitation.code,
            name=name,
            epoch=None,
            tag_hosts=json.dumps(enrolled.tag_hosts),
        )
    keep_beside(tablet.database, tablet.folder)
    return tablet_info(tablet)


def _ask(session: Session, noted: Row, there: Capabilities, *, code: str, name: str) -> Enrolled:
    key = load_private_key(bytes(noted["private_key"]))
    # The same after a lost answer, without having been kept.
    request_key = sha256_hex(f"{noted['device_id']} {code}".encode())
    return enrol(
        session,
        code=code,
        name=name,
        public_key=key.public_key().public_bytes_raw(),
        idempotency_key=request_key,
        again=Again(
            spell_assertion(
                device_id=noted["device_id"],
                issued_at=int(there.server_time.timestamp()),
                unique=request_key,
                sign=key.sign,
            ),
            bytes(noted["server_key"]),
        ),
    )
