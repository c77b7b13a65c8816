"""Enrolling: this tablet makes its key, and the office's one-time code makes it one of theirs.

Key pair and request key are on the disk before the request is sent. When the answer is lost, the
same code asks again in the same words, and the server gives the same device.
"""

import ipaddress
import json
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from inspector_app.devices.identity import load_private_key, new_private_key, new_request_key
from inspector_app.errors import OnlyPractice, SyncTrouble, WrongUse
from inspector_app.services.enrolling_again import enrol_again
from inspector_app.services.enrolment_troubles import enrolling_at
from inspector_app.services.instants import spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.safekeeping import keep_beside
from inspector_app.services.settling import tablet_info
from inspector_app.services.views import TabletInfo
from inspector_app.store.certificates import find_certificate, keep_certificate
from inspector_app.store.tablet import load_tablet_row, note_tablet
from inspector_app.tags.enrolment import (
    Enrolment,
    NewerEnrolment,
    find_enrolment,
    find_enrolment_link,
)
from sync.client.enrol import Enrolled
from sync.client.enrol import enrol as ask_to_enrol
from sync.client.greeting import read_capabilities
from sync.client.session import Session
from sync.client.trouble import Moved, NotTheServer, Refused, Unproven
from sync.protocol.practice import is_practice

DEFAULT_NAME = "tablet"
LONGEST_NAME = 100
_PEM = b"-----BEGIN CERTIFICATE-----"


def enrol(
    tablet: Tablet,
    code_or_text: str,
    *,
    server: str = "",
    name: str = "",
    plain_hosts: tuple[str, ...] = (),
    certificate: Path | None = None,
) -> TabletInfo:
    """Enrol with the office's invitation: its QR code's text, its address, or a code and `server`.

    A tablet that is enrolled already is known again at its own server, under another address or
    after a backup was restored that lacks it: it keeps its id, its key and all it holds.
    Without encryption (http) only this machine and `plain_hosts` are spoken to; with `certificate`,
    a PEM file, only the server that shows it.
    Raises WrongUse for what is no invitation or when the tablet is enrolled at another server,
    SyncTrouble with the server's reason; nothing is lost then, and it may be tried again.
    """
    invitation = _parse_invitation(code_or_text, server)
    _check_encryption(invitation.url, plain_hosts)
    _check_name(name.strip())
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
    if is_practice(noted["device_id"]):
        raise OnlyPractice
    asked_before = (noted["enrol_code"], noted["server_url"]) == (invitation.code, invitation.url)
    if noted["device_id"] is not None:
        if asked_before:
            return tablet_info(tablet)
        pinned = str(certificate) if certificate else find_certificate(tablet.folder)
        info = enrol_again(tablet, invitation, name.strip() or noted["name"], pinned)
        _keep_certificate(tablet, certificate)
        return info
    _keep_certificate(tablet, certificate)
    if not asked_before:
        _prepare(tablet, invitation, name.strip() or DEFAULT_NAME)
    return _ask(tablet, invitation)


def _parse_invitation(text: str, server: str) -> Enrolment:
    try:
        found = find_enrolment(text) or find_enrolment_link(text)
    except NewerEnrolment as fault:
        raise WrongUse("This invitation needs a newer app.", code="newer_invitation") from fault
    if found is not None:
        if not _is_address(found.url):
            raise WrongUse(f"{found.url} is no address of a server.", code="server_address")
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
        is_one = parts.port is None or parts.port > 0  # reading the port finds one that is none
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        return is_one and plain and parts.scheme in ("http", "https") and _is_host(parts.hostname)
    except ValueError:
        return False


def _is_host(host: str | None) -> bool:
    return bool(host) and str(host).isascii() and str(host).isprintable() and " " not in str(host)


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongUse(
            f"A tablet's name has at most {LONGEST_NAME} printable characters.",
            code="tablet_name",
            hint="Choose a shorter one.",
        )


def _check_encryption(url: str, plain_hosts: tuple[str, ...]) -> None:
    """Raise WrongUse when everybody on the way could read and change what goes to this address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or is_this_machine(host) or host in map(str.lower, plain_hosts):
        return
    raise WrongUse(
        f"{url} is not encrypted: anybody on the way could read and change what is sent.",
        code="not_encrypted",
        hint="Ask the office for an invitation with https. In a network of your own: "
        f"--allow-http {host}",
    )


def is_this_machine(host: str) -> bool:
    """True if a host is the machine that we run on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _keep_certificate(tablet: Tablet, certificate: Path | None) -> None:
    if certificate is None:
        return
    try:
        pem = certificate.read_bytes()
    except OSError as fault:
        raise WrongUse(f"{certificate} cannot be read.", code="certificate") from fault
    if _PEM not in pem:
        raise WrongUse(f"{certificate} is no certificate (PEM).", code="certificate")
    keep_certificate(tablet.folder, pem)


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
    with enrolling_at(invitation.url, find_certificate(tablet.folder)) as session:
        proven = _find_proven_key(session)
        enrolled = ask_to_enrol(
            session,
            code=invitation.code,
            name=noted["name"],
            public_key=key.public_key().public_bytes_raw(),
            idempotency_key=noted["enrol_key"],
        )
    if proven is not None and proven != enrolled.server_key:
        raise SyncTrouble("The answer names another key than the one proven.", code="unproven")
    _keep(tablet, enrolled, signs=proven is not None)
    return tablet_info(tablet)


def _find_proven_key(session: Session) -> bytes | None:
    """Return the key that the server proves, None where it proves none. Raises Trouble."""
    try:
        return read_capabilities(session).server_key
    except (Unproven, Moved):
        raise
    except (Refused, NotTheServer):
        return None  # nothing is pinned yet; what enrols us will say who it is


def _keep(tablet: Tablet, enrolled: Enrolled, *, signs: bool) -> None:
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
            signs_since=spell_instant(tablet.clock.now()) if signs else None,
        )
    keep_beside(tablet.database, tablet.folder)
