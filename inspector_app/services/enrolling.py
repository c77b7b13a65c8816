"""Enrolling: this tablet makes its key, and the office's one-time code makes it one of theirs.

Key pair and request key are on the disk before the request is sent. When the answer is lost, the
same code asks again in the same words, and the server gives the same device.
"""

import json
import uuid
from urllib.parse import urlsplit

from inspector_app.devices.identity import load_private_key, new_private_key, new_request_key
from inspector_app.errors import OnlyPractice, SyncTrouble, WrongUse
from inspector_app.services.enrolling_again import enrol_again
from inspector_app.services.enrolment_troubles import enrolling_at
from inspector_app.services.opening import Tablet
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.store.tablet import load_tablet_row, note_tablet
from inspector_app.tags.enrolment import (
    Enrolment,
    NewerEnrolment,
    find_enrolment,
    find_enrolment_link,
)
from sync.client.enrol import Enrolled
from sync.client.enrol import enrol as ask_to_enrol
from sync.protocol.practice import is_practice

DEFAULT_NAME = "tablet"


def enrol(tablet: Tablet, code_or_text: str, *, server: str = "", name: str = "") -> TabletInfo:
    """Enrol with the office's invitation: its QR code's text, its address, or a code and `server`.

    A tablet that is enrolled already is known again at its own server, under another address or
    after a backup was restored that lacks it: it keeps its id, its key and all it holds.
    Raises WrongUse for what is no invitation or when the tablet is enrolled at another server,
    SyncTrouble with the server's reason; nothing is lost then, and it may be tried again.
    """
    invitation = _parse_invitation(code_or_text, server)
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
    if is_practice(noted["device_id"]):
        raise OnlyPractice
    asked_before = (noted["enrol_code"], noted["server_url"]) == (invitation.code, invitation.url)
    if noted["device_id"] is not None:
        if asked_before:
            return tablet_info(tablet)
        return enrol_again(tablet, invitation, name.strip() or noted["name"])
    if not asked_before:
        _prepare(tablet, invitation, name.strip() or DEFAULT_NAME)
    return _ask(tablet, invitation)


def _parse_invitation(text: str, server: str) -> Enrolment:
    try:
        found = find_enrolment(text) or find_enrolment_link(text)
    except NewerEnrolment as fault:
        raise WrongUse("This invitation needs a newer app.", code="newer_invitation") from fault
    if found is not None:
        return found
    code, url = "".join(text.split()), server.strip().rstrip("/")
    if not code or not code.isprintable() or "/" in code:
        raise WrongUse(
            "This is no code of the office.", code="no_code", hint="Scan or type it again."
        )
    if not url:
        raise WrongUse("Say where the server is.", code="server_missing", hint="--server URL")
    if not _is_address(url):
        raise WrongUse(f"{url} is no address of a server.", code="server_address")
    return Enrolment(url, code)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isascii()
    except ValueError:
        return False


def _prepare(tablet: Tablet, invitation: Enrolment, name: str) -> None:
    """Put the key pair and the request's words on the disk."""
    with tablet.database.writing() as db:
        note_tablet(
            db,
            private_key=new_private_key(),
            enrol_key=new_request_key(),
            enrol_code=invitation.code,
            server_url=invitation.url,
            name=name,
        )


def _ask(tablet: Tablet, invitation: Enrolment) -> TabletInfo:
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
    key = load_private_key(bytes(noted["private_key"]))
    with enrolling_at(invitation.url) as session:
        enrolled = ask_to_enrol(
            session,
            code=invitation.code,
            name=noted["name"],
            public_key=key.public_key().public_bytes_raw(),
            idempotency_key=noted["enrol_key"],
        )
    _keep(tablet, enrolled)
    return tablet_info(tablet)


def _keep(tablet: Tablet, enrolled: Enrolled) -> None:
    try:
        device_id = str(uuid.UUID(enrolled.device_id))
    except ValueError as fault:
        raise SyncTrouble("The answer names no device.", code="captive_portal") from fault
    with tablet.database.writing() as db:
        note_tablet(
            db,
            device_id=device_id,
            server_key=enrolled.server_key,
            tag_hosts=json.dumps(enrolled.tag_hosts),
        )
    keep_beside(tablet.database, tablet.folder)
