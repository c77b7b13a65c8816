"""A tablet that has an id is enrolled again: at its own server, which has lost it or has moved.

The server proves with its key that it is the one, before anything else is asked or changed; then
the tablet proves with its own who it is, and keeps its id, its chain and all that it holds.
"""

import json
import uuid

from inspector_app.devices.identity import load_private_key
from inspector_app.errors import SyncTrouble, WrongUse
from inspector_app.services.enrolment_troubles import enrolling_at
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.store.tablet import Row, load_tablet_row, note_tablet
from inspector_app.tags.enrolment import Enrolment
from sync.client.enrol import Again, Enrolled, enrol
from sync.client.greeting import Capabilities, read_capabilities
from sync.client.proving import Belief
from sync.client.session import Session
from sync.client.trouble import OtherServer, Refused, Unproven
from sync.protocol.assertion import audience_of, spell_assertion
from sync.protocol.digest import sha256_hex
from sync.protocol.problems import Problem


def enrol_again(
    tablet: Tablet, invitation: Enrolment, name: str, certificate: str | None = None
) -> TabletInfo:
    """Enrol an enrolled tablet; what it holds is compared with the server's at the next sync.

    Raises WrongUse when the server does not prove to be this tablet's own, and SyncTrouble; nothing
    is changed then.
    """
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
    with enrolling_at(invitation.url, certificate) as session:
        there = _prove_server(tablet, session, noted, invitation)
        try:
            enrolled = _ask(session, noted, there, code=invitation.code, name=name)
        except Refused as refused:
            if refused.problem is not Problem.ALREADY_ENROLLED:
                raise
            raise _other_office(tablet) from refused
    same = enrolled.device_id, enrolled.server_key
    if same != (noted["device_id"], bytes(noted["server_key"])):
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


def _prove_server(
    tablet: Tablet, session: Session, noted: Row, invitation: Enrolment
) -> Capabilities:
    """Let the server sign our challenge with the pinned key. Raises WrongUse when it does not."""
    session.belief = Belief(bytes(noted["server_key"]), signs=False)
    try:
        there = read_capabilities(session)
    except OtherServer as fault:
        raise _other_office(tablet) from fault
    except Unproven as fault:
        raise _unproven(invitation) from fault
    if there.server_key is None:
        raise _unproven(invitation)
    return there


def _other_office(tablet: Tablet) -> WrongUse:
    sure = hand_in(tablet).safe_to_hand_in
    return WrongUse(
        "This tablet is enrolled at another server, and that one is another office. "
        "Nothing was changed.",
        code="already_enrolled" if sure else "already_enrolled_unsent",
        hint="Use an empty folder for another server."
        if sure
        else "This tablet holds records that its own server has not confirmed: sync or export "
        "them first. Then use an empty folder for another server.",
    )


def _unproven(invitation: Enrolment) -> WrongUse:
    return WrongUse(
        f"The server at {invitation.url} does not prove that it is this tablet's. "
        "Nothing was changed.",
        code="unproven_server",
        hint="Ask the office. A server of version 0.1.0 cannot prove it: it is updated first.",
    )


def _ask(session: Session, noted: Row, there: Capabilities, *, code: str, name: str) -> Enrolled:
    key = load_private_key(bytes(noted["private_key"]))
    server_key = bytes(noted["server_key"])
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
                unique=uuid.uuid4().hex,
                sign=key.sign,
                audience=audience_of(server_key),
            ),
            server_key,
        ),
    )
